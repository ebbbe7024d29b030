"""A logistic regression of few columns, drawn towards what was believed before.

Rules
1. The chance of a case is 1 / (1 + exp(-η)), η the sum of its columns times their coefficients. What is least is the
   negative log-likelihood, half of the quadratic form of `pull`, less `lift` times the coefficients: convex, so there
   is one best answer.
2. No coefficient falls below its bound. Newton's steps are solved within the bounds, column by column, and shortened
   until they lower the sum; near the end, where the sum is too even to be compared, they are taken whole.
"""

from collections.abc import Mapping, Sequence
from math import exp, inf, log1p
from typing import NamedTuple

Row = Mapping[int, float]
"""A case: what stands in its columns; what is missing is 0."""
Matrix = list[list[float]]
STEPS, SWEEPS = 60, 400
NEAR, EXACT = 1e-7, 1e-18
"""How much the sum can still be lowered where it is even, and where nothing is left to gain."""


class Belief(NamedTuple):
    """What was believed before: coefficients are drawn to where pull times them is `lift`, as strongly as it pulls."""

    pull: Matrix
    lift: Sequence[float]


def least(rows: Sequence[Row], won: Sequence[bool], belief: Belief, lowest: Sequence[float]) -> list[float]:
    """The coefficients, one a column; `lowest`: their bounds (-inf: none)."""
    here = [max(0.0, bound) for bound in lowest]
    value = _sum(rows, won, belief, here)
    for _ in range(STEPS):
        slope, bend = _bent(rows, won, belief, here)
        step = _within(slope, bend, [bound - at for bound, at in zip(lowest, here, strict=True)])
        gain = -sum(s * d for s, d in zip(slope, step, strict=True))
        if gain <= EXACT:
            break
        size = 1.0
        while gain > NEAR and size > EXACT:
            there = [at + size * d for at, d in zip(here, step, strict=True)]
            lower = _sum(rows, won, belief, there)
            if lower <= value - 1e-4 * size * gain:
                break
            size /= 2
        here = [max(at + size * d, bound) for at, d, bound in zip(here, step, lowest, strict=True)]
        value = _sum(rows, won, belief, here)
    return here


def chance(row: Row, coefficients: Sequence[float]) -> float:
    """Of a case."""
    return _logistic(_dot(row, coefficients))


def _dot(row: Row, coefficients: Sequence[float]) -> float:
    return sum(value * coefficients[column] for column, value in row.items())


def _logistic(eta: float) -> float:
    return 1 / (1 + exp(-eta)) if eta >= 0 else exp(eta) / (1 + exp(eta))


def _sum(rows: Sequence[Row], won: Sequence[bool], belief: Belief, at: Sequence[float]) -> float:
    missed = 0.0
    for row, is_won in zip(rows, won, strict=True):
        eta = _dot(row, at)
        against = -eta if is_won else eta
        missed += max(against, 0.0) + log1p(exp(-abs(against)))
    for place, line in zip(at, belief.pull, strict=True):
        missed += place * sum(pulled * each for pulled, each in zip(line, at, strict=True)) / 2
    return missed - sum(lift * each for lift, each in zip(belief.lift, at, strict=True))


def _bent(rows: Sequence[Row], won: Sequence[bool], belief: Belief, at: Sequence[float]) -> tuple[list[float], Matrix]:
    """The slope of the sum, and how it bends."""
    drawn = (sum(pulled * each for pulled, each in zip(line, at, strict=True)) for line in belief.pull)
    slope = [each - lift for each, lift in zip(drawn, belief.lift, strict=True)]
    bend = [[*line] for line in belief.pull]
    for row, is_won in zip(rows, won, strict=True):
        share = _logistic(_dot(row, at))
        off, weight = share - is_won, share * (1 - share)
        cells = [*row.items()]
        for i, x in cells:
            slope[i] += off * x
            line, weighed = bend[i], weight * x
            for j, y in cells:
                line[j] += weighed * y
    return slope, bend


def _within(slope: Sequence[float], bend: Matrix, lowest: Sequence[float]) -> list[float]:
    """The step that lowers the sum most, as far as it bends like that, and no part of it below its bound."""
    step, left = [0.0] * len(slope), [*slope]
    for _ in range(SWEEPS):
        moved = 0.0
        for i, line in enumerate(bend):
            if line[i] <= 0:
                continue
            wanted = max(step[i] - left[i] / line[i], lowest[i] if lowest[i] > -inf else -inf)
            by = wanted - step[i]
            if by:
                step[i] = wanted
                for j, bent in enumerate(bend[i]):
                    left[j] += bent * by
                moved = max(moved, by * by * line[i])
        if moved <= EXACT * EXACT:
            break
    return step
