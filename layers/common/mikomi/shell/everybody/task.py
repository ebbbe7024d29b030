"""What is done with everybody on a walk: three functions.

Rules
1. Each may be asked twice for the same, after a fault, and does what it does once: by the page's id, or by what it
   writes.
2. What a page adds up to goes into what is carried, and nowhere else: that is written with the move to the next page.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mikomi.aws.walks import Walk
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person


class Task(NamedTuple):
    """What is done with everybody.

    `begin` answers what is carried along, None where there is nothing to do. `page` is given the people of a page, of
    `rows` rows of the table, and answers what is carried on. `end` answers when the walk begins anew by itself; None
    where it does not.
    """

    rows: int
    begin: Callable[[Walk, Millis], Json | None]
    page: Callable[[Walk, Sequence[Person], Json, Millis], Json]
    end: Callable[[Walk, Json, Millis], Millis | None]
