"""Bugs of what sales do by hand (I48)."""

from typing import Any

from mikomi import clock
from mikomi.core.points import scoring
from mikomi.core.sales import acts
from mikomi.core.scenarios import overdue
from mikomi.shell.operator import lead_acts

from simulation.planted.patch import Patch, Quietly


def act_named_by_its_moment() -> list[Patch]:
    """The event hangs on when it is written: who presses again, because no answer came, has done it twice (I48)."""
    event = lead_acts._event

    def by_moment(subject: str, said: Any, by: str, _pressed: str, now: int) -> Any:
        return event(subject, said, by, str(clock.now()), now)

    return [(lead_acts, "_event", by_moment), (lead_acts, "_page_of", lambda _pressed, _now: None)]


def points_that_stay_when_taken_back() -> list[Patch]:
    """What is taken back is noted, and its points stay (I48)."""
    return [(acts, "scoring", Quietly(scoring, taken_back=lambda person, *_more: person))]


def done_task_rings_all_the_same() -> list[Patch]:
    """A task waits for its time, whether it was done or not (I48)."""

    def settle(turn: Any) -> None:
        waiting = turn.person.waiting
        real(turn)
        there = {each.effect.id for each in turn.person.waiting}
        kept = tuple(each for each in waiting if each.effect.id not in there)
        if kept:
            turn.change(waiting=(*turn.person.waiting, *kept))

    real = overdue.settle
    return [
        (acts, "overdue", Quietly(overdue, settle=settle)),
        (overdue, "is_over", lambda _person, _alert: False),
    ]


def task_that_nobody_hears_of() -> list[Patch]:
    """The time of a task is noted, and nothing waits for it (I48)."""
    return [(acts, "overdue", Quietly(overdue, settle=lambda _turn: None))]


BUGS = (
    act_named_by_its_moment,
    points_that_stay_when_taken_back,
    done_task_rings_all_the_same,
    task_that_nobody_hears_of,
)
