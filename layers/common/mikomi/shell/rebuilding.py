"""A person from the log again, and the audit that finds who needs it.

Rules
1. A rebuild changes what we know of a person and nothing else: no mail, alert or timer is decided by it.
2. What the stream never brought is not rebuilt but folded, late, like any other packet: its effects were never
   carried out.
3. Both can be stopped anywhere and begun again: a person is written whole or not at all, and a second time changes
   nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi import clock, keys
from mikomi.aws import log, people, plans
from mikomi.aws.people import Alias
from mikomi.core import decide
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.people import identity
from mikomi.core.telling import retelling
from mikomi.model.base import Millis
from mikomi.model.events import Packet
from mikomi.model.person import Person
from mikomi.shell import folding, identifying, rulebooks

SETTLED = 3_600_000
"""A packet younger than this (milliseconds) may still be on its way through the stream."""


class Finding(NamedTuple):
    """A subject of the log that its person does not hold in full. `late`: packets newer than the last one folded;
    `missing`: how many older ones were never counted.
    """

    subject: str
    person: str
    late: int
    missing: int

    @property
    def lacks(self) -> bool:
        return self.late > 0 or self.missing > 0


def packets_of(person: Person) -> list[Packet]:
    """Everything in the log that the person was folded from."""
    return [packet for subject in person.members for packet in log.packets(subject)]


def at_home(person: Person) -> set[str]:
    """The browsers whose nameless events are this person's: those whose place leads here."""
    places = {keys.visitor_id(subject): subject for subject in person.members if subject.startswith("a:")}
    found = people.load_many(places)
    mine = {
        subject
        for place, subject in places.items()
        if (what := found.get(place)) is not None and _leads_to(what, person)
    }
    return mine


def _leads_to(what: Person | Alias, person: Person) -> bool:
    return what.to == person.id if isinstance(what, Alias) else what.id == person.id


def rebuild(person_id: str) -> bool:
    """Fold the person from the log again and commit it; False if nothing was different. Raises Conflict if an event
    was folded meanwhile (then do it again).
    """
    person = people.load(person_id)
    if person is None:
        return False
    now = clock.now()
    anew = retelling.refold(person, packets_of(person), at_home(person), under_version, now)
    if anew == person:
        return False
    folding.commit(anew, (), now, person)
    return True


def under_version(version: int, person: Person) -> Rulebooks:
    """The rulebooks for a person folded under this version."""
    return rulebooks.holding(plans.version(version), {e.plan for e in person.enrolments if e.status == "active"})


def audit(now: Millis, after: str | None = None) -> Iterator[Finding]:
    """Hold the log against the people, subject by subject, in an order that stays the same (so that it can be taken
    up `after` one of them); answer what each lacks, which may be nothing.
    """
    for subject in log.subjects(after):
        yield finding_of(subject, now - SETTLED)


def finding_of(subject: str, until: Millis) -> Finding:
    """What the subject's person lacks of what the log holds until this moment."""
    packets = [packet for packet in log.packets(subject) if packet.received_at < until]
    home = identifying.home_of(subject, [event for packet in packets for event in packet.events])
    person = people.load(home)
    member = person.members.get(subject) if person else None
    if person is None or member is None:
        return Finding(subject, home, len(packets), 0)
    late = sum(packet.received_at > member.last_received for packet in packets)
    # another lead may have taken some of a shared browser's packets, so only a shortfall of all its people counts
    return Finding(subject, person.id, late, len(packets) - late - member.packets if member.packets else 0)


def is_folded(packet: Packet, now: Millis) -> bool:
    """Whether its people hold this packet: by what they remember of the last day, and by the count of the subject's
    packets before that.
    """
    told = _people_of(packet)
    if all(any(decide.remembers(person, event) for person in told) for event in packet.events):
        return True
    return packet.received_at <= now - decide.REMEMBERED and not finding_of(packet.subject, now).lacks


def _people_of(packet: Packet) -> list[Person]:
    """Whoever may have been told of these events: who is at home at the subject, and whom the events name."""
    places = [identifying.home_of(packet.subject, list(packet.events))]
    for event in packet.events:
        claim = identity.claim_of(event)
        aliases = [keys.email_alias(claim.email)] if claim and claim.email else []
        aliases += [keys.user_alias(claim.user_id)] if claim and claim.user_id else []
        places += [owner for alias in aliases if (owner := people.find_alias(alias))]
    return [person for place in dict.fromkeys(places) if (person := people.load(place))]


def catch_up(finding: Finding) -> None:
    """Fold what the stream never brought; rebuild if older packets are missing too."""
    if finding.late:
        person = people.load(finding.person)
        member = person.members.get(finding.subject) if person else None
        after = member.last_received if member else -1
        late = [packet for packet in log.packets(finding.subject) if packet.received_at > after]
        folding.fold(sorted(late, key=lambda packet: (packet.received_at, packet.sort)))
    if finding.missing > 0:
        rebuild(finding.person)
