"""What the shadow's nights came to, for whoever asks: who they are is looked up now, and nobody erased is named.

A list holds ids alone. An erasure takes them out of the lists; until it has, whoever is erased is left out here.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from pydantic import ValidationError

from mikomi import clock, packing
from mikomi.aws import people, plans
from mikomi.aws.people import Alias
from mikomi.core.backtest import nights, shadow_text
from mikomi.core.backtest.nights import NightSum
from mikomi.core.mails.honorific import full_name
from mikomi.core.sales.alerts import display_name
from mikomi.core.words import moments
from mikomi.core.words.shadow_lines import say
from mikomi.core.words.visible import visible
from mikomi.core.words.wording import names_of
from mikomi.model.base import Json
from mikomi.model.formats import NewerFormat
from mikomi.model.person import Person
from mikomi.shell.archive import shadow
from mikomi.shell.archive.shadow import Shadow
from mikomi.shell.backtest import night

SHOWN = 35
"""Days that are listed, the latest ones."""


class NoSuchDay(LookupError):
    """There is no list of this day."""


class NamedDay(NamedTuple):
    """One person: the id, what they are called, and what differs of their day, a sentence each."""

    person: str
    called: str
    sentences: tuple[str, ...]


class ShadowTold(NamedTuple):
    """`days`: of which there is a list, the latest first; `missed`: of which there is none, though there should be.
    `day` is the one that is told, with its `sum`: None where there is none yet, or only another release reads it.
    `names` are what things are called by the candidate and by what runs; `called` what people are."""

    shadow: Shadow
    days: tuple[str, ...]
    missed: tuple[str, ...]
    day: str
    sum: NightSum | None
    there: dict[str, Person]
    names: dict[str, str]
    called: dict[str, str]

    @property
    def is_to_be_trusted(self) -> bool:
        """Whether what ran came out again, and nobody's decision broke off."""
        made = self.sum
        return made is not None and made.check.holds and not made.left_out["threw"] and not made.left_out["broke"]


def of(day: str, language: str) -> ShadowTold | None:
    """This day, or the latest of which there is a list (""); None where nothing was ever started. NoSuchDay."""
    running = shadow.current()
    if running is None:
        return None
    there = shadow.days(running)[-SHOWN:]
    chosen = day or (there[-1] if there else "")
    kept = shadow.read(running, chosen) if chosen else None
    if day and kept is None:
        raise NoSuchDay(day)
    made = nights.of_plain(kept.said) if kept and kept.said else None
    who = _who(made)
    if made:
        made.without(made.ids - who.keys())
    begun, last = night.span(running)
    missed = nights.missed(max(begun, there[0]) if there else begun, last, there)[-SHOWN:]
    return ShadowTold(
        running,
        tuple(reversed(there)),
        tuple(missed),
        chosen,
        made,
        who,
        _names(running, language),
        {id: display_name(person, language) for id, person in who.items()},
    )


def said(what: ShadowTold, language: str) -> Iterator[str]:
    """What has to be known before a difference is read, and how much differs: in sentences."""
    running, zone = what.shadow, plans.active().settings.timezone
    now, plan = clock.now(), called(running, language)
    if running.runs:
        since = moments.full(running.since, zone, language, now)
        yield say("runs", language, plan=plan, since=since, by=visible(running.by))
    else:
        yield say("stopped", language, plan=plan, at=moments.full(running.stopped_at, zone, language, now))
    if what.missed:
        yield say("missed", language, days=("、", ", ")[language == "en"].join(what.missed))
    if not what.day:
        yield say("no_list", language)
    elif what.sum is None:
        yield say("newer", language)
    else:
        made, days = what.sum.plain(), night.days_of(what.day)
        yield say("day", language, day=what.day)
        yield from shadow_text.cautions(made, days, what.names, language, what.called)
        yield from shadow_text.totals(made, language)


def called(running: Shadow, language: str) -> str:
    """The candidate, as people call it."""
    if running.name:
        return say("folder", language, name=visible(running.name))
    if running.candidate:
        return say("candidate", language, n=running.candidate)
    return say("version", language, version=running.version)


def named(what: ShadowTold, language: str) -> Iterator[NamedDay]:
    """Whom something concerns, one after the other."""
    made = what.sum.plain() if what.sum else {"named": []}
    for each in made["named"]:
        days, id = night.days_of(what.day), each["person"]
        told = [shadow_text.difference(one, days, what.names, language) for one in each["differences"]]
        if each["more"]:
            told.append(say("more_of_one", language, n=each["more"]))
        yield NamedDay(id, visible(what.called[id]), tuple(told))


def plain(what: ShadowTold, language: str) -> Json:
    """As programs read it."""
    running = what.shadow
    made = what.sum.plain() if what.sum else None
    if made:
        made.pop("after")
        made["named"] = [{**each, **_as_known(what.there[each["person"]], language)} for each in made["named"]]
    return {
        "candidate": {
            "id": running.id,
            "since": packing.iso(running.since),
            "by": running.by,
            **_of(running),
            "stopped_at": packing.iso(running.stopped_at) if running.stopped_at else None,
        },
        "days": list(what.days),
        "missed": list(what.missed),
        "day": what.day or None,
        "night": made,
    }


def _of(running: Shadow) -> Json:
    if running.name:
        return {"folder": running.name}
    return {"candidate": running.candidate} if running.candidate else {"version": running.version}


def _as_known(person: Person, language: str) -> Json:
    return {"email": person.email, "name": full_name(person.traits_plain, language) or None}


def _names(running: Shadow, language: str) -> dict[str, str]:
    """Also of a plan that this release cannot read, by what runs."""
    with suppress(ValidationError, NewerFormat):
        return {**names_of(plans.active(), language), **names_of(night.plan_of(running), language)}
    return names_of(plans.active(), language)


def _who(made: NightSum | None) -> dict[str, Person]:
    """Those of whom something is known still, by the id that they had; who became somebody else is that one."""
    if made is None or not made.ids:
        return {}
    places = people.load_many(made.ids)
    led = {id: place.to for id, place in places.items() if isinstance(place, Alias)}
    homes = people.load_many(set(led.values())) if led else {}
    there = {id: homes.get(led[id]) if id in led else place for id, place in places.items()}
    return {id: one for id, one in there.items() if isinstance(one, Person) and one.members}
