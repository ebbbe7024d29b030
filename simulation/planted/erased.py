"""Bugs of erasing somebody (I27)."""

from typing import Any

from mikomi.aws import addresses, erasures
from mikomi.core.people import erasure
from mikomi.shell.erasure import known, looks, namesakes, places

from simulation.planted.patch import Patch, Quietly


def _without(*names: str) -> list[Patch]:
    return [(places, "TABLE", {name: take for name, take in places.TABLE.items() if name not in names})]


def late_event_brings_them_back() -> list[Patch]:
    """Everything is deleted, and what comes late is folded like anything else (I27)."""
    return [(erasure, "is_dropped", lambda _person, _event: False)]


def rows_that_nobody_thought_of() -> list[Patch]:
    """The person and the log go; what was sent to them stays (I27)."""
    return _without("rows")


def nobody_looks_again() -> list[Patch]:
    """One look is enough: what was under way then stays for good (I27)."""
    return [(looks, "LATER", ())]


def late_word_of_another_browser() -> list[Patch]:
    """That a browser nobody knew speaks of somebody erased is not noted, so nobody takes it out of the log (I27)."""
    return [(erasures, "note_late", lambda _person, _subject, _now: None)]


def who_only_named_the_address_is_left() -> list[Patch]:
    """The address leads to its holder, and to nobody else (I27)."""

    def holder(written: str) -> list[Any]:
        found = looks.find(written)
        return [found] if found else []

    return [(namesakes, "find_all", holder)]


def shared_browser_left_alone() -> list[Patch]:
    """A browser that somebody else uses too is the other's (I27)."""
    return [(looks, "_from_shared", lambda _known, _now: 0)]


def second_of_one_address_told_after_the_first() -> list[Patch]:
    """Of a shared browser goes what the log, told again, told the person; nothing where a holder went before (I27)."""
    return [(known, "_names", lambda _event, _person: False)]


def whole_tablet_erased() -> list[Patch]:
    """Of a browser that was theirs everything goes, whoever else it was told of (I27)."""
    return [(known, "_shared", lambda _person, _trail: [])]


def archive_that_is_not_told() -> list[Patch]:
    """The archive goes on answering with them (I27)."""
    return _without("archive")


def mail_goes_on() -> list[Patch]:
    """Nothing is left of them, not even that nobody writes there (I27)."""
    nothing = Quietly(addresses, suppress=lambda *_what: None)
    return [(looks, "addresses", nothing), (places, "addresses", nothing)]


BUGS = (
    late_event_brings_them_back,
    rows_that_nobody_thought_of,
    nobody_looks_again,
    late_word_of_another_browser,
    who_only_named_the_address_is_left,
    shared_browser_left_alone,
    second_of_one_address_told_after_the_first,
    whole_tablet_erased,
    archive_that_is_not_told,
    mail_goes_on,
)
