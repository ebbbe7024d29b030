"""How much has happened by when: one step line for each group, its interval behind it, and beneath how many people
are still being looked at. A line ends where nobody is.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple

from mikomi.core.pictures.svg import Element, drawing, element, text
from mikomi.core.pictures.table import Chart, Table

WIDE, TALL, LEFT, TOP, RIGHT, ROW = 360, 180, 92, 14, 28, 18
"""The plot, what lies around it, and a row of numbers beneath."""


class Point(NamedTuple):
    """From `x` on the share is `y`, within `low` … `high`."""

    x: float
    y: float
    low: float
    high: float


class Group(NamedTuple):
    """A group: its name, its points in order of x, until when anybody of it was seen, and how many were still being
    looked at at each of the marks."""

    name: str
    points: Sequence[Point]
    until: float
    at_risk: Sequence[int]


def lines(groups: Sequence[Group], marks: Sequence[float], label: str, unit: str, head: tuple[str, ...]) -> Chart:
    """The picture and its table: a row a group and mark.

    Args:
        marks: the places on the x axis that are named, in order, beginning with 0.
        unit: what stands behind each mark: `日`.
        head: the names of the table's columns: group, by when, share, interval, still looked at.
    """
    most = max((point.high for group in groups for point in group.points), default=0.0)
    top, step = _scale(most)
    last = marks[-1] or 1

    def at(x: float, y: float) -> tuple[float, float]:
        return LEFT + WIDE * min(x, last) / last, TOP + TALL * (1 - min(y, top) / top)

    inside: list[Element] = []
    for number in range(round(top / step) + 1):
        _, y = at(0, number * step)
        inside.append(element("path", d=f"M{LEFT} {y:.1f}h{WIDE}", class_="rule"))
        inside.append(text(percent(number * step, step), LEFT - 8, y + 4, text_anchor="end", class_="mark"))
    for mark in marks:
        x, _ = at(mark, 0)
        inside.append(text(f"{mark:g}{unit}", x, TOP + TALL + 18, text_anchor="middle", class_="mark"))
    for number, group in enumerate(groups):
        stairs = _stairs(group, last)
        if stairs:
            upper = [at(x, point.high) for x, point in stairs]
            lower = [at(x, point.low) for x, point in reversed(stairs)]
            area = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (*upper, *lower)) + "Z"
            inside.append(element("path", d=area, class_=f"range g{number}"))
            way = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (at(x, point.y) for x, point in stairs))
            inside.append(element("path", d=way, class_=f"line g{number}"))
        y = TOP + TALL + 22 + ROW * (number + 1)
        inside.append(element("rect", x=2, y=y - 9, width=10, height=10, rx=2, class_=f"key g{number}"))
        inside.append(text(group.name, 16, y, fits=10, class_="mark"))
        for mark, people in zip(marks, group.at_risk, strict=True):
            x, _ = at(mark, 0)
            inside.append(text(f"{people:,}", x, y, text_anchor="middle", class_="mark"))
    tall = TOP + TALL + 34 + ROW * (len(groups) + 1)
    rows = [
        (group.name, f"{mark:g}{unit}", *_by(group, mark), f"{people:,}")
        for group in groups
        for mark, people in zip(marks, group.at_risk, strict=True)
    ]
    return Chart(drawing(LEFT + WIDE + RIGHT, tall, label, inside, "lines"), Table(head, tuple(rows)))


def percent(share: float, step: float = 0.001) -> str:
    """`12.5%`, with as many decimals as the steps between marks need."""
    return f"{100 * share:.{0 if step >= 0.01 else 1 if step >= 0.001 else 2}f}%"


def _stairs(group: Group, last: float) -> list[tuple[float, Point]]:
    """The corners of the step line: along at the height of before, then up."""
    end = min(group.until, last)
    points = [Point(0, 0.0, 0.0, 0.0), *(point for point in group.points if point.x <= end)]
    corners = [(points[0].x, points[0])]
    for before, now in pairwise(points):
        corners += [(now.x, before), (now.x, now)]
    return [*corners, (end, points[-1])]


def _by(group: Group, mark: float) -> tuple[str, str]:
    """The share and its interval by this mark; dashes where nobody was looked at so long."""
    if mark > group.until:
        return "–", "–"
    past = [point for point in group.points if point.x <= mark]
    point = past[-1] if past else Point(0, 0.0, 0.0, 0.0)
    return percent(point.y), f"{percent(point.low)} – {percent(point.high)}"


def _scale(most: float) -> tuple[float, float]:
    """The top of the y axis and the step between its marks: one, two or five of a power of ten."""
    wanted = max(most, 0.01) / 4
    power = 10.0 ** floor(log10(wanted))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= wanted * 0.999)
    count = -(-max(most, 0.01) // step)
    return step * count, step
