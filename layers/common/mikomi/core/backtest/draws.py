"""Weeks drawn out of those that were, and between what the days to come lie if they are such weeks.

Rules
1. A draw takes as many weeks as there were, each as often as it comes, and out of these one after the other for the
   weeks to come: so it varies both as weeks do and as little as is known of them.
2. Who draws is a digest of the counted weeks: the same log gives the same range. All figures share the draws.
3. The figure itself is the average of the weeks; of the draws `OUTSIDE` lie below the range and as many above.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import accumulate
from typing import NamedTuple

from mikomi.core.backtest.weeks import WEEK
from mikomi.core.scenarios import chance

DRAWS = 1_000
OUTSIDE = 0.05

Series = Sequence[float]
"""How much on each day of the weeks, the oldest first."""


class Foreseen(NamedTuple):
    """The average of the weeks, and between what it lies."""

    low: float
    value: float
    high: float

    def times(self, price: float) -> "Foreseen":
        return Foreseen(self.low * price, self.value * price, self.high * price)


class WeekDraws:
    """So many days to come, drawn out of `weeks` weeks; `counted` is what was counted in them, by figure."""

    def __init__(self, weeks: int, days: int, counted: Mapping[str, Series]) -> None:
        self.weeks, self.days = weeks, days
        seed = sha256(repr((weeks, days, sorted((name, *series) for name, series in counted.items()))).encode())
        self._picked = [self._draw(seed.hexdigest(), number) for number in range(DRAWS)]

    def _draw(self, seed: str, number: int) -> list[int]:
        def pick(what: str) -> int:
            return int(chance.share(seed, str(number), what) * self.weeks)

        known = [pick(f"known {week}") for week in range(self.weeks)]
        return [known[pick(f"next {block}")] for block in range(-(-self.days // WEEK))]

    def of(self, series: Series, first: int = 0, end: int | None = None) -> Foreseen:
        """What these days to come bring, from the one of this number on: all of them, or up to `end` without it."""
        end = self.days if end is None else end
        sums = [0, *accumulate(series)]
        spans = [
            (day, min(end, day - day % WEEK + WEEK)) for day in range(first, end) if day == first or not day % WEEK
        ]
        parts = [
            (
                begin // WEEK,
                [sums[w * WEEK + (to - 1) % WEEK + 1] - sums[w * WEEK + begin % WEEK] for w in range(self.weeks)],
            )
            for begin, to in spans
        ]
        drawn = sorted(sum(by_week[picked[block]] for block, by_week in parts) for picked in self._picked)
        average = sum(sum(by_week) / self.weeks for _, by_week in parts)
        outside = int(DRAWS * OUTSIDE)
        return Foreseen(drawn[outside], average, drawn[-1 - outside])

    def week(self, series: Series) -> Foreseen:
        """What one whole week brings, however many days are asked for."""
        totals = [sum(series[week * WEEK : week * WEEK + WEEK]) for week in range(self.weeks)]
        drawn = sorted(totals[picked[0]] for picked in self._picked)
        outside = int(DRAWS * OUTSIDE)
        return Foreseen(drawn[outside], sum(totals) / self.weeks, drawn[-1 - outside])
