"""What each rule had given somebody when they were handed over to sales, under the points that are looked at.

Rules
1. As of that moment, never as of today: the log up to then is decided again, as if the plan had always run. What came
   later, and what came of the hand-over above all, is not looked at.
2. Points have faded by then as they had: what a rule gave is what was left of it.
3. What no rule of the plan gave (by hand, by a step, by an answer) is in the total and in no rule.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from mikomi.core.backtest import course
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.replay import Footprints, retell
from mikomi.core.score import totals
from mikomi.model.base import Millis
from mikomi.model.events import Event
from mikomi.model.person import Person


class Standings(NamedTuple):
    """The whole score, and what each rule had given of it."""

    total: float
    given: Mapping[str, float]


class HandoverCase(NamedTuple):
    """Somebody who was handed over at that moment, and whether they were won."""

    alert: str
    person: str
    at: Millis
    is_won: bool
    total: float
    given: Mapping[str, float]


def standings(
    person: Person, footprints: Footprints, books: Rulebooks, moments: Collection[Millis]
) -> dict[Millis, Standings]:
    """How the person stood at each of these moments; one of which the log says nothing is missing."""
    until = max(moments)
    known = footprints._replace(packets=[each for each in footprints.packets if each.received_at <= until])
    there: dict[Millis, Person] = {}
    for step in retell(person, course.as_if_always(known), course.always(books), until):
        came = step.cause.received_at if isinstance(step.cause, Event) else step.cause.at
        if step.after is not None:
            there |= {moment: step.after for moment in moments if came <= moment}
    return {moment: _standings(each, moment, books) for moment, each in there.items()}


def _standings(person: Person, moment: Millis, books: Rulebooks) -> Standings:
    half_lives = books.active.half_lives
    given: dict[str, float] = {}
    for rule, entry in totals.earned(person):
        given[rule] = given.get(rule, 0.0) + totals.decayed(entry.value, entry.at, moment, half_lives)
    for rule, stands in person.standing.items():
        given[rule] = given.get(rule, 0.0) + stands.points
    return Standings(totals.total(person, moment, half_lives), given)
