"""What the order of values says: how well one tells two groups apart, and the value that so many do not exceed.

Rules
1. `auc` is how often somebody of the first group has more than somebody of the second, ties counting half: 0.5 is a
   coin. Its interval is Hanley and McNeil's; nothing is told of groups below `FEWEST`.
2. A percentile is one of the values: the least that so large a part of them does not exceed. Nothing between two values
   is made up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import ceil, sqrt
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


def percentile(values: Sequence[float], part: float) -> float | None:
    """`part` from above 0 to 1; None of no values."""
    if not values:
        return None
    return sorted(values)[ceil(part * len(values)) - 1]
