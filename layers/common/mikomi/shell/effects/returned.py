"""A mail came back and might arrive another time: noted, and the address left in peace if that goes on.

Rules
1. The running plan says how many in a row within how long (`soft_bounces`).
2. The address is told before the log when it is suspended, and after it when it is written to again: who dies between
   the two is brought the same event again, and says both again.
3. Mails to reps and other mail of ours to the company count nothing.
"""

from typing import TYPE_CHECKING

from mikomi import keys, observe, own_events
from mikomi.aws import log, soft_bounces
from mikomi.aws.ledger import Row
from mikomi.aws.soft_bounces import Returns
from mikomi.core.mails import bounces
from mikomi.core.mails.mail_events import MailEvent
from mikomi.model.base import Json, Millis
from mikomi.model.events import MAIL_AUTO_REPLIED, MAIL_GOT_THROUGH, MAIL_SOFT_BOUNCED

if TYPE_CHECKING:
    from mikomi.model.company import SoftBounces


def came_back(event: MailEvent, row: Row, now: Millis) -> None:
    """SES says that it did not arrive, or that a program answered."""
    said: Json = {"mail": _mail(row), "reason": event.detail, "status": event.status, "address": event.address}
    observe.count("MailReturned")
    if event.fault == "reply":
        _tell(MAIL_AUTO_REPLIED, row, said, event, now)
        return
    if event.fault == "address":
        rule = _rule()
        standing = soft_bounces.note_return(event.address, _mail(row), min(event.at, now))
        count = bounces.in_a_row(standing.came_back, standing.delivered, rule.within.millis)
        if count >= rule.in_a_row and standing.suspended_at is None:
            soft_bounces.suspend(event.address, standing, now)
            observe.count("AddressSuspended")
        said |= {"in_a_row": count, "suspends": count >= rule.in_a_row}
        _forget(event.address, standing, rule.within.millis)
    _tell(MAIL_SOFT_BOUNCED, row, said | {"fault": event.fault}, event, now)


def arrived(event: MailEvent, row: Row, now: Millis) -> None:
    """SES says that it was delivered: whatever came back before from this address is over."""
    standing = soft_bounces.note_delivery(event.address, _mail(row), min(event.at, now))
    rule = _rule()
    count = bounces.in_a_row(standing.came_back, standing.delivered, rule.within.millis)
    if standing.suspended_at is not None and count < rule.in_a_row:
        _tell(MAIL_GOT_THROUGH, row, {"mail": _mail(row), "address": event.address}, event, now)
        soft_bounces.resume(event.address, standing)
    _forget(event.address, standing, rule.within.millis)


def _rule() -> "SoftBounces":
    from mikomi.aws import plans  # most mails arrive, and nobody asks

    return plans.active().settings.soft_bounces


def _forget(address: str, standing: Returns, within: Millis) -> None:
    last = max((*standing.came_back.values(), *standing.delivered.values()), default=0)
    soft_bounces.forget(address, standing, last - 2 * within)


def _tell(name: str, row: Row, said: Json, event: MailEvent, now: Millis) -> None:
    """Under a key made of what the event says, so that the same event, come again, is the same packet."""
    subject = "p:" + keys.person_of(row.key.pk)
    note = own_events.note(name, subject, _mail(row), at=min(event.at, now), origin="mail", properties=said)
    log.append(own_events.packet(subject, note, now, event.at))


def _mail(row: Row) -> str:
    return row.key.sk.partition("#")[2]
