"""The log held against the people: who lags behind it, and how the stream's failures are made good.

Rules
1. An event counts once, in whichever of its packets arrived first; what a client repeated is lacking nowhere.
2. The events of a browser that several people share are each somebody's: only what none of them holds is lacking.
3. What the stream never brought is not rebuilt but folded, late, like any other packet: its effects were never
   carried out.
4. All of it can be stopped anywhere and begun again.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mikomi.aws import log, people
from mikomi.core import decide
from mikomi.core.people import recall
from mikomi.model.base import Millis
from mikomi.model.events import Packet
from mikomi.model.person import Member, Person
from mikomi.shell.people import fold, footprints, rebuild, resolution

SETTLED = 3_600_000
"""A packet younger than this (milliseconds) may still be on its way through the stream."""


class Lag(NamedTuple):
    """A subject of the log that its person does not hold in full. `late`: packets newer than the last one folded;
    `missing`: how many events of older ones were never counted.
    """

    subject: str
    person: str
    late: int
    missing: int

    @property
    def lacks(self) -> bool:
        return self.late > 0 or self.missing > 0


def lags(now: Millis, after: str | None = None) -> Iterator[Lag]:
    """Hold the log against the people, subject by subject, in an order that stays the same (so that it can be taken
    up `after` one of them); answer what each lacks, which may be nothing.
    """
    for subject in log.subjects(after):
        yield lag_of(subject, now - SETTLED)


def lag_of(subject: str, until: Millis) -> Lag:
    """What the subject's person lacks of what the log holds until this moment."""
    packets = [packet for packet in log.packets(subject) if packet.received_at < until]
    home = resolution.home_of(subject, [event for packet in packets for event in packet.events])
    person = people.load(home)
    owner = person.id if person else home
    lag = _held_against(packets, subject, owner, [person] if person else [])
    # only what looks as if it were lacking is looked for in the others whom the events name
    return _held_against(packets, subject, owner, footprints.people_of(packets)) if lag.lacks else lag


def catch_up(lag: Lag) -> None:
    """Fold what the stream never brought; rebuild if older events are missing too."""
    if lag.late:
        packets = list(log.packets(lag.subject))
        newest = _newest(_members(lag.subject, footprints.people_of(packets)))
        late = [packet for packet in _without_repeats(packets) if packet.received_at > newest]
        if late:
            fold.fold_packets(late)
    if lag.missing > 0:
        rebuild.rebuild_person(lag.person)


def is_folded(packet: Packet, now: Millis) -> bool:
    """Whether its people hold this packet: by what they remember, and by the count of the subject's events before
    that.
    """
    holders = footprints.people_of([packet])
    if all(any(decide.remembers(person, event) for person in holders) for event in packet.events):
        return True
    forgotten = max([now - recall.REMEMBERED, *(recall.reach(person) or 0 for person in holders)])
    return packet.received_at <= forgotten and not lag_of(packet.subject, now).lacks


def _held_against(packets: list[Packet], subject: str, owner: str, holders: list[Person]) -> Lag:
    members = _members(subject, holders)
    newest = _newest(members)
    without_repeats = _without_repeats(packets)
    late = sum(packet.received_at > newest for packet in without_repeats)
    events = sum(len(packet.events) for packet in without_repeats if packet.received_at <= newest)
    return Lag(subject, owner, late, events - sum(member.events for member in members))


def _members(subject: str, holders: list[Person]) -> list[Member]:
    return [person.members[subject] for person in holders if subject in person.members]


def _newest(members: list[Member]) -> Millis:
    return max((member.last_received for member in members), default=-1)


def _without_repeats(packets: Iterable[Packet]) -> list[Packet]:
    """The packets in order of arrival, each with those events only that no packet before it holds."""
    seen: set[str] = set()
    fresh_packets = []
    for packet in sorted(packets, key=lambda packet: (packet.received_at, packet.sort)):
        fresh = {mark: event for event in packet.events if (mark := decide.mark_of(event)) not in seen}
        seen.update(fresh)
        if fresh:
            fresh_packets.append(packet.model_copy(update={"events": tuple(fresh.values())}))
    return fresh_packets
