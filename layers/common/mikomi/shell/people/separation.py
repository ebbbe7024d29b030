"""Two leads that became one by somebody's word are parted again, each made of the log anew.

Rules
1. The other one stands in its own place first, then what led to it leads there again, and last the lead is written
   without it. Cut off anywhere, the look after the lead completes it (`complete`), or the same word again: nothing is
   lost, and for that moment what the two share is told to both.
2. Whose events are whose: what came of the other's browsers is the other's; of a browser that came since, what it names
   decides. A rebuild decides nothing (`rebuild`): no mail and no alert goes out by it.
"""

from msgspec.structs import replace

from mikomi import clock, keys, observe
from mikomi.aws import people
from mikomi.aws.people import Conflict
from mikomi.core import replay
from mikomi.core.people import identity, kinship
from mikomi.core.replay import Footprints
from mikomi.model.base import DAY, Millis
from mikomi.model.merged_lead import MergedLead
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell.people import fold, footprints
from mikomi.shell.people.resolution import names_of

TRIES = 6


def entry_of(other_id: str) -> tuple[Person, MergedLead] | None:
    """Of whom this lead became part, and what is remembered of it; None if it is nobody's part."""
    place = people.look(other_id)
    ids = place.conflicts if isinstance(place, Person) else (place.to,) if place else ()
    for each in ids:
        lead = people.load(each)
        for entry in lead.merged if lead else ():
            if lead and entry.id == other_id:
                return lead, entry
    return None


def part(other_id: str, past: footprints.Past = footprints.nothing) -> bool:
    """Give the other lead back. False if it is nobody's part. Raises Conflict if the two are folded all the while."""
    for attempt in range(TRIES):
        there = entry_of(other_id)
        if there is None:
            return attempt > 0
        try:
            _part(*there, past, clock.now())
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            return True
    return True


def complete(lead: Person, past: footprints.Past | None = None) -> None:
    """Part from this lead those of whom that was said, if whoever did so was cut off. Without a `past`, only a lead of
    whom the log's table has let nothing go: of any other it would be forgotten.
    """
    for entry in kinship.half_parted(lead):
        if past is None and not _is_all_in_log(lead, clock.now()):
            observe.log("half_parted", level="WARNING", lead=lead.id, other=entry.id)
        else:
            part(entry.id, past or footprints.nothing)


def _is_all_in_log(lead: Person, now: Millis) -> bool:
    """With a day to spare, for what is late in going."""
    return all(member.first_at > now - (settings().event_days - 1) * DAY for member in lead.members.values())


def _part(lead: Person, entry: MergedLead, past: footprints.Past, now: Millis) -> None:
    prints = footprints.of(lead, past)
    theirs = _theirs(lead, entry, prints)
    shells = kinship.parted(lead, entry, theirs, now)
    others = [each for each in prints.own if each in theirs or each in entry.led]
    own = [each for each in prints.own if each not in others]
    mine = _folded(shells.lead, shells.other, prints._replace(own=own), now)
    other = _folded(shells.other, shells.lead, prints._replace(own=others), now)
    if not isinstance(people.look(entry.id), Person):  # else it was cut off, and they have lived on since
        version = people.place_version(entry.id)
        fold.commit(replace(other, version=version), (), now, Person(id=entry.id))
    browsers = [keys.visitor_id(each) for each in (*theirs, *entry.led) if each.startswith("a:")]
    for place in (*browsers, *(each.id for each in shells.other.merged)):
        people.lead_on(place, lead.id, entry.id, now)
    for name in names_of(shells.other, *shells.other.merged):
        people.hand_over(name, lead.id, entry.id, now)
    fold.commit(mine, (), now, lead)


def _theirs(lead: Person, entry: MergedLead, prints: Footprints) -> frozenset[str]:
    """The subjects that are the other's alone: those of then, and browsers of since that name the other."""
    names: dict[str, set[bool]] = {}
    for packet in prints.packets:
        for event in packet.events:
            if claim := identity.claim_of(event):
                is_other = (claim.email and claim.email == entry.email) or (
                    claim.user_id and claim.user_id == entry.user_id
                )
                names.setdefault(packet.subject, set()).add(bool(is_other))
    since = {
        subject
        for subject, member in lead.members.items()
        if member.first_at >= entry.at and subject not in entry.subjects and names.get(subject) == {True}
    }
    own = {f"p:{entry.id}"} & lead.members.keys()
    return frozenset((*entry.subjects, *since, *own)) - frozenset(entry.shared)


def _folded(one: Person, two: Person, prints: Footprints, now: Millis) -> Person:
    """One of the two as the log makes it, once they are parted."""
    packets = [packet for packet in prints.packets if packet.subject in one.members]
    others = [two, *(other for other in prints.others if other.id not in (one.id, two.id))]
    return replay.refold(one, prints._replace(packets=packets, others=others), footprints.under_version, now)
