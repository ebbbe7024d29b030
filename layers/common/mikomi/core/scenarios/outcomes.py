"""What comes of a step: where the journey goes on, and when."""

from typing import NamedTuple, TypeVar

from mikomi.core.scenarios import recipient
from mikomi.core.scenarios.best_hour import BestHours
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.turn import Turn
from mikomi.model import positions
from mikomi.model.base import Millis
from mikomi.model.person import Enrolment
from mikomi.model.scenario import AnyStep, Scenario
from mikomi.model.step_tree import steps_of

LOOK_AGAIN = 3_600_000
"""Milliseconds until the next look at a run that nothing of ours can move."""


class Go(NamedTuple):
    """Go on at this position."""

    to: str


class Stay(NamedTuple):
    """Look again at `until`; None: only an event can move this enrolment."""

    until: Millis | None


class Held(NamedTuple):
    """The person's trait `by` does not say when to go on: look again when it does."""

    by: str


class Enter(NamedTuple):
    """Let the person into this scenario, for this cause, and go on."""

    scenario: str
    cause: str


class Leave(NamedTuple):
    """End the person's runs in this scenario, group, or all (`*`), and go on if this one is none of them. `code` says
    why."""

    what: str
    code: str = "exit_step"


Outcome = Go | Stay | Held | Enter | Leave
StepT = TypeVar("StepT", bound=AnyStep)


def onward(enrolment: Enrolment) -> Go:
    """The next step of the same list."""
    return Go(positions.following(enrolment.position))


def scenario_of(turn: Turn, enrolment: Enrolment) -> Scenario:
    """The scenario as it was when this enrolment began."""
    return turn.rulebooks.of(enrolment.plan).plan.scenarios[enrolment.scenario]


def in_words(turn: Turn, enrolment: Enrolment, step: StepT) -> tuple[int, StepT]:
    """The version in whose words the run is written to at this step, and the step as that one has it: the run's own,
    where its words were corrected by a version that does not have the step."""
    if enrolment.words is not None:
        corrected = turn.rulebooks.of(enrolment.words).plan.scenarios.get(enrolment.scenario)
        for other in steps_of(corrected.steps) if corrected else ():
            if other.id == step.id and isinstance(other, type(step)):
                return enrolment.words, other
    return enrolment.plan, step


def calendar_of(turn: Turn, enrolment: Enrolment) -> Calendar:
    """The company's days and hours, as the run's scenario counts them."""
    plan = turn.rulebooks.of(enrolment.plan).plan
    scenario = plan.scenarios[enrolment.scenario]
    return Calendar.of(plan.settings, scenario.timezone, scenario.calendar)


def best_hours(turn: Turn, enrolment: Enrolment) -> BestHours:
    """What tells at which hour the run's person usually looks, and when mail of the run may leave."""
    window = scenario_of(turn, enrolment).send_window
    return BestHours(enrolment, turn.person, readers_calendar(turn, enrolment), window, turn.rulebooks.hours)


def readers_calendar(turn: Turn, enrolment: Enrolment) -> Calendar:
    """The same on the reader's own wall, if the scenario goes by that."""
    plan = turn.rulebooks.of(enrolment.plan).plan
    return recipient.calendar_of(plan.scenarios[enrolment.scenario], turn.person, plan.settings)
