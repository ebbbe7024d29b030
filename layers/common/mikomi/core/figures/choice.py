"""採用: which arm to go on with. It claims nothing: it bounds what a wrong choice costs.

Rules
1. The arm with the least expected loss, as soon as that loss is below the bound; until then none.
2. The bound is a share of the rate itself (`BEARABLE`): one part in fifty of what the best arm brings.
3. Of several arms the loss against each of the others is added up: never less than the true one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mikomi.core.figures.beliefs import loss
from mikomi.core.figures.rates import Rate

BEARABLE = 0.02
"""The greatest expected loss that is accepted, as a part of the best arm's rate."""
FEWEST = 100
"""Nobody chooses while an arm speaks of fewer people."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """The arm to go on with (its place in the list), or none yet; what each arm would lose, and the bound, in shares;
    whether there are enough people to say even that; whether it is `withheld`, because the lots are broken.
    """

    arm: int | None
    losses: tuple[float, ...]
    bound: float
    enough: bool
    withheld: bool = False


def choose(arms: Sequence[Rate]) -> Adoption:
    """What to go on with, of two arms or more.

    Raises:
        ValueError: fewer than two arms.
    """
    if len(arms) < 2:
        raise ValueError("a choice is between two arms or more")
    losses = tuple(sum(loss(arm, other) for k, other in enumerate(arms) if k != i) for i, arm in enumerate(arms))
    least = min(range(len(arms)), key=losses.__getitem__)
    bound = BEARABLE * max(arm.share or 0.0 for arm in arms)
    enough = min(arm.of for arm in arms) >= FEWEST
    return Adoption(least if enough and losses[least] <= bound else None, losses, bound, enough)
