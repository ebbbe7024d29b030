"""Dead letters, for whoever looks after the system: what failed, why, what it was about; try it again, or give it up.

Rules
1. Looking tidies up: what is done by now, by a retry of the stream or by the sweep, is no letter any more.
2. Trying again happens where everything else happens, in the deployed function that reads the step queue, with its
   permissions; whoever asks sees by the row what became of it.
3. A packet is folded once, however often it is tried: by what its person remembers of the last day, and by the count
   of its packets before that.
4. Giving up needs a reason, and is remembered.
"""

import zlib
from typing import NamedTuple

from mikomi import clock, keys, observe
from mikomi.aws import dead_letters, dead_queues, ledger, log, people, walks
from mikomi.aws.dead_letters import DeadLetter
from mikomi.aws.ledger import Key
from mikomi.aws.walks import WALK
from mikomi.core.people import recall
from mikomi.model.base import Millis
from mikomi.model.effects import Effect
from mikomi.model.events import Packet
from mikomi.model.person import Person
from mikomi.shell import failures
from mikomi.shell.effects import dispatch, due_work
from mikomi.shell.operator import collection
from mikomi.shell.people import audit, fold, resolution

LONGEST_REASON = 300
RETRIED = ("packet", "effect", "wake")
"""Kinds that can be tried again here. A position is for the audit, an upload for whoever uploads, a message for AWS's
own tools."""

_UNREADABLE = (ValueError, KeyError, zlib.error)


class Case(NamedTuple):
    """A letter and what it is about, as far as that can still be read: `person` whose page tells more."""

    letter: DeadLetter
    person: str | None = None
    packet: Packet | None = None
    effect: Effect | None = None


class NoSuchLetter(LookupError):
    """There is no dead letter of this id: perhaps it was dealt with."""


class NotRetried(ValueError):
    """This kind of letter cannot be tried again from here."""


def cases(most: int, *, dropped: bool = False) -> tuple[list[Case], int]:
    """What is open (or what was given up), the latest failure first; `most` are looked at, and how many are left is
    answered beside them.
    """
    collection.collect(most)
    wanted = [letter for letter in dead_letters.noted() if letter.is_dropped == dropped]
    wanted.sort(key=lambda letter: (-letter.last_at, letter.id))
    found = [case for letter in wanted[:most] if (case := _looked_at(letter))]
    return found, len(wanted[most:])


def case_of(letter_id: str) -> Case:
    """One letter. Raises NoSuchLetter, also if what failed is done by now."""
    letter = dead_letters.read(letter_id)
    case = _looked_at(letter) if letter else None
    if case is None:
        raise NoSuchLetter(letter_id)
    return case


def ask(letter_id: str) -> None:
    """Have it tried again. Raises NoSuchLetter, NotRetried."""
    letter = dead_letters.read(letter_id)
    if letter is None:
        raise NoSuchLetter(letter_id)
    if letter.kind not in RETRIED:
        raise NotRetried(letter.kind)
    dead_letters.mark_asked(letter_id, clock.now())
    dead_queues.ask(letter_id, dead_letters.PK)


def drop(letter_id: str, because: str) -> None:
    """Give it up. Raises NoSuchLetter; ValueError without a reason."""
    reason = " ".join(because.split())[:LONGEST_REASON]
    if not reason:
        raise ValueError("because")
    if not dead_letters.drop(letter_id, reason, clock.now()):
        raise NoSuchLetter(letter_id)


def revive(letter_id: str) -> bool:
    """Try it again, as asked. False if that could not be done now, so that the queue brings the wish again."""
    letter = dead_letters.read(letter_id)
    if letter is None:
        return True
    try:
        if not _is_done(letter):
            _try(letter)
        dead_letters.remove(letter_id)
    except Exception as error:
        observe.log("dead_letter_failed_again", level="ERROR", kind=letter.kind, error=failures.reason_of(error))
        failures.failed(letter.kind, letter.whose, letter.what, error)
        return not failures.passes(error)
    return True


def _try(letter: DeadLetter) -> None:
    if letter.kind == "packet":
        packet = log.find(letter.whose, letter.what)
        if packet:
            _fold(packet, clock.now())
    elif letter.kind == "effect":
        effect, person = _effect(letter)
        if effect and person:
            dispatch.carry_out(effect, person)
    elif letter.kind == "wake":
        due_work.wake(letter.whose, letter.what)


def _fold(packet: Packet, now: Millis) -> None:
    """A packet of the last day is folded, for what was folded before is remembered as long. An older one is caught up
    with as the audit does it.
    """
    if packet.received_at > now - recall.REMEMBERED:
        try:
            return fold.fold_packets([packet])
        except fold.StalePacket:
            pass  # the person has heard so much since that it cannot tell by itself
    audit.catch_up(audit.lag_of(packet.subject, now))


def _looked_at(letter: DeadLetter) -> Case | None:
    """The case; None if there is nothing to do any more (then the row goes)."""
    try:
        return _read(letter)
    except Exception as error:
        if failures.passes(error):
            raise
        return Case(letter, packet=_packet(letter))  # whoever cannot be read may be the very reason


def _read(letter: DeadLetter) -> Case | None:
    if _is_done(letter):
        dead_letters.remove(letter.id)
        return None
    if letter.kind == "packet":
        packet = _packet(letter)
        person = people.load(resolution.home_of(letter.whose, list(packet.events) if packet else []))
        return Case(letter, person.id if person else None, packet)
    if letter.kind == "effect":
        effect, person = _effect(letter)
        return Case(letter, person.id if person else None, effect=effect)
    if letter.kind == "wake" and letter.whose.startswith("person#"):
        return Case(letter, keys.person_of(letter.whose))
    return Case(letter)


def _is_done(letter: DeadLetter) -> bool:
    if letter.kind == "packet":
        return _is_folded(letter)
    if letter.kind == "effect":
        effect, person = _effect(letter)
        return effect is None or person is None or dispatch.has_ended(effect, person)
    if letter.kind == "wake":
        return not _is_due(letter.whose, letter.what)
    return False


def _is_folded(letter: DeadLetter) -> bool:
    """Whether its people hold the packet, or the log no more."""
    try:
        packet = log.find(letter.whose, letter.what)
    except _UNREADABLE:
        return False
    if packet is None:
        return True
    return audit.is_folded(packet, clock.now())


def _packet(letter: DeadLetter) -> Packet | None:
    try:
        return log.find(letter.whose, letter.what) if letter.kind == "packet" else None
    except _UNREADABLE:
        return None


def _effect(letter: DeadLetter) -> tuple[Effect | None, Person | None]:
    """The effect, while its person still lists it as open; None where it was struck because it was carried out."""
    person = people.load(letter.whose)
    listed = person.effects if person else ()
    return next((effect for effect in listed if effect.id == letter.what), None), person


def _is_due(pk: str, sk: str) -> bool:
    now = clock.now()
    if sk == keys.PERSON:
        person = people.load(keys.person_of(pk))
        moments = (person.due_at, person.check_at) if person else ()
        return any(moment is not None and moment <= now for moment in moments)
    if sk == WALK:
        walk = walks.read_at(pk)
        return walk is not None and walk.due_at is not None and walk.due_at <= now
    row = ledger.read(Key(pk, sk))
    return row is not None and row.is_due(now)
