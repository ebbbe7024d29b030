"""What is done with everybody on a walk: three functions.

Rules
1. Each may be asked twice for the same, after a fault, and does what it does once: by the page's id, or by what it
   writes.
2. What a page adds up to goes into what is carried, and nowhere else: that is written with the move to the next page.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mikomi.aws import everybody
from mikomi.aws.walks import Walk
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person


class OnlyNewerKnows(Exception):
    """A newer release began this, and says more of it than this one can read: it waits for that one."""


class Done(NamedTuple):
    """A page was done: `seen` people were on it, the next begins behind `after` (None: it was the last), at once, or
    not before `next_at`."""

    seen: int
    carried: Json
    after: str | None
    next_at: Millis | None = None


class Task(NamedTuple):
    """What is done with everybody.

    `begin` answers what is carried along, None where there is nothing to do. `page` does the page behind `walk.after`.
    `end` answers when the walk begins anew by itself; None where it does not.
    """

    begin: Callable[[Walk, Millis], Json | None]
    page: Callable[[Walk, Json, Millis], Done]
    end: Callable[[Walk, Json, Millis], Millis | None]


def over_everybody(
    rows: int, of_page: Callable[[Walk, Sequence[Person], Json, Millis], Json]
) -> Callable[[Walk, Json, Millis], Done]:
    """Pages of so many rows of the table; `of_page` is given the people among them, and answers what is carried on."""

    def page(walk: Walk, carried: Json, now: Millis) -> Done:
        there = everybody.page(walk.after, rows)
        return Done(len(there.people), of_page(walk, there.people, carried, now), there.after)

    return page
