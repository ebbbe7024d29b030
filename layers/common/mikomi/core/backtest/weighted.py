"""What everybody would have done with the mail that a lot gave to some: figures of those who drew it, weighted.

Rules
1. A figure of `LOT_FIGURES` that hangs on reactions to mails which a lot chose is estimated where the candidate sends
   somebody another variant than they drew: those who drew the same stand for all of whom it hangs on it, each by one
   over the part of the lots (`dealt`). What does not hang on it is counted as it is, and added.
2. It is told with its interval of 95 %, and how many people it is worth (`effective`): under `LEAST` there is no
   number.
3. The interval is of these very people, of whom the lot showed a part: who had to draw it adds nothing to it.
4. Where everybody drew what the candidate sends nothing is weighted: the count itself is exact.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import sqrt
from typing import NamedTuple

from mikomi.core.backtest.counts import FigureCase
from mikomi.core.backtest.dealt import HeldMails
from mikomi.core.backtest.unknowable import Asks
from mikomi.core.figures import rates

LEAST = 50
CONFIDENCE = 0.95
LOT_FIGURES = ("goals", "later_mails", "points", "entries")


@dataclass
class LotSums:
    """Of `people` on whom a figure hangs by a lot: how many drew `other` words; so much was counted of all of them
    (`counted`), and of those who drew the same (`same`) sums of the weights w, the amounts y, and v = w² − w, which the
    lot adds to the uncertainty."""

    people: int = 0
    other: int = 0
    same: int = 0
    counted: float = 0
    w: float = 0
    w2: float = 0
    wy: float = 0
    v: float = 0
    vy: float = 0
    vy2: float = 0
    several: int = 0

    def add(self, weight: float, amount: float) -> None:
        """One person; `weight` is 0 for who drew other words."""
        self.people += 1
        self.counted += amount
        if not weight:
            self.other += 1
            return
        self.same += 1
        self.w += weight
        self.w2 += weight**2
        self.wy += weight * amount
        chance = weight**2 - weight
        self.v += chance
        self.vy += chance * amount
        self.vy2 += chance * amount**2
        self.several += amount not in (0, 1)

    def join(self, other: "LotSums") -> None:
        """Add what was counted of other people."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def effective(self) -> float:
        """How many people of one weight would tell as much."""
        return self.w**2 / self.w2 if self.w2 else 0.0


class Estimate(NamedTuple):
    """So much, and between what with a confidence of 95 %."""

    low: float
    value: float
    high: float


def estimate(sums: LotSums) -> Estimate | None:
    """What all these people come to if they all get what the candidate sends; None where too few drew it."""
    if sums.effective < LEAST:
        return None
    mean = sums.wy / sums.w
    if sums.several:
        spread = sqrt(max(0.0, sums.vy2 - 2 * mean * sums.vy + mean**2 * sums.v)) / sums.w
        low, high = (mean + side * rates.quantile(CONFIDENCE) * spread for side in (-1, 1))
    else:
        low, high = _of_a_share(mean, sums.w**2 / sums.v) if sums.v else (mean, mean)
    return Estimate(low * sums.people, mean * sums.people, high * sums.people)


def _of_a_share(share: float, n: float) -> tuple[float, float]:
    """Wilson's interval, of as many people as tell with this uncertainty."""
    z2 = rates.quantile(CONFIDENCE) ** 2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def by_lot(cases: Iterable[FigureCase], mails: HeldMails, asks: Asks) -> dict[str, float]:
    """How much of each figure of one person hangs on mails that a lot chose: of all figures of which it could be so."""
    runs = {scenario for _, scenario in mails.by_lot.runs.values()}
    amounts = defaultdict[str, float](float)
    for name in (
        *(f"goals/{each}" for each in runs & asks.goals),
        *(f"later_mails/{each}" for each in runs & asks.inside),
        *(f"points/{each}" for each in asks.rules),
        *(f"entries/{each}" for each in asks.entries),
    ):
        amounts[name] = 0
    for case in cases:
        if case.hangs and case.figure.partition("/")[0] in LOT_FIGURES:
            amounts[case.figure] += case.amount
    return dict(amounts)
