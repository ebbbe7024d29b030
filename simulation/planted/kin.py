"""Bugs of leads that are one and two again, of lists and of a CRM (I47)."""

from typing import Any

from mikomi import clock
from mikomi.aws import people
from mikomi.shell.operator import crm, list_import
from mikomi.shell.people import audit, separation
from msgspec.structs import replace

from simulation.planted.patch import Patch, Quietly


def crm_event_named_by_its_moment() -> list[Patch]:
    """The event hangs on when it arrived: a CRM that sends again is heard again (I47)."""
    real = crm._note

    def note(by: str, lead: Any, entry: Any, now: int) -> None:
        real(by, lead, entry._replace(id=f"{entry.id} {now}"), now)

    return [(crm, "_note", note)]


def crm_heard_again_by_the_other() -> list[Patch]:
    """Whether somebody said it of a part is not asked: said again when they are one, it is both's once parted (I47)."""
    real = crm._note

    def note(by: str, lead: Any, entry: Any, now: int) -> None:
        real(by, replace(lead, merged=(), apart={}), entry, now)

    return [(crm, "_note", note)]


def row_named_by_its_moment() -> list[Patch]:
    """The event of a row hangs on when the list was brought in: two people who do so bring everybody in twice (I47)."""
    real = list_import._packet

    def packet(each: Any, wish: Any, begun: Any) -> Any:
        return real(each, wish._replace(digest=str(clock.now())), begun)

    return [(list_import, "_packet", packet)]


def address_stays_with_the_first() -> list[Patch]:
    """Parted, the other has its place again, and its address leads to the one that it was part of (I47)."""
    return [(separation, "people", Quietly(people, hand_over=lambda *_what: None))]


def browsers_stay_with_the_first() -> list[Patch]:
    """Whose browsers they were is not asked: they stay where they are when two are parted (I47)."""
    return [(separation, "_theirs", lambda _lead, _entry, _prints: frozenset())]


def audit_makes_nobody_one() -> list[Patch]:
    """That two are one was lost and overtaken, and the audit only counts it (I47)."""
    return [(audit, "_are_two", lambda *_what: False)]


BUGS = (
    crm_event_named_by_its_moment,
    crm_heard_again_by_the_other,
    row_named_by_its_moment,
    address_stays_with_the_first,
    browsers_stay_with_the_first,
    audit_makes_nobody_one,
)
