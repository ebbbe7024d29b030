"""What a condition means: which state and behaviour it looks at, and whether it holds of a person.

Rules
1. Of behaviour a condition asks its leaves (`leaves`), each of a memory of times.
2. `within` looks backwards from the moment of the question (`Facts.now`), never from the machine's clock.
3. Inside an enrolment behaviour counts since entry, mails only if they are that enrolment's own, and `since: ever`
   asks the person's memory.
4. State verbs look at the person as given. What a segment says stands in its place (`segments`); one whose name is
   left stands for nothing, and holds nobody.
   What a newer release published is neither true nor false (`truth` answers None), and holds of nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol, assert_never

from mikomi.core import comparison
from mikomi.core.behaviour import affinity, traits
from mikomi.core.behaviour.leaves import count, leaf_key
from mikomi.core.companies import marks
from mikomi.core.score.bands import band_at
from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.totals import shown, total
from mikomi.model.base import Millis
from mikomi.model.condition import (
    AffinityIs,
    All,
    Any_,
    BandIs,
    BehaviourLeaf,
    Clicked,
    CompanyIs,
    Condition,
    Engaged,
    Happened,
    InSegment,
    Not,
    Opened,
    ScoreIs,
    StageIs,
    Submitted,
    TagIs,
    TraitIs,
    UnknownCondition,
    UnsubscribedFrom,
    UnsubscribedIs,
    Visited,
)
from mikomi.model.events import Event
from mikomi.model.person import Enrolment, Person
from mikomi.model.scoring import Band

NOTHING: frozenset[str] = frozenset()


class Scoreboard(Protocol):
    """How points are read: by which half-lives they fade, and where bands begin; by whose clock days pass,
    where a deal begins, and of which class pages are. A rulebook is one."""

    @property
    def half_lives(self) -> HalfLives: ...
    @property
    def bands(self) -> tuple[Band, ...]: ...
    @property
    def zone(self) -> tzinfo: ...
    @property
    def first_stage(self) -> str: ...
    @property
    def page_classes(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition is asked of. `occurred` names the leaves (by key) that the event at hand matched."""

    person: Person
    now: Millis
    scoreboard: Scoreboard
    event: Event | None = None
    scenario: str | None = None
    enrolment: Enrolment | None = None
    occurred: frozenset[str] = NOTHING

    def memory_for(self, leaf: BehaviourLeaf) -> Mapping[str, tuple[Millis, ...]]:
        if self.enrolment is None or leaf.since == "ever":
            return self.person.memory
        return self.enrolment.memory


# --- what a condition is made of


def behaviours(condition: Condition) -> tuple[BehaviourLeaf, ...]:
    """All leaves with a behaviour verb, from left to right."""
    return tuple(leaf for leaf, _ in _behaviours(condition, True))


def prompting(condition: Condition) -> tuple[BehaviourLeaf, ...]:
    """The behaviour that can make the condition true by happening: what stands below a `not` cannot."""
    return tuple(leaf for leaf, wanted in _behaviours(condition, True) if wanted)


def _behaviours(condition: Condition, wanted: bool) -> Iterator[tuple[BehaviourLeaf, bool]]:
    match condition:
        case Visited() | Engaged() | Opened() | Clicked() | Submitted() | Happened():
            yield condition, wanted
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from _behaviours(part, wanted)
        case Not(not_=part):
            yield from _behaviours(part, not wanted)
        case TraitIs() | TagIs() | ScoreIs() | BandIs() | UnsubscribedIs() | UnsubscribedFrom():
            pass
        case StageIs() | CompanyIs() | AffinityIs() | InSegment() | UnknownCondition():
            pass
        case _:
            assert_never(condition)


def is_attribute(condition: Condition) -> bool:
    """Whether the condition looks at the person alone."""
    return not behaviours(condition)


def dependencies(condition: Condition) -> frozenset[str]:
    """Which state the condition looks at: `trait:<name>`, `tag:<name>`, `score`, `band`, `unsubscribed`,
    `stage`, `company`, `affinity`, `segment:<id>`."""
    match condition:
        case TraitIs(trait=name):
            return frozenset((f"trait:{name}",))
        case TagIs(tag=name):
            return frozenset((f"tag:{name}",))
        case ScoreIs():
            return frozenset(("score",))
        case BandIs():
            return frozenset(("band",))
        case UnsubscribedIs() | UnsubscribedFrom():
            return frozenset(("unsubscribed",))
        case StageIs():
            return frozenset(("stage",))
        case CompanyIs():
            return frozenset(("company",))
        case AffinityIs():
            return frozenset(("affinity",))
        case InSegment(segment=name):
            return frozenset((f"segment:{name}",))
        case All(all=parts) | Any_(any=parts):
            return frozenset().union(*map(dependencies, parts))
        case Not(not_=part):
            return dependencies(part)
        case Visited() | Engaged() | Opened() | Clicked() | Submitted() | Happened() | UnknownCondition():
            return frozenset()
    assert_never(condition)


# --- a condition and a person


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition is true of the person at `facts.now`."""
    return truth(condition, facts) is True


def truth(condition: Condition, facts: Facts) -> bool | None:
    """Whether it is true; None where that hangs on something that this release does not know."""
    match condition:
        case Visited() | Engaged() | Opened() | Clicked() | Submitted() | Happened():
            return happened_enough(condition, facts)
        case All(all=parts):
            return _all(truth(part, facts) for part in parts)
        case Any_(any=parts):
            return _not(_all(_not(truth(part, facts)) for part in parts))
        case Not(not_=part):
            return _not(truth(part, facts))
        case UnknownCondition():
            return None
        case TagIs(tag=tag):
            return tag in facts.person.tags
        case TraitIs():
            return traits.holds(condition, facts.person.trait(condition.trait), facts.now, facts.scoreboard.zone)
        case ScoreIs(score=written, axis=axis):
            test = comparison.numbered(written)
            return test is not None and test.fits(
                shown(total(facts.person, facts.now, facts.scoreboard.half_lives, axis))
            )
        case BandIs(band=band):
            stands = band_at(facts.person, facts.now, facts.scoreboard.half_lives, facts.scoreboard.bands)
            return stands is not None and stands.id == band
        case UnsubscribedIs(unsubscribed=wanted):
            return facts.person.is_unsubscribed == wanted
        case UnsubscribedFrom(unsubscribed_from=topic):
            return facts.person.is_unsubscribed_from(topic)
        case StageIs(stage=stage):
            return (facts.person.dealings.stage or facts.scoreboard.first_stage) == stage
        case CompanyIs(company=meant):
            own = marks.of(facts.person)
            return any(marks.is_named(own, each) for each in ([meant] if isinstance(meant, str) else meant))
        case AffinityIs(affinity=name):
            return affinity.of(facts.person, facts.scoreboard.page_classes) == name
        case InSegment():
            return False  # rule 4
    assert_never(condition)


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _all(answers: Iterable[bool | None]) -> bool | None:
    """One that is false settles it, whatever the unknown ones are."""
    known: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            known = None
    return known


def happened_enough(leaf: BehaviourLeaf, facts: Facts) -> bool:
    """Whether the memory, or for what needs none the event at hand, holds enough times."""
    key = leaf_key(leaf, facts.scenario)
    remembered = facts.memory_for(leaf).get(key, ())
    if count(remembered, facts.now, leaf) >= leaf.times:
        return True
    if leaf.times > 1 or key not in facts.occurred or facts.event is None:
        return False
    if facts.enrolment is not None and leaf.since != "ever":
        return (
            False  # An enrolment remembers everything that it asks for; what occurred may be another enrolment's mail.
        )
    return leaf.within is None or facts.event.at >= facts.now - leaf.within.millis
