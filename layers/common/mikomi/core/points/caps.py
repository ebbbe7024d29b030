"""Caps: at most so many points from one rule within any window of a given length, by the time of the events.

Rules
1. A window is half open: of two grants exactly `per` apart, only one lies in it.
2. A late event is capped by the windows of its own time, not by those of its arrival.
3. Only grants that a window can still reach are kept: two lengths back from the newest. The newest of those dropped
   leaves its time, with 0 points; an event so late that its windows reach back to there earns nothing, because nobody
   knows any more what they hold.
"""

from bisect import bisect_left
from itertools import accumulate

from mikomi.model.base import Millis
from mikomi.model.scoring import Cap

Grants = tuple[tuple[Millis, float], ...]

DUST = 1e-9
"""Sums of floats miss by less than this."""


def allowed(grants: Grants, at: Millis, cap: Cap) -> float:
    """How many points (an amount, 0 or more) an event at `at` may still earn."""
    per = cap.per.millis
    if grants and grants[0][1] == 0 and at < grants[-1][0] and at - per < grants[0][0]:
        return 0.0
    near = [grant for grant in grants if at - per < grant[0] < at + per]
    times = [granted_at for granted_at, _ in near]
    sums = list(accumulate((points for _, points in near), initial=0.0))
    # The fullest window around `at` begins at `at` or at a grant before it.
    starts = [*times[: bisect_left(times, at)], at]
    fullest = max(sums[bisect_left(times, start + per)] - sums[bisect_left(times, start)] for start in starts)
    left = cap.points - fullest
    return left if left > DUST else 0.0


def granted(grants: Grants, at: Millis, points: float, cap: Cap) -> Grants:
    """The grants after this one, forgetting what no window needs."""
    every = sorted((*grants, (at, points)))
    horizon = every[-1][0] - 2 * cap.per.millis
    kept = [grant for grant in every if grant[0] > horizon]
    forgotten = every[: len(every) - len(kept)]
    return ((forgotten[-1][0], 0.0), *kept) if forgotten else tuple(kept)
