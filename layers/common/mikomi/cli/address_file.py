"""Addresses out of a file as other systems write them: one a line, or a table with an address somewhere in each row.

Rules
1. Every line is an address, passed over (empty, a comment, the first line if it names columns), or refused with its
   number and why. None is dropped silently.
2. UTF-8, with or without a mark, and what Japanese spreadsheets write (Shift_JIS).
"""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from mikomi import mail_address


class AddressLine(NamedTuple):
    """`address`, or the code of what is wrong with the line."""

    number: int
    written: str
    address: str | None
    code: str = ""


def lines(raw: bytes) -> Iterator[AddressLine]:
    for number, cells in enumerate(_rows(_text(raw)), start=1):
        written = ", ".join(cell.strip() for cell in cells if cell.strip())
        if not written or written.startswith("#"):
            continue
        found = list(dict.fromkeys(filter(None, map(mail_address.pick, cells))))
        if len(found) == 1:
            yield AddressLine(number, written, found[0])
        elif number == 1 and not found and len(cells) * 40 > len(written) and not any(map(_has_at, cells)):
            continue  # the names of columns
        elif len(found) > 1:
            yield AddressLine(number, written, None, "address_several")
        elif any(map(mail_address.is_out_of_reach, cells)):
            yield AddressLine(number, written, None, "address_out_of_reach")
        else:
            yield AddressLine(number, written, None, "address_invalid")


def _has_at(cell: str) -> bool:
    return "@" in cell or "\uff20" in cell


def _rows(text: str) -> Iterator[list[str]]:
    """A line each: quotation marks of a table are read within their line, so that one bad line spoils no other."""
    for line in text.splitlines():
        if mail_address.pick(line):  # a quoted name before the @ is no quoted cell
            yield [line]
            continue
        separator = "\t" if "\t" in line else ";" if ";" in line and "," not in line else ","
        try:
            yield next(csv.reader(io.StringIO(line), delimiter=separator), [])
        except csv.Error:
            yield [line]


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp932", "replace")
