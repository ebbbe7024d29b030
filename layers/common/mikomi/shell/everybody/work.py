"""Work over everybody: what is done with all people at once, how far it is, and what a person does with it.

Rules
1. Who stops it stops it: no page more until somebody resumes it, whatever is published and whichever night comes.
2. Resumed, it goes on where it was; where its pages would say something else by now, it begins anew.
3. What is asked twice, by one or by two, happens once.
4. A mailing is work as well, and is listed here while it is under way; stopping it is pausing it.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from mikomi import clock
from mikomi.aws import plans, walks
from mikomi.aws.walks import Walk
from mikomi.model.base import Json, Millis
from mikomi.packing import iso
from mikomi.shell.everybody import audience, change, controls, look_back
from mikomi.shell.everybody.controls import MailingCourse

State = Literal["waiting", "going", "stopped", "ended"]
UP_TO_DATE: dict[str, Callable[[Walk], bool]] = {
    audience.TASK: audience.is_up_to_date,
    look_back.TASK: look_back.is_up_to_date,
    change.TASK: lambda _: True,
}
"""The tasks of which there is one walk each, and whether a stopped one may go on as it was begun."""
STATES: dict[controls.State, State] = {
    "planned": "waiting",
    "listing": "going",
    "going": "going",
    "paused": "stopped",
}
"""How a mailing that is under way stands, as work."""
TRIES = 5


class NoSuchWork(Exception):
    """Nothing of this name was ever begun."""


class NotUnderWay(Exception):
    """It has ended, or was taken back: there is nothing to stop or to resume."""


class Work(NamedTuple):
    """`id` is what it is called by: its task, or the mailing's id. So many people are `done`, `of` about so many, None
    where nobody knows yet. `next_at`: when it goes on, or begins anew by itself."""

    id: str
    task: str
    state: State
    done: int
    of: int | None
    began_at: Millis
    ended_at: Millis | None
    next_at: Millis | None
    scenario: str | None = None

    def plain(self) -> Json:
        """As programs read it; moments are ISO 8601 in UTC."""
        moments = {"began_at": self.began_at, "ended_at": self.ended_at, "next_at": self.next_at}
        told = {name: None if at is None else iso(at) for name, at in moments.items()}
        return {"id": self.id, "task": self.task, "state": self.state, "done": self.done, "of": self.of, **told}


def listed() -> list[Work]:
    """All that was ever begun of which there is one; and the mailings that are under way."""
    there = [walk for task in UP_TO_DATE if (walk := walks.read(task)) is not None]
    about = max((walk.seen_last for walk in there if walk.seen_last is not None), default=None)
    return [*(_work(walk, about) for walk in there), *(_mailing(each) for each in controls.latest() if _is_work(each))]


def stop(id: str) -> Work:
    """No page more until it is resumed. NoSuchWork, NotUnderWay."""
    if id not in UP_TO_DATE:
        return _of_mailing(controls.pause, id)
    for _ in range(TRIES):
        walk = _walk(id)
        if walk.status == "stopped" or (walk.status == "going" and walks.stop(walk)):
            return _work(_walk(id), walk.seen_last)
        if walk.status != "going":
            break
    raise NotUnderWay(id)


def resume(id: str) -> Work:
    """Go on where it was, or from the beginning where that is of yesterday. NoSuchWork, NotUnderWay."""
    if id not in UP_TO_DATE:
        return _of_mailing(controls.resume, id)
    for _ in range(TRIES):
        walk = _walk(id)
        if walk.status == "going" or (walk.status == "stopped" and _go_on(walk, clock.now())):
            return _work(_walk(id), walk.seen_last)
        if walk.status != "stopped":
            break
    raise NotUnderWay(id)


def _go_on(walk: Walk, now: Millis) -> bool:
    due_at = max(now, plans.followed_at(plans.active().published_at))
    if walk.carried is not None and UP_TO_DATE[walk.task](walk):
        return walks.resume(walk, due_at)
    walks.begin(walk.task, now, due_at)
    return True


def _walk(task: str) -> Walk:
    if (walk := walks.read(task)) is None:
        raise NoSuchWork(task)
    return walk


def _work(walk: Walk, about: int | None) -> Work:
    state: State = "stopped" if walk.status == "stopped" else "ended"
    if walk.status == "going":
        state = "going" if walk.carried is not None or (walk.due_at or 0) <= clock.now() else "waiting"
    of = walk.seen_last if walk.seen_last is not None else about
    scenario = (walk.carried or {}).get("scenario")
    return Work(walk.task, walk.task, state, walk.seen, of, walk.run, walk.ended_at, walk.due_at, scenario)


def _is_work(course: MailingCourse) -> bool:
    return course.state in ("listing", "going", "paused")


def _of_mailing(move: Callable[[str], MailingCourse], id: str) -> Work:
    try:
        return _mailing(move(id))
    except controls.NotThere:
        raise NoSuchWork(id) from None
    except controls.CannotBe:
        raise NotUnderWay(id) from None


def _mailing(course: MailingCourse) -> Work:
    mailing = course.mailing
    return Work(
        mailing.id,
        "mailing",
        STATES[course.state],
        course.turns,
        course.listed,
        mailing.at,
        course.ended_at,
        course.next_at,
        mailing.scenario,
    )
