"""A number on each of some days, as a line that begins at nothing: a rise by a tenth looks it.

Where something else was counted from one day on, the line is broken, and a dotted one stands there.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from mikomi.core.pictures.svg import Element, drawing, element, text
from mikomi.core.pictures.table import Chart, Table

WIDE, TALL, LEFT, TOP, RIGHT = 540, 150, 52, 12, 16


class Day(NamedTuple):
    """An ISO date and its number; `what` is another where something else was counted."""

    day: str
    number: int
    what: str = ""


def days(course: Sequence[Day], label: str, head: tuple[str, str]) -> Chart:
    """The picture and its table, the latest day first. `course` in order of days, at least one."""
    top = _top(max(each.number for each in course))
    first, last = (date.fromisoformat(course[place].day) for place in (0, -1))

    def at(each: Day) -> tuple[float, float]:
        share = (date.fromisoformat(each.day) - first) / (last - first) if last > first else 1.0
        return LEFT + WIDE * share, TOP + TALL * (1 - each.number / top)

    inside: list[Element] = []
    for value in (0, top // 2, top):
        y = TOP + TALL * (1 - value / top)
        inside.append(element("path", d=f"M{LEFT} {y:.1f}h{WIDE}", class_="rule"))
        inside.append(text(f"{value:,}", LEFT - 8, y + 4, text_anchor="end", class_="mark"))
    for before, after in pairwise(course):
        if before.what != after.what:
            inside.append(element("path", d=f"M{at(after)[0]:.1f} {TOP}v{TALL}", class_="break"))
    for piece in _pieces(course):
        way = [at(each) for each in piece]
        if len(way) > 1:
            floor = f"L{way[-1][0]:.1f} {TOP + TALL}L{way[0][0]:.1f} {TOP + TALL}Z"
            drawn = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in way)
            inside.append(element("path", d=drawn + floor, class_="range g0"))
            inside.append(element("path", d=drawn, class_="line g0"))
    x, y = at(course[-1])
    inside.append(element("circle", cx=x, cy=y, r=4, class_="key g0"))
    if len(course) > 1:
        inside.append(text(course[0].day, LEFT, TOP + TALL + 20, class_="mark"))
    inside.append(text(course[-1].day, LEFT + WIDE, TOP + TALL + 20, text_anchor="end", class_="mark"))
    rows = tuple((each.day, f"{each.number:,}") for each in reversed(course))
    return Chart(drawing(LEFT + WIDE + RIGHT, TOP + TALL + 28, label, inside, "lines"), Table(head, rows))


def _pieces(course: Sequence[Day]) -> list[list[Day]]:
    """The days for which the same was counted, side by side."""
    pieces = [[course[0]]]
    for before, after in pairwise(course):
        if before.what == after.what:
            pieces[-1].append(after)
        else:
            pieces.append([after])
    return pieces


def _top(most: int) -> int:
    """The least of 2, 4, 10, 20, 40, 100 … that holds it: its half is a whole number too."""
    step = 1
    while True:
        for first in (2, 4, 10):
            if first * step >= most:
                return first * step
        step *= 10
