"""A company's own small fold: who did what an alert asks for, and whether they are enough by now.

Rules
1. Pure: `heard(deeds, note, alert, homes)` is told who of those noted is one of the company's people today, and as
   whom: two who were merged count once, erased ones not at all.
2. Enough are so many different people who did it within the alert's time, whichever of their notes comes last: a note
   that was held up completes a time that is over just as well.
3. Enough are told once, and then none before that time has passed.
4. The same note, heard again, changes nothing.
"""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from mikomi.model.base import Millis
from mikomi.model.colleagues import CompanyDeeds, Quorum
from mikomi.model.effects import TellCompany
from mikomi.model.sales_settings import CompanyAlert

MOST = 100
"""People that are remembered for one alert: the latest."""
TIMES = 2
"""So many times of the alert somebody is remembered: a note may come late."""


def noted(deeds: CompanyDeeds, note: TellCompany, alert: CompanyAlert) -> CompanyDeeds:
    """With this person among those who did it, and without those who did it too long before."""
    known = deeds.did.get(note.alert, {})
    did = {**known, note.person: max(note.did_at, known.get(note.person, 0))}
    begun = max(did.values()) - TIMES * alert.within.millis
    latest = sorted(((at, person) for person, at in did.items() if at >= begun), reverse=True)[:MOST]
    return replace(deeds, did={**deeds.did, note.alert: {person: at for at, person in sorted(latest)}})


def those_near(deeds: CompanyDeeds, note: TellCompany, alert: CompanyAlert) -> Mapping[str, Millis]:
    """Who did it so near that both may be within one time of the alert."""
    within = alert.within.millis
    did = deeds.did.get(note.alert, {})
    return {person: at for person, at in did.items() if abs(at - note.did_at) <= within}


def heard(deeds: CompanyDeeds, note: TellCompany, alert: CompanyAlert, homes: Mapping[str, str]) -> CompanyDeeds:
    """After this note; `homes`: who those are by now that count. `reached_by` says whether they were enough."""
    near = {person: at for person, at in those_near(deeds, note, alert).items() if person in homes}
    last = deeds.reached.get(note.alert)
    for ends in sorted(at for at in near.values() if at >= note.did_at):
        people = {homes[person] for person, at in near.items() if ends - alert.within.millis <= at <= ends}
        is_over = last is None or ends >= last.at + alert.within.millis
        if len(people) >= alert.people and is_over and note.person in homes:
            quorum = Quorum(at=ends, by=note.id, person=note.person, people=tuple(sorted(people)))
            return replace(deeds, reached={**deeds.reached, note.alert: quorum})
    return deeds


def reached_by(deeds: CompanyDeeds, note: TellCompany) -> Quorum | None:
    """What is to be told because of this note: it was the one with which they were enough."""
    last = deeds.reached.get(note.alert)
    return last if last is not None and last.by == note.id else None


def without(deeds: CompanyDeeds, people: Collection[str]) -> CompanyDeeds:
    """As if these people had never been noted. That it was told, and when, stays."""
    did = {alert: {who: at for who, at in known.items() if who not in people} for alert, known in deeds.did.items()}
    reached = {
        alert: replace(
            last,
            people=tuple(who for who in last.people if who not in people),
            person="" if last.person in people else last.person,
        )
        for alert, last in deeds.reached.items()
    }
    return replace(deeds, did=did, reached=reached)


def has(deeds: CompanyDeeds, note: TellCompany) -> bool:
    """Whether this note was heard."""
    return deeds.did.get(note.alert, {}).get(note.person, 0) >= note.did_at
