"""By which weights the variants of a mail were dealt from when on, where they follow what is known (`winner`).

It is a history beside the plans: nothing of it is ever changed, and a night adds one entry at most.
"""

from msgspec import field

from mikomi.model.base import Millis
from mikomi.model.stored import Stored


class KnownArm(Stored, frozen=True, kw_only=True):
    """What was known of a variant when the weights were worked out: so many known results of so many people, all
    stretches together, and how likely it is the best."""

    reached: int
    of: int
    best: float


class Lots(Stored, frozen=True, kw_only=True):
    """`number` counts from 1; before the first all weights are equal, which is number 0. `weights` by variant, each as
    a part of 1, from the moment `from_` on. `at`: when they were worked out, `why` of what, by variant.
    """

    number: int
    from_: Millis = field(name="from")
    weights: dict[str, float]
    at: Millis = 0
    why: dict[str, KnownArm] = field(default_factory=dict)


History = tuple[Lots, ...]
