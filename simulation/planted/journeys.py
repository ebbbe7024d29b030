"""Bugs of scenarios and plans: the wrong version, the wrong moment, once too often."""

from typing import Any

from mikomi.aws import api, plans
from mikomi.core.scenarios import admission, goals, waiting
from mikomi.settings import settings
from mikomi.shell import publication

from simulation.planted.patch import Patch


def newest_plan_for_all() -> list[Patch]:
    """Everybody goes on by the active plan, whatever theirs was (I11)."""
    return [(plans, "version", lambda _number: plans_active())]


def plans_active() -> Any:
    """The active plan, past the function that the bug replaces."""
    number = plans.pointer_version()
    return _version(number)


_version = plans.version


def pointer_moves_without_condition() -> list[Patch]:
    """The last publisher wins, however old the workspace was that it read (I12)."""

    def move(plan: Any, _over: plans.Pointer) -> bool:
        item = {
            **plans._pointer_key(),
            "version": {"N": str(plan.version)},
            "published_at": {"N": str(plan.published_at)},
        }
        api.call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)
        return True

    return [(plans, "_move_pointer", move)]


def one_file_at_a_time() -> list[Patch]:
    """The workspace is read while others still upload, and what was seen first is published (I12)."""

    gathered = publication._gathered
    before: dict[str, bytes] = {}

    def stale(read: Any, *, settled: bool) -> Any:
        seen = gathered(read, settled=False)
        assert seen
        files = dict(seen.files)
        seen.files.update({key: body for key, body in before.items() if key in files})
        before.update(files)
        return seen

    return [(publication, "_gathered", stale)]


def a_file_is_read_once() -> list[Patch]:
    """Of one notice each file is read in the first look alone, and goes on to be what it was then (I12)."""

    gathered = publication._gathered

    def once(read: Any, *, settled: bool) -> Any:
        before = {key: upload.body for key, upload in read.items() if upload}
        seen = gathered(read, settled=settled)
        if seen:
            seen.files.update({key: body for key, body in before.items() if key in seen.files})
        return seen

    return [(publication, "_gathered", once)]


def enters_again_and_again() -> list[Patch]:
    """Re-entry rules are forgotten (I10)."""
    return [(admission, "_may_reenter", lambda *_args: True)]


def due_time_is_now() -> list[Patch]:
    """A step counts from the moment at which somebody fired it, an hour early (I15)."""
    end_of = waiting.end_of

    def early(*args: Any) -> waiting.Ending:
        end = end_of(*args)
        return end._replace(at=max(args[1].since, end.at - 3_600_000))

    return [(waiting, "end_of", early)]


def goal_forgotten_at_the_end() -> list[Patch]:
    """Who does what a scenario is for after its last step has reached nothing (I35)."""
    return [(goals, "left_open", lambda *_args: goals._FORGOTTEN)]


def goal_looked_for_for_ever() -> list[Patch]:
    """Whatever is done at any time after entering counts as the goal (I35)."""
    return [(goals, "window_of", lambda _goal, run: run.entered_at + 10 * 365 * 86_400_000)]


def goal_of_every_run() -> list[Patch]:
    """Who entered again reaches the goal of the run before, too (I35)."""
    return [(goals, "is_over", lambda turn, run: run.goal_until is None or turn.now > run.goal_until)]


BUGS = (
    newest_plan_for_all,
    pointer_moves_without_condition,
    one_file_at_a_time,
    a_file_is_read_once,
    enters_again_and_again,
    due_time_is_now,
    goal_forgotten_at_the_end,
    goal_looked_for_for_ever,
    goal_of_every_run,
)
