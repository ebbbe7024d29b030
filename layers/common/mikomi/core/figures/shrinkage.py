"""Small cells drawn towards what all cells have in common (a beta-binomial, its spread fitted by moments).

Rules
1. A cell of 2 of 3 is no 67 %: each cell is read together with so many people of the common rate (`weight`) as the
   cells' own spread asks for.
2. Cells that differ by no more than chance are all the same: their weight has no end, and each reads as the common
   rate.
3. The counts that were drawn stay beside it: a shrunk rate is for comparing cells, never for counting people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from mikomi.core.figures.rates import Rate


@dataclass(frozen=True, slots=True)
class Common:
    """What all cells have in common: the rate of all, and how many people of it each cell is read with."""

    share: float
    weight: float


def common(cells: Sequence[Rate]) -> Common | None:
    """What the cells have in common; None where they speak of nobody.

    The weighted sum of squares between cells, S, has the mean m(1-m)·((k-1) + r·(Σ n(1-n/N) - (k-1))) where r is the
    correlation within a cell: solved for r, which is 1 / (weight + 1).
    """
    counted = [cell for cell in cells if cell.of]
    people = sum(cell.of for cell in counted)
    if not people:
        return None
    mean = sum(cell.reached for cell in counted) / people
    room = sum(cell.of * (1 - cell.of / people) for cell in counted) - (len(counted) - 1)
    if mean in (0.0, 1.0) or room <= 0:
        return Common(mean, inf)
    squares = sum(cell.of * (cell.reached / cell.of - mean) ** 2 for cell in counted) / (mean * (1 - mean))
    alike = min(1.0, (squares - (len(counted) - 1)) / room)
    return Common(mean, inf if alike <= 0 else 1 / alike - 1)


def shrunk(cell: Rate, of_all: Common) -> float:
    """The cell's rate, read together with what all have in common; the common one where the cell speaks of nobody."""
    if of_all.weight == inf or cell.of == 0:
        return of_all.share
    return (cell.reached + of_all.weight * of_all.share) / (cell.of + of_all.weight)
