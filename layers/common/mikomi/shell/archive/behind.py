"""The people behind a number, as they are now: so many as were counted, less whoever was erased since."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from mikomi.aws import people, plans
from mikomi.aws.people import Alias
from mikomi.core.results import goals, handovers, patterns, sources, stops
from mikomi.core.results.numbers import (
    AT_STEPS,
    BY_DAY,
    FIRST,
    HELD_OUT,
    LAST,
    LEAD,
    NAMES,
    NIGHTLY,
    OF_NO_SCENARIO,
    PATTERNS,
    SEGMENT,
    Number,
)
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.model.scenario import Scenario
from mikomi.shell.archive import counted, lists
from mikomi.shell.archive.lists import Behind

GIVEN = ("what", "step", "variant", "detail", "plans", "from", "until")
"""What a number is asked for by."""


class Somebody(NamedTuple):
    """A person and the moment at which they came to be counted."""

    person: Person
    at: Millis


class PeopleBehind(NamedTuple):
    """`number` is the number itself; `next` where to read on, None at the end."""

    number: int
    people: list[Somebody]
    next: int | None


Meant = Callable[[], list[Behind]]
"""Everybody behind what a query names, the latest first; as often as they are counted."""


def asked(scenario: Scenario | None, query: Mapping[str, str]) -> Meant | None:
    """What the query names; None for what is no number."""
    what = query.get("what", "")
    if what not in NAMES or (scenario is None) != (what in OF_NO_SCENARIO):
        return None
    step, variant, detail = (query.get(name) for name in ("step", "variant", "detail"))
    if scenario is None:
        if what == LEAD:
            return _listed([Number("", what, step, None, detail)], lambda each: _is_between(each, query), counted.NIGHT)
        if what in PATTERNS:
            deed = step or "", detail or ""
            return lambda: _listed(
                patterns.numbers(counted.looked_back(), plans.active(), deed, won=what == "pattern_won"),
                lambda each: _is_between(each, query),
                counted.NIGHT,
            )()
        return lambda: _alerts(what, query)
    if what in AT_STEPS:
        places = stops.places(counted.scenarios(), scenario, step or None)
        return _listed([Number(scenario.id, what, place) for place in places], lambda _: True)
    of = counted.NIGHT if what in NIGHTLY else counted.SCENARIOS
    plain = next((what.removeprefix(each) for each in (HELD_OUT, FIRST, LAST, SEGMENT) if what.startswith(each)), what)
    is_meant = _by_day(scenario, plain, query, of) if plain in BY_DAY else lambda _: True
    details = [detail]
    if what.startswith(SEGMENT) and detail is not None:
        details = [*sources.lists_with(counted.looked_back(), scenario.id, detail)]
    return _listed([Number(scenario.id, what, step, variant, each) for each in details], is_meant, of)


def _listed(numbers: list[Number], is_meant: Callable[[Behind], bool], of: str = counted.SCENARIOS) -> Meant:
    """Those of the lists of these numbers who are meant."""
    return lambda: list(filter(is_meant, lists.people(*numbers, of=of)))


def _alerts(what: str, query: Mapping[str, str]) -> list[Behind]:
    """Whom an alert was about, by the night's own answers."""
    night = counted.looked_back()
    alerts = handovers.handovers(night, plans.active())
    found = handovers.chosen(alerts, what, query.get("step"), query.get("detail"), night.as_of or 0)
    behind = (Behind(each.person, each.decided_at) for each in found)
    return sorted((each for each in behind if _is_between(each, query)), key=lambda each: (-each.at, each.person))


def _by_day(scenario: Scenario, what: str, query: Mapping[str, str], of: str) -> Callable[[Behind], bool]:
    """Those of these plans who entered `from` … `until` (days, UTC), and whose day is known, or not yet."""
    rolled = counted.looked_back() if of == counted.NIGHT else counted.scenarios()
    plans_said = query.get("plans", "")
    wanted = {int(plan) for plan in plans_said.split(",") if plan.isdecimal() and len(plan) < 9}

    @cache
    def is_over(plan: int, day: date) -> bool:
        return goals.is_over(rolled, scenario.id, plan, day)

    def is_meant(each: Behind) -> bool:
        if each.entered_at is None or each.plan is None or (plans_said and each.plan not in wanted):
            return False
        return _is_between(each, query) and is_over(each.plan, goals.day_of(each.entered_at)) == (what != "open")

    return is_meant


def _is_between(each: Behind, query: Mapping[str, str]) -> bool:
    day = goals.day_of(each.at if each.entered_at is None else each.entered_at).isoformat()
    return query.get("from", "") <= day <= query.get("until", "9999-12-31")


def ids(meant: Meant) -> list[str]:
    """Everybody behind it, each once, in the order of their ids."""
    return sorted({each.person for each in meant()})


def page(meant: Meant, begin: int, limit: int) -> PeopleBehind:
    """So many from this place on, the latest first. Somebody is there as often as they are counted."""
    behind = meant()
    part = behind[begin : begin + limit]
    known = people.load_many(each.person for each in part)
    led = {place.to for place in known.values() if isinstance(place, Alias)}
    known |= people.load_many(led - known.keys())
    found = []
    for each in part:
        place = known.get(each.person)
        place = known.get(place.to) if isinstance(place, Alias) else place
        if isinstance(place, Person):
            found.append(Somebody(place, each.at))
    return PeopleBehind(len(behind), found, begin + limit if begin + limit < len(behind) else None)
