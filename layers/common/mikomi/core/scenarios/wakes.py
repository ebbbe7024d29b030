"""Time passing is an occasion: when a person is woken though nothing happens (`Person.wakes_at`), whom that lets in.

Rules
1. Asked is what an event would ask, by plans of edition 3 and later: the triggers of the active plan, and of each run,
   by its own plan, its goal, its exits and the branch that it waits at.
2. A person is woken at the first moment at which one of these rises (`behaviour.rises`), as the person stands. Whatever
   happens before works it out anew; so does the wake itself, from its own moment on: nobody is woken twice for one.
3. A wake decides nothing. When it has come all is asked as it then is; where nothing rises, nothing comes of it.
4. Who has no name yet is let in by nothing but what they do: they can neither be written to nor looked up.
5. A run that began at this moment or later has it: who is woken late, or again, is let in once.
6. Nobody sleeps longer than a year: what rises later is looked for again then.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mikomi import keys
from mikomi.core.behaviour import rises
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.behaviour.lookout import TriggerWatch
from mikomi.core.behaviour.rises import FactsAt
from mikomi.core.behaviour.rulebook import Rulebook, Rulebooks
from mikomi.core.scenarios import goals, journey
from mikomi.core.turn import Turn
from mikomi.model import positions
from mikomi.model.base import Millis
from mikomi.model.condition import Condition
from mikomi.model.person import Enrolment, Person
from mikomi.model.scenario import IfStep, Scenario

LONGEST_SLEEP = 366 * 86_400_000


class _Asked(NamedTuple):
    """A condition of a run, asked until a moment (None: as long as the run goes on)."""

    condition: Condition
    until: Millis | None = None


def settle(turn: Turn) -> None:
    """The person is woken when time next changes something, from this moment on."""
    person, first = turn.person, next_wake(turn.person, turn.rulebooks, turn.now)
    if turn.rules.plan.unread and person.wakes_at is not None and person.wakes_at > turn.now:
        first = min(first or person.wakes_at, person.wakes_at)  # a newer release knows what for
    if first != person.wakes_at:
        turn.change(wakes_at=first)


def next_wake(person: Person, books: Rulebooks, since: Millis) -> Millis | None:
    """The first moment after `since` at which time alone changes what the person's plans ask; None if it never does."""
    moments = [next_entry(person, books.active, since)] if books.active.timed else []
    for run in person.enrolments:
        if run.is_followed and books.of(run.plan).is_timed_inside(run.scenario):
            moments += _rises_in(person, run, books.of(run.plan), since)
    return _first(moments, since)


def next_entry(person: Person, book: Rulebook, since: Millis) -> Millis | None:
    """The first moment after `since` at which a trigger of this plan becomes true of this person by time alone."""
    if not person.is_lead:
        return None
    found = (rises.first_rise(one.condition, _of_trigger(person, book, one), since) for one in book.timed)
    return _first(found, since)


def may_enter(person: Person, book: Rulebook, now: Millis) -> bool:
    """Whether one of the triggers that time makes true is true at this moment."""
    return any(holds(one.condition, _of_trigger(person, book, one)(now)) for one in book.timed)


def _first(moments: Iterable[Millis | None], since: Millis) -> Millis | None:
    first = min((moment for moment in moments if moment is not None), default=None)
    return None if first is None else min(first, since + LONGEST_SLEEP)


def let_in(turn: Turn) -> None:
    """Whoever a trigger becomes true of at this moment, which time has brought, comes in."""
    if not turn.person.is_lead:
        return
    for one in turn.rules.timed:
        if _has_it(turn, one.scenario):
            continue
        if rises.rises_at(one.condition, _of_trigger(turn.person, turn.rules, one), turn.now):
            journey.enter(turn, one.scenario, turn.event_id, "time")


def cause_of(turn: Turn) -> str:
    """What this moment is called as what began something: one name a person and moment."""
    return keys.digest("time", turn.person.id, str(turn.now))


def _has_it(turn: Turn, scenario: str) -> bool:
    return any(run.scenario == scenario and run.entered_at >= turn.now for run in turn.person.enrolments)


def _of_trigger(person: Person, book: Rulebook, watch: TriggerWatch) -> FactsAt:
    return lambda at: Facts(person, at, book, scenario=watch.scenario)


def _rises_in(person: Person, run: Enrolment, book: Rulebook, since: Millis) -> Iterator[Millis]:
    def facts(at: Millis) -> Facts:
        return Facts(person, at, book, scenario=run.scenario, enrolment=run)

    for asked in _asked_of(run, book.scenario(run.scenario)):
        moment = rises.first_rise(asked.condition, facts, since)
        if moment is not None and (asked.until is None or moment <= asked.until):
            yield moment


def _asked_of(run: Enrolment, scenario: Scenario) -> Iterator[_Asked]:
    goal = scenario.goal
    if goal is not None and run.goal_at is None:
        ends = goal.then == "exit" and not run.has_ended
        yield _Asked(goal.when, None if ends else goals.window_of(goal, run))
    if run.has_ended:
        return
    yield from map(_Asked, scenario.exit_when)
    if run.due_at is None:
        return
    try:
        step = positions.step_at(scenario.steps, run.position)
    except LookupError:
        return  # a newer release's place, or one of a plan that cannot be followed
    if isinstance(step, IfStep):
        yield _Asked(step.if_, run.due_at)
