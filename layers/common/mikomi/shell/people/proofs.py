"""What there is to show of an address: all that proves whether it may be written to, and how it stands now.

Rules
1. The log keeps what proves something for three years (`aws.log`); the basis on which mail goes out stands in the
   person's item besides, for as long as the person does.
2. Of a browser that several people use only that is shown which is not about somebody else.
3. What was done by hand is known of an address that is nobody's, too.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi import keys, mail_address
from mikomi.aws import addresses, log, people, suppressions
from mikomi.aws.suppressions import Suppression
from mikomi.core import replay
from mikomi.core.people import identity, proof
from mikomi.core.people.proof import Proof
from mikomi.core.telling import consent_record
from mikomi.model.base import Json
from mikomi.model.events import Event, Packet
from mikomi.model.person import Person
from mikomi.packing import iso


class NoAddress(Exception):
    """What was written is no address."""


class ConsentRecord(NamedTuple):
    """An address (None of a lead without one), the lead that it belongs to, what stops mail to it, and all proofs, the
    earliest first."""

    address: str | None
    person: Person | None
    stopped: Suppression | None
    proofs: tuple[Proof, ...]


def of_address(written: str) -> ConsentRecord:
    """Raises NoAddress."""
    address = mail_address.pick(written)
    if address is None:
        raise NoAddress(written)
    owner = people.find_alias(keys.email_alias(address))
    return _standing(address, people.load(owner) if owner else None)


def of_person(person: Person) -> ConsentRecord:
    return _standing(person.email, person)


def plain(standing: ConsentRecord) -> Json:
    """What programs read of it."""
    person, stopped = standing.person, standing.stopped
    return {
        "address": standing.address,
        "lead": person.id if person else None,
        "suppressed": {"reason": stopped.stopped_by, "since": iso(stopped.at)} if stopped else None,
        "consents": bool(person and person.consent and not person.is_unsubscribed),
        "proofs": [
            consent_record.plain(each, iso(each.at), iso(each.until) if each.until is not None else None)
            for each in standing.proofs
        ],
    }


def _standing(address: str | None, person: Person | None) -> ConsentRecord:
    stopped = suppressions.read(address) if address else None
    return ConsentRecord(address, person, stopped, proof.proofs(_events(address, person), person))


def _events(address: str | None, person: Person | None) -> Iterator[Event]:
    if person:
        for subject in sorted({*person.members, f"p:{person.id}"}):
            for packet in log.proving(subject):
                if not _is_of_another(packet, person, address):
                    yield from packet.events
    if address:
        for packet in log.proving(keys.address_subject(addresses.hashed(address))):
            yield from packet.events


def _is_of_another(packet: Packet, person: Person, address: str | None) -> bool:
    claims = [claim for claim in map(identity.claim_of, packet.events) if claim and claim.email != address]
    return any(not replay.is_about(person, claim) for claim in claims)
