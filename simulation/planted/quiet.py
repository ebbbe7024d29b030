"""Bugs of time as an occasion: nobody is woken, too late, or not for a plan of today."""

from typing import Any

from mikomi.core.behaviour import rises
from mikomi.model.base import Millis
from mikomi.shell.everybody import look_back

from simulation.planted.patch import Patch


def who_was_here_before_is_not_told() -> list[Patch]:
    """A plan of today wakes only whoever comes again (I38)."""
    return [(look_back, "_wake", lambda _person, _plan: None)]


def quiet_on_the_dot() -> list[Patch]:
    """The moment is one millisecond too soon: what was so long ago is not too old yet, and nothing rises (I38)."""
    turns = rises._turns
    return [(rises, "_turns", lambda leaf, stands: (moment - 1 for moment in turns(leaf, stands)))]


def wakes_when_the_latest_event_came() -> list[Patch]:
    """Time is counted from whatever somebody did last, not from what the trigger asks for (I38)."""
    first = rises.first_rise

    def late(condition: Any, facts: Any, since: Millis) -> Millis | None:
        person = facts(since).person
        moment = first(condition, facts, since)
        return moment and max(moment, (person.last_at or 0) + 2 * 86_400_000)

    return [(rises, "first_rise", late)]


BUGS = (who_was_here_before_is_not_told, quiet_on_the_dot, wakes_when_the_latest_event_came)
