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
from functools import cache
from math import exp, floor, fsum, lgamma, log, log1p, prod, sqrt
from operator import mul
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

_NODES = (0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363)
_SHARES = (0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763)
_GAUSS = tuple((side * x, w) for x, w in zip(_NODES, _SHARES, strict=True) for side in (-1, 1))
_WEIGHTS = tuple(share for _, share in _GAUSS)
_FINE, _FAR = 0.5, 44
"""In standard deviations: how wide a piece is about an arm's mean, and beyond which distance it surely does not lie."""
_CRUMB = 1e-12
"""No piece is so narrow: its points could not be told from its ends."""


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

    For each it is the integral of its own density times all the others' distributions, from 0 to 1 piece by piece.
    Gauss' eight points of a piece give both: the densities there, and through them how much of each arm lies below
    each point. So nothing but densities is asked for.
    """
    betas = [_Beta.of(arm) for arm in arms]
    below, over = [0.0] * len(betas), [0.0] * len(betas)
    low = 0.0
    while low < 1:
        high = low + min(beta.piece(low) for beta in betas)
        high = high if 1 - high > _CRUMB else 1.0
        half = (high - low) / 2
        points = [low + half * (1 + node) for node, _ in _GAUSS]
        logs = [(log(x), log1p(-x)) for x in points]
        dense = [beta.densities(logs) for beta in betas]
        so_far = [
            [start + half * sum(map(mul, row, each)) for row in _up_to_each()]
            for start, each in zip(below, dense, strict=True)
        ]
        for arm, each in enumerate(dense):
            others = [1.0] * len(_GAUSS)
            for other, distribution in enumerate(so_far):
                if other != arm:
                    others = list(map(mul, others, distribution))
            weighed = list(map(mul, each, _WEIGHTS))
            over[arm] += half * sum(map(mul, weighed, others))
            below[arm] += half * sum(weighed)
        low = high
    whole = fsum(over)
    return tuple(each / whole for each in over)


class _Beta(NamedTuple):
    """What is believed of an arm's true rate."""

    a: int
    b: int
    mean: float
    deviation: float
    scale: float

    @classmethod
    def of(cls, arm: Rate) -> "_Beta":
        a, b = arm.reached + 1, arm.of - arm.reached + 1
        mean = a / (a + b)
        deviation = sqrt(mean * (1 - mean) / (a + b + 1))
        return cls(a, b, mean, deviation, lgamma(a + b) - lgamma(a) - lgamma(b))

    def piece(self, low: float) -> float:
        """How far from here its density is smooth enough for one piece: fine about its mean, wider further off."""
        away = abs(low - self.mean)
        if low < self.mean and away > _FAR * self.deviation:
            return away - _FAR * self.deviation + self.deviation * _FINE
        if away > _FAR * self.deviation:
            return 1.0
        return max(_FINE * self.deviation, away / 6)

    def densities(self, logs: Sequence[tuple[float, float]]) -> list[float]:
        a, b, scale = self.a - 1, self.b - 1, self.scale
        return [exp(a * of_x + b * of_rest + scale) for of_x, of_rest in logs]


@cache
def _up_to_each() -> tuple[tuple[float, ...], ...]:
    """For each of Gauss' points: how much what is known at all of them counts in the integral from -1 to there (of the
    polynomial through them)."""
    points = [node for node, _ in _GAUSS]

    def through(number: int, x: float) -> float:
        return prod((x - each) / (points[number] - each) for other, each in enumerate(points) if other != number)

    return tuple(
        tuple(
            (1 + end) / 2 * fsum(share * through(number, (1 + end) * (1 + node) / 2 - 1) for node, share in _GAUSS)
            for number in range(len(points))
        )
        for end in points
    )
