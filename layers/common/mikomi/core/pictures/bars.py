"""How much of each: a bar a row, its number beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi.core.pictures.svg import Element, drawing, element, text, width
from mikomi.core.pictures.table import Chart, Link, Table

NAMES, LONGEST, BAR, ROW, NUMBERS = 130, 250, 190, 30, 150
"""The widths of names (as they need, from … to), bars and numbers, and the height of a row."""
LETTER = 7
"""How wide half a letter of Japanese is."""


class Bar(NamedTuple):
    """A row: its name, how long its bar is, what stands beside it, its row in the table beside the name."""

    name: str
    amount: float
    said: str
    row: "tuple[str | Link, ...]"
    tone: str = ""
    to: str = ""


def bars(rows: Sequence[Bar], label: str, head: tuple[str, ...], *, said: int = NUMBERS) -> Chart:
    """The picture and its table, whose first column is the name. `said` is the room for what stands beside a bar."""
    most = max((row.amount for row in rows), default=0) or 1
    names = min(LONGEST, max([NAMES, *(LETTER * width(row.name) + 16 for row in rows)]))
    inside: list[Element] = []
    for number, row in enumerate(rows):
        y = number * ROW
        long = BAR * max(0.0, row.amount) / most
        parts = [
            text(row.name, names - 10, y + 20, fits=(names - 11) // LETTER, text_anchor="end", class_="mark"),
            element("rect", x=names, y=y + 8, width=max(long, 1.5), height=14, rx=3, class_=f"bar {row.tone}".rstrip()),
            text(row.said, names + long + 8, y + 20, fits=21, class_="figure"),
        ]
        line = element("g", *parts)
        inside.append(element("a", line, href=row.to) if row.to else line)
    table = Table(head, tuple((row.name, *row.row) for row in rows))
    return Chart(drawing(names + BAR + said, ROW * len(rows) + 4, label, inside, "bars"), table)
