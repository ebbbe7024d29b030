"""The whole weeks of the log that a forecast goes on from.

Rules
1. A week is seven whole days of the company's calendar; the last one ends where the forecast begins, so that the days
   of both are the same days of the week.
2. What was before the log began is no quiet time but none at all.
"""

from datetime import date, timedelta
from typing import NamedTuple

from mikomi.core.backtest.days import TriedDays
from mikomi.core.words import moments
from mikomi.model.base import Millis

WEEK = 7
ONE_DAY = timedelta(days=1)


class WholeWeeks(NamedTuple):
    """So many weeks (`n`), the last of which ends on the day before `ends`."""

    ends: date
    n: int

    @property
    def begins(self) -> date:
        return self.ends - self.n * WEEK * ONE_DAY

    @property
    def days(self) -> list[str]:
        """Each of their days, the oldest first."""
        return [(self.begins + number * ONE_DAY).isoformat() for number in range(self.n * WEEK)]


def whole_weeks(days: TriedDays, begins: Millis | None) -> WholeWeeks:
    """Those that lie wholly within these days and within a log that begins then."""
    first = moments.local(max(days.begin, begins or 0) - 1, days.zone).date() + ONE_DAY
    ends = moments.local(days.end + 1, days.zone).date()
    return WholeWeeks(ends, max(0, (ends - first).days // WEEK) if begins is not None else 0)
