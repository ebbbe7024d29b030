"""Two rates side by side.

Rules
1. The difference is the second less the first, in shares (0.03 is three points).
2. Its interval is Newcombe's hybrid of two Wilson intervals (his method 10): right for small and for rare.
3. How surprising it is, if there were none, is asked with the two arms' people in one pot.
"""

from math import hypot, sqrt

from mikomi.core.figures.rates import CONFIDENCE, Rate, interval


def difference(first: Rate, second: Rate, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """From … to: what the second's share may be above the first's; (-1, 1) while one of them speaks of nobody."""
    if first.share is None or second.share is None:
        return -1.0, 1.0
    (low1, high1), (low2, high2) = interval(first, confidence), interval(second, confidence)
    between = second.share - first.share
    return (
        between - hypot(second.share - low2, high1 - first.share),
        between + hypot(high2 - second.share, first.share - low1),
    )


def deviations(first: Rate, second: Rate) -> float:
    """How many standard deviations the second lies above the first; 0 where all or none reached it."""
    of = first.of + second.of
    pooled = (first.reached + second.reached) / of if of else 0.0
    if first.share is None or second.share is None or pooled in (0.0, 1.0):
        return 0.0
    return (second.share - first.share) / sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
