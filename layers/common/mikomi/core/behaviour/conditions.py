"""What a condition means: which events a behaviour verb matches, and whether a whole condition holds of a person.

Rules
1. A leaf with a behaviour verb matches an event or it does not (`matches`); how often and within how long is asked
   of a memory of times.
2. `within` looks backwards from the moment of the question (`Facts.now`), never from the machine's clock.
3. Inside an enrolment behaviour counts since entry, mails only if they are that enrolment's own, and `since: ever`
   asks the person's memory.
4. Memory is a bag of times: what it holds in the end does not depend on the order in which events came.
5. State verbs look at the person as given; a segment that nobody knows holds nobody.
   What a newer release published is neither true nor false (`truth` answers None), and holds of nobody.
6. Mail feedback counts only if it came through our own links (`origin` mail): a browser can claim to be anything.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, assert_never

from mikomi.core.behaviour import values
from mikomi.core.behaviour.engagement import Engagement
from mikomi.core.behaviour.paths import link_matches, path_matches, path_of
from mikomi.core.points.totals import band_of, shown, total
from mikomi.keys import short
from mikomi.model.base import Millis
from mikomi.model.condition import (
    All,
    Any_,
    BandIs,
    BehaviourLeaf,
    Clicked,
    Condition,
    Engaged,
    Happened,
    InSegment,
    Not,
    Opened,
    ScoreIs,
    Submitted,
    TagIs,
    TraitIs,
    UnknownCondition,
    UnsubscribedIs,
    Visited,
)
from mikomi.model.events import FORM_SUBMITTED, MAIL_CLICKED, MAIL_OPENED, PAGE_ENGAGED, Event
from mikomi.model.person import Enrolment, Person

if TYPE_CHECKING:
    from mikomi.core.behaviour.rulebook import Rulebook

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition is asked of. `occurred` names the leaves (by key) that the event at hand matched."""

    person: Person
    now: Millis
    rulebook: "Rulebook"
    event: Event | None = None
    scenario: str | None = None
    enrolment: Enrolment | None = None
    occurred: frozenset[str] = NOTHING

    def memory_for(self, leaf: BehaviourLeaf) -> Mapping[str, tuple[Millis, ...]]:
        if self.enrolment is None or leaf.since == "ever":
            return self.person.memory
        return self.enrolment.memory


# --- what a condition is made of


def leaf_key(leaf: BehaviourLeaf, scenario: str | None = None) -> str:
    """Eight characters for what the leaf looks for, whatever its `times`, `within` and `since`.

    `scenario` completes the step of `opened` and `clicked` that names no scenario of its own.
    """
    match leaf:
        case Visited():
            sought: tuple[str, ...] = ("visited", leaf.visited)
        case Engaged():
            sought = ("engaged", leaf.engaged, str(leaf.seconds))
        case Submitted():
            sought = ("submitted", leaf.submitted)
        case Happened():
            sought = ("event", leaf.event, json.dumps(leaf.where or {}, sort_keys=True, ensure_ascii=False))
        case Opened():
            sought = ("opened", *mail_of(leaf.opened, scenario))
        case Clicked():
            sought = ("clicked", *mail_of(leaf.clicked, scenario), leaf.link or "")
    return _short(sought)


@lru_cache(maxsize=65_536)
def _short(sought: tuple[str, ...]) -> str:
    return short(*sought)


def mail_of(written: str, scenario: str | None) -> tuple[str, str]:
    """Scenario and step that `opened` or `clicked` names; `*` is any."""
    if written == "*":
        return ("*", "*")
    named, slash, step = written.partition("/")
    return (named, step) if slash else (scenario or "*", written)


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
        case TraitIs() | TagIs() | ScoreIs() | BandIs() | UnsubscribedIs() | InSegment() | UnknownCondition():
            pass
        case _:
            assert_never(condition)


def is_attribute(condition: Condition) -> bool:
    """Whether the condition looks at the person alone."""
    return not behaviours(condition)


def dependencies(condition: Condition) -> frozenset[str]:
    """Which state the condition looks at: `trait:<name>`, `tag:<name>`, `score`, `band`, `unsubscribed`,
    `segment:<id>`."""
    match condition:
        case TraitIs(trait=name):
            return frozenset((f"trait:{name}",))
        case TagIs(tag=name):
            return frozenset((f"tag:{name}",))
        case ScoreIs():
            return frozenset(("score",))
        case BandIs():
            return frozenset(("band",))
        case UnsubscribedIs():
            return frozenset(("unsubscribed",))
        case InSegment(segment=name):
            return frozenset((f"segment:{name}",))
        case All(all=parts) | Any_(any=parts):
            return frozenset().union(*map(dependencies, parts))
        case Not(not_=part):
            return dependencies(part)
        case Visited() | Engaged() | Opened() | Clicked() | Submitted() | Happened() | UnknownCondition():
            return frozenset()
    assert_never(condition)


# --- one leaf and one event


def matches(
    leaf: BehaviourLeaf,
    event: Event,
    *,
    engagement: Engagement | None = None,
    scenario: str | None = None,
    enrolment: Enrolment | None = None,
) -> bool:
    """Whether this event is what the leaf looks for, once.

    `engagement` is the page view that a "Page Engaged" event went on with; with `enrolment` only mails of that
    enrolment count.
    """
    match leaf:
        case Visited():
            return _visited(leaf, event)
        case Engaged():
            return _engaged(leaf, event, engagement)
        case Submitted():
            return _submitted(leaf, event)
        case Happened():
            return _happened(leaf, event)
        case Opened():
            return event.name == MAIL_OPENED and about_mail(leaf.opened, event, scenario, enrolment)
        case Clicked():
            return _clicked(leaf, event, scenario, enrolment)
    assert_never(leaf)


def _visited(leaf: Visited, event: Event) -> bool:
    path = path_of(event) if event.type == "page" else None
    return path is not None and path_matches(leaf.visited, path)


def _engaged(leaf: Engaged, event: Event, engagement: Engagement | None) -> bool:
    if engagement is None or event.name != PAGE_ENGAGED or event.type != "track":
        return False
    return crosses(leaf, engagement) and path_matches(leaf.engaged, engagement.path)


def crosses(leaf: Engaged, engagement: Engagement) -> bool:
    return engagement.before < leaf.seconds * 1000 <= engagement.after


def _submitted(leaf: Submitted, event: Event) -> bool:
    return (
        event.type == "track"
        and event.name == FORM_SUBMITTED
        and values.same(event.properties.get("form"), leaf.submitted)
    )


def _happened(leaf: Happened, event: Event) -> bool:
    return event.type == "track" and event.name == leaf.event and where_fits(leaf, event)


def where_fits(leaf: Happened, event: Event) -> bool:
    return all(values.fits(values.reach(event.properties, key), wanted) for key, wanted in (leaf.where or {}).items())


def _clicked(leaf: Clicked, event: Event, scenario: str | None, enrolment: Enrolment | None) -> bool:
    if event.name != MAIL_CLICKED or not about_mail(leaf.clicked, event, scenario, enrolment):
        return False
    return leaf.link is None or link_matches(leaf.link, event.properties.get("link"))


def about_mail(written: str, event: Event, scenario: str | None, enrolment: Enrolment | None) -> bool:
    """Whether our own feedback event is about the mail that a leaf names."""
    if event.origin != "mail" or event.type != "track":
        return False
    told = event.properties
    if enrolment is not None and not _own_mail(told, enrolment):
        return False
    named, step = mail_of(written, scenario)
    return named in ("*", values.text(told.get("scenario"))) and step in ("*", values.text(told.get("step")))


def _own_mail(told: Mapping[str, Any], enrolment: Enrolment) -> bool:
    if told.get("enrolment") is not None:
        return bool(told["enrolment"] == enrolment.id)
    return told.get("scenario") == enrolment.scenario and values.text(told.get("step")) in enrolment.mails


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
            return _trait_is(condition, facts.person.trait(condition.trait))
        case ScoreIs(score=written, axis=axis):
            test = values.comparison(written)
            return test is not None and test(shown(total(facts.person, facts.now, facts.rulebook.half_lives, axis)))
        case BandIs(band=band):
            found = band_of(total(facts.person, facts.now, facts.rulebook.half_lives), facts.rulebook.bands)
            return found is not None and found.id == band
        case UnsubscribedIs(unsubscribed=wanted):
            return facts.person.is_unsubscribed == wanted
        case InSegment():
            return False  # rule 5
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


def count(times: tuple[Millis, ...], now: Millis, leaf: BehaviourLeaf) -> int:
    """How many of the times lie within the leaf's window, backwards from now."""
    if leaf.within is None:
        return sum(at <= now for at in times)
    earliest = now - leaf.within.millis
    return sum(earliest <= at <= now for at in times)


def _trait_is(condition: TraitIs, told: Any) -> bool:
    known = told is not None and told != ""
    if condition.exists is not None:
        return known == condition.exists
    if condition.is_ is not None:
        return values.same(told, condition.is_)
    if condition.in_ is not None:
        return any(values.same(told, wanted) for wanted in condition.in_)
    return condition.matches is not None and values.text_matches(condition.matches, told)


# --- memory


def remembered(times: tuple[Millis, ...], keep: int, max_age: Millis | None) -> tuple[Millis, ...]:
    """Of all matching times the latest `keep`, in order, none older than `max_age` before the newest."""
    kept = sorted(times)[-keep:]
    if max_age is not None and kept[0] < kept[-1] - max_age:
        kept = [at for at in kept if at >= kept[-1] - max_age]
    return tuple(kept)
