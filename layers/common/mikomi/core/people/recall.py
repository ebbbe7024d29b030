"""What a person has heard of lately, so that an event that comes again counts once.

Rules
1. Of the latest `PROMISED` events of a person each is known again for a day, in whatever request it comes; the same
   request is known for ever, by its packet's key in the log.
2. A mark has eight characters (48 bits). Marks stand in handfuls in the order of arrival; an event writes to the
   youngest alone, and a handful goes whole: when it is a day old, or when the younger ones hold what is promised. So a
   browser of three thousand events a day costs, event by event, what one of ten does.
3. What the stream brings is brought again by packets. Of packets that together hold more events than are promised the
   packets themselves are marked.
4. A packet from before everything that is remembered cannot be told from one that was folded (`reach`).
"""

from collections.abc import Iterable

from msgspec.structs import replace

from mikomi import keys
from mikomi.model.base import Millis
from mikomi.model.events import Packet
from mikomi.model.person import Heard, Person

REMEMBERED = 26 * 3_600_000
"""How long (milliseconds of arrival time) an event's mark is remembered: a stream delivers again for a day, and clients
retry as long."""

PROMISED = 96
HANDFUL = 32
MARK = 8
HANDFUL_LASTS = 6 * 3_600_000
"""How long a handful is added to: few stay longer than they must because a younger one lies beside them."""
OVERTAKEN = 3_600_000
"""How much earlier (milliseconds) one event may have arrived than another of which the person was told before."""

Handfuls = tuple[Heard, ...]


def knows(person: Person, mark: str) -> bool:
    """Whether this mark was noted and is still remembered."""
    for each in person.heard:
        if mark in each.marks and _holds(each.marks, mark):
            return True
    return mark in person.seen


def noted(heard: Handfuls, mark: str, at: Millis) -> Handfuls:
    """With one more mark, which arrived at this moment; without what need not be remembered any more."""
    *older, last = heard or (Heard(since=at, until=at, marks=""),)
    if len(last.marks) >= HANDFUL * MARK or last.since < at - HANDFUL_LASTS:
        older, last = [*older, last], Heard(since=at, until=at, marks="")
    last = replace(last, until=max(last.until, at), marks=last.marks + mark)
    return _kept([*older, last], at)


def joined(one: Handfuls, other: Handfuls) -> Handfuls:
    """What two people remember, in any order of the two; the latest of it, if it is more than is kept."""
    if not one or not other or one == other:
        return one or other
    arrived: dict[str, tuple[Millis, Millis]] = {}
    for each in (*one, *other):
        for mark in _marks(each.marks):
            since, until = arrived.get(mark, (each.since, each.until))
            arrived[mark] = (min(since, each.since), max(until, each.until))
    found = sorted((until, since, mark) for mark, (since, until) in arrived.items())[-(PROMISED + HANDFUL) :]
    parts = [found[start : start + HANDFUL] for start in range(0, len(found), HANDFUL)]
    return tuple(
        Heard(since=min(p[1] for p in part), until=part[-1][0], marks="".join(p[2] for p in part)) for part in parts
    )


def reach(person: Person) -> Millis | None:
    """The arrival from which on everything is remembered; None if nothing had to go before it was a day old."""
    full = sum(len(each.marks) for each in person.heard) >= PROMISED * MARK
    return person.heard[0].since if full else None


def certain_since(person: Person) -> Millis | None:
    """The arrival from which on a person who does not know an event was not told of it; None if nothing shows it."""
    if not person.heard:
        return None
    since, counted = max(each.until for each in person.heard) - REMEMBERED, 0
    if person.seen:  # a former release remembered by rules of its own
        since = max(since, person.heard[0].since)
    for each in reversed(person.heard):
        counted += len(each.marks)
        if counted >= PROMISED * MARK:
            return max(since, each.until + OVERTAKEN)
    return since


def is_long(packets: Iterable[Packet]) -> bool:
    """Whether these packets together hold more events than are promised to be remembered."""
    return sum(len(packet.events) for packet in packets) > PROMISED


def mark_of(packet: Packet) -> str:
    """What a long packet is known by."""
    return keys.short("packet", packet.subject, packet.sort)


def _kept(heard: list[Heard], now: Millis) -> Handfuls:
    kept = [each for each in heard if each.until >= now - REMEMBERED]
    while sum([len(each.marks) for each in kept[1:]]) >= PROMISED * MARK:
        del kept[0]
    return tuple(kept)


def _marks(written: str) -> list[str]:
    return [written[start : start + MARK] for start in range(0, len(written), MARK)]


def _holds(written: str, mark: str) -> bool:
    at = written.find(mark)
    while at % MARK and at > 0:
        at = written.find(mark, at + 1)
    return at >= 0
