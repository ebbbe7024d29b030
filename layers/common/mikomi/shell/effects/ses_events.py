"""What SES says of a mail afterwards: its row learns that it was sent, its address that it cannot be written to.

Rules
1. Events come late, twice, in any order, or never: the row decides, and what is said twice holds once.
2. An address is suppressed before the log is told, so that what is already decided finds the door shut.
3. An event of a row that is not there (the person was erased) is counted and dropped.
4. A mail that SES took twice, or took although we understood that it did not, breaks a promise: it is counted, and an
   alarm rings.
5. Events come in batches. What each delivery would ask or count by itself is asked and counted once for the batch. An
   event that cannot even be asked about holds up no other: then each asks for itself.
6. Where replies are received, each mail's id is noted for them (`replies`), before anything else is made of its events.
   Replies come by the same queue.
"""

from collections.abc import Iterator, Sequence

from mikomi import clock, keys, observe, own_events, packing
from mikomi.aws import addresses, ledger, log, mail_threads, soft_bounces, state_items
from mikomi.aws.ledger import Key, Row
from mikomi.aws.state_items import Item, Place
from mikomi.core.mails import mail_events, receipt
from mikomi.core.mails.mail_events import MailEvent
from mikomi.core.mails.receipt import Receipt
from mikomi.core.people.consent import CAME_BACK
from mikomi.model import delivery
from mikomi.model.base import Millis
from mikomi.model.events import MAIL_BOUNCED, MAIL_COMPLAINED
from mikomi.settings import settings
from mikomi.shell.effects import chronicle, returned
from mikomi.shell.effects.echo import Echo

TRIES = 5

_TOLD = {"bounced": MAIL_BOUNCED, "complained": MAIL_COMPLAINED}


class Unsettled(Exception):
    """The row moved at every look: the event comes again."""


class EventBatch:
    """What is asked and counted once for all events of a batch: the mails' rows, and those of addresses to which they
    were delivered, as they stood when the batch came; what comes back of marketing mail.
    """

    def __init__(self, events: Sequence[MailEvent]) -> None:
        self.now = clock.now()
        self.echo = Echo()
        self.came_back: set[str] = set()
        """Addresses from which something came back within the batch."""
        self._items: dict[Place, Item] | None = None
        try:
            self._items = state_items.read(place for event in events for place in _places(event))
        except Exception as error:
            observe.log("mail_events_asked_apart", level="WARNING", error=type(error).__name__)

    def row_of(self, event: MailEvent) -> Row | None:
        """The row of the event's mail, once: who looks again looks at what it is now."""
        item = self._items.pop((event.pk, event.sk), None) if self._items else None
        return ledger.row_of(item) if item else ledger.read(Key(event.pk, event.sk))

    def came_back_before(self, address: str) -> bool:
        """Whether mail came back from an address to which one was delivered now."""
        place = addresses.place_of(address)
        items = state_items.read([place]) if self._items is None else self._items
        return address in self.came_back or soft_bounces.is_noted(items.get(place, {}))


def _places(event: MailEvent) -> Iterator[Place]:
    """What an event asks for: its mail's row, and of a delivery the row of the address."""
    yield event.pk, event.sk
    if event.what == "delivered":
        yield addresses.place_of(event.address)


def take_in(bodies: Sequence[str]) -> list[bool]:
    """Take events in, each JSON as SES publishes it; False for one that could not be taken now: it comes again."""
    read = [_read(body) for body in bodies]
    events = [event for event in read if isinstance(event, MailEvent)]
    batch = EventBatch(events)
    are_noted = not settings().reply_domain or _note_threads(events, batch.now)
    taken = [(are_noted or not isinstance(event, MailEvent)) and _took(event, batch) for event in read]
    batch.echo.tell(batch.now)
    return taken


def _read(body: str) -> MailEvent | Receipt | Exception | None:
    try:
        return receipt.read(body) or mail_events.read(body)
    except Exception as error:
        return error


def _note_threads(events: Sequence[MailEvent], now: Millis) -> bool:
    """False if it could not be noted now."""
    sent = [each for each in events if each.what in ("sent", "delivered") and each.sk.startswith("mail#")]
    try:
        mail_threads.note([(each.ses_id, Key(each.pk, each.sk), each.address) for each in sent], now)
    except Exception as error:
        observe.log("mail_threads_not_noted", level="ERROR", error=type(error).__name__)
        return False
    return True


def _took(event: MailEvent | Receipt | Exception | None, batch: EventBatch) -> bool:
    try:
        if isinstance(event, Exception):
            raise event
        if isinstance(event, Receipt):
            _take_reply(event, batch.now)
        elif event:
            _take(event, batch)
        else:
            observe.count("MailEventForeign")
    except Exception as error:
        observe.log("mail_event_not_taken", level="ERROR", error=type(error).__name__)
        return False
    return True


def _take_reply(received: Receipt, now: Millis) -> None:
    from mikomi.shell.effects import replies  # few mails are answered, and most companies receive none

    replies.take_in(received, now)


def _take(event: MailEvent, batch: EventBatch) -> None:
    now = batch.now
    row = _settle(event, batch)
    if event.what == "delayed":
        observe.count("MailDelayed")
    if row and row.key.sk.startswith("mail#"):
        if event.what == "returned":
            batch.came_back.add(event.address)
            returned.came_back(event, row, now)
        elif event.what == "delivered" and batch.came_back_before(event.address):
            returned.arrived(event, row, now)
    if event.what == "delivered" and row and chronicle.delivered(row, min(event.at, now)):
        batch.echo.arrived(row)
    if event.what in _TOLD:
        observe.count("MailBounced" if event.what == "bounced" else "MailComplained")
        addresses.suppress(event.address, CAME_BACK[_TOLD[event.what]], min(event.at, now))
        if row and row.key.sk.startswith("mail#") and log.append(_packet(event, row.key, now)):
            batch.echo.bounced(row) if event.what == "bounced" else batch.echo.complained(row)


def _settle(event: MailEvent, batch: EventBatch) -> Row | None:
    """Bring the row to what the event proves; answer the row, None if there is none."""
    for _ in range(TRIES):
        row = batch.row_of(event)
        if row is None:
            observe.count("MailEventWithoutRow")
            return None
        if _bring_up_to_date(row, event, batch.now):
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
