"""The dead-letter queues are emptied into dead letters: one row for each record that nobody dealt with.

Rules
1. A queue forgets after two weeks and a stream after a day; a row stays. So whoever looks takes out what lies there.
2. A position in a stream is read there and becomes the packets and effects that are still open. Most are not: what was
   folded or carried out beside the one that failed needs nobody.
3. A message is deleted after its row is written: taken out twice, it is the same row. One that we cannot read, or whose
   words are all there is of it (what SES said of a mail), stays where it is, and its row points there.
4. A position that the stream has forgotten names nobody. The log still holds its packets: the audit finds who lacks
   them. What was to be carried out is looked after by the sweep.
5. What was not archived is one row a position, for the archive's own audit: it writes anew whatever is missing.
"""

from itertools import islice
from typing import Any

from mikomi import clock, observe
from mikomi.aws import dead_letters, dead_queues, log, people
from mikomi.aws.dead_queues import Message, Trimmed
from mikomi.core.telling import given_up
from mikomi.core.telling.given_up import Position, Upload, Wake
from mikomi.core.telling.letters import SILENT
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell import failures
from mikomi.shell.effects import dispatch
from mikomi.shell.people import audit

_ARCHIVE = "archivedeadletters"
"""Part of the queue's name: what lies there was folded like anything else, but is not in the archive."""


def collect(most: int) -> None:
    """Turn up to `most` messages of the queues into rows."""
    known = {letter.id for letter in dead_letters.noted()}
    for message in islice(dead_queues.messages(), most):
        try:
            understood = _take(message, known)
        except Exception as error:
            if failures.passes(error):
                raise
            understood = False
            _note("message", message.queue_name, message.id, failures.reason_of(error), known)
        if understood:
            dead_queues.delete(message)


def _take(message: Message, known: set[str]) -> bool:
    """False for a message that no row can stand for."""
    match given_up.read(message.body):
        case Position() as position:
            if _ARCHIVE in message.queue_name.lower():
                _note("archive", position.shard, f"{position.first}-{position.last}", position.why or SILENT, known)
            else:
                _take_position(position, known)
        case Wake(pk, sk):
            if pk != dead_letters.PK:  # a wish to try one again, which is a row already
                _note("wake", pk, sk, SILENT, known)
        case Upload(files, why):
            _note("upload", message.queue_name, " ".join(files)[:900], why or SILENT, known)
        case None:
            _note("message", message.queue_name, message.id, SILENT, known)
            return False
    return True


def _take_position(position: Position, known: set[str]) -> None:
    of_log = f"/{settings().event_table}/" in position.stream
    try:
        images = dead_queues.images(position.stream, position.shard, position.first, position.last)
    except Trimmed:
        if of_log:
            _note("position", position.shard, f"{position.first}-{position.last}", position.why or SILENT, known)
        return
    for image in images:
        if of_log:
            if not _is_folded(image):
                _note("packet", image["pk"]["S"], image["sk"]["S"], position.why or SILENT, known)
        else:
            _take_effects(image, position.why or SILENT, known)


def _is_folded(image: dict[str, Any]) -> bool:
    """False also where that cannot be told, because the packet or its person cannot be read."""
    try:
        return audit.is_folded(log.decode(image), clock.now())
    except Exception as error:
        if failures.passes(error):
            raise
        return False


def _take_effects(image: dict[str, Any], why: str, known: set[str]) -> None:
    effects = people.decided(image)
    person = people.decode(image) if effects else None
    if isinstance(person, Person):
        for effect in effects:
            if not dispatch.has_ended(effect, person):
                _note("effect", effect.person or person.id, effect.id, why, known)


def _note(kind: dead_letters.Kind, whose: str, what: str, why: str, known: set[str]) -> None:
    """A row for what has none: whoever noted it before knew the reason."""
    if (letter := dead_letters.id_of(kind, whose, what)) not in known:
        dead_letters.note(kind, whose, what, why, clock.now())
        known.add(letter)
        observe.log("dead_letter_found", kind=kind, why=why)
