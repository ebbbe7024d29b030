"""Bugs of what people of one company did (I45)."""

from typing import Any

from mikomi import clock, own_events
from mikomi.aws import company_deeds as kept
from mikomi.core.sales import company_deeds
from mikomi.shell.effects import company
from msgspec.structs import replace

from simulation.planted.patch import Patch, Quietly


def company_told_by_each_note() -> list[Patch]:
    """That a company was told of is not remembered: whoever does it next tells again (I45)."""
    heard = company_deeds.heard

    def forgetful(deeds: Any, *more: Any) -> Any:
        return heard(replace(deeds, reached={}), *more)

    return [(company, "company_deeds", Quietly(company_deeds, heard=forgetful))]


def company_counts_whoever_ever_did_it() -> list[Patch]:
    """Whoever is remembered counts, however long ago they did it (I45)."""
    heard = company_deeds.heard

    def whenever(deeds: Any, note: Any, alert: Any, homes: Any) -> Any:
        did = dict.fromkeys(deeds.did[note.alert], note.did_at)
        after = heard(replace(deeds, did={note.alert: did}), note, alert, homes)
        return replace(deeds, reached=after.reached)

    def everybody(deeds: Any, note: Any, alert: Any) -> Any:
        return deeds.did[note.alert]

    return [(company, "company_deeds", Quietly(company_deeds, heard=whenever, those_near=everybody))]


def company_event_named_by_its_moment() -> list[Patch]:
    """The event hangs on when it is written: carried out again it is another one (I45)."""
    note = own_events.note

    def by_moment(what: str, subject: str, *apart: str, **more: Any) -> Any:
        return note(what, subject, *apart, str(clock.now()), **more)

    return [(company, "own_events", Quietly(own_events, note=by_moment))]


def company_noted_before_it_is_told() -> list[Patch]:
    """A note that stands in the item has ended, whether the log was told or not (I45)."""
    tell = company.tell

    def once(note: Any) -> None:
        if not company_deeds.has(kept.read(note.company)[0], note):
            tell(note)

    return [
        (company, "tell", once),
        (company, "has", lambda note, now: company_deeds.has(kept.read(note.company)[0], note)),
    ]


BUGS = (
    company_told_by_each_note,
    company_counts_whoever_ever_did_it,
    company_event_named_by_its_moment,
    company_noted_before_it_is_told,
)
