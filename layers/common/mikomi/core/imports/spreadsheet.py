"""Rows out of an Excel workbook: its first sheet, as it shows.

A cell that reaches over several says the same in each of them. Numbers stand as people see them: 1001, not 1001.0; a
day as 2027-01-05. Of a formula Excel has kept what it came to.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from mikomi.core.imports.text_file import FileRow

MARK = b"PK\x03\x04"
"""How a workbook begins: it is a zip."""


class NoSpreadsheet(Exception):
    """It is no workbook, has a password, or has no sheet."""


def rows(raw: bytes) -> Iterator[FileRow]:
    """Every row that has anything in it. Raises NoSpreadsheet."""
    import python_calamine  # in a layer that one function alone carries, and loaded by workbooks alone

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheet = book.get_sheet_by_index(0)
        cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except (python_calamine.CalamineError, python_calamine.WorksheetNotFound, ValueError, IndexError):
        raise NoSpreadsheet from None
    for (top, left), (bottom, right) in merged:
        for place in range(top, min(bottom + 1, len(cells))):
            for column in range(left, min(right + 1, len(cells[place]))):
                cells[place][column] = cells[top][left]
    for number, row in enumerate(cells, start=1):
        shown = tuple(_shown(cell) for cell in row)
        if any(shown):
            yield FileRow(number, shown)


def _shown(cell: object) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() | int():
            return f"{cell:.15g}" if abs(cell) < 1e15 else str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case None:
            return ""
        case _:
            return str(cell).strip()
