"""A scenario is changed in flight: everybody inside is moved to another version, written to in its words, or let go.

Rules
1. Each person is told by an event of the log under an id of its own, which the person's own decision answers, once:
   what becomes of a run is decided there (`core.scenarios.changes`), not here.
2. One change at a time: another is begun when this one has ended or was stopped. What was stopped has changed those
   whom it had come to, each of them wholly, and nobody else; resumed, it goes on where it was.
3. It begins when everybody goes by the plan that is active: nobody comes in by the former one behind its back.
4. Asked for again it finds nobody to change.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi import clock, keys, own_events
from mikomi.aws import log, plans, walks
from mikomi.aws.walks import Walk
from mikomi.core.scenarios import changes
from mikomi.core.scenarios.changes import RunChange
from mikomi.model.base import Json, Millis
from mikomi.model.events import RUN_CHANGED
from mikomi.model.person import Enrolment, Person
from mikomi.model.plan import Plan
from mikomi.shell.everybody.task import Task, over_everybody

TASK = "change"
ROWS = 500
"""Rows of the table that one page looks at: what one wake writes in good time, were all of them inside."""


class NoSuchVersion(Exception):
    """No plan of this number was ever active."""


class AnotherUnderWay(Exception):
    """A change goes on: stop it, or wait until it has ended."""


class ChangeCourse(NamedTuple):
    """How the latest change stands. `told`: so many people were told of it so far."""

    change: RunChange
    walk: Walk
    told: int


def version_of(number: int | None) -> Plan:
    """The plan to which is changed: the active one where none is named. NoSuchVersion."""
    newest = plans.pointer_version()
    if number is not None and not 0 < number <= newest:
        raise NoSuchVersion(number)
    try:
        return plans.version(newest if number is None else number)
    except KeyError:
        raise NoSuchVersion(number) from None


def is_concerned(run: Enrolment, change: RunChange) -> bool:
    """Whether the change is about this run: under way in the scenario, and not changed so already."""
    if run.scenario != change.scenario or run.status != "active":
        return False
    match change.act:
        case "version":
            return run.plan != change.to
        case "words":
            return change.to != (run.words or run.plan)
        case _:
            return True


def begin(change: RunChange) -> ChangeCourse:
    """Change it for everybody inside. AnotherUnderWay."""
    now = clock.now()
    due_at = max(now, plans.followed_at(plans.active().published_at))
    carried = {**changes.properties_of(change), "told": 0}
    if not walks.begin_carrying(TASK, now, due_at, carried):
        raise AnotherUnderWay
    course = latest()
    assert course is not None, "begun"
    return course


def latest() -> ChangeCourse | None:
    """The change that goes on, or the last one; None where nothing was ever changed."""
    walk = walks.read(TASK)
    if walk is None or walk.carried is None:
        return None
    return ChangeCourse(_change(walk.carried), walk, walk.carried["told"])


def _change(carried: Json) -> RunChange:
    return RunChange(**{name: carried[name] for name in RunChange._fields if name in carried})


def _begin(walk: Walk, now: Millis) -> Json | None:
    return None  # what it is about is written when it is begun


def _page(walk: Walk, people: Sequence[Person], carried: Json, now: Millis) -> Json:
    change = _change(carried)
    inside = [each for each in people if any(is_concerned(run, change) for run in each.enrolments)]
    for person in inside:
        _tell(person.id, change, walk.run)
    return {**carried, "told": carried["told"] + len(inside)}


def _tell(person: str, change: RunChange, begun_at: Millis) -> None:
    subject = f"p:{person}"
    event = own_events.note(
        RUN_CHANGED,
        subject,
        keys.digest(change.scenario, str(begun_at)),
        at=begun_at,
        origin="server",
        proof=2,
        properties=changes.properties_of(change),
    )
    log.append(own_events.packet(subject, event, clock.now(), moment=begun_at))


def _end(walk: Walk, carried: Json, now: Millis) -> Millis | None:
    return None


CHANGE = Task(_begin, over_everybody(ROWS, _page), _end)
