"""Bugs of what the log is told of decisions and of what came of them."""

from typing import Any

from mikomi import clock
from mikomi.core.scenarios import journey
from mikomi.model.effects import Note
from mikomi.shell.effects import chronicle, dispatch

from simulation.planted.patch import Patch


def told_by_the_winner_alone() -> list[Patch]:
    """Whoever's move of a row is refused tells nothing, though it was the own one and its answer was lost (I36)."""
    return [(chronicle, "_tell_as_it_stands", lambda _key: None)]


def outcome_key_by_time() -> list[Patch]:
    """An outcome lies under the moment at which it was written, so that it stands there again when it is told again
    (I36)."""
    packet = chronicle._packet

    def by_the_clock(person: str, known_as: str, at: int, told: Any) -> Any:
        return packet(person, known_as, clock.now(), told)

    return [(chronicle, "_packet", by_the_clock)]


def postponed_step_is_reached_again() -> list[Patch]:
    """A step at which somebody waits is noted at each look (I36)."""
    take_steps = journey._take_steps
    return [(journey, "_take_steps", lambda turn, run, *, is_new: take_steps(turn, run, is_new=True))]


def notes_are_not_looked_after() -> list[Patch]:
    """A note counts as written once it was decided: what a lost record would have brought is never told (I36)."""
    has_ended = dispatch.has_ended
    return [(dispatch, "has_ended", lambda effect, person: isinstance(effect, Note) or has_ended(effect, person))]


BUGS = (
    told_by_the_winner_alone,
    outcome_key_by_time,
    postponed_step_is_reached_again,
    notes_are_not_looked_after,
)
