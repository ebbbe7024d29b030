"""The score day by day: what was shown when each day was over, drawn with what happened."""

import re
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.pictures.course import LEFT, TALL, TOP, WIDE, DayValue, course
from mikomi.core.score import half_lives, totals
from mikomi.core.telling.score_days import DAYS, score_days
from mikomi.core.telling.timeline import Decided
from mikomi.model.base import DAY
from mikomi.model.events import Event
from mikomi.model.stored_json import of_plain

from tests.core.story import Story, at, plan_of
from tests.effort import effort

SCORING = {
    "rules": [
        {"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 20},
        {"id": "jobs", "name": "採用", "when": {"visited": "/jobs"}, "points": -15},
    ],
    "decay": {"half_life": "10d"},
}
PLAN = plan_of(scoring=SCORING)
LIVES = half_lives.of_plan(PLAN)
NOON = at("2026-11-24 12:00")


def lived(visits: list[tuple[int, str]]) -> tuple[Story, list[Decided]]:
    """A lead who looks at pages so many hours after the beginning, and what the fold tells of it."""
    life, steps, begun = Story(PLAN), list[Decided](), Story(PLAN).now
    for hours, path in sorted(visits):
        life.now = begun + hours * 3_600_000
        life.visit(path)
        cause = of_plain(Event, {"subject": "a:b", "id": f"e{hours}", "type": "page", "at": 0, "received_at": life.now})
        steps.append(Decided(cause, (), (), life.person))
    return life, steps


@given(st.lists(st.tuples(st.integers(0, 40 * 24), st.sampled_from(["/price", "/jobs"])), max_size=12))
@settings(max_examples=effort(60), deadline=None)
def test_a_days_score_is_what_was_shown_when_it_was_over(visits: list[tuple[int, str]]) -> None:
    """As if somebody had looked at midnight, in Tokyo; and now, at the end."""
    life, steps = lived(visits)
    now = life.now + 3 * DAY
    told = score_days(steps, now, "Asia/Tokyo", LIVES)
    for each in told:
        midnight = at(f"{each.day + timedelta(days=1)} 00:00") - 1
        _, known = lived([visit for visit in visits if Story(PLAN).now + visit[0] * 3_600_000 <= midnight])
        assert each.total == totals.shown(totals.total(known[-1].after, min(now, midnight), LIVES))  # type: ignore[arg-type]
    assert bool(told) is bool(visits)
    if told:
        assert told[-1].total == totals.shown(totals.total(life.person, now, LIVES))
        assert [each.day for each in told] == [told[0].day + timedelta(days=n) for n in range(len(told))]


def test_no_more_days_than_are_drawn_and_none_before_the_lead() -> None:
    _, steps = lived([(0, "/price")])
    assert len(score_days(steps, Story(PLAN).now + 300 * DAY, "Asia/Tokyo", LIVES)) == DAYS
    assert len(score_days(steps, Story(PLAN).now + DAY, "Asia/Tokyo", LIVES)) == 2
    assert score_days([step._replace(after=None) for step in steps], NOON, "Asia/Tokyo", LIVES) == ()


VALUES = st.lists(st.floats(-500, 5_000), min_size=1, max_size=60)


@given(VALUES, st.lists(st.text(max_size=20), max_size=3))
def test_every_day_stands_in_the_picture_and_in_the_table(values: list[float], names: list[str]) -> None:
    """Inside of the plot, however low; what happened is text, whatever it is."""
    first = date(2026, 11, 1)
    days = [DayValue(first + timedelta(days=n), value) for n, value in enumerate(values)]
    picture = course(days, {first: names}, "label", ("day", "score", "what"))
    assert [row[0] for row in picture.table.rows] == [each.day.isoformat() for each in reversed(days)]
    places: list[Any] = re.findall(r'cx="([\d.-]+)" cy="([\d.-]+)"', picture.svg)
    assert len(places) == len({first if names else days[-1].day, days[-1].day})
    assert all(LEFT <= float(x) <= LEFT + WIDE and TOP - 0.1 <= float(y) <= TOP + TALL + 0.1 for x, y in places)
    hostile = course(days, {first: ["<script>&"]}, "label", ("day", "score", "what"))
    assert "<script>" not in hostile.svg and "&lt;script&gt;" in hostile.svg
