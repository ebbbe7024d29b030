"""How far apart two arms must be to be told apart, look by look (O'Brien and Fleming, after Lan and DeMets).

Rules
1. Looking more than once is paid for: early looks ask for a very great difference, so that the last one asks for
   hardly more than a single look would. All looks together err in `ERROR` of tests without any difference, at most.
2. When a look happens depends on how many people came, never on how they did: `times` are parts of the planned
   number.
3. What is followed is a Brownian motion w on [0, 1] under no difference; a difference adds a drift. The density of
   those who have not crossed is carried from look to look by Gauss-Legendre sums, which are exact to twelve digits
   here.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from math import ceil, cos, exp, pi, sqrt
from statistics import NormalDist

from mikomi.core.figures.rates import beyond, quantile

ERROR = 0.04
"""How often, of all tests without any difference, one is called anyway, on either side. 5 % is promised: the rest
is for what a normal distribution does not know of small numbers.
"""
POWER = 0.8
"""How often, of all tests with the difference that was asked for, it is called."""
LEAST = 1e-300
"""What a look that comes very early may use up, where it is too little for a float."""
_Density = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]
"""Places, their weights, and the density of those who have not crossed at each."""


def bounds(times: Sequence[float], error: float = ERROR) -> tuple[float, ...]:
    """For each look the standard deviations that a difference must exceed, on either side.

    Args:
        times: for each look the part of the planned people that it sees, rising, above 0; 1 at the last if it is the
            last.
    """
    return _walked(tuple(times), error)[0]


def drift(times: Sequence[float], power: float = POWER, error: float = ERROR) -> float:
    """How great a difference must be at the last look, in standard deviations of one look, to be called with `power`:
    on either side, at any of the looks.
    """
    density = _walked(tuple(times), error)[1]
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        # Girsanov: with a drift each path weighs exp(drift·w - drift²·t/2) of what it weighs without
        tilt = middle**2 * times[-1] / 2
        missed = sum(w * g * exp(middle * x - tilt) for x, w, g in zip(*density, strict=True))
        low, high = (middle, high) if 1 - missed < power else (low, middle)
    return (low + high) / 2


def spent(time: float, error: float) -> float:
    """What part of the error may be used up by then: that of a motion that never stops being looked at."""
    return 4 * beyond(quantile(1 - error / 2) / sqrt(min(1.0, time)))


@lru_cache(maxsize=1024)
def _walked(times: tuple[float, ...], error: float) -> tuple[tuple[float, ...], _Density]:
    """The bound of each look, and the density of those who have crossed at none."""
    if len(times) < 2:
        if not times or not 0 < times[0] <= 1:
            raise ValueError(f"looks at {times}: each sees a part of the planned people")
        z = -NormalDist().inv_cdf(max(spent(times[0], error), LEAST) / 2)
        return (z,), _spread(z * sqrt(times[0]), sqrt(times[0]), ((0.0,), (1.0,), (1.0,)))
    (*_, before, now) = times
    if not before < now <= 1:
        raise ValueError(f"looks at {times}: each sees more people than the one before")
    earlier, density = _walked(times[:-1], error)
    step = sqrt(now - before)
    reach = _reach(density, step, spent(now, error) - spent(before, error))
    return (*earlier, reach / sqrt(now)), _spread(reach, step, density)


def _reach(density: _Density, step: float, part: float) -> float:
    """How far w must go so that `part` of all paths crosses at this look."""
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        crossed = sum(
            w * g * (beyond((middle - x) / step) + beyond((middle + x) / step))
            for x, w, g in zip(*density, strict=True)
        )
        low, high = (middle, high) if crossed > part else (low, middle)
    return (low + high) / 2


def _spread(reach: float, step: float, before: _Density) -> _Density:
    """The density on -reach … reach after a normal step from each place of `before`."""
    nodes, weights = _gauss_legendre(max(48, ceil(12 * reach / step)))
    places = tuple(reach * node for node in nodes)
    norm = 1 / (step * sqrt(2 * pi))
    parts = [(x, w * g * norm) for x, w, g in zip(*before, strict=True)]
    density = tuple(sum(part * exp(-(((y - x) / step) ** 2) / 2) for x, part in parts) for y in places)
    return places, tuple(reach * weight for weight in weights), density


@cache
def _gauss_legendre(n: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Places and weights on -1 … 1: the roots of the n-th Legendre polynomial, by Newton's method."""
    nodes, weights = [], []
    for i in range(n):
        x = cos(pi * (i + 0.75) / (n + 0.5))
        for _ in range(8):
            below, here = 1.0, x
            for k in range(2, n + 1):
                below, here = here, ((2 * k - 1) * x * here - (k - 1) * below) / k
            slope = n * (x * here - below) / (x * x - 1)
            x -= here / slope
        nodes.append(x)
        weights.append(2 / ((1 - x * x) * slope * slope))
    return tuple(nodes), tuple(weights)
