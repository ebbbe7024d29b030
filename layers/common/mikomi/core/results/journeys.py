"""What people did before they reached a goal, beside those who did not reach it.

Rules
1. Only what is known: runs that reached the goal, and those whose window is over.
2. What was done is looked at from ninety days before entering until the goal, or the window's end. Whoever reached it
   was looked at for less long, so what stands on their side leans low and not high.
3. That more of them did something is no proof that it brought them there.
"""

from typing import NamedTuple

from mikomi.core.figures.difference import difference
from mikomi.core.figures.rates import Rate
from mikomi.core.results.counted import Counted
from mikomi.core.results.scenarios import POSITION
from mikomi.model.base import Json

FEWEST = 3
"""A deed that fewer runs did is left out; and a step without an id, which has no name."""
MOST = 24
"""Deeds of one journey: those that most did."""


class Deed(NamedTuple):
    """`kind` (page, form, step, click) and what; how many of either side did it, how often each who did, and on which
    day since entering first (less is earlier; below 0 before).
    """

    kind: str
    what: str
    reached: Rate
    missed: Rate
    times: float
    first_day: float

    @property
    def apart(self) -> tuple[float, float]:
        """From … to: how much more of those who reached it did it, in shares."""
        return difference(self.missed, self.reached)


class Journey(NamedTuple):
    """Runs that reached the goal, that did not, that are not known yet; and their deeds, the earliest first."""

    reached: int
    missed: int
    not_yet: int
    deeds: list[Deed]


def journey(counted: Counted, scenario: str) -> Journey | None:
    """None where nothing was counted."""
    runs = next(iter(counted.of("journey_runs", scenario)), None)
    if runs is None:
        return None
    rows = {(row["kind"], row["what"], row["reached"]): row for row in counted.of("journeys", scenario)}
    deeds = []
    for kind, what in {(kind, what) for kind, what, _ in rows}:
        sides = [rows.get((kind, what, side)) for side in (1, 0)]
        (with_it, without) = (side["runs"] if side else 0 for side in sides)
        if with_it + without < FEWEST or (kind == "step" and POSITION.fullmatch(what)):
            continue
        there = next(side for side in sides if side)
        rates = Rate(with_it, runs["reached"]), Rate(without, runs["missed"])
        deeds.append(Deed(kind, what, *rates, there["times"] / there["runs"], there["first_day"]))
    most = sorted(deeds, key=lambda deed: (-deed.reached.reached - deed.missed.reached, deed.kind, deed.what))[:MOST]
    ordered = sorted(most, key=lambda deed: (deed.first_day, deed.kind, deed.what))
    return Journey(runs["reached"], runs["missed"], runs["not_yet"], ordered)


def told_of(of_it: Journey) -> Json:
    """As programs read it."""
    return {
        "reached": of_it.reached,
        "missed": of_it.missed,
        "not_yet": of_it.not_yet,
        "deeds": [
            {
                "kind": deed.kind,
                "what": deed.what,
                "reached": deed.reached.reached,
                "missed": deed.missed.reached,
                "times": deed.times,
                "first_day": deed.first_day,
                "low": deed.apart[0],
                "high": deed.apart[1],
            }
            for deed in of_it.deeds
        ],
    }
