"""When time alone makes a condition true: who stops coming, whose last order lies thirty days back.

Rules
1. What time alone can change is behaviour that is asked for `within` so long (it grows old), and a trait that is a day
   (`within 30d`: the day comes, and it grows old). Behaviour that grows old makes a condition true below a `not` only.
2. A condition rises at a moment at which it holds, and did not a millisecond before: as the person stands, nothing
   happening between.
3. Points that fade are no such moment: of a condition that asks for them too they are what they are at the moment.
"""

from collections.abc import Callable, Iterator

from mikomi.core.behaviour import traits
from mikomi.core.behaviour.conditions import Facts, truth
from mikomi.core.behaviour.leaves import leaf_key
from mikomi.model.base import Millis
from mikomi.model.condition import All, Any_, BehaviourLeaf, Condition, Not, TraitIs

FactsAt = Callable[[Millis], Facts]
"""What the condition is asked of, at a moment."""


def is_timed(condition: Condition) -> bool:
    """Whether time alone can ever make it true."""
    return any(True for _ in _timed(condition, True))


def rises_at(condition: Condition, facts: FactsAt, moment: Millis) -> bool:
    """Whether it becomes true at this very moment."""
    return truth(condition, facts(moment)) is True and truth(condition, facts(moment - 1)) is False


def first_rise(condition: Condition, facts: FactsAt, since: Millis) -> Millis | None:
    """The first moment after `since` at which it becomes true if nothing happens; None if it never does."""
    stands = facts(since)
    moments = {at for leaf in _timed(condition, True) for at in _turns(leaf, stands) if at > since}
    return next((at for at in sorted(moments) if rises_at(condition, facts, at)), None)


def _timed(condition: Condition, wanted: bool) -> Iterator[BehaviourLeaf | TraitIs]:
    """The leaves whose answer time alone turns towards what is wanted."""
    match condition:
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from _timed(part, wanted)
        case Not(not_=part):
            yield from _timed(part, not wanted)
        case TraitIs():
            if traits.span_of(condition) is not None:
                yield condition
        case _:
            if not wanted and getattr(condition, "within", None) is not None:
                yield condition  # type: ignore[misc]  # only behaviour has a `within`


def _turns(leaf: BehaviourLeaf | TraitIs, stands: Facts) -> Iterator[Millis]:
    """The moments at which the leaf's answer may turn, as the person stands."""
    if isinstance(leaf, TraitIs):
        yield from traits.turns(leaf, stands.person.trait(leaf.trait), stands.scoreboard.zone)
        return
    assert leaf.within is not None, "timed"
    lasts = leaf.within.millis
    times = sorted(stands.memory_for(leaf).get(leaf_key(leaf, stands.scenario), ()))
    for place, at in enumerate(times):
        behind = place + leaf.times
        if behind >= len(times) or times[behind] > at + lasts:  # with more than so many left nothing changes
            yield at + lasts + 1
