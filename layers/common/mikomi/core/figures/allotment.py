"""Whether the arms hold as many people as the lots were to give them (the sample-ratio check).

Rules
1. Counted is who entered, whether their window is over or not.
2. Pearson's chi-square, with its tail as a finite sum.
3. Below `DOUBTFUL` something between the lots and the count is broken, and no arm may be compared. Where an arm is to
   have fewer than five people, nothing can be said.
"""

from collections.abc import Sequence
from math import erfc, exp, inf, pi, sqrt

DOUBTFUL = 0.001
"""So rarely do honest lots come out like that."""


def likelihood(counted: Sequence[int], weights: Sequence[float]) -> float | None:
    """How likely lots of these weights come out so unevenly, or more; None where too few people were drawn to tell."""
    return together([(counted, weights)])


def together(drawings: Sequence[tuple[Sequence[int], Sequence[float]]]) -> float | None:
    """The same of several drawings, each with its own weights: all that are large enough to tell, in one figure."""
    told = [each for counted, weights in drawings if (each := _apart(counted, weights))]
    if any(square == inf for square, _ in told):
        return 0.0
    return tail(sum(square for square, _ in told), sum(freedom for _, freedom in told)) if told else None


def _apart(counted: Sequence[int], weights: Sequence[float]) -> tuple[float, int] | None:
    """How far the counts lie from what the weights were to give, squared, and the degrees of freedom."""
    drawn = [(n, weight) for n, weight in zip(counted, weights, strict=True) if n or weight]
    people, whole = sum(counted), sum(weights)
    if any(n and not weight for n, weight in drawn):
        return inf, 1
    if len(drawn) < 2 or any(people * weight / whole < 5 for _, weight in drawn):
        return None
    expected = [people * weight / whole for _, weight in drawn]
    return sum((n - e) ** 2 / e for (n, _), e in zip(drawn, expected, strict=True)), len(drawn) - 1


def broken(counted: Sequence[int], weights: Sequence[float]) -> bool:
    """Whether these counts cannot have come of those lots."""
    how_likely = likelihood(counted, weights)
    return how_likely is not None and how_likely < DOUBTFUL


def tail(square: float, freedom: int) -> float:
    """How often chi-square with so many degrees of freedom is above `square`."""
    half = square / 2
    if freedom % 2 == 0:
        term = total = exp(-half)
        for k in range(1, freedom // 2):
            term *= half / k
            total += term
        return total
    term, total = sqrt(half / pi) * 2 * exp(-half), erfc(sqrt(half))
    for k in range(1, freedom // 2 + 1):
        total += term
        term *= half / (k + 0.5)
    return total
