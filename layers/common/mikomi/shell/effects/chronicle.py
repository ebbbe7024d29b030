"""What was decided and what came of it, written into the log: each thing once, whoever tells it how often.

Rules
1. A note's key follows from the decision, the end of a row from its effect and its state: told again, it is there
   already.
2. That SES took a mail is told before the row learns it, because SES took it whatever happens to the row; every other
   end is told after the row moved, because the row may have moved otherwise.
3. Whoever comes upon a row that has ended tells its end once more (a timer or a look that comes again): so a process
   that died between the row and the log leaves nothing out.
4. That an alert was seen is told by whoever looked: once, whichever of its pages that was, and however often.
5. A digest that was sent, or was not, tells so of each alert in it.
"""

import json
from collections.abc import Iterable, Iterator

from mikomi import clock, keys, packing
from mikomi.aws import digests, ledger, log
from mikomi.aws.ledger import Key, Row
from mikomi.core.telling import notes
from mikomi.model import stored_json
from mikomi.model.base import Json, Millis
from mikomi.model.delivery import ENDED, Status
from mikomi.model.effects import Effect, Note, NoteLine, SendAlert, SendMail, effect_of
from mikomi.model.outcomes import (
    ALERT_FAILED,
    ALERT_SEEN,
    ALERT_SENT,
    ALERT_SKIPPED,
    ALERT_UNKNOWN,
    MAIL_DELIVERED,
    MAIL_FAILED,
    MAIL_SENT,
    MAIL_SKIPPED,
    MAIL_UNKNOWN,
)

_MAILS: dict[str, str] = {
    "sent": MAIL_SENT,
    "skipped": MAIL_SKIPPED,
    "failed": MAIL_FAILED,
    "unknown": MAIL_UNKNOWN,
    "delivered": MAIL_DELIVERED,
}
_ALERTS: dict[str, str] = {
    "sent": ALERT_SENT,
    "skipped": ALERT_SKIPPED,
    "failed": ALERT_FAILED,
    "unknown": ALERT_UNKNOWN,
}


def write(note: Note) -> None:
    """Write down what was decided."""
    log.append(_packet(note.person, note.id, note.at, note.lines))


def has(note: Note) -> bool:
    """Whether it stands in the log."""
    packet = _packet(note.person, note.id, note.at, note.lines)
    return log.find(packet.subject, packet.sort) is not None


def begin(key: Key, status: Status, effect: SendMail | SendAlert, now: Millis, **details: str | int | None) -> bool:
    """`ledger.begin`, and the end told if this is one."""
    written = stored_json.written(effect).decode()
    begun = ledger.begin(key, status, written, now, **details)
    if begun:
        _tell_end(key, status, written, now, details.get("reason"))
    elif status in ENDED:
        _tell_as_it_stands(key)
    return begun


def move(seen: Row, status: Status, now: Millis, **details: str | int | None) -> bool:
    """`ledger.move`, and the end told if this is one."""
    reason = details.get("reason")
    if status == "sent":
        _tell_end(seen.key, status, seen.effect, now, reason)
        return ledger.move(seen, status, now, **details)
    moved = ledger.move(seen, status, now, **details)
    if moved:
        _tell_end(seen.key, ledger.becomes(seen, status), seen.effect, now, reason)
    elif status in ENDED:
        _tell_as_it_stands(seen.key)
    return moved


def tell(row: Row) -> None:
    """Tell the end of a row that was come upon. Nothing of one that has not ended, or that says `sent`: the log knew
    that first.
    """
    if row.status != "sent":
        tell_anew(row)


def tell_anew(row: Row) -> None:
    """The same, also of what was sent: a log that was cut off before the row (a restore's) lacks it."""
    _tell_end(row.key, row.status, row.effect, row.at, row.reason)


def delivered(row: Row, at: Millis) -> bool:
    """The mail's receiver has it, says SES. False if that was known."""
    effect = effect_of(row.effect) if row.effect else None
    return isinstance(effect, SendMail) and _append(keys.person_of(row.key.pk), effect, "delivered", at, None)


def seen(person: str, alert: str, rep: str, decided_at: Millis, now: Millis) -> bool:
    """A rep looks at what the alert says; False if somebody did before."""
    line = NoteLine(name=ALERT_SEEN, at=now, properties={"alert": alert, "rep": rep})
    return log.append(_packet(person, f"{alert}:seen", decided_at, (line,)))


def _tell_as_it_stands(key: Key) -> None:
    """Somebody else moved the row, or we did, and the answer was lost."""
    row = ledger.read(key)
    if row:
        tell(row)


def _tell_end(key: Key, status: str, effect: str, now: Millis, reason: object) -> None:
    if status in ENDED:
        for person, each in _effects(key, effect):
            _append(person, each, status, now, reason)


def _effects(key: Key, effect: str) -> Iterator[tuple[str, Effect]]:
    """What the row carries out, and for whom it was decided: a digest the alerts in it."""
    if key.sk == digests.DIGEST:
        for entry in map(json.loads, digests.entries(key.pk)):
            alert = effect_of(entry["effect"])
            yield alert.person or entry["person"], alert
    elif effect:
        yield keys.person_of(key.pk), effect_of(effect)


def _append(person: str, effect: Effect, status: str, at: Millis, reason: object) -> bool:
    """Whether it is news."""
    said: Json
    match effect:
        case SendMail():
            names, said = _MAILS, notes.about_mail(effect)
        case SendAlert():
            names, said = _ALERTS, notes.about_alert(effect)
        case _:
            return False  # only a newer release knows how to say it
    if status not in names:
        return False
    said |= {"reason": reason} if reason and status != "sent" else {}
    line = NoteLine(name=names[status], at=at, properties=said)
    return log.append(_packet(person, f"{effect.id}:{status}", effect.at, (line,)))


def _packet(person: str, known_as: str, at: Millis, lines: Iterable[NoteLine]) -> packing.Packed:
    """Under a key that hangs on neither the moment of writing nor the writer."""
    now = clock.now()
    events: list[Json] = [
        {
            "id": f"{known_as}.{number}",
            "type": "track",
            "name": each.name,
            "at": min(each.at, now),
            "origin": "server",
            "proof": 2,
            "properties": each.properties,
        }
        for number, each in enumerate(lines)
    ]
    sort = packing.sort_of(at, [event["id"] for event in events], 2)
    return packing.pack(keys.noted_subject(person), sort, now, events)
