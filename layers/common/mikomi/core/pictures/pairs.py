"""Two groups side by side, thing by thing: how much of either, a pair of bars a row, in the order given."""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi.core.pictures.svg import Element, drawing, element, text
from mikomi.core.pictures.table import Chart, Link, Table

SIDE, NAMES, ROW, TOP, NUMBERS = 130, 210, 34, 26, 54
"""The widths of a side's bars, of the names between them and of the numbers outside; a row's height, the heading's."""
LETTER = 7


class Pair(NamedTuple):
    """A row: its name; the shares of the left and the right side, 0 … 1, as they are drawn and as they are said; its
    row in the table beside the name.
    """

    name: str
    left: float
    right: float
    said: tuple[str, str]
    row: "tuple[str | Link, ...]"


def pairs(rows: Sequence[Pair], sides: tuple[str, str], label: str, head: tuple[str, ...]) -> Chart:
    """The picture and its table, whose first column is the name. A whole bar is the greatest share of all."""
    most = max((max(row.left, row.right) for row in rows), default=0) or 1
    left, right = NUMBERS + SIDE, NUMBERS + SIDE + NAMES
    wide = right + SIDE + NUMBERS
    inside: list[Element] = [
        text(sides[0], left, 14, text_anchor="end", class_="mark"),
        text(sides[1], right, 14, class_="mark"),
    ]
    for number, row in enumerate(rows):
        y = TOP + number * ROW
        one, other = (max(1.0, SIDE * share / most) for share in (row.left, row.right))
        if number:
            inside.append(element("path", d=f"M{(left + right) / 2:.0f} {y - 9}v8", class_="way"))
        inside += [
            element("rect", x=left - one, y=y + 3, width=one, height=16, rx=3, class_="bar"),
            text(row.said[0], left - one - 6, y + 16, text_anchor="end", class_="figure"),
            text(row.name, (left + right) / 2, y + 16, fits=NAMES // LETTER - 2, text_anchor="middle", class_="name"),
            element("rect", x=right, y=y + 3, width=other, height=16, rx=3, class_="bar before"),
            text(row.said[1], right + other + 6, y + 16, class_="figure"),
        ]
    table = Table(head, tuple((row.name, *row.row) for row in rows))
    return Chart(drawing(wide, TOP + ROW * len(rows) + 6, label, inside, "pairs"), table)
