"""What the log holds of one person, ready to be told again: whose browsers these are, and by which plan they were read.

Rules
1. A browser's nameless events are whoever's its place leads to.
2. Whether a claim that names somebody else was believed can be told from the others alone: whoever was told anything
   by a browser counts it among its members.
"""

from collections.abc import Callable, Iterable, Set
from heapq import merge

from msgspec.structs import replace

from mikomi import keys
from mikomi.aws import log, people, plans
from mikomi.aws.people import Alias
from mikomi.core import replay
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.people import erasure, identity
from mikomi.core.replay import Footprints
from mikomi.core.score import half_lives
from mikomi.model.events import Event, Packet
from mikomi.model.person import Person
from mikomi.shell import rulebooks
from mikomi.shell.people import resolution

AT_ONCE = 25
"""Packets of each browser that are read ahead at least: somebody may have many browsers, each of them with a long log.
"""


Past = Callable[[str], Iterable[Packet]]
"""A subject's packets that the log's table has let go (and some that it has not yet)."""


def nothing(_subject: str) -> Iterable[Packet]:
    return ()


def of(person: Person, past: Past = nothing, *, surely: bool = False) -> Footprints:
    """Everything in the log that the person was folded from; also what only `past` knows of it, and `surely` what was
    written a moment ago."""
    packets = [packet for subject in person.members for packet in _all_of(subject, past, surely)]
    packets = list(erasure.since(person.erased_at, packets))
    return _held_by(person, packets, whole=True)


def _all_of(subject: str, past: Past, surely: bool) -> Iterable[Packet]:
    """The subject's packets in their order, each once."""
    each = {packet.sort: packet for packet in past(subject)}
    there = log.packets(subject, surely=surely)
    if not each:
        return there
    each |= {packet.sort: packet for packet in there}
    return (each[sort] for sort in sorted(each))


def latest_of(person: Person, most: int) -> Footprints:
    """The latest of them, `most` events at the most."""
    at_once = most // max(1, len(person.members)) + AT_ONCE
    newest_first = merge(
        *(log.packets(subject, newest_first=True, at_once=at_once) for subject in person.members),
        key=lambda packet: packet.sort,
        reverse=True,
    )
    packets: list[Packet] = []
    events = 0
    for packet in erasure.since(person.erased_at, newest_first):
        events += len(packet.events)
        if events > most:
            break
        packets.append(packet)
    return _held_by(person, packets, whole=events <= most)


def people_of(packets: Iterable[Packet]) -> list[Person]:
    """Whoever may have been told of these events: who is at home at their subject, and whom they name."""
    places: dict[str, None] = {}
    aliases: dict[str, None] = {}
    for packet in packets:
        places[resolution.home_of(packet.subject, list(packet.events))] = None
        for claim in filter(None, map(identity.claim_of, packet.events)):
            if claim.recognised:
                places[claim.recognised] = None
            if claim.email:
                places[keys.beside_id(packet.subject, claim.email)] = None
                places[keys.lead_id(f"email:{claim.email}")] = None  # of who was erased, nothing else leads there
                aliases[keys.email_alias(claim.email)] = None
            if claim.user_id:
                aliases[keys.user_alias(claim.user_id)] = None
    return people.load_homes([*places, *people.find_aliases(aliases).values()])


def under_version(version: int, others: Set[int]) -> Rulebooks:
    """The rulebooks for a person folded under this version, whose runs ask these others. Points fade as all versions
    together say: what the log tells in another order than it was folded in may have been folded under a later version,
    whose half-life this one does not know.
    """
    books = rulebooks.holding(plans.version(version), others)
    return books.fading_by(half_lives.of_plan(plans.active()))


def _held_by(person: Person, packets: list[Packet], *, whole: bool) -> Footprints:
    own = _own(person)
    shared = [packet for packet in packets if _is_shared(person, packet, own)]
    others = [other for other in people_of(shared) if other.id != person.id] if shared else []
    return Footprints(_without_erased(packets, others), own, others, whole)


def _without_erased(packets: list[Packet], others: list[Person]) -> list[Packet]:
    """What speaks of somebody else who was erased since is not heard again."""
    erased = {other.id: other for other in others if other.erased_at is not None}
    if not erased:
        return packets

    def heard(event: Event) -> Event:
        claim = identity.claim_of(event)
        who = erased.get(keys.lead_id(f"email:{claim.email}")) if claim and claim.email else None
        return identity.unheard(event) if who and erasure.is_dropped(who, event) else event

    return [replace(packet, events=tuple(map(heard, packet.events))) for packet in packets]


def _own(person: Person) -> set[str]:
    places = {keys.visitor_id(subject): subject for subject in person.members if subject.startswith("a:")}
    found = people.load_many(places)
    return {places[place] for place, what in found.items() if _leads_to(what) == person.id}


def _leads_to(what: Person | Alias) -> str:
    return what.to if isinstance(what, Alias) else what.id


def _is_shared(person: Person, packet: Packet, own: set[str]) -> bool:
    """Whether the packet is somebody else's browser's, or speaks of somebody else."""
    if packet.subject.startswith("a:") and packet.subject not in own:
        return True
    claims = filter(None, map(identity.claim_of, packet.events))
    return any(not replay.is_about(person, claim) or claim.email not in (None, person.email) for claim in claims)
