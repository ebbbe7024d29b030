"""The one call that sends: SES takes a finished message, once.

Rules
1. SES is asked once (`aws.api`): an answer that was lost may have been a mail that was sent.
2. A definite refusal is told apart from silence: only what was surely not accepted may be tried again at once.
3. The tags bring SES's events back to the row and the attempt.
"""

from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.ledger import Row
from mikomi.aws.refusals import AwsRefusal, NotReached, Silence
from mikomi.settings import settings

TOO_FAST = ("TooManyRequestsException", "ThrottlingException", "Throttling")
UNREADY = {
    "AccessDeniedException": "access",
    "AccessDenied": "access",
    "UnrecognizedClientException": "access",
    "InvalidClientTokenId": "access",
    "OptInRequired": "access",
    "AccountSuspendedException": "paused",
    "SendingPausedException": "paused",
    "AccountSendingPausedException": "paused",
    "ConfigurationSetSendingPausedException": "paused",
    "NotFoundException": "configuration_set",
    "ConfigurationSetDoesNotExist": "configuration_set",
    "ConfigurationSetDoesNotExistException": "configuration_set",
    "MailFromDomainNotVerifiedException": "mail_from",
    "MailFromDomainNotVerified": "mail_from",
}
"""Refusals that no further try mends, only a person: SES's name for each, and what is at fault."""
NOT_VERIFIED = "IdentityNotVerified"
"""Our name for the `MessageRejected` that says so: the sender's domain, or in the sandbox the receiver. It may be about
this one receiver alone, so nobody else waits for it."""
_FINAL = ("MessageRejected", "BadRequestException", "ValidationException", "InvalidParameterValue")


class Accepted(NamedTuple):
    ses_id: str


class Busy(NamedTuple):
    """Surely not accepted, worth trying again: throttled, not reached."""

    code: str


class Unready(NamedTuple):
    """Surely not accepted, and not until somebody has mended the set-up: no permission, paused, suspended, no
    configuration set, not verified."""

    code: str


class Rejected(NamedTuple):
    """Surely not accepted, and never will be."""

    code: str


class NoAnswer(NamedTuple):
    """Perhaps accepted, perhaps not."""

    code: str


Outcome = Accepted | Busy | Unready | Rejected | NoAnswer


def fault_of(code: str) -> str:
    """What is at fault where SES answers so."""
    return UNREADY.get(code, "not_verified")


def send(raw: bytes, to: str, row: Row) -> Outcome:
    """Hand the message to SES, once, under the row's claim."""
    tags = {"row": keys.as_tag(row.key.sk), "owner": keys.as_tag(row.key.pk), "attempt": str(row.attempt)}
    return _asked(
        raw,
        to,
        EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
        ConfigurationSetName=settings().configuration_set,
    )


def send_unnoted(raw: bytes, to: str) -> Outcome:
    """The same for a message of which no row is kept: without tags and configuration set SES tells us nothing of it."""
    return _asked(raw, to)


def _asked(raw: bytes, to: str, **noted: Any) -> Outcome:
    try:
        answer = call("sesv2", "SendEmail", Destination={"ToAddresses": [to]}, Content={"Raw": {"Data": raw}}, **noted)
    except AwsRefusal as refusal:
        if refusal.is_failure:
            return NoAnswer(refusal.code)
        if refusal.code in UNREADY:
            return Unready(refusal.code)
        if refusal.code == "MessageRejected" and "is not verified" in str(refusal):
            return Unready(NOT_VERIFIED)
        return Rejected(refusal.code) if refusal.code in _FINAL else Busy(refusal.code)
    except NotReached as unreached:
        return Busy(str(unreached))
    except Silence as silence:
        return NoAnswer(str(silence))
    return Accepted(str(answer["MessageId"]))
