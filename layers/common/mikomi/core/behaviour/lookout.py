"""What a rulebook has on the look-out for, and what an event came to.

Rules
1. A lookout is one thing that events are searched for, however many rules and triggers wait for it.
2. A watch is a rule or a trigger that waits; an event is an occasion for it, or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import Struct

from mikomi.core.behaviour.conditions import NOTHING, behaviours
from mikomi.core.behaviour.engagement import Engagement
from mikomi.core.behaviour.leaves import count, leaf_key, remembered
from mikomi.model.base import Millis
from mikomi.model.condition import BehaviourLeaf, Condition
from mikomi.model.events import Event
from mikomi.model.scoring import Rule


@dataclass(frozen=True, slots=True, eq=False)
class ScoringWatch:
    """A scoring rule on the look-out. `alone`: its condition is one leaf, so that the leaf's occasion is the rule's."""

    order: int
    rule: Rule
    alone: bool

    @property
    def condition(self) -> Condition:
        return self.rule.when

    @property
    def scenario(self) -> None:
        return None


@dataclass(frozen=True, slots=True, eq=False)
class TriggerWatch:
    """A scenario's trigger on the look-out."""

    order: int
    scenario: str
    condition: Condition
    alone: bool


Watch = ScoringWatch | TriggerWatch


@dataclass(slots=True)
class Lookout:
    """One thing that events are searched for: by whom, and how many of its times are kept (0: none) for how long."""

    key: str
    leaf: BehaviourLeaf
    scenario: str | None
    keep: int = 0
    max_age: Millis | None = 0
    prompts: list[tuple[Watch, BehaviourLeaf]] = field(default_factory=list)

    def remember(self, leaf: BehaviourLeaf) -> None:
        self.keep = max(self.keep, leaf.times)
        ages = (self.max_age, leaf.within.millis if leaf.within else None)
        self.max_age = None if None in ages else max(age for age in ages if age is not None)

    def after(self, times: tuple[Millis, ...], at: Millis) -> tuple[Millis, ...]:
        return remembered((*times, at), self.keep, self.max_age)


class Happening(Struct, frozen=True):
    """What one event meant to the rulebook: the leaves that it matched, and the rules and triggers that it was an
    occasion for.

    Whether a compound among them holds is asked when its turn comes (`holds_for`), because it looks at the person
    after the event.
    """

    event: Event
    now: Millis
    occurred: frozenset[str] = NOTHING
    engagement: Engagement | None = None
    rules: tuple[ScoringWatch, ...] = ()
    triggers: tuple[TriggerWatch, ...] = ()


def lookouts_of(conditions: Iterable[Condition], scenario: str) -> list[Lookout]:
    """What is remembered since entry for conditions that are asked of an enrolment."""
    lookouts: dict[str, Lookout] = {}
    for condition in conditions:
        for leaf in behaviours(condition):
            if leaf.since != "ever":
                key = leaf_key(leaf, scenario)
                lookouts.setdefault(key, Lookout(key, leaf, scenario)).remember(leaf)
    return list(lookouts.values())


def is_occasion(leaf: BehaviourLeaf, before: tuple[Millis, ...], at: Millis, now: Millis) -> bool:
    if leaf.times == 1:
        return leaf.within is None or at >= now - leaf.within.millis
    return count(before, now, leaf) < leaf.times <= count((*before, at), now, leaf)
