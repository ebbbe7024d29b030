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
_FINAL = ("MessageRejected", "BadRequestException", "ValidationException", "InvalidParameterValue")


class Accepted(NamedTuple):
    ses_id: str


class Busy(NamedTuple):
    """Surely not accepted, worth trying again: throttled, paused, not yet configured, not reached."""

    code: str


class Rejected(NamedTuple):
    """Surely not accepted, and never will be."""

    code: str


class NoAnswer(NamedTuple):
    """Perhaps accepted, perhaps not."""

    code: str


Outcome = Accepted | Busy | Rejected | NoAnswer


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
        return Rejected(refusal.code) if refusal.code in _FINAL else Busy(refusal.code)
    except NotReached as unreached:
        return Busy(str(unreached))
    except Silence as silence:
        return NoAnswer(str(silence))
    return Accepted(str(answer["MessageId"]))
