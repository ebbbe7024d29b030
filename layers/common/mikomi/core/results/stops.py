"""After which step runs stand, and after which they left.

Rules
1. A run is counted once: at the last step that it came to. A step without an id (most waits) has no number of its own:
   who stands at it is counted at the one before it.
2. Who reached the goal or came to the end did not stop.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi.core.figures.rates import Rate
from mikomi.core.results.counted import Counted
from mikomi.model import positions
from mikomi.model.scenario import Scenario, Step
from mikomi.model.step_tree import walk

_GONE = "?"


class Stop(NamedTuple):
    """A step (None: the start), whom it holds now, who left after it, and who is through by it."""

    step: str | None
    under_way: int
    left: int
    through: int

    @property
    def rate(self) -> Rate:
        """Of those whose way ended or went on no further than here, so many left; who stands here is not yet."""
        return Rate(self.left, self.left + self.through, self.under_way)


def stops(counted: Counted, scenario: Scenario) -> list[Stop]:
    """In the order of the scenario, the start first; of steps that are gone nothing."""
    there = _there(scenario)
    counts: dict[str | None, list[int]] = {step: [0, 0, 0] for step in there}
    for row in counted.of("scenario_stops", scenario.id):
        step = _at(scenario, row["step"], there)
        if step in counts:
            counts[step][0 if row["how"] is None else 1 if row["how"] == "exited" else 2] += row["runs"]
    return [Stop(step, *numbers) for step, numbers in counts.items()]


def worst(of: Sequence[Stop]) -> Stop | None:
    """Where most people left; None where nobody did."""
    found = max(of, key=lambda stop: stop.left, default=None)
    return found if found and found.left else None


def places(counted: Counted, scenario: Scenario, step: str | None) -> list[str]:
    """What the log calls the steps that are counted at this one (None: the start, which is called "")."""
    said = {row["step"] for row in counted.of("scenario_stops", scenario.id)}
    there = _there(scenario)
    return [each or "" for each in said if _at(scenario, each, there) == step]


def _there(scenario: Scenario) -> list[str | None]:
    return [None, *(placed.step.id for placed in walk(scenario.steps) if placed.step.id)]


def _at(scenario: Scenario, said: str | None, there: Sequence[str | None]) -> str | None:
    return said if said in there else _before(scenario.steps, said or "")


def _before(steps: Sequence[Step], position: str) -> str | None:
    """The id of the step before this position, inside its list or outside of it; `_GONE` for what only an earlier
    version had.
    """
    here: str | None = position
    try:
        if position and positions.step_at(steps, position) is None:
            return _GONE
        while here is not None:
            outer, _, index = here.rpartition("/")
            if int(index) > 0:
                here = f"{outer}/{int(index) - 1}" if outer else str(int(index) - 1)
            else:
                here = positions.parent(here)
            step = positions.step_at(steps, here) if here is not None else None
            if step is not None and step.id:
                return step.id
    except (ValueError, positions.UnknownPosition):
        return _GONE
    return None
