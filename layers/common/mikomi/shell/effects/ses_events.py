"""What SES says of a mail afterwards: its row learns that it was sent, its address that it cannot be written to.

Rules
1. Events come late, twice, in any order, or never: the row decides, and what is said twice holds once.
2. An address is suppressed before the log is told, so that what is already decided finds the door shut.
3. An event of a row that is not there (the person was erased) is counted and dropped.
4. A mail that SES took twice, or took although we understood that it did not, breaks a promise: it is counted, and an
   alarm rings.
"""

from mikomi import clock, keys, observe, own_events, packing
from mikomi.aws import addresses, ledger, log
from mikomi.aws.ledger import Key, Row
from mikomi.core.mails import mail_events
from mikomi.core.mails.mail_events import MailEvent
from mikomi.core.people.consent import CAME_BACK
from mikomi.model import delivery
from mikomi.model.base import Millis
from mikomi.model.events import MAIL_BOUNCED, MAIL_COMPLAINED
from mikomi.shell.effects import chronicle, echo, returned

TRIES = 5

_TOLD = {"bounced": MAIL_BOUNCED, "complained": MAIL_COMPLAINED}
_ECHOES = {"bounced": echo.bounced, "complained": echo.complained}


class Unsettled(Exception):
    """The row moved at every look: the event comes again."""


def took(body: str) -> bool:
    """Take one event in (JSON as SES publishes it); False if that could not be done now, so that it comes again."""
    try:
        event = mail_events.read(body)
        if event:
            _take(event, clock.now())
        else:
            observe.count("MailEventForeign")
    except Exception as error:
        observe.log("mail_event_not_taken", level="ERROR", error=type(error).__name__)
        return False
    return True


def _take(event: MailEvent, now: Millis) -> None:
    row = _settle(event, now)
    if event.what == "delayed":
        observe.count("MailDelayed")
    if row and row.key.sk.startswith("mail#"):
        if event.what == "returned":
            returned.came_back(event, row, now)
        elif event.what == "delivered":
            returned.arrived(event, row, now)
    if event.what == "delivered" and row and chronicle.delivered(row, min(event.at, now)):
        echo.arrived(row, now)
    if event.what in _TOLD:
        observe.count("MailBounced" if event.what == "bounced" else "MailComplained")
        addresses.suppress(event.address, CAME_BACK[_TOLD[event.what]], min(event.at, now))
        if row and row.key.sk.startswith("mail#") and log.append(_packet(event, row.key, now)):
            _ECHOES[event.what](row, now)


def _settle(event: MailEvent, now: Millis) -> Row | None:
    """Bring the row to what the event proves; answer the row, None if there is none."""
    for _ in range(TRIES):
        row = ledger.read(Key(event.pk, event.sk))
        if row is None:
            observe.count("MailEventWithoutRow")
            return None
        if _bring_up_to_date(row, event, now):
            return row
    raise Unsettled(event.what)


def _bring_up_to_date(row: Row, event: MailEvent, now: Millis) -> bool:
    """False if the row moved meanwhile."""
    if row.status not in delivery.STATES:
        observe.log("row_not_known", level="WARNING", status=row.status)
        return True  # a newer release's: its address and the log are told all the same
    if event.what == "rejected":
        return _has_failed(row) or _fail(row, "refused", event, now)
    if event.what == "bounced" and not row.key.sk.startswith("mail#"):
        return _has_failed(row) or _fail(row, "bounced", event, now)
    if row.status == "sent":
        _check_once(row, event)
        return True
    if row.status in ("claimed", "held", "unknown"):
        return chronicle.move(row, "sent", now, ses_id=event.ses_id)
    if row.ses_id != event.ses_id:
        observe.log("refused_mail_was_sent", level="ERROR", status=row.status, attempt=event.attempt)
        observe.count("PromiseBroken")
    return True  # SES rejected it after taking it, and said so first


def _has_failed(row: Row) -> bool:
    if row.status == "failed":
        chronicle.tell(row)
    return row.status == "failed"


def _fail(row: Row, reason: str, event: MailEvent, now: Millis) -> bool:
    """Nothing of this mail reaches anybody: its attempts are no longer in doubt."""
    sure = row._replace(doubts=0)
    return chronicle.move(sure, "failed", now, reason=reason, detail=event.detail, ses_id=event.ses_id, doubts=0)


def _check_once(row: Row, event: MailEvent) -> None:
    if event.what == "sent" and row.ses_id and row.ses_id != event.ses_id:
        observe.log("mail_sent_twice", level="ERROR", attempt=event.attempt, attempts=row.attempt)
        observe.count("PromiseBroken")


def _packet(event: MailEvent, key: Key, now: Millis) -> packing.Packed:
    """Under a key made of what the event says, so that the same event, come again, is the same packet."""
    name, mail_id = _TOLD[event.what], key.sk.partition("#")[2]
    subject = "p:" + keys.person_of(key.pk)
    said = {"mail": mail_id, "reason": event.detail, "address": event.address}
    told = own_events.note(name, subject, mail_id, at=min(event.at, now), origin="mail", properties=said)
    return own_events.packet(subject, told, now, event.at)
