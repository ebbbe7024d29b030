"""What two counted rates let one believe of the true ones, beginning without an opinion (a beta of 1 and 1 each).

Rules
1. Exact finite sums, no drawing and no integrals: the same question gets the same answer everywhere.
2. These are beliefs, not claims: looked at daily they name a winner where there is none. `trial` claims.
"""

from itertools import accumulate
from math import exp, fsum, log, log1p

from mikomi.core.figures.rates import Rate


def better(first: Rate, second: Rate) -> float:
    """How likely the second's true rate is above the first's, 0 … 1."""
    return _above(_beta(first), _beta(second))


def loss(chosen: Rate, other: Rate) -> float:
    """What is given up on average, in shares, if `chosen` is taken and the other one is the better:
    E[max(other - chosen, 0)].
    """
    (a, b), (c, d) = _beta(chosen), _beta(other)
    mean_chosen, mean_other = a / (a + b), c / (c + d)
    return max(0.0, mean_other * _above((a, b), (c + 1, d)) - mean_chosen * _above((a + 1, b), (c, d)))


def _beta(rate: Rate) -> tuple[int, int]:
    return rate.reached + 1, rate.of - rate.reached + 1


def _above(first: tuple[int, int], second: tuple[int, int]) -> float:
    """P(second > first) of two betas with whole parameters.

    With B(a, b) the beta function it is the sum over i < c of B(a + i, b + d) / ((d + i) · B(1 + i, d) · B(a, b)).
    Its first term is the product over k < d of (b + k) / (a + b + k); each further one is the one before times a
    ratio. All of it in logarithms, because the first term of thousands of people is too small for a float.
    """
    (a, b), (c, d) = first, second
    begin = fsum(log1p(-a / (a + b + k)) for k in range(d))
    ratios = (log((a + i) * (d + i) / ((1 + i) * (a + b + d + i))) for i in range(c - 1))
    return min(1.0, fsum(map(exp, accumulate(ratios, initial=begin))))
