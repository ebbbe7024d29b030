"""Where in a scenario somebody stands: `4/else/0` is the first step of the else-branch of the fifth step.

Indexes and branch names alternate from the outside in, so that a position can be read beside the file. A position one
past the last step of a list is its end. Inside a step that this release does not know every position is that step's.
"""

from collections.abc import Sequence

from mikomi.model.scenario import AnyStep, Step, UnknownStep

START = "0"


class UnknownPosition(LookupError):
    """Written by a newer release: this one does not find the way."""


def branch(position: str, name: str) -> str:
    """The first step of this branch of the step at `position`."""
    return f"{position}/{name}/0"


def following(position: str) -> str:
    """The next step of the same list."""
    outer, _, index = position.rpartition("/")
    return f"{outer}/{int(index) + 1}" if outer else str(int(index) + 1)


def parent(position: str) -> str | None:
    """The step whose branch this position lies in; None at the top."""
    parts = position.split("/")
    return "/".join(parts[:-2]) if len(parts) > 2 else None


def step_at(steps: Sequence[Step], position: str) -> Step | None:
    """The step at this position; None at the end of its list. Raises UnknownPosition."""
    head, *rest = position.split("/")
    if not head.isdecimal():
        raise UnknownPosition(position)
    index = int(head)
    if index >= len(steps):
        return None
    step = steps[index]
    if isinstance(step, UnknownStep):
        return step
    if not rest:
        return step
    inside = next((branch.steps for branch in step.branches if branch.name == rest[0]), None)
    if inside is None:
        raise UnknownPosition(position)
    return step_at(inside, "/".join(rest[1:]))


def up_to(steps: Sequence[Step], position: str, kind: type[AnyStep]) -> tuple[list[Step], str]:
    """The steps from this position on that come before the next of this kind in the same list, and where that one, or
    the list's end, is."""
    between: list[Step] = []
    while (step := step_at(steps, position)) is not None and not isinstance(step, kind):
        between.append(step)
        position = following(position)
    return between, position


def settle(steps: Sequence[Step], position: str) -> str | None:
    """The position of the next step that exists, leaving branches that have ended; None at the end of the scenario."""
    here: str | None = position
    while here is not None and step_at(steps, here) is None:
        outer = parent(here)
        here = following(outer) if outer else None
    return here


def name_of(step: AnyStep, position: str) -> str:
    """What a step is called in reasons and ids: its id, else its position."""
    return step.id or position
