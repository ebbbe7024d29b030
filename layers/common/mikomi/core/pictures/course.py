"""A value at the end of each of some days as a line, and what happened on them: a dot, whose tooltip says it.

Nothing lies between: the axis holds 0 and every value, so that what falls below nothing is seen to.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from mikomi.core.pictures.svg import Element, drawing, element, escaped, text
from mikomi.core.pictures.table import Chart, Table

WIDE, TALL, LEFT, TOP, RIGHT = 540, 130, 52, 12, 16
DOT = 4.5


class DayValue(NamedTuple):
    """A day, and the value when it was over."""

    day: date
    value: float


def course(
    values: Sequence[DayValue], happened: Mapping[date, Sequence[str]], label: str, head: tuple[str, str, str]
) -> Chart:
    """The picture and its table, the latest day first.

    Args:
        values: in order of days, without a gap, at least one.
        happened: by day what happened, in order; of days without a value nothing is drawn.
        head: the names of the table's columns: day, value, what happened.
    """
    low, high = min(0.0, *(each.value for each in values)), max(0.0, *(each.value for each in values))
    high = high if high > low else 1.0
    last = max(1, len(values) - 1)

    def at(place: int) -> tuple[float, float]:
        return LEFT + WIDE * place / last, TOP + TALL * (high - values[place].value) / (high - low)

    inside: list[Element] = []
    for value in sorted({low, 0.0, high}):
        y = TOP + TALL * (high - value) / (high - low)
        inside.append(element("path", d=f"M{LEFT} {y:.1f}h{WIDE}", class_="rule"))
        inside.append(text(f"{value:,.0f}", LEFT - 8, y + 4, text_anchor="end", class_="mark"))
    if len(values) > 1:
        way = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(at, range(len(values))))
        inside.append(element("path", d=way, class_="line g0"))
    for place, each in enumerate(values):
        names = happened.get(each.day)
        if names or place == len(values) - 1:
            x, y = at(place)
            said = f"{each.day.isoformat()} {each.value:,.1f}" + "".join(f"\n{name}" for name in names or ())
            tip = element("title", escaped(said))
            inside.append(element("circle", tip, cx=x, cy=y, r=DOT if names else DOT - 1.5, class_="key g0"))
    if len(values) > 1:
        inside.append(text(values[0].day.isoformat(), LEFT, TOP + TALL + 20, class_="mark"))
    inside.append(text(values[-1].day.isoformat(), LEFT + WIDE, TOP + TALL + 20, text_anchor="end", class_="mark"))
    rows = tuple(
        (each.day.isoformat(), f"{each.value:,.1f}", " / ".join(happened.get(each.day, ())))
        for each in reversed(values)
    )
    return Chart(drawing(LEFT + WIDE + RIGHT, TOP + TALL + 28, label, inside, "lines"), Table(head, rows))
