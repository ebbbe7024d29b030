"""Where a plan asks conditions besides its rules and triggers: inside scenarios, and in the slots of pages."""

from collections.abc import Iterable, Iterator, Mapping

from mikomi.model.condition import Condition
from mikomi.model.scenario import IfStep, Scenario, SplitStep, Step
from mikomi.model.slot import Slot


def conditions_inside(scenario: Scenario) -> Iterator[Condition]:
    """The conditions that are asked of an enrolment: goal, exits and branches."""
    if scenario.goal is not None:
        yield scenario.goal.when
    yield from scenario.exit_when
    yield from _branches(scenario.steps)


def conditions_of_slots(slots: Mapping[str, Slot]) -> Iterator[Condition]:
    """What decides which choice of a slot somebody is shown."""
    return (choice.when for slot in slots.values() for choice in slot.choices if choice.when is not None)


def _branches(steps: Iterable[Step]) -> Iterator[Condition]:
    for step in steps:
        if isinstance(step, IfStep):
            yield step.if_
            yield from _branches(step.then)
            yield from _branches(step.else_)
        elif isinstance(step, SplitStep):
            for arm in step.split:
                yield from _branches(arm.steps)
