"""How many have reached a goal by which day after entering, with those who are still being looked at (Kaplan and
Meier): who was written to beside who was held out.
"""

from collections.abc import Sequence

from mikomi.core.figures.curve import Follow, at_risk, rises
from mikomi.core.pictures.lines import Group, Point, lines
from mikomi.core.pictures.table import Chart

CURVE: dict[str, tuple[str, str]] = {
    "treated": ("配信", "written to"),
    "held_out": ("送らない組", "held out"),
    "group": ("組", "Group"),
    "by": ("入ってから", "After entering"),
    "share": ("達成した割合", "Reached"),
    "interval": ("95%区間", "95% interval"),
    "at_risk": ("見ている人", "Still looked at"),
    "title": ("ゴールまでの日数", "Days until the goal"),
    "unit": ("日", " d"),
}
MARKS = 5
"""Places that are named on the axis of days, besides its beginning."""


def goal_curve(treated: Sequence[Follow], held_out: Sequence[Follow], window: int, language: str) -> Chart:
    """The picture and its table.

    Args:
        treated, held_out: each person's days from entering until the goal, or until today; nobody beyond the window.
        window: the days for which the goal is looked for.
    """

    def say(key: str) -> str:
        return CURVE[key][language != "ja"]

    marks = marks_of(window)
    groups = [
        Group(
            say(name),
            [Point(rise.days, rise.share, rise.low, rise.high) for rise in rises(follows)],
            max(follow.days for follow in follows),
            [at_risk(follows, mark) for mark in marks],
        )
        for name, follows in (("treated", treated), ("held_out", held_out))
        if follows
    ]
    head = tuple(say(key) for key in ("group", "by", "share", "interval", "at_risk"))
    return lines(groups, marks, say("title"), say("unit"), head)


def marks_of(window: int) -> list[float]:
    """The days that are named: the beginning, the end, and whole days evenly between them."""
    step = max(1, round(window / MARKS))
    inner = [float(day) for day in range(step, window, step) if window - day >= step / 2]
    return [0.0, *inner, float(max(window, 1))]
