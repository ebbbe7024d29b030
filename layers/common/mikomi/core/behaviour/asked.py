"""Where a plan asks conditions besides its rules and triggers: inside scenarios, of whoever looks at a page, and of
everybody."""

from collections.abc import Iterator

from mikomi.model.condition import Condition
from mikomi.model.plan import Plan
from mikomi.model.scenario import IfStep, Scenario
from mikomi.model.step_tree import steps_of


def conditions_inside(scenario: Scenario) -> Iterator[Condition]:
    """The conditions that are asked of an enrolment: goal, exits and branches."""
    if scenario.goal is not None:
        yield scenario.goal.when
    yield from scenario.exit_when
    yield from (step.if_ for step in steps_of(scenario.steps) if isinstance(step, IfStep))


def conditions_at_any_time(plan: Plan) -> Iterator[Condition]:
    """What is asked of a person without an event: which choice of a slot to show, who is in a segment, what they did
    that is noted for their company."""
    yield from (choice.when for slot in plan.slots.values() for choice in slot.choices if choice.when is not None)
    yield from (segment.when for segment in plan.segments.values())
    yield from (each for alert in plan.sales.company_alerts if (each := alert.looks_for) is not None)
