"""What SES tells of a mail after it took it, read from SES's own event.

Rules
1. Whatever SES tells of a mail but its rejection says that SES took it; so any of them makes good a lost `Send`.
2. The address is the one that we wrote to. A bounce may name another: the mail was forwarded.
3. A mail that came back closes its address only if nobody will ever read mail there (`bounces`); another bounce is a
   return. "This is no spam" is no complaint.
"""

import json
from datetime import datetime
from typing import Literal, NamedTuple

from mikomi import keys
from mikomi.core.mails import bounces
from mikomi.core.mails.bounces import Fault
from mikomi.model.base import Json, Millis

What = Literal["sent", "delivered", "delayed", "rejected", "bounced", "returned", "complained", "other"]

KINDS: dict[str, What] = {
    "Send": "sent",
    "Delivery": "delivered",
    "DeliveryDelay": "delayed",
    "Reject": "rejected",
    "Rendering Failure": "rejected",
    "Bounce": "bounced",
    "Complaint": "complained",
}
"""What we make of SES's kinds of events: those that the stack asks it for."""


class MailEvent(NamedTuple):
    """`pk`, `sk` and `attempt` are the tags that the mail was sent with; `detail` is SES's own word for the cause.
    Of what came back `fault` says whose it was, `status` what the server said (RFC 3463)."""

    what: What
    at: Millis
    pk: str
    sk: str
    attempt: int
    ses_id: str
    address: str
    detail: str
    status: str = ""
    fault: Fault = "address"


def read(body: str) -> MailEvent | None:
    """The event; None for what is none of ours: SNS's own test notice, a mail without our tags.

    ValueError or KeyError for an event that is not as SES describes it.
    """
    if not body.lstrip().startswith("{"):
        return None
    said: Json = json.loads(body)
    mail = said.get("mail", {})
    tags = {name: values[0] for name, values in mail.get("tags", {}).items() if values}
    pk, sk = keys.of_tag(tags.get("owner", "")), keys.of_tag(tags.get("row", ""))
    if not pk or not sk:
        return None
    what, about = _what(said)
    return MailEvent(
        what=what,
        at=_moment(about.get("timestamp") or mail["timestamp"]),
        pk=pk,
        sk=sk,
        attempt=int(tags.get("attempt", "1")),
        ses_id=mail["messageId"],
        address=keys.same_address(mail["destination"][0]),
        detail=_detail(about),
        status=_status(about),
        fault=_fault(about),
    )


def _what(said: Json) -> tuple[What, Json]:
    kind = str(said["eventType"])
    about = said.get(kind[:1].lower() + kind[1:]) or said.get("failure") or {}
    what = KINDS.get(kind, "other")
    if what == "bounced" and _fault(about) != "dead":
        what = "returned"
    if what == "complained" and about.get("complaintFeedbackType") == "not-spam":
        what = "other"
    return what, about


def _fault(about: Json) -> Fault:
    if "bounceType" not in about:
        return "address"
    return bounces.fault_of(str(about["bounceType"]), str(about.get("bounceSubType", "")), _status(about))


def _status(about: Json) -> str:
    """What the receiver's server said: its status, or the words in which it stands."""
    first: Json = next(iter(about.get("bouncedRecipients") or ()), {})
    return str(first.get("status") or first.get("diagnosticCode") or "")[:100]


def _detail(about: Json) -> str:
    names = ("bounceSubType", "complaintFeedbackType", "delayType", "reason", "errorMessage")
    return next((str(about[name])[:100] for name in names if about.get(name)), "")


def _moment(written: str) -> Millis:
    return round(datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp() * 1000)
