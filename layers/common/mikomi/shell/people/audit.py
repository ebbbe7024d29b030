"""The log held against the people: who lags behind it, and how the stream's failures are made good.

Rules
1. An event counts once, in whichever of its packets arrived first; what a client repeated is lacking nowhere.
2. The events of a browser that several people share are each somebody's: only what none of them holds is lacking.
3. What the stream never brought is not rebuilt but folded, late, like any other packet: its effects were never
   carried out. So is a form that came before others of its browser, if it is about somebody who was never told
   anything by it; and a turn in a mailing that was never answered, whatever came after it; and that two leads are one,
   or two, if they are not yet.
4. Whoever is rebuilt for one subject is first told what the stream never brought of their others.
5. What somebody would remember and does not was told nobody, in whatever order it came; and what names an address was
   told nobody where the browser is nameless still. It is folded, not rebuilt.
6. What a lead holds and its browser's own place holds too was counted twice; of a browser that a lead holds, and whose
   own place is empty, nobody finds the lead; and who stands there still is no part of another who says so. They were
   being made one, and whoever did so is gone. What made them one is folded again.
7. All of it can be stopped anywhere and begun again.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from mikomi import keys
from mikomi.aws import log, people
from mikomi.core import decide, replay
from mikomi.core.people import erasure, identity, kinship, recall
from mikomi.model.base import Millis
from mikomi.model.events import BROADCAST_DUE, Event, Packet
from mikomi.model.outcomes import NOT_ENTERED, SCENARIO_ENTERED
from mikomi.model.person import Member, Person
from mikomi.shell.people import fold, footprints, rebuild, resolution

ANSWERS = (SCENARIO_ENTERED, NOT_ENTERED)
"""What is noted of a turn in a mailing."""
SETTLED = 3_600_000
"""A packet younger than this (milliseconds) may still be on its way through the stream."""


class Lag(NamedTuple):
    """A subject of the log that its person does not hold in full. `late`: packets newer than the last one folded;
    `missing`: how many events of older ones were never counted; `half_made`: whether two were being made one (rule 6),
    which nobody can say of whom something younger has reached.
    """

    subject: str
    person: str
    late: int
    missing: int
    half_made: bool = False

    @property
    def lacks(self) -> bool:
        return self.late > 0 or self.missing > 0


def lags(now: Millis, after: str | None = None) -> Iterator[Lag]:
    """Hold the log against the people, subject by subject, in an order that stays the same (so that it can be taken
    up `after` one of them); answer what each lacks, which may be nothing.
    """
    for subject in log.subjects(after):
        if subject.startswith(keys.NOTED):
            continue  # nobody is made of what was decided
        yield lag_of(subject, now - SETTLED)


def lag_of(subject: str, until: Millis, *, surely: bool = False) -> Lag:
    """What the subject's person lacks of what the log holds until this moment. `surely`: it may have been written a
    moment ago."""
    written = list(log.packets(subject, surely=surely))
    packets = [packet for packet in written if packet.received_at < until]
    is_whole = len(packets) == len(written)
    home = resolution.home_of(subject, [event for packet in packets for event in packet.events])
    person = people.load(home)
    if person and person.erased_at is not None:
        packets = list(erasure.since(person.erased_at, packets))
    owner = person.id if person else home
    known = [person] if person else []
    lag = _held_against(packets, subject, owner, known)
    if lag.lacks:  # only what looks as if it were lacking is looked for in the others whom the events name
        known = footprints.people_of(packets)
        lag = _held_against(packets, subject, owner, known)
    return lag._replace(half_made=is_whole and _is_half_made(lag, packets, person, known))


def catch_up(lag: Lag, *, surely: bool = False) -> None:
    """Fold what the stream never brought; rebuild whoever holds the subject if older events are missing too."""
    packets = _without_repeats(log.packets(lag.subject, surely=surely))
    holders = _holders(lag.subject, packets)
    newest = _newest(_members(lag.subject, holders))
    late = [packet for packet in packets if packet.received_at > newest]
    untold = _untold([packet for packet in packets if packet.received_at <= newest], holders, lag)
    if untold or late:
        fold.fold_packets([*untold, *late], told_nobody=True)
    if lag.missing > sum(len(packet.events) for packet in untold):
        for holder in _holders(lag.subject, packets):
            for other in sorted(holder.members.keys() - {lag.subject}):
                _fold_late(other, surely)
            rebuild.rebuild_person(holder.id)


def make_one(lag: Lag, *, surely: bool = False) -> None:
    """Fold again what was making two one, if whoever did so was cut off. What nobody remembers was not: it is lacking,
    or long ago."""
    if not lag.half_made:
        return
    packets = list(log.packets(lag.subject, surely=surely))
    holders = _holders(lag.subject, packets)
    if again := [each for each in _cut_off(lag, packets, people.load(lag.person)) if _is_remembered(each, holders)]:
        fold.fold_packets(again)


def _cut_off(lag: Lag, packets: list[Packet], home: Person | None) -> list[Packet]:
    """The packets of which perhaps a lead was written, and not the place of whoever became a part of it."""
    if home is None:
        return packets
    if home.id != keys.visitor_id(lag.subject):
        begun = _begun(packets, home)
        return [packet for packet in packets if any(event.id in begun for event in packet.events)]
    if _held_against(packets, lag.subject, home.id, [home]).missing < 0:
        return []  # an erasure that is under way has taken events already, and who holds the browser is one
    newest = _newest(_members(lag.subject, [home]))
    return [packet for packet in packets if packet.received_at > newest]


def _is_half_made(lag: Lag, packets: list[Packet], home: Person | None, known: list[Person]) -> bool:
    """Whether a lead was written that another is to be a part of, and nothing leads from the other to it."""
    if home is None:
        return lag.subject.startswith("a:") and bool(_members(lag.subject, known))
    return lag.missing < 0 or bool(_begun(packets, home))


def _begun(packets: list[Packet], lead: Person) -> set[str]:
    """The events by which somebody became a part of this lead, and stands there still; not to be parted from it."""
    if not lead.merged:
        return set()
    events = {event.id for packet in packets for event in packet.events}
    parted = {each.id for each in kinship.half_parted(lead)}
    begun = [each for each in lead.merged if each.event in events and each.id not in parted]
    return {each.event for each in begun if isinstance(people.look(each.id), Person)}


def _fold_late(subject: str, surely: bool) -> None:
    """Fold what is newer than anything that was folded of the subject: whoever is rebuilt is told nothing of it."""
    packets = _without_repeats(log.packets(subject, surely=surely))
    newest = _newest(_members(subject, _holders(subject, packets)))
    if late := [packet for packet in packets if packet.received_at > newest]:
        fold.fold_packets(late, told_nobody=True)


def is_folded(packet: Packet, now: Millis) -> bool:
    """Whether its people hold this packet: by what they remember, and by the count of the subject's events before
    that.
    """
    holders = footprints.people_of([packet])
    if _is_remembered(packet, holders):
        return True
    forgotten = max([now - recall.REMEMBERED, *(recall.reach(person) or 0 for person in holders)])
    return packet.received_at <= forgotten and not lag_of(packet.subject, now).lacks


def _is_remembered(packet: Packet, holders: list[Person]) -> bool:
    return all(any(_knows(person, packet, event) for person in holders) for event in packet.events)


def _knows(person: Person, packet: Packet, event: Event) -> bool:
    """By the event, or by the long packet that it came in."""
    return decide.remembers(person, event) or recall.knows(person, recall.mark_of(packet))


def _held_against(packets: list[Packet], subject: str, owner: str, holders: list[Person]) -> Lag:
    members = _members(subject, holders)
    newest = _newest(members)
    without_repeats = _without_repeats(packets)
    late = sum(packet.received_at > newest for packet in without_repeats)
    events = sum(len(packet.events) for packet in without_repeats if packet.received_at <= newest)
    return Lag(subject, owner, late, events - sum(member.events for member in members))


def _holders(subject: str, packets: Iterable[Packet]) -> list[Person]:
    return [person for person in footprints.people_of(packets) if subject in person.members]


def _untold(packets: list[Packet], holders: list[Person], lag: Lag) -> list[Packet]:
    """Of these packets what nobody remembers who would. And the forms that are missing: they are about somebody who
    does not hold the browser. (Where there are more of them than are missing, they were told to its owner, who had that
    address then.) And what names an address, where the browser is nameless still; the turns in mailings that are
    missing; and what was said of two leads: a rebuild makes nobody one.
    """
    unheard = {id(event) for packet in packets for event in packet.events if _is_unheard(packet, event, holders)}
    untold = {id(event) for packet in packets for event in packet.events if _is_untold(event, holders, lag.person)}
    for chosen in (unheard | untold, untold, unheard):
        if len(chosen) <= lag.missing:
            return [
                replace(packet, events=events)
                for packet in packets
                if (events := tuple(event for event in packet.events if id(event) in chosen))
            ]
    return []


def _is_unheard(packet: Packet, event: Event, holders: list[Person]) -> bool:
    """Whether everybody who holds its subject would remember the event if they had been told, and nobody does. Of what
    is about two leads, and of a turn, there is better evidence than memory."""
    if event.name == BROADCAST_DUE or event.type == "alias" or kinship.act_of(event):
        return False
    return all(
        (since := recall.certain_since(each)) is not None
        and since <= packet.received_at
        and not _knows(each, packet, event)
        for each in holders
    )


def _is_untold(event: Event, holders: list[Person], owner: str) -> bool:
    if event.name == BROADCAST_DUE:
        return not any(_has_answered(each, event) for each in holders)
    person = next((each for each in holders if each.id == owner), None)
    if person and (said := kinship.act_of(event)):
        return (
            _are_two(person, said.other, event)
            if said.act == kinship.MERGE
            else kinship.is_news(person, said, event.at)
        )
    if person and event.type == "alias" and event.previous_id:
        return _are_two(person, _user(event), event)
    claim = identity.claim_of(event)
    if claim is None or claim.email is None or not holders:
        return False
    is_nameless = person is not None and person.id.startswith("v_") and person.email is None
    if event.origin != "form" and not is_nameless:
        return False
    return not any(
        replay.is_about(each, claim) and not is_nameless
        if each.id == owner
        else replay.is_told(each, claim, event, own=False, others=holders)
        for each in holders
    )


def _are_two(person: Person, other_id: str | None, event: Event) -> bool:
    """Whether the event would make these two one, who were both there when it was said."""
    other = people.load(other_id) if other_id else None
    if other is None or other.id == person.id or (other.first_at or 0) > event.at:
        return False
    return kinship.may_join(person, other, event)


def _user(alias: Event) -> str | None:
    """The lead of the user whom a server's `alias` names as a former one."""
    claim = identity.claim_of(alias)
    return people.find_alias(keys.user_alias(alias.previous_id or "")) if claim and claim.takes else None


def _has_answered(person: Person, turn: Event) -> bool:
    """Whether the turn was folded into the person: remembered, or let in by, or noted with its answer."""
    if decide.remembers(person, turn) or any(each.event_id == turn.id for each in person.enrolments):
        return True
    notes = (note for packet in log.packets(keys.noted_subject(person.id)) for note in packet.events)
    mailing = turn.properties.get("mailing")
    return any(note.name in ANSWERS and note.properties.get("mailing") == mailing for note in notes)


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
            fresh_packets.append(replace(packet, events=tuple(fresh.values())))
    return fresh_packets
