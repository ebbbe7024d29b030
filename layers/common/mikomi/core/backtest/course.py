"""What one person's log comes to under a plan: what was decided, upon what, and how they stand in the end.

Rules
1. There is no second fold and no second decision: `replay.retell` tells the log again, `decide` decides it. Nothing is
   carried out.
2. Nothing after `until` is looked at: what had not arrived by then has not happened.
3. A candidate is in force from the beginning of the log on, as if it had always run. What the log says to other
   versions (move a run there, remember what a version looks back for) is said to nobody.
"""

from collections.abc import Collection, Iterable, Set
from typing import NamedTuple

from msgspec.structs import replace

from mikomi import keys
from mikomi.core.behaviour import recollection
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.people import touch
from mikomi.core.replay import Footprints, RulebooksOf, retell
from mikomi.core.scenarios import changes
from mikomi.model.base import Json, Millis
from mikomi.model.decision import Because
from mikomi.model.effects import Effect, Note, SendAlert, SendMail, SendWebhook
from mikomi.model.events import Event, Packet
from mikomi.model.person import Person

VISIT = 30 * 60_000
"""What one browser does with no longer pause (milliseconds) is one visit."""
_OF_A_VERSION = ("version", "words")


class DecidedDeed(NamedTuple):
    """What was decided, as the log notes it. `decided_at`: when; what waited for its hour says an earlier moment."""

    name: str
    at: Millis
    said: Json
    decided_at: Millis = 0


class SentEffect(NamedTuple):
    """What leaves, and when it was decided that it does; a mail that is skipped is one too."""

    effect: SendMail | SendAlert | SendWebhook
    decided_at: Millis

    @property
    def leaves(self) -> bool:
        return not (isinstance(self.effect, SendMail) and self.effect.skip)


class LogCourse(NamedTuple):
    """`places`: for whom something was decided, the person's browsers included. `person`: as they stand in the end."""

    deeds: tuple[DecidedDeed, ...]
    sent: tuple[SentEffect, ...]
    reasons: tuple[Because, ...]
    places: frozenset[str]
    person: Person

    @property
    def sent_at(self) -> dict[str, Millis]:
        """Since when somebody may react to it, by its id."""
        return {each.effect.id: each.decided_at for each in self.sent if each.leaves}


def run(person: Person, footprints: Footprints, rulebooks: RulebooksOf, until: Millis) -> LogCourse:
    """The person's log until this moment, decided again."""
    packets = [packet for packet in footprints.packets if packet.received_at <= until]
    story = retell(person, footprints._replace(packets=packets), rulebooks, until)
    deeds: list[DecidedDeed] = []
    sent: list[SentEffect] = []
    reasons: list[Because] = []
    places = {person.id, *(each.id for each in person.merged), *map(keys.visitor_id, footprints.own)}
    while True:
        try:
            step = next(story)
        except StopIteration as end:
            return LogCourse(tuple(deeds), tuple(sent), tuple(reasons), frozenset(places), end.value)
        now = step.cause.received_at if isinstance(step.cause, Event) else step.cause.at
        reasons += step.because
        places |= {effect.person for effect in step.effects if effect.person}
        deeds += _noted(step.effects, now)
        sent += (SentEffect(each, now) for each in step.effects if isinstance(each, SendMail | SendAlert | SendWebhook))


def _noted(effects: Iterable[Effect], now: Millis) -> Iterable[DecidedDeed]:
    for effect in effects:
        if isinstance(effect, Note):
            yield from (DecidedDeed(line.name, line.at, line.properties, now) for line in effect.lines)


def always(books: Rulebooks) -> RulebooksOf:
    """The candidate, whichever version somebody was folded by."""

    def of(_version: int, _others: Set[int]) -> Rulebooks:
        return books

    return of


def as_if_always(footprints: Footprints, without: Collection[str] = ()) -> Footprints:
    """The log as a candidate meets it; `without` the events of these marks."""
    packets = []
    for packet in footprints.packets:
        kept = tuple(event for event in packet.events if _concerns_all(event) and mark(event) not in without)
        if kept:
            packets.append(packet if len(kept) == len(packet.events) else replace(packet, events=kept))
    return footprints._replace(packets=packets)


def _concerns_all(event: Event) -> bool:
    if recollection.is_one(event):
        return False
    change = changes.change_of(event)
    return change is None or change.act not in _OF_A_VERSION


def mark(event: Event) -> str:
    """What tells an event of this log from all others."""
    return f"{event.subject}\x1f{event.origin}\x1f{event.id}"


def visits(packets: Iterable[Packet]) -> Iterable[tuple[Event, ...]]:
    """What each browser did in one go, told apart by pauses and by landings from elsewhere; of browsers alone."""
    by_browser: dict[str, list[Event]] = {}
    for packet in sorted(packets, key=lambda packet: (packet.received_at, packet.sort)):
        if packet.subject.startswith("a:"):
            by_browser.setdefault(packet.subject, []).extend(packet.events)
    for events in by_browser.values():
        visit: list[Event] = []
        for event in sorted(events, key=lambda event: event.at):
            if visit and (event.at - visit[-1].at > VISIT or _begins(event)):
                yield tuple(visit)
                visit = []
            visit.append(event)
        if visit:
            yield tuple(visit)


def _begins(event: Event) -> bool:
    landed = touch.landing_of(event)
    return landed is not None and not landed.is_direct
