"""Targets that nobody could read, and mails that leave when nobody looks for the goal any more."""

from collections.abc import Iterator

from mikomi.core.checking.document import Document, Path
from mikomi.model.duration import MILLIS, Span
from mikomi.model.scenario import ExitStep, IfStep, MailStep, Scenario, Step, Target, WaitFor, WaitStep
from mikomi.model.step_tree import walk


def check_targets(document: Document, scenario: Scenario) -> None:
    """Of the goal and of each step: a target says how many, by a day that comes after the beginning."""
    if scenario.goal and scenario.goal.target:
        _check_target(document, scenario.goal.target, ("goal", "target"))
    for step, _, path in walk(scenario.steps):
        if step.target is None:
            continue
        at = (*path, "target")
        _check_target(document, step.target, at)
        if step.id is None:
            document.report("E-target-id", at)
        begin = scenario.active.from_ if scenario.active else None
        if step.target.by and begin and step.target.by < begin[:10]:
            document.report("E-target-by", (*at, "by"), by=step.target.by, begin=begin[:10])


def _check_target(document: Document, target: Target, path: Path) -> None:
    if target.count is None and target.rate is None and not document.loses(path):
        document.report("E-target", path)


def check_window(document: Document, scenario: Scenario) -> None:
    """A mail that leaves when nobody looks for the goal any more can help nobody to it."""
    goal = scenario.goal
    assert goal is not None
    if not goal.within.amount:
        document.report("E-goal-within", ("goal", "within"))
        return
    for path, millis in _earliest(scenario.steps, ("steps",), 0, _Ends()):
        if millis > goal.within.millis:
            document.report("W-goal-late", path, days=round(millis / MILLIS["d"]), within=str(goal.within))
            return


class _Ends:
    """When, at the earliest, somebody is through the steps that were walked; None: everybody has left."""

    at: int | None = None


def _earliest(steps: list[Step], path: Path, begin: int, ends: _Ends) -> Iterator[tuple[Path, int]]:
    """Each mail, and how many milliseconds after entering it leaves at the earliest (what cannot be known counts 0)."""
    now = begin
    for i, step in enumerate(steps):
        at = (*path, i)
        match step:
            case MailStep():
                yield at, now
            case WaitStep(wait=wait):
                now += _shortest(wait)
            case ExitStep(exit=True):
                return
            case _:
                pass  # takes no time
        if step.branches:
            ways = []
            for branch in step.branches:
                patient = isinstance(step, IfStep) and step.wait_up_to is not None and branch.name == "else"
                later = _shortest(step.wait_up_to) if patient and isinstance(step, IfStep) else 0
                ways.append(_Ends())
                yield from _earliest(branch.steps, (*at, *branch.path), now + later, ways[-1])
            onward = [way.at for way in ways if way.at is not None]
            if not onward:
                return
            now = min(onward)
    ends.at = now


def _shortest(wait: Span | WaitFor | None) -> int:
    span = wait.for_ if isinstance(wait, WaitFor) else wait
    if span is None:
        return 0
    return span.amount * MILLIS["d"] if span.unit == "bd" else span.millis
