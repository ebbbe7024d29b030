"""Packets of the log become people: gather who they are about, decide event by event, commit each person whole.

Rules
1. One read and one conditional write a person and batch; whoever lost the race reads again and decides anew.
2. Effects travel in the committed item; nobody else is told, so there is nothing that could be told and not done.
3. A packet that cannot be folded fails alone: the others of its batch are folded, it is noted as a dead letter, and its
   stream goes on without it; the sweep has it tried again, ever more rarely. What only AWS's mood has failed, and what
   only a newer release can read, keeps its place before what came after it: the stream brings it again.
4. A packet that comes back after the person has forgotten its events (a day, or many others) is refused, because it
   might count twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from mikomi import clock, observe
from mikomi.aws import log, people
from mikomi.aws.people import Conflict, DirectoryLine, Rank
from mikomi.core.decide import decide
from mikomi.core.directory import lead_line
from mikomi.core.people import bounds, erasure, recall
from mikomi.core.score import ranking, totals
from mikomi.core.telling import notes
from mikomi.model.base import Millis
from mikomi.model.effects import Effect, Note
from mikomi.model.events import Due, Packet
from mikomi.model.formats import NewerFormat
from mikomi.model.person import Person
from mikomi.shell import failures, rulebooks
from mikomi.shell.people import external_ids
from mikomi.shell.people.resolution import Gathering, home_of, person_for

TRIES = 6
CHECK_AFTER = 15 * 60_000
"""How long after its decision (milliseconds) an effect is looked after: was it carried out?"""


class StalePacket(Exception):
    """The packet is older than the person's memory: it can only be folded by a rebuild."""


def fold_images(images: Sequence[Mapping[str, Any]]) -> list[int]:
    """Fold what these items of the log hold; answer the indexes of those that the stream has to bring again. One that
    cannot be read (only a newer release can) comes again alone.
    """
    read: dict[int, Packet] = {}
    failed = []
    for index, image in enumerate(images):
        try:
            read[index] = log.decode(image)
        except Exception as error:
            observe.log("packet_not_read", level="ERROR", error=failures.reason_of(error))
            failed.append(index)
    places = list(read)
    return sorted([*failed, *(places[index] for index in fold_batch(list(read.values())))])


def fold_batch(packets: Sequence[Packet]) -> list[int]:
    """Fold a batch of the stream; answer the indexes of the packets that the stream has to bring again."""
    groups: dict[str, list[int]] = {}
    for index, packet in enumerate(packets):
        groups.setdefault(packet.subject, []).append(index)
    return [failed for indexes in groups.values() for failed in _fold_apart(packets, indexes)]


def _fold_apart(packets: Sequence[Packet], indexes: list[int]) -> list[int]:
    """Fold these packets of one subject, together if that goes, else one by one; answer those to come again."""
    try:
        fold_packets([packets[index] for index in indexes])
    except Exception as error:
        if len(indexes) > 1 and not failures.passes(error):
            return [failed for index in indexes for failed in _fold_apart(packets, [index])]
        return [index for index in indexes if not _is_set_aside(packets[index], error)]
    return []


def _is_set_aside(packet: Packet, error: Exception) -> bool:
    """Whether it stands among the dead letters now, and the stream need not bring it again."""
    observe.log("packet_not_folded", subject_kind=packet.subject[:1], error=failures.reason_of(error))
    return failures.failed("packet", packet.subject, packet.sort, error) and not isinstance(error, NewerFormat)


def fold_packets(packets: Sequence[Packet], *, told_nobody: bool = False) -> None:
    """Fold the packets of one subject, in their order. `told_nobody`: the log held against the people has shown that
    nobody was told of them, however long ago they came; else what is older than anybody remembers is refused.
    """
    for attempt in range(TRIES):
        try:
            _fold(packets, told_nobody)
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            return


def _fold(packets: Sequence[Packet], told_nobody: bool) -> None:
    subject = packets[0].subject
    gathering = Gathering(home_of(subject, [event for packet in packets for event in packet.events]))
    told = [_fold_packet(gathering, packet, told_nobody) for packet in packets]
    if recall.is_long(packets):
        for packet, people_told in zip(packets, told, strict=True):
            _remember(gathering, packet, people_told)
    _commit(gathering, packets[-1].received_at, is_late=told_nobody)


def _fold_packet(gathering: Gathering, packet: Packet, told_nobody: bool) -> set[str]:
    """Fold one packet; answer whom it was told to."""
    hearers, known_as = set(), recall.mark_of(packet)
    plan = rulebooks.for_person(gathering.home)
    # one version folds the whole packet, whatever is published meanwhile: a rebuild goes by packets
    active = plan.active.plan
    for event in packet.events:
        if erasure.is_dropped(gathering.home, event):
            observe.count("EventOfErased")
            continue
        person, event = person_for(gathering, event, plan, packet.received_at)
        if person.id not in hearers:
            if recall.knows(person, known_as):
                continue
            if not told_nobody:
                _refuse_stale(person, packet)
        person = external_ids.give(person, event, packet.received_at)
        plan = rulebooks.for_person(person, active, event)
        decision = decide(person, event, plan, packet.received_at)
        gathering.keep(decision.person)
        gathering.decided.setdefault(person.id, []).extend(decision.effects)
        hearers.add(person.id)
    return hearers


def _remember(gathering: Gathering, packet: Packet, hearers: set[str]) -> None:
    """So much came at once that the packet is remembered as one: brought again, it is known as a whole."""
    for person_id in hearers:
        person = gathering.person(person_id)
        heard = recall.noted(person.heard, recall.mark_of(packet), packet.received_at)
        gathering.keep(replace(person, heard=heard))


def _refuse_stale(person: Person, packet: Packet) -> None:
    member = person.members.get(packet.subject)
    if member is None or packet.received_at > member.last_received:
        return
    reach = max(recall.reach(person) or 0, member.last_received - recall.REMEMBERED)
    if packet.received_at < reach:
        raise StalePacket(packet.sort)


def _commit(gathering: Gathering, now: Millis, *, is_late: bool) -> None:
    for person_id, before in gathering.read.items():
        after = gathering.known[person_id]
        if person_id not in gathering.moved and after is not before:
            effects = _with_meeting(gathering.decided.get(person_id, []), after, before, now)
            commit(after, effects, now, before, begun_at=clock.now() if is_late else now)
    for visitor, (version, lead) in gathering.moved.items():
        people.put_alias(visitor, version, lead)
    for place, (former, lead) in gathering.led.items():
        people.lead_on(place, former, lead, now)
    for alias, (holder, heir) in gathering.handed.items():
        people.hand_over(alias, holder, heir, now)


def _with_meeting(decided: list[Effect], after: Person, before: Person, now: Millis) -> list[Effect]:
    """The first note of a lead says since when it is one; where nothing else is noted (usually its first band), that
    is.
    """
    is_met = after.is_lead and not before.is_lead
    return [*decided, notes.met(after.id, now)] if is_met and not any(isinstance(e, Note) for e in decided) else decided


def commit(
    person: Person, effects: Iterable[Effect], now: Millis, before: Person, *, begun_at: Millis | None = None
) -> Person:
    """Write the person with what was decided; from now on the stream's readers carry it out. `begun_at`: when they
    begin, if that is long after `now`: whoever looked after it at once would come upon what is under way.

    A timer is asked for only if the moment to wake the person at is another than `before`.
    """
    decided = tuple(effects)
    if decided:
        look = (begun_at or now) + CHECK_AFTER
        listed = {effect.id for effect in person.effects}
        person = replace(
            person,
            effects=bounds.listed((*person.effects, *(e for e in decided if e.id not in listed))),
            check_at=min(person.check_at or look, look),
        )
    rank, line = rank_of(person, now), line_of(person)
    return people.commit(person, decided, rank, arm=person.due_at != before.due_at, line=line)


def rank_of(person: Person, now: Millis) -> Rank | None:
    """Where the person stands in the ranking; None for who is not ranked."""
    if not person.is_ranked:
        return None
    # whoever still reads by the version before knows no scale that has yet to begin
    half_lives = rulebooks.for_person(person).active.half_lives.begun_by(now)
    return Rank(ranking.sort_key(person, half_lives), totals.standing_sum(person), ranking.stand_beside(half_lives))


def line_of(person: Person) -> DirectoryLine | None:
    """What the directory has of the person from now on; None for who is no lead."""
    lists = lead_line.of(person)
    return DirectoryLine(lists.written(), clock.now()) if lists else None


def wake(person_id: str, until: Millis, stands: Person | None = None) -> None:
    """Time has come for this person: decide whatever fell due up to `until` (never past the present). `stands`: the
    person as just read; whoever changed it since is noticed by the commit.
    """
    until = min(until, clock.now())
    for attempt in range(TRIES):
        person = people.load(person_id) if stands is None or attempt else stands
        if person is None or person.due_at is None or person.due_at > until:
            return
        decision = decide(person, Due(at=until), rulebooks.for_person(person), until)
        try:
            commit(decision.person, decision.effects, until, person)
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            return
