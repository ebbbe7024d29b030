"""A run of one version of a scenario, placed in another: where somebody would stand, what is not done again, what they
would miss.

Rules
1. A step of two versions is the same by its verb and id. Without an id a wait is by its place behind the last step with
   an id of its list, else before the next one; anything else by what it says.
2. Who stands at a step that the other version still has stands there again, and has waited since it was reached.
3. Where it is gone they stand behind the last step before it that is still there: of their branch, else at the
   beginning of that branch, else in the list around it; at worst at the very beginning.
4. What they have had is never done again, wherever the other version has it: a mail that was decided, and whatever else
   stood before them. `passed` holds the marks of these steps. Of a branch that was not taken they had nothing; which
   way a run took is known of those that go by a plan of edition 6 (`ways`).
5. What stands before them there, and did not where they come from, they do not get, and it is named: `missed`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from mikomi import keys
from mikomi.model import positions
from mikomi.model.person import Enrolment
from mikomi.model.scenario import (
    AnyStep,
    IfStep,
    MailStep,
    Scenario,
    SplitStep,
    Step,
    UnknownStep,
    WaitStep,
    step_verb_of,
)
from mikomi.model.step_tree import steps_of, walk

KNOWS_WAYS = 6
"""The edition of the language from which on a run remembers which way it took."""
Hindrance = Literal["gone", "newer"]
"""Why a run cannot be placed: the other version has no such scenario; only a newer release knows where it stands."""


class Transfer(NamedTuple):
    """`here` is the name of the step at which the run stands, `there` of the one at which it would; None: at the end.
    `kept`: it is the same step."""

    position: str
    here: str | None
    there: str | None
    kept: bool
    passed: tuple[str, ...]
    missed: tuple[str, ...]


def transfer(run: Enrolment, old: Scenario | None, new: Scenario | None) -> Transfer | Hindrance:
    """Where the run, of the scenario as it is in `old`, would stand in `new`."""
    if new is None:
        return "gone"
    if old is None:
        return "newer"
    try:
        here = positions.settle(old.steps, run.position)
        stands = positions.step_at(old.steps, here) if here is not None else None
    except positions.UnknownPosition:
        return "newer"
    if isinstance(stands, UnknownStep):
        return "newer"
    before, after = marks_of(old), marks_of(new)
    places = {mark: position for position, mark in after.items()}
    same = _counterpart(here, old, new) if here is not None else None
    kept = same is not None
    position = same or _behind(here or run.position, before, new, places)
    settled = positions.settle(new.steps, position)
    lands = positions.step_at(new.steps, settled) if settled is not None else None
    if isinstance(lands, UnknownStep):
        return "newer"
    passed = passed_at(run, old, here)
    # a mail of a way that was not taken is not missed, as long as it stands on that way
    known = {(before[at], _list_of(at, before)) for at in _above(old, here)}
    missed = [
        at
        for at in _above(new, settled)
        if is_deed(_step(new, at)) and after[at] not in passed and (after[at], _list_of(at, after)) not in known
    ]
    return Transfer(
        position=settled if settled is not None else position,
        here=None if here is None or stands is None else positions.name_of(stands, here),
        there=None if settled is None or lands is None else positions.name_of(lands, settled),
        kept=kept,
        passed=passed,
        missed=tuple(positions.name_of(_step(new, at), at) for at in missed),
    )


def passed_at(run: Enrolment, scenario: Scenario, here: str | None) -> tuple[str, ...]:
    """The marks of what is not done again for a run that stands there (None: at the end)."""
    marks = marks_of(scenario)
    deeds = (at for at in _above(scenario, here) if _is_plain_deed(_step(scenario, at)))
    had = {marks[at] for at in deeds if not _lies_aside(run, at, marks)}
    mails = {f"mail:{step}" for step in run.mails}
    return tuple(sorted({*run.passed, *had, *mails}))


def way_on(run: Enrolment, scenario: Scenario, to: str, edition: int) -> dict[str, str]:
    """The run's ways when it goes on from the step at which it stands: which branch it takes ("": none), if one of
    them does what nothing else tells of (every mail is known)."""
    step = positions.step_at(scenario.steps, run.position)
    if edition < KNOWS_WAYS or not isinstance(step, IfStep | SplitStep):
        return run.ways
    if not any(_is_plain_deed(each) for branch in step.branches for each in steps_of(branch.steps)):
        return run.ways
    inside = to.startswith(f"{run.position}/")
    taken = to.removeprefix(f"{run.position}/").partition("/")[0] if inside else ""
    return {**run.ways, mark_at(scenario, run.position): taken}


def position_of(scenario: Scenario, name: str) -> str | None:
    """Where the step of this name stands (`positions.name_of`); None if there is none."""
    named = [at for step, at, _ in walk(scenario.steps) if positions.name_of(step, at) == name]
    return named[0] if named else None


def is_deed(step: AnyStep) -> bool:
    """Whether the step does something that must not be done twice; the others only lead the way."""
    return not isinstance(step, WaitStep | IfStep | SplitStep | UnknownStep)


def _is_plain_deed(step: AnyStep) -> bool:
    return is_deed(step) and not isinstance(step, MailStep)


def _lies_aside(run: Enrolment, position: str, marks: Mapping[str, str]) -> bool:
    """Whether it lies in a branch that the run is known not to have taken."""
    while (around := positions.parent(position)) is not None:
        if run.ways.get(marks[around], branch := position.split("/")[-2]) != branch:
            return True
        position = around
    return False


def mark_at(scenario: Scenario, position: str) -> str:
    """What the step at this position is known by, in any version."""
    return marks_of(scenario)[position]


def marks_of(scenario: Scenario) -> Mapping[str, str]:
    """Of every step, by its position."""
    return _marks(_Same(scenario))


class _Same:
    """A scenario as itself: published ones are never changed, and are looked up by what they are."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario


@lru_cache(maxsize=64)
def _marks(same: _Same) -> dict[str, str]:
    marks: dict[str, str] = {}
    last_named: dict[str, str] = {}
    count: Counter[str] = Counter()
    for step, position, _ in walk(same.scenario.steps):
        within = position.rpartition("/")[0]
        verb = step_verb_of(step) or "unknown"
        if step.id:
            marks[position] = last_named[within] = f"{verb}:{step.id}"
            continue
        if isinstance(step, WaitStep):
            said = f"{verb}:{_list_of(position, marks)}>{last_named.get(within, '')}"
        else:
            # marks are stored: what a later release may say of a step besides does not change them
            written = step.model_dump_json(by_alias=True, exclude={"note", "target"}, exclude_defaults=True)
            said = f"{verb}:{keys.short(written)}"
        marks[position] = f"{said}#{count[said]}"
        count[said] += 1
    return marks


def _counterpart(here: str, old: Scenario, new: Scenario) -> str | None:
    """Where the step at which the run stands is in the other version; None if it is gone."""
    before, places = marks_of(old), {mark: position for position, mark in marks_of(new).items()}
    stands, mark = _step(old, here), before[here]
    if mark in places or not isinstance(stands, WaitStep) or stands.id:
        return places.get(mark)
    outer, _, index = here.rpartition("/")
    number = int(index)
    while (after := positions.step_at(old.steps, at := _within(outer, number + 1))) is not None:
        number += 1
        if after.id:
            break
    there = places.get(before.get(at, ""))
    if there is None:
        return None
    outer, _, index = there.rpartition("/")
    back = int(index) - (number - int(here.rpartition("/")[2]))
    step = positions.step_at(new.steps, _within(outer, back)) if back >= 0 else None
    return _within(outer, back) if isinstance(step, WaitStep) and not step.id else None


def _list_of(position: str, marks: Mapping[str, str]) -> str:
    """Which list the step stands in: known by the step around it, and the branch."""
    around = positions.parent(position)
    return "" if around is None else f"{marks[around]}/{position.split('/')[-2]}"


def _within(outer: str, index: int) -> str:
    return f"{outer}/{index}" if outer else str(index)


def _behind(here: str, before: Mapping[str, str], new: Scenario, places: Mapping[str, str]) -> str:
    """Rule 3."""
    at: str | None = here
    while at is not None:
        outer, _, index = at.rpartition("/")
        for number in reversed(range(int(index))):
            sibling = before.get(_within(outer, number))
            if sibling is not None and sibling in places:
                return positions.following(places[sibling])
        around = positions.parent(at)
        if around is not None and before[around] in places:
            name, there = outer.rpartition("/")[2], places[before[around]]
            has_branch = any(branch.name == name for branch in _step(new, there).branches)
            return positions.branch(there, name) if has_branch else positions.following(there)
        at = around
    return positions.START


def _above(scenario: Scenario, here: str | None) -> Iterator[str]:
    """The positions that stand before this one in the file, but for branches that its way did not take."""
    way = [] if here is None else here.split("/")
    for _, position, _ in walk(scenario.steps):
        if position == here:
            return
        if here is not None and not _is_before(position.split("/"), way):
            continue
        yield position


def _is_before(position: list[str], way: list[str]) -> bool:
    """Whether somebody whose way leads there has this position behind, or stands in it."""
    for depth, (one, other) in enumerate(zip(position, way, strict=False)):
        if one != other:
            return depth % 2 == 0 and int(one) < int(other)
    return len(position) < len(way)


def _step(scenario: Scenario, position: str) -> Step:
    step = positions.step_at(scenario.steps, position)
    assert step is not None, "walked"
    return step
