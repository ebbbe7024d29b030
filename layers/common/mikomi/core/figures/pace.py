"""What is reached against what was to be reached: how many so far, and where that leads by the day of the target.

Rules
1. The pace is that of the last four weeks, or of all days since the beginning if these are fewer.
2. What is still to come is a count of events at an unknown rate (a negative binomial after Jeffreys' opinion): its
   range is wide where little was seen, and never a straight line without one.
3. A share has no pace: it is held against its target with its interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, log1p
from typing import Literal

from mikomi.core.figures.rates import CONFIDENCE, Rate, interval

SPAN = 28
"""The days that say how fast it goes."""
Standing = Literal["reached", "likely", "open", "unlikely", "missed"]


@dataclass(frozen=True, slots=True)
class Course:
    """So many `actual` of the `wanted`; `expected` in all by the day of the target, between `low` and `high` (None each
    where there is no such day).

    standing: reached; likely, open or unlikely to be, by the whole range; missed: its day is over.
    """

    standing: Standing
    actual: int
    wanted: int
    expected: float | None = None
    low: int | None = None
    high: int | None = None


def of_count(reached: Mapping[date, int], wanted: int, today: date, by: date | None, begun: date) -> Course:
    """Where a number of people stands.

    Args:
        reached: how many reached it on each day; days without may be left out.
        today: the last day that is known whole.
        by: the day by whose end `wanted` people are to have reached it.
        begun: the first day on which anybody could.
    """
    actual = sum(reached.values())
    if actual >= wanted:
        return Course("reached", actual, wanted)
    if by is None:
        return Course("open", actual, wanted)
    left = (by - today).days
    if left <= 0:
        return Course("missed", actual, wanted)
    seen = max(1, min(SPAN, (today - begun).days + 1))
    lately = sum(n for day, n in reached.items() if today - timedelta(days=seen) < day <= today)
    rate, share = lately + 0.5, seen / (seen + left)
    low, high = (actual + _quantile(rate, share, q) for q in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    standing: Standing = "likely" if low >= wanted else "unlikely" if high < wanted else "open"
    return Course(standing, actual, wanted, actual + rate * left / seen, low, high)


def of_rate(rate: Rate, wanted: float, over: bool) -> Standing:
    """Where a share stands against the one that is wanted. `over`: whether the target's day is over."""
    low, high = interval(rate)
    if over:
        return "reached" if rate.share is not None and rate.share >= wanted else "missed"
    return "likely" if low >= wanted else "unlikely" if high < wanted else "open"


def _quantile(size: float, share: float, part: float) -> int:
    """The least count below or at which a negative binomial lies with this probability."""
    count, total = 0, 0.0
    while True:
        total += exp(
            lgamma(size + count) - lgamma(size) - lgamma(count + 1) + size * log(share) + count * log1p(-share)
        )
        if total >= part:
            return count
        count += 1
