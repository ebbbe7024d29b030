"""What a person is known by, and which events of the log are theirs.

Rules
1. A browser's events are the person's whole, unless somebody else was told some of them: then only those that this
   person was told, as the log folded again says (`core.replay`), and those that name their address.
2. What was written a moment ago counts as well: nobody comes back to ask whose it was.
3. Addresses and user ids are those under which the person can be found now; what is somebody else's stays theirs.
"""

from collections.abc import Iterable, Iterator, Mapping

from mikomi import keys
from mikomi.aws import log, people
from mikomi.aws.erasures import KnownBy
from mikomi.core import replay
from mikomi.core.companies import marks
from mikomi.core.companies.marks import host_key, name_key, number_key
from mikomi.core.people import external_ids, identity
from mikomi.core.replay import Footprints
from mikomi.model.base import Millis
from mikomi.model.events import Event
from mikomi.model.person import Person, Trait
from mikomi.shell.people import footprints

SharedEvents = Mapping[str, set[str]]
"""Subject → the ids of its events that are the person's."""


def of(person: Person) -> KnownBy:
    """Everything under which something of this person may be found."""
    trail = footprints.of(person, surely=True)
    shared = _shared(person, trail)
    alone = [subject for subject in person.members if subject not in shared]
    visitors = [keys.visitor_id(subject) for subject in trail.own]
    addresses, users = _identifiers(person, trail)
    born = [keys.lead_id(f"email:{each}") for each in addresses] + [keys.lead_id(f"user:{each}") for each in users]
    taken = people.load_many(born).keys() - {person.id}
    ids = dict.fromkeys(
        (person.id, *(each.id for each in person.merged), *visitors, *(each for each in born if each not in taken))
    )
    noted = [f"{kind}:{each}" for each in ids for kind in ("o", "p")]
    return KnownBy(
        person=person.id,
        ids=tuple(ids),
        subjects=tuple(dict.fromkeys((*alone, *noted))),
        shared=tuple(shared),
        addresses=tuple(addresses),
        users=tuple(users),
        external=tuple(_external(person, trail)),
        companies=tuple(_companies(person, trail, addresses)),
    )


def shared_events(person: Person, now: Millis) -> SharedEvents:
    """Of the browsers that somebody else uses too, the events that this person was told."""
    trail = footprints.of(person, surely=True)
    shared = _shared(person, trail)
    found: dict[str, set[str]] = {subject: set() for subject in shared}
    if shared:
        for step in replay.retell(person, trail, footprints.under_version, now):
            if isinstance(step.cause, Event) and step.cause.subject in found:
                found[step.cause.subject].add(step.cause.id)
        for subject in found:  # as the log has it: the trail does not hear what names somebody erased
            for packet in log.packets(subject, surely=True):
                found[subject] |= {event.id for event in packet.events if _names(event, person)}
    return found


def _names(event: Event, person: Person) -> bool:
    """Whether the event says to be of this person. Once somebody else of the same address is erased, the log told again
    does not hear it any more."""
    claim = identity.claim_of(event)
    return claim is not None and claim.email is not None and claim.email == person.email


def _shared(person: Person, trail: Footprints) -> list[str]:
    others = {subject for other in trail.others if other.id != person.id for subject in other.members}
    return [
        subject
        for subject in person.members
        if subject in others or (subject.startswith("a:") and subject not in trail.own)
    ]


def _identifiers(person: Person, trail: Footprints) -> tuple[list[str], list[str]]:
    claims = [claim for packet in trail.packets for event in packet.events if (claim := identity.claim_of(event))]
    addresses = dict.fromkeys(filter(None, (person.email, *person.undeliverable, *(each.email for each in claims))))
    users = dict.fromkeys(filter(None, (person.user_id, *(each.user_id for each in claims))))
    holders = people.find_aliases((*map(keys.email_alias, addresses), *map(keys.user_alias, users)))
    return (
        [each for each in addresses if _is_theirs(each, holders.get(keys.email_alias(each)), person)],
        [each for each in users if holders.get(keys.user_alias(each)) == person.id],
    )


def _external(person: Person, trail: Footprints) -> list[str]:
    """What leads to the person, or to whoever became a part of them, from other systems' ids."""
    said = [person.traits_plain, *(event.traits for packet in trail.packets for event in packet.events)]
    holders = people.find_aliases(dict.fromkeys(alias for traits in said for alias in external_ids.aliases(traits)))
    theirs = {person.id, *(each.id for each in person.merged)}
    return [alias for alias, holder in holders.items() if holder in theirs]


def _companies(person: Person, trail: Footprints, addresses: Iterable[str]) -> Iterator[str]:
    """Under what the person may be noted as somebody's colleague: by all that they ever said of a company."""
    said = [event.traits for packet in trail.packets for event in packet.events if event.traits]
    known = [marks.of(person)]
    for traits in said:
        as_said = {name: Trait(value=value, at=0) for name, value in traits.items()}
        known.append(marks.of(Person(id=person.id, traits=as_said)))
    known += [marks.of(Person(id=person.id, email=each)) for each in addresses]
    keys_of = (key for each in known for key in (number_key(each.number), name_key(each.name), host_key(each.host)))
    yield from dict.fromkeys(filter(None, keys_of))


def _is_theirs(address: str, holder: str | None, person: Person) -> bool:
    """Whether the address is this person's: shown, or at least claimed by nobody else. Who only names the address of
    somebody else, and was not believed, is erased without it: the mail to its holder goes on."""
    return holder == person.id or (holder is None and address == person.email)
