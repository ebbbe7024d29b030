"""What somebody did is noted for their company; enough of them make an event of the log.

Rules
1. The item is written under the version that was read: of two at once one begins anew.
2. The event is written after the item, under an id that follows from the note: whoever comes again writes the same one.
3. Who counts is asked of the table, at every note: an erased person is no colleague from that moment on.
"""

from collections.abc import Iterable

from mikomi import clock, own_events, packing
from mikomi.aws import company_deeds as kept
from mikomi.aws import log, people, plans
from mikomi.aws.people import Alias
from mikomi.core.sales import colleagues, company_deeds
from mikomi.core.sales.colleagues import CompanyAct
from mikomi.model.base import Millis
from mikomi.model.colleagues import CompanyDeeds
from mikomi.model.effects import TellCompany
from mikomi.model.events import COMPANY_ACTED
from mikomi.model.person import Person
from mikomi.model.sales_settings import CompanyAlert

TRIES = 8


class CompanyBusy(Exception):
    """Others wrote the company's item each time: the effect comes again."""


def tell(note: TellCompany) -> None:
    """Note it, and tell if they are enough by now."""
    alert = _alert(note)
    if alert is None:
        return
    for _ in range(TRIES):
        deeds, version = kept.read(note.company)
        if company_deeds.reached_by(deeds, note):
            return _append(note, deeds)
        after = company_deeds.noted(deeds, note, alert)
        after = company_deeds.heard(after, note, alert, _homes(company_deeds.those_near(after, note, alert), note))
        if kept.write(note.company, after, version, _until(note, alert)):
            return _append(note, after)
    raise CompanyBusy(note.company[:2])


def has(note: TellCompany, now: Millis) -> bool:
    """Whether it was noted and told; what is too long ago to count needs neither."""
    alert = _alert(note)
    if alert is None or note.did_at < now - alert.within.millis:
        return True
    deeds, _ = kept.read(note.company)
    if company_deeds.reached_by(deeds, note):
        packet = _packet(note, deeds)
        return packet is not None and log.find(packet.subject, packet.sort) is not None
    return company_deeds.has(deeds, note)


def _alert(note: TellCompany) -> CompanyAlert | None:
    return plans.version(note.plan).sales.company_alert(note.alert)


def _until(note: TellCompany, alert: CompanyAlert) -> Millis:
    return max(clock.now(), note.at) + company_deeds.TIMES * alert.within.millis


def _homes(noted: Iterable[str], note: TellCompany) -> dict[str, str]:
    """Who those are by now that are of this company today."""
    sales = plans.active().sales
    there = people.load_many(noted)
    led = {id: what.to for id, what in there.items() if isinstance(what, Alias)}
    there |= people.load_many(set(led.values()) - there.keys())
    homes = {id: there.get(led.get(id, id)) for id in noted}
    return {
        id: home.id
        for id, home in homes.items()
        if isinstance(home, Person) and colleagues.counts(home, note.company, sales)
    }


def _append(note: TellCompany, deeds: CompanyDeeds) -> None:
    if packet := _packet(note, deeds):
        log.append(packet)


def _packet(note: TellCompany, deeds: CompanyDeeds) -> packing.Packed | None:
    quorum = company_deeds.reached_by(deeds, note)
    if quorum is None:
        return None
    said = colleagues.properties_of(CompanyAct(note.alert, note.company, quorum.people, quorum.at))
    subject = f"p:{note.person}"
    event = own_events.note(COMPANY_ACTED, subject, note.id, at=note.at, origin="server", proof=2, properties=said)
    return own_events.packet(subject, event, clock.now())
