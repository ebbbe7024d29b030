"""What a CRM says of leads is noted as acts of sales, in the log of each lead.

Rules
1. What a CRM says once is one event for each act, however often it arrives: its id follows from the system and the
   CRM's own `id`, whichever lead it stands with by then.
2. An entry is taken whole or refused whole, with what is wrong. An id that nobody was said to have is refused: a CRM
   makes no leads.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi import clock, own_events
from mikomi.aws import log, people, plans
from mikomi.core.sales import crm
from mikomi.core.sales.asked import Unfit
from mikomi.core.sales.crm import CrmEntry
from mikomi.model.base import Json, Millis
from mikomi.model.events import REP_ACTED
from mikomi.model.person import Person
from mikomi.shell.people import external_ids


class CrmRefusal(NamedTuple):
    """`position`: which of the entries. `name`: of the key that is wrong; empty where the whole entry is."""

    position: int
    name: str
    code: str
    params: Json


def take(system: str, sent: Sequence[object]) -> list[CrmRefusal]:
    """Note each entry that is good; the others, with why not. Raises Unfit if no system is called so."""
    by, plan, now = crm.speaker(system), plans.active(), clock.now()
    refused: list[CrmRefusal] = []
    entries: dict[int, CrmEntry] = {}
    for position, each in enumerate(sent):
        try:
            entries[position] = crm.entry_of(each, plan)
        except Unfit as why:
            refused.append(CrmRefusal(position, str(why.params.get("name", "")), why.code, why.params))
    holders = external_ids.holders(system, [each.external_id for each in entries.values()])
    homes = {holder: people.load(holder) for holder in dict.fromkeys(holders.values())}
    for position, entry in entries.items():
        lead = homes.get(holders.get(entry.external_id, ""))
        if lead is None or not lead.is_lead:
            params = {"system": system, "given": entry.external_id}
            refused.append(CrmRefusal(position, "external_id", "crm_unknown", params))
        else:
            _note(by, lead, entry, now)
    return sorted(refused)


def _note(by: str, lead: Person, entry: CrmEntry, now: Millis) -> None:
    """Unless it stands with a part of this lead, or with whoever it was one with when it was said first."""
    kin = [f"p:{each}" for each in dict.fromkeys((*(part.id for part in lead.merged), *lead.apart))]
    for act in entry.acts:
        said = {**act, "by": by}
        apart = (entry.id, str(act["act"]))
        event = own_events.note(REP_ACTED, by, *apart, at=min(entry.at, now), origin="rep", proof=2, properties=said)
        packed = own_events.packet(f"p:{lead.id}", event, now, entry.at)
        if not any(log.find(subject, packed.sort) for subject in kin):
            log.append(packed)
