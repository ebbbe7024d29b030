"""Chance, taken out of a plan where a test cannot mean it: nobody is held out, a split takes the arm that is named."""

from mikomi.model.plan import Plan
from mikomi.model.scenario import IfStep, MailStep, Scenario, SplitStep, Step
from mikomi.model.tryout import Tryout


def without_chance(plan: Plan, tryout: Tryout) -> Plan:
    scenarios = {name: _pinned(scenario, tryout.arms) for name, scenario in plan.scenarios.items()}
    return plan.model_copy(update={"version": 1, "scenarios": scenarios})


def _pinned(scenario: Scenario, arms: dict[str, str]) -> Scenario:
    steps = [_with_arm(step, arms, scenario.id) for step in scenario.steps]
    return scenario.model_copy(update={"holdout": 0, "steps": steps})


def _with_arm(step: Step, arms: dict[str, str], scenario: str) -> Step:
    """The step with all the weight of its split, or of its mail's variants, on the arm that the test names."""
    if isinstance(step, IfStep):
        then, other = ([_with_arm(each, arms, scenario) for each in branch.steps] for branch in step.branches)
        return step.model_copy(update={"then": then, "else_": other})
    taken = (arms.get(f"{scenario}/{step.id}") or arms.get(step.id)) if step.id else None
    if isinstance(step, MailStep) and step.mail.variants and taken is not None:
        variants = [each.model_copy(update={"weight": float(each.id == taken)}) for each in step.mail.variants]
        return step.model_copy(update={"mail": step.mail.model_copy(update={"variants": variants})})
    if not isinstance(step, SplitStep):
        return step
    return step.model_copy(
        update={
            "split": [
                arm.model_copy(
                    update={
                        "weight": arm.weight if taken is None else float(arm.id == taken),
                        "steps": [_with_arm(each, arms, scenario) for each in arm.steps],
                    }
                )
                for arm in step.split
            ]
        }
    )
