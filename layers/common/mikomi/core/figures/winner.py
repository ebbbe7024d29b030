"""How many go to each arm from now on, where the lots follow what is known (`winner`).

Rules
1. An arm gets as much of the people as it is likely to be the best of all (probability matching): what is surely worse
   soon costs little, and what may still be better is still tried.
2. `FLOOR` of all people is dealt evenly whatever is known, so that no arm is ever written off for good.
3. Weights stay as they are until each arm has `FEWEST` known results; in one night none more than doubles or halves,
   and where none would move by `SLIGHT`, all stay.
4. Arms are held side by side within a stretch of the same weights. Over several, each person counts for as many as the
   lots passed over for one that they drew (one by the weight): else an arm that was dealt more in a good month would
   look good for it.
5. The same numbers give the same weights everywhere: sums over fixed points, nothing is drawn.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import exp, floor, fsum, lgamma, log, prod, sqrt
from typing import NamedTuple

from mikomi.core.figures.rates import Rate

FEWEST = 100
"""Known results of each arm before any weight moves."""
FLOOR = 0.1
"""Of all people: dealt evenly among the arms, whatever is known."""
MOST = 2.0
"""By so much a weight may grow in one night, or shrink."""

SLIGHT = 0.005
"""By less no weight is worth a new entry."""

_REACH = (*range(-9, 10), 12, 16, 20, 26, 34, 44)
"""How many standard deviations from its mean each arm is looked at; to the right further, where rare results end."""
_NODES = (0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363)
_SHARES = (0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763)
_GAUSS = tuple((side * x, w) for x, w in zip(_NODES, _SHARES, strict=True) for side in (-1, 1))
_TINY, _NOTHING = 1e-300, 1e-15


class EvenTime(NamedTuple):
    """A time in which the weights stayed the same: the arms' weights, and what is known of those dealt by them."""

    weights: tuple[float, ...]
    rates: tuple[Rate, ...]


def equal(arms: int) -> tuple[float, ...]:
    return (1 / arms,) * arms


def next_weights(now: Sequence[float], stretches: Sequence[EvenTime]) -> tuple[float, ...]:
    """The weights after a night in which this is known. The very ones of now where nothing is to change."""
    counted = [sum((stretch.rates[arm] for stretch in stretches), Rate(0, 0)) for arm in range(len(now))]
    if min(each.of for each in counted) < FEWEST:
        return tuple(now)
    after = moved(now, wished(likely_best(side_by_side(stretches))))
    return after if any(abs(then - is_) >= SLIGHT for is_, then in zip(now, after, strict=True)) else tuple(now)


def wished(best: Sequence[float]) -> tuple[float, ...]:
    """The weights that these likelihoods ask for (rules 1 and 2)."""
    return tuple(FLOOR / len(best) + (1 - FLOOR) * each for each in best)


def moved(now: Sequence[float], to: Sequence[float]) -> tuple[float, ...]:
    """As far on the straight way from `now` to `to` as the arm allows that has to change most (rule 3): so whatever
    holds of both holds of what comes of it, their sum and their floor."""
    way = 1.0
    for is_, shall in zip(now, to, strict=True):
        if shall > is_ * MOST:
            way = min(way, is_ * (MOST - 1) / (shall - is_))
        elif shall < is_ / MOST:
            way = min(way, is_ * (1 - 1 / MOST) / (is_ - shall))
    return tuple(is_ + way * (shall - is_) for is_, shall in zip(now, to, strict=True))


def side_by_side(stretches: Sequence[EvenTime]) -> tuple[Rate, ...]:
    """Each arm's rate as if all had been dealt alike all the time (rule 4), of as many people as that is worth."""
    return tuple(_weighed(stretches, arm) for arm in range(len(stretches[0].weights)))


def _weighed(stretches: Sequence[EvenTime], arm: int) -> Rate:
    dealt = [(each.rates[arm], each.weights[arm]) for each in stretches if each.rates[arm].entered]
    people = fsum(rate.of / weight for rate, weight in dealt)
    waiting = sum(rate.not_yet for rate, _ in dealt)
    if not people:
        return Rate(0, 0, waiting)
    reached = fsum(rate.reached / weight for rate, weight in dealt)
    worth = floor(people**2 / fsum(rate.of / weight**2 for rate, weight in dealt) + 1e-6)
    return Rate(round(reached / people * worth), worth, waiting)


def likely_best(arms: Sequence[Rate]) -> tuple[float, ...]:
    """How likely each arm's true rate is above that of all others, beginning without an opinion (a beta of 1 and 1
    each). They add up to 1.

    For each it is the integral of its own density times all the others' distributions: Gauss' eight points in every
    piece between the arms' standard deviations, so that a narrow arm beside a wide one is seen as well. Pieces in which
    some arm surely does not lie yet, or none lies any more, add nothing.
    """
    betas = [(arm.reached + 1, arm.of - arm.reached + 1) for arm in arms]
    over = [0.0] * len(betas)
    for low, high in pairwise(_edges(betas)):
        if min(_below(high, *beta) for beta in betas) < _NOTHING:
            continue
        if max(1 - _below(low, *beta) for beta in betas) < _NOTHING:
            break
        half = (high - low) / 2
        for node, share in _GAUSS:
            x = low + half * (1 + node)
            below = [_below(x, *beta) for beta in betas]
            for arm, beta in enumerate(betas):
                others = prod(each for other, each in enumerate(below) if other != arm)
                over[arm] += half * share * _density(x, *beta) * others
    whole = fsum(over)
    return tuple(each / whole for each in over)


def _edges(betas: Sequence[tuple[int, int]]) -> list[float]:
    edges = {0.0, 1.0}
    for a, b in betas:
        mean = a / (a + b)
        deviation = sqrt(mean * (1 - mean) / (a + b + 1))
        edges |= {mean + reach * deviation for reach in _REACH}
        edges |= {mean - reach * deviation for reach in _REACH}
    return sorted(edge for edge in edges if 0 <= edge <= 1)


def _density(x: float, a: int, b: int) -> float:
    return exp((a - 1) * log(x) + (b - 1) * log(1 - x) + _whole(a, b))


def _whole(a: int, b: int) -> float:
    return lgamma(a + b) - lgamma(a) - lgamma(b)


def _below(x: float, a: int, b: int) -> float:
    """How much of a beta lies below `x`: the incomplete beta's continued fraction (Lentz), from the side on which it
    ends soon."""
    if x in (0, 1):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _below(1 - x, b, a)
    front = exp(a * log(x) + b * log(1 - x) + _whole(a, b)) / a
    c, d = 1.0, _inverse(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 10_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = _inverse(1 + term * d), 1 + term / c
            c = c if abs(c) > _TINY else _TINY
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction


def _inverse(value: float) -> float:
    return 1 / (value if abs(value) > _TINY else _TINY)
