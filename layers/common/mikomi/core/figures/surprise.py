"""How surprising it is that two rates differ so much, and which of many surprises may be believed.

Rules
1. `exact` is Fisher's exact test, both sides: of all ways to deal out who reached it, how many are no more likely than
   the one that came. Right for small and for rare.
2. Of many that are looked at, some surprise by chance. `believed` (Benjamini and Hochberg) bounds the share of those
   among the believed to `chance`, on average.
"""

from collections.abc import Sequence
from math import exp, lgamma

from mikomi.core.figures.rates import Rate

_ALIKE = 1e-7
"""How much more likely another way may seem by rounding and still count as no more likely."""


def exact(first: Rate, second: Rate) -> float:
    """The share of ways that are no more likely than this one; 1 where one of them speaks of nobody."""
    reached, of = first.reached + second.reached, first.of + second.of
    low, high = max(0, reached - second.of), min(reached, first.of)
    whole = _ways(of, reached)

    def share(n: int) -> float:
        return exp(_ways(first.of, n) + _ways(second.of, reached - n) - whole)

    bound = share(first.reached) * (1 + _ALIKE)
    return min(1.0, sum(each for n in range(low, high + 1) if (each := share(n)) <= bound))


def believed(surprises: Sequence[float], chance: float) -> list[bool]:
    """For each whether it may be believed, so that no more than `chance` of those that are came by chance."""
    ordered = sorted(surprises)
    places = [place for place, each in enumerate(ordered, 1) if each <= chance * place / len(ordered)]
    bound = ordered[places[-1] - 1] if places else -1.0
    return [each <= bound for each in surprises]


def _ways(of: int, n: int) -> float:
    """The logarithm of how many ways there are to choose `n` of `of`."""
    return lgamma(of + 1) - lgamma(n + 1) - lgamma(of - n + 1)
