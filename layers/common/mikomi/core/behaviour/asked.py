"""Where a plan asks conditions besides its rules and triggers: inside scenarios, and in the slots of pages."""

from collections.abc import Iterator, Mapping

from mikomi.model.condition import Condition
from mikomi.model.scenario import IfStep, Scenario
from mikomi.model.slot import Slot
from mikomi.model.step_tree import steps_of


def conditions_inside(scenario: Scenario) -> Iterator[Condition]:
    """The conditions that are asked of an enrolment: goal, exits and branches."""
    if scenario.goal is not None:
        yield scenario.goal.when
    yield from scenario.exit_when
    yield from (step.if_ for step in steps_of(scenario.steps) if isinstance(step, IfStep))


def conditions_of_slots(slots: Mapping[str, Slot]) -> Iterator[Condition]:
    """What decides which choice of a slot somebody is shown."""
    return (choice.when for slot in slots.values() for choice in slot.choices if choice.when is not None)
