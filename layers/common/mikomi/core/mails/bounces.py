"""A mail came back: whose fault that was, and when an address is left in peace for a while.

Rules
1. What speaks of this mail (its size, its content, who sent it) never counts against the address, whatever SES calls
   it.
2. What cannot be told from an automatic reply does not count either.
3. In a row are the mails of an address that came back with no delivery of another between them. A mail that was
   delivered and came back afterwards (a gateway takes everything at first) was not delivered.
4. The answer follows from what came back and what was delivered, in whichever order and however often that is told.
"""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from mikomi.model.base import Millis

Fault = Literal["dead", "address", "message", "reply"]
"""`dead`: nobody will ever read mail there. `address`: it does not take mail now. `message`: another mail might have
arrived. `reply`: perhaps it did arrive, and a program answered."""


class Bounce(NamedTuple):
    """SES's type and sub-type, and the SMTP status (RFC 3463) as a pattern; None: whichever, "": there is none."""

    type: str | None
    sub_types: tuple[str, ...] | None
    status: str | None
    fault: Fault
    why: str


TRANSIENT, PERMANENT = "Transient", "Permanent"
CASES: tuple[Bounce, ...] = (
    Bounce(None, ("MessageTooLarge",), None, "message", "a smaller mail would have been taken"),
    Bounce(None, ("ContentRejected", "AttachmentRejected"), None, "message", "what stands in this mail was not liked"),
    Bounce(None, None, r"[45]\.(2\.3|3\.4)", "message", "larger than the mailbox or the server allows"),
    Bounce(None, None, r"[45]\.6\.\d+", "message", "its content or encoding cannot be taken"),
    Bounce(PERMANENT, ("NoEmail", "Suppressed", "OnAccountSuppressionList"), None, "dead", "SES does not write to it"),
    Bounce(PERMANENT, None, r"[45]\.7\.\d+", "address", "a policy says no, to us or to everybody: seen if it goes on"),
    Bounce(None, None, r"[45]\.7\.\d+", "message", "a policy, a grey list, our reputation: about who sends"),
    Bounce(PERMANENT, None, None, "dead", "there is no such mailbox, or it is closed"),
    Bounce(None, ("MailboxFull",), None, "address", "nobody empties it"),
    Bounce(TRANSIENT, ("General",), "", "reply", "SES calls an absence note so: no server has said a status"),
    Bounce(None, None, None, "address", "busy, away, full: it may pass, or go on"),
)
"""The first that fits decides."""

_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")


def fault_of(type: str, sub_type: str, status: str) -> Fault:
    """Whose fault it was that a mail came back, as SES tells it."""
    found = _STATUS.search(status)
    plain = found[0] if found else ""
    return next(case.fault for case in CASES if _fits(case, type, sub_type, plain))


def in_a_row(came_back: Mapping[str, Millis], delivered: Mapping[str, Millis], within: Millis) -> int:
    """How many mails came back since the last delivery, no longer before the last of them than `within`. Each of both
    by mail: when."""
    reached = max((at for mail, at in delivered.items() if mail not in came_back), default=None)
    since = [at for at in came_back.values() if reached is None or at > reached]
    return sum(at > max(since) - within for at in since)


def _fits(case: Bounce, type: str, sub_type: str, status: str) -> bool:
    return (
        case.type in (None, type)
        and (case.sub_types is None or sub_type in case.sub_types)
        and (case.status is None or (re.fullmatch(case.status, status) is not None))
    )
