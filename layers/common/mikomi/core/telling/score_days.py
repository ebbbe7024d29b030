"""What the score was at the end of each of the last days: the lead as the fold left them, faded to that moment.

Rules
1. It is the score that was shown then: by the same fold, with the points of the rules of before, faded as far as they
   had.
2. A day before the first browser was the lead's has none. The last day is that of now.
3. Where the log is not told from its beginning on, nobody knows: there are no days.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mikomi.core.score import totals
from mikomi.core.score.half_lives import HalfLives
from mikomi.core.telling.timeline import Decided
from mikomi.core.words import moments
from mikomi.model.base import Millis
from mikomi.model.events import Due
from mikomi.model.person import Person

DAYS = 60


class ScoreDay(NamedTuple):
    """The whole score when the day was over, or now."""

    day: date
    total: float


def score_days(steps: Iterable[Decided], now: Millis, zone: str, half_lives: HalfLives) -> tuple[ScoreDay, ...]:
    """At most `DAYS` of them, in their order; `steps` in the order of the fold."""
    today = moments.local(now, zone).date()
    ends = {day: min(now, _end_of(day, zone)) for day in (today - timedelta(days=n) for n in range(DAYS - 1, -1, -1))}
    stands = [(_moment_of(step), step.after) for step in steps if step.after is not None]
    made, place, there = [], 0, None
    for day, end in ends.items():
        while place < len(stands) and stands[place][0] <= end:
            there, place = stands[place][1], place + 1
        if isinstance(there, Person):
            made.append(ScoreDay(day, totals.shown(totals.total(there, end, half_lives))))
    return tuple(made)


def _moment_of(step: Decided) -> Millis:
    return step.cause.at if isinstance(step.cause, Due) else step.cause.received_at


def _end_of(day: date, zone: str) -> Millis:
    """The last moment of the day by that clock."""
    next_day = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return int(next_day.timestamp() * 1000) - 1
