"""The steps of a scenario as the tree that they are: one walk for everybody who looks at all of them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mikomi.model.scenario import Scenario, SplitStep, Step, Target


class Placed(NamedTuple):
    """A step, its position (`4/else/0`, see `model.positions`), and where in the file it stands."""

    step: Step
    position: str
    path: tuple[str | int, ...]


def walk(steps: Sequence[Step], outer: str = "", path: tuple[str | int, ...] = ("steps",)) -> Iterator[Placed]:
    """Every step of the list, those of its branches included, from top to bottom."""
    for index, step in enumerate(steps):
        position, at = f"{outer}{index}", (*path, index)
        yield Placed(step, position, at)
        for branch in step.branches:
            yield from walk(branch.steps, f"{position}/{branch.name}/", (*at, *branch.path))


def steps_of(steps: Sequence[Step]) -> Iterator[Step]:
    """The same without their places."""
    return (placed.step for placed in walk(steps))


def targets_of(scenario: Scenario) -> dict[str | None, Target]:
    """What is to be reached, by step; None: of the goal."""
    targets: dict[str | None, Target] = {step.id: step.target for step in steps_of(scenario.steps) if step.target}
    if scenario.goal and scenario.goal.target:
        targets[None] = scenario.goal.target
    return targets


def held_out_at_entry(scenario: Scenario, edition: int = 2) -> float:
    """How many percent of those who enter are held out by lots that all of them draw on entering: the scenario's own,
    and those of a split that is its first step. 0 where that is nobody, and where a later split holds out too: who came
    as far as that is no longer like those who did not."""
    arms_hold = edition > 1
    later = (step for step in steps_of(scenario.steps) if step is not scenario.steps[0])
    if arms_hold and any(_share_held_out(step) for step in later):
        return 0.0
    first = _share_held_out(scenario.steps[0]) if arms_hold else 0.0
    return 100 - (100 - scenario.holdout) * (1 - first)


def _share_held_out(step: Step) -> float:
    arms = step.split if isinstance(step, SplitStep) else []
    whole = sum(arm.weight for arm in arms)
    return sum(arm.weight for arm in arms if arm.holdout) / whole if whole else 0.0
