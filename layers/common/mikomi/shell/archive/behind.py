"""The people behind a number, as they are now: so many as were counted, less whoever was erased since."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from mikomi.aws import people, plans
from mikomi.aws.people import Alias
from mikomi.core.results import goals, stops
from mikomi.core.results.numbers import AT_STEPS, BY_DAY, FIRST, HELD_OUT, LAST, NAMES, NIGHTLY, OF_NO_SCENARIO, Number
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


class Meant(NamedTuple):
    """The numbers that are meant, of the people behind them those who are, and the roll-up whose numbers they are."""

    numbers: list[Number]
    is_meant: Callable[[Behind], bool]
    of: str = counted.SCENARIOS


def asked(scenario: Scenario | None, query: Mapping[str, str]) -> Meant | None:
    """What the query names; None for what is no number."""
    what = query.get("what", "")
    if what not in NAMES or (scenario is None) != (what in OF_NO_SCENARIO):
        return None
    step, variant, detail = (query.get(name) for name in ("step", "variant", "detail"))
    if scenario is None:
        answers = _answers_of(what)
        return Meant(
            [Number("", what, step, None, detail)],
            lambda each: _is_between(each, query) and answers(each),
            counted.NIGHT,
        )
    if what in AT_STEPS:
        places = stops.places(counted.scenarios(), scenario, step or None)
        return Meant([Number(scenario.id, what, place) for place in places], lambda _: True)
    of = counted.NIGHT if what in NIGHTLY else counted.SCENARIOS
    plain = next((what.removeprefix(each) for each in (HELD_OUT, FIRST, LAST) if what.startswith(each)), what)
    is_meant = _by_day(scenario, plain, query, of) if plain in BY_DAY else lambda _: True
    return Meant([Number(scenario.id, what, step, variant, detail)], is_meant, of)


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


def _answers_of(what: str) -> Callable[[Behind], bool]:
    """Whether an alert's last answer means that."""
    outcomes = {key: answer.outcome for key, answer in plans.active().scoring.feedback.items()}

    def fits(each: Behind) -> bool:
        outcome = outcomes.get(each.detail)
        won, excluded = outcome == "positive", outcome == "exclude"
        return {"alert_won": won, "alert_excluded": excluded, "alert_judged": not excluded}.get(what, True)

    return fits


def _is_between(each: Behind, query: Mapping[str, str]) -> bool:
    day = goals.day_of(each.at if each.entered_at is None else each.entered_at).isoformat()
    return query.get("from", "") <= day <= query.get("until", "9999-12-31")


def ids(meant: Meant) -> list[str]:
    """Everybody behind it, each once, in the order of their ids."""
    return sorted({each.person for each in lists.people(*meant.numbers, of=meant.of) if meant.is_meant(each)})


def page(meant: Meant, begin: int, limit: int) -> PeopleBehind:
    """So many from this place on, the latest first. Somebody is there as often as they are counted."""
    behind = list(filter(meant.is_meant, lists.people(*meant.numbers, of=meant.of)))
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
