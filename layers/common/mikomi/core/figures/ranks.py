"""What the order of values says: how well one tells two groups apart, how much better another does, and the value that
so many do not exceed.

Rules
1. `auc` is how often somebody of the first group has more than somebody of the second, ties counting half: 0.5 is a
   coin. Its interval is Hanley and McNeil's; nothing is told of groups below `FEWEST`.
2. Two values of the same people go together, so the interval of what lies between their `auc` is DeLong's: of the
   differences person by person.
3. A percentile is one of the values: the least that so large a part of them does not exceed. Nothing between two values
   is made up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import ceil, sqrt
from statistics import fmean, variance
from typing import NamedTuple

from mikomi.core.figures.rates import CONFIDENCE, quantile

FEWEST = 10


class Separation(NamedTuple):
    """The area under the curve and its interval; how many were in each group."""

    auc: float
    low: float
    high: float
    first: int
    second: int


def separation(first: Sequence[float], second: Sequence[float], confidence: float = CONFIDENCE) -> Separation | None:
    """How well a value tells the first group from the second; None where either is too small."""
    n, m = len(first), len(second)
    if min(n, m) < FEWEST:
        return None
    below = sorted(second)
    auc = sum(bisect_left(below, x) + bisect_right(below, x) for x in first) / (2 * n * m)
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (n - 1) * (q1 - auc**2) + (m - 1) * (q2 - auc**2)
    half = quantile(confidence) * sqrt(max(0.0, spread) / (n * m))
    return Separation(auc, max(0.0, auc - half), min(1.0, auc + half), n, m)


class Gain(NamedTuple):
    """By how much the second value's area is larger, and its interval."""

    value: float
    low: float
    high: float


Values = tuple[Sequence[float], Sequence[float]]
"""A value of everybody of the first group, and of the second."""


def gain(one: Values, other: Values, confidence: float = CONFIDENCE) -> Gain:
    """How much better `other` tells the two groups apart than `one`, both of the same people in the same order; of at
    least two in either group."""
    parts = [_shares_of_each(*values) for values in (one, other)]
    differences = [[after - before for before, after in zip(*sides, strict=True)] for sides in zip(*parts, strict=True)]
    value = fmean(differences[0])
    half = quantile(confidence) * sqrt(sum(variance(each) / len(each) for each in differences))
    return Gain(value, max(-1.0, value - half), min(1.0, value + half))


def _shares_of_each(first: Sequence[float], second: Sequence[float]) -> tuple[list[float], list[float]]:
    """For each of the first group: the part of the second that has less; for each of the second: the part of the first
    that has more. Ties count half."""
    below, above = sorted(second), sorted(first)
    of_first = [(bisect_left(below, x) + bisect_right(below, x)) / (2 * len(below)) for x in first]
    of_second = [1 - (bisect_left(above, x) + bisect_right(above, x)) / (2 * len(above)) for x in second]
    return of_first, of_second


def percentile(values: Sequence[float], part: float) -> float | None:
    """`part` from above 0 to 1; None of no values."""
    if not values:
        return None
    return sorted(values)[ceil(part * len(values)) - 1]
