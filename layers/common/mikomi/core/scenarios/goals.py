"""What a scenario is for: whether somebody reached it, until when that is looked for, and what it was worth.

Rules
1. A goal counts if it is reached within its window (`goal.within`) after the entry: while the run is under way, and
   after it has ended, whichever way it ended. It is noted once.
2. At the end of a run only what the goal asks for stays remembered; when the window is over, or the goal reached,
   nothing.
3. What somebody does counts for one run of a scenario: who entered it again before does it on the run that is under
   way.
4. Who does it after the window, while still under way, has reached no goal; where the goal is to end the run it does,
   so that nobody is written to for what they have done.
5. What a conversion is worth is what its event says (`value`, else `revenue`, with `currency`).
"""

from msgspec.structs import replace

from mikomi.core.behaviour import values
from mikomi.core.behaviour.conditions import behaviours
from mikomi.core.behaviour.leaves import leaf_key
from mikomi.core.turn import Turn
from mikomi.model.base import Json, Millis
from mikomi.model.events import Event
from mikomi.model.person import Enrolment
from mikomi.model.scenario import Goal

MOST_WORTH = 1e15
"""What no conversion is worth more than, in any currency: beyond it sums lose their last digits."""


def goal_of(turn: Turn, run: Enrolment) -> Goal | None:
    """The goal of the run's scenario, as it was when the run began."""
    scenario = turn.rulebooks.of(run.plan).plan.scenarios.get(run.scenario)
    return scenario.goal if scenario else None


def window_of(goal: Goal, run: Enrolment) -> Millis:
    """Until when the goal of this run is looked for."""
    return run.entered_at + goal.within.millis


def note(turn: Turn, run: Enrolment, event: Event | None) -> Enrolment:
    """The run as one that has reached its goal at this moment. `event`: what was just done, None where only time or
    another change did it."""
    reached = turn.keep(replace(run, goal_at=turn.now, **(_FORGOTTEN if run.has_ended else {})))
    worth = worth_of(event) if event else {}
    turn.say("goal", reached, code="valued" if worth else None, params=worth)
    return reached


def left_open(turn: Turn, run: Enrolment) -> Json:
    """What a run that ends now keeps for its goal: the fields of the enrolment that say so."""
    goal = goal_of(turn, run)
    if goal is None or run.goal_at is not None or window_of(goal, run) < turn.now:
        return _FORGOTTEN
    asked = {leaf_key(leaf, run.scenario) for leaf in behaviours(goal.when) if leaf.since != "ever"}
    return {
        "goal_until": window_of(goal, run),
        "memory": {key: times for key, times in run.memory.items() if key in asked},
    }


def is_over(turn: Turn, run: Enrolment) -> bool:
    """Whether nobody looks for the goal of this ended run any more: its time is over, or another run does."""
    if run.goal_until is None or turn.now > run.goal_until:
        return True
    others = [other for other in turn.person.enrolments if other.scenario == run.scenario and other.id != run.id]
    entered = (run.entered_at, run.id)
    return any(not other.has_ended or (other.entered_at, other.id) > entered for other in others)


def close(turn: Turn, run: Enrolment) -> None:
    """Nobody looks for the goal of this ended run any more."""
    turn.keep(replace(run, **_FORGOTTEN))


_FORGOTTEN: Json = {"goal_until": None, "memory": {}}


def worth_of(event: Event) -> Json:
    """`{"value", "currency"}` of a conversion, as far as its event says so: a number that is not negative, three
    letters.
    """
    amounts = (values.number(event.properties.get(name)) for name in ("value", "revenue"))
    value = next((amount for amount in amounts if amount is not None and 0 <= amount <= MOST_WORTH), None)
    if value is None:
        return {}
    currency = event.properties.get("currency")
    named = isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isalpha()
    return {"value": value, **({"currency": str(currency).upper()} if named else {})}
