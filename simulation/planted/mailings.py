"""Bugs of mailings: of the list, of turns, of stopping."""

from typing import Any

from mikomi import clock
from mikomi.aws import walks
from mikomi.aws.refusals import ConditionFailed
from mikomi.core.mails import sending
from mikomi.shell.everybody import mailing
from msgspec.structs import replace

from simulation.planted.patch import Patch


def turn_lies_under_the_time() -> list[Patch]:
    """A turn lies under the moment at which it was given, so that a page done again gives another (I37)."""
    give = mailing._give_turn
    return [(mailing, "_give_turn", lambda person, broadcast, _at: give(person, broadcast, clock.now()))]


def stop_that_nobody_heeds() -> list[Patch]:
    """A page moves the row on by its number, whatever status it has by then (I37)."""

    def move(seen: Any, written: Any, gone: Any) -> bool:
        was = {"run": seen.run, "pages": seen.pages}
        try:
            walks._update(seen.pk, written, gone, was)
        except ConditionFailed:
            return False
        return True

    go_on = walks.go_on

    def heedless(walk: Any, **more: Any) -> bool:
        kept, walks._move = walks._move, move
        try:
            return go_on(walk._replace(status="going"), **more)
        finally:
            walks._move = kept

    return [(walks, "go_on", heedless)]


def last_moment_is_asked_once() -> list[Patch]:
    """A mail that waited is not asked again whether it is too late (I37)."""
    look = sending.look
    return [(sending, "look", lambda effect, *about: look(replace(effect, not_after=None), *about))]


def row_moves_before_the_turns() -> list[Patch]:
    """A page is noted as done, and only then are its turns given: who dies in between leaves people out (I37)."""
    waiting: list[Any] = []
    give, page = mailing._give_turn, mailing._give_turns

    def begin_page(*asked: Any) -> Any:
        waiting.clear()
        return page(*asked)

    def moved(move: Any) -> Any:
        def move_first(*asked: Any, **more: Any) -> bool:
            went = bool(move(*asked, **more))
            while waiting:
                give(*waiting.pop(0))
            return went

        return move_first

    return [
        (mailing, "_give_turns", begin_page),
        (mailing, "_give_turn", lambda *turn: waiting.append(turn)),
        (walks, "go_on", moved(walks.go_on)),
        (walks, "end", moved(walks.end)),
    ]


BUGS = (
    turn_lies_under_the_time,
    stop_that_nobody_heeds,
    last_moment_is_asked_once,
    row_moves_before_the_turns,
)
