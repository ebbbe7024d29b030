"""The figures of a picture as rows: for who cannot see it, for who wants to know exactly, and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Cell = str | int | float | None


class Link(NamedTuple):
    """A cell that opens what stands behind it: the people of a number, the page of a name."""

    shown: str
    to: str


@dataclass(frozen=True, slots=True)
class Table:
    """A name for each column, and rows of as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple["str | Link", ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"a row of another length than {self.head}")


class Chart(NamedTuple):
    """A drawing, and the table of the same figures."""

    svg: str
    table: Table


def as_csv(table: Table) -> str:
    """The table as a file for spreadsheets: with a byte order mark, so that Excel reads Japanese; no cell is a
    formula.
    """
    lines = [table.head, *(tuple(shown(cell) for cell in row) for row in table.rows)]
    return "\ufeff" + "".join(",".join(map(_quoted, line)) + "\r\n" for line in lines)


def shown(cell: "str | Link") -> str:
    return cell.shown if isinstance(cell, Link) else cell


def _quoted(cell: str) -> str:
    harmless = f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(cell) else cell
    return f'"{harmless.replace(chr(34), chr(34) * 2)}"'


def _is_number(cell: str) -> bool:
    return cell[1:].replace(",", "").replace(".", "", 1).rstrip("%").isdecimal()


def plain(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    """Rows of numbers and texts as rows of texts: thousands are set apart, nothing is a dash."""
    return tuple(tuple("–" if c is None else f"{c:,}" if isinstance(c, int) else str(c) for c in row) for row in rows)
