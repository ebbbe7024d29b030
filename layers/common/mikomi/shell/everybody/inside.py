"""Who is in a scenario, and where each would stand after a change: looked at before anything is changed.

Rules
1. Where somebody would stand says the same function that moves them (`core.scenarios.transfer`).
2. It grows page by page, so that whoever waits sees how far it is; the last is the whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from mikomi.aws import everybody, plans
from mikomi.core.scenarios import transfer
from mikomi.core.scenarios.changes import RunChange
from mikomi.core.scenarios.transfer import Transfer
from mikomi.model import positions
from mikomi.model.base import Json
from mikomi.model.person import Enrolment
from mikomi.model.plan import Plan
from mikomi.model.scenario import MailStep, Scenario, SendAlertStep
from mikomi.model.step_tree import steps_of
from mikomi.shell.everybody import change as walk_of

ROWS = 1_000
PATIENCE = 20
"""Pages of everybody that are looked at while somebody waits; the command looks at all."""
SHOWN = 100
"""People that are named behind each number."""


class StandsAt(NamedTuple):
    """From where to where, in the names of steps; None: the end. `missed`: what they would not get."""

    version: int
    here: str | None
    there: str | None
    kept: bool
    missed: tuple[str, ...]


@dataclass
class Crowd:
    """So many people, the first `SHOWN` by their ids."""

    count: int = 0
    people: list[str] = field(default_factory=list)

    def add(self, person: str) -> None:
        self.count += 1
        if len(self.people) < SHOWN:
            self.people.append(person)


@dataclass
class Inside:
    """So many were `seen`, `inside` are in the scenario; of them `stays` are not concerned, `places` says where the
    others would stand, `cannot` who cannot be moved, by reason. `uncorrected`: steps whose words stay as they are."""

    change: RunChange
    seen: int = 0
    inside: int = 0
    stays: Crowd = field(default_factory=Crowd)
    places: dict[StandsAt, Crowd] = field(default_factory=dict)
    cannot: dict[str, Crowd] = field(default_factory=dict)
    uncorrected: set[str] = field(default_factory=set)

    @property
    def concerned(self) -> int:
        return sum(group.count for group in self.places.values())

    def plain(self) -> Json:
        """As programs read it."""
        return {
            "scenario": self.change.scenario,
            "act": self.change.act,
            "to": self.change.to,
            "seen": self.seen,
            "inside": self.inside,
            "concerned": self.concerned,
            "stays": _plain(self.stays),
            "places": [
                {
                    "version": place.version,
                    "from": place.here,
                    "to": place.there,
                    "same_step": place.kept,
                    "missed": list(place.missed),
                    **_plain(group),
                }
                for place, group in self.in_order
            ],
            "cannot": [{"why": why, **_plain(group)} for why, group in sorted(self.cannot.items())],
            "uncorrected": sorted(self.uncorrected),
        }

    @property
    def in_order(self) -> list[tuple[StandsAt, Crowd]]:
        """The largest first."""
        return sorted(self.places.items(), key=lambda each: (-each[1].count, repr(each[0])))


def _plain(group: Crowd) -> Json:
    return {"count": group.count, "people": group.people}


def look(change: RunChange) -> Iterator[Inside]:
    """Who is inside, as it grows; the last is the whole."""
    new = plans.version(change.to) if change.to is not None else None
    for (whole,) in look_at([change], new):
        yield whole


def look_at(wanted: Sequence[RunChange], new: Plan | None) -> Iterator[list[Inside]]:
    """The same for several changes at once, to this plan, which need not be published."""
    every, after = [Inside(change) for change in wanted], None
    while True:
        page = everybody.page(after, ROWS)
        for whole in every:
            whole.seen += len(page.people)
            for person in page.people:
                for run in person.enrolments:
                    if run.scenario == whole.change.scenario and run.status == "active":
                        _add(whole, person.id, run, new)
        yield every
        if (after := page.after) is None:
            return


def look_first(change: RunChange) -> tuple[Inside, bool]:
    """What can be seen while somebody waits, and whether that is everybody."""
    pages = iter(look(change))
    *_, whole = islice(pages, PATIENCE)
    return whole, next(pages, None) is None


def _add(whole: Inside, person: str, run: Enrolment, new: Plan | None) -> None:
    whole.inside += 1
    if not walk_of.is_concerned(run, whole.change):
        whole.stays.add(person)
        return
    old = plans.version(run.plan).scenarios.get(run.scenario)
    place: StandsAt | str
    if whole.change.act == "version":
        would = transfer.transfer(run, old, new.scenarios.get(run.scenario) if new else None)
        place = _place(run, would) if isinstance(would, Transfer) else would
    elif whole.change.act == "words" and (new is None or run.scenario not in new.scenarios):
        place = "gone"
    else:
        here = _name(run, old)
        place = StandsAt(run.plan, here, here if whole.change.act == "words" else None, whole.change.act == "words", ())
        if whole.change.act == "words" and old and new:
            whole.uncorrected |= _written(old) - _written(new.scenarios[run.scenario])
    if isinstance(place, StandsAt):
        whole.places.setdefault(place, Crowd()).add(person)
    else:
        whole.cannot.setdefault(place, Crowd()).add(person)


def _place(run: Enrolment, would: Transfer) -> StandsAt:
    return StandsAt(run.plan, would.here, would.there, would.kept, would.missed)


def _name(run: Enrolment, scenario: Scenario | None) -> str | None:
    try:
        here = positions.settle(scenario.steps, run.position) if scenario else None
        step = positions.step_at(scenario.steps, here) if scenario and here else None
    except positions.UnknownPosition:
        return None
    return positions.name_of(step, here) if step and here else None


def _written(scenario: Scenario) -> set[str]:
    """The steps that say something."""
    return {step.id for step in steps_of(scenario.steps) if isinstance(step, MailStep | SendAlertStep)}
