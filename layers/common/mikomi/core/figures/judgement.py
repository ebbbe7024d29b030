"""Arms side by side: what may be claimed of each (判定), which to go on with (採用), and whether the lots gave as many
people to each as they should have.

Rules
1. The first arm is what the others are held against. Each of them gets a verdict, and the error is shared out.
2. Verdicts claim, the choice never does. Where the lots are broken there is neither: something is lost, or counted
   twice.
3. Before a trial has its plan, what it takes is told from what was known before it (`Before`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol

from mikomi.core.figures import allotment
from mikomi.core.figures.choice import Adoption, choose
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.trial import EntryDay, Needed, Verdict, needed, verdict


class DatedArm(Protocol):
    """Its weight in the lots, and who came to it on each day."""

    @property
    def weight(self) -> float: ...
    @property
    def days(self) -> Mapping[date, Rate]: ...


class Ruling(NamedTuple):
    """A verdict for each arm after the first, one choice among all, and how likely honest lots come out so unevenly
    (None: too few people to tell)."""

    verdicts: tuple[Verdict, ...]
    adoption: Adoption
    lots: float | None

    @property
    def is_broken(self) -> bool:
        return self.lots is not None and self.lots < allotment.DOUBTFUL


class Before(NamedTuple):
    """What is known before the trial: the rate of now, and how many people come in a week."""

    rate: Rate
    a_week: float


def judge(arms: Sequence[DatedArm], today: date) -> Ruling:
    """What may be said of two arms or more on this day.

    Raises:
        ValueError: fewer than two arms, or one that the lots give nobody.
    """
    if len(arms) < 2 or any(arm.weight <= 0 for arm in arms):
        raise ValueError("a comparison is between two arms or more, each with a weight")
    first, others = arms[0], arms[1:]
    totals = [sum(arm.days.values(), Rate(0, 0)) for arm in arms]
    lots = allotment.likelihood([each.entered for each in totals], [arm.weight for arm in arms])
    verdicts = tuple(verdict(_days(first, other), today, _part(first, other), len(others)) for other in others)
    judged = Ruling(verdicts, choose(totals), lots)
    return judged._replace(adoption=replace(judged.adoption, arm=None, withheld=True)) if judged.is_broken else judged


def planned(arms: Sequence[DatedArm], before: Before) -> Needed | None:
    """What the longest of the comparisons takes, told before it starts; None where too little is known of before."""
    share, first, others = before.rate.share, arms[0], arms[1:]
    if share is None or not 0 < share < 1 or before.rate.of < ENOUGH:
        return None
    whole = sum(arm.weight for arm in arms)
    each = [
        needed(share, before.a_week * (first.weight + other.weight) / whole, _part(first, other), len(others))
        for other in others
    ]
    return max(each, key=lambda takes: (takes.weeks is None, takes.weeks or 0, takes.people))


ENOUGH = 30
"""Of fewer people a rate says too little to plan by."""


def _part(first: DatedArm, other: DatedArm) -> float:
    return other.weight / (first.weight + other.weight)


def _days(first: DatedArm, second: DatedArm) -> list[EntryDay]:
    nobody = Rate(0, 0)
    days = sorted({*first.days, *second.days})
    return [EntryDay(day, first.days.get(day, nobody), second.days.get(day, nobody)) for day in days]
