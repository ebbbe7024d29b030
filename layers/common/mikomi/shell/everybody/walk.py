"""A walk over everybody: page by page, one a wake, from beginning to end, whatever fails on the way.

Rules
1. The row says how far the walk is (`aws.walks`); whoever is woken does one page and wakes the next.
2. What fails is tried again by the queue, then by the sweep, ever more rarely, and shown to an operator: the walk
   stands still meanwhile, and goes on where it was.
"""

from mikomi import observe
from mikomi.aws import timers, walks
from mikomi.aws.walks import WALK
from mikomi.model.base import Millis
from mikomi.shell.everybody.task import OnlyNewerKnows, Task


def task_of(name: str) -> Task | None:
    """The task of this name; None for one that only a newer release knows. Loaded when it is asked for."""
    match name:
        case "segments":
            from mikomi.shell.everybody import audience

            return audience.COUNTING
        case "look-back":
            from mikomi.shell.everybody import look_back

            return look_back.LOOKING_BACK
        case "change":
            from mikomi.shell.everybody import change

            return change.CHANGE
        case "mailing":
            from mikomi.shell.everybody.mailing import MAILING

            return MAILING
        case _:
            return None


def go_on(pk: str, now: Millis) -> None:
    """Do the page that has come due, and see to the next."""
    walk = walks.read_at(pk)
    if walk is None or walk.due_at is None or walk.due_at > now:
        return
    task = task_of(walk.task)
    if task is None:
        observe.log("walk_not_known", level="WARNING", task=walk.task)
        return
    if walk.status == "ended":
        walks.begin(walk.task, now, now, walk.of)  # its stream record wakes it
        return
    try:
        carried = walk.carried if walk.carried is not None else task.begin(walk, now)
        if carried is None:
            walks.end(walk, seen=0, carried={}, now=now, again_at=None)
            return
        page = task.page(walk, carried, now)
    except OnlyNewerKnows:
        observe.log("walk_not_known", level="WARNING", task=walk.task)
        return
    if page.after is None:
        again_at = task.end(walk, page.carried, now)
        if walks.end(walk, seen=page.seen, carried=page.carried, now=now, again_at=again_at):
            observe.log("walk_ended", task=walk.task, pages=walk.pages + 1, seen=walk.seen + page.seen)
        return
    next_at = page.next_at or now
    if walks.go_on(walk, after=page.after, seen=page.seen, carried=page.carried, now=now, due_at=next_at):
        timers.arm(pk, WALK, next_at, now)
