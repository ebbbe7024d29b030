"""The one call that sends: SES takes a finished message, once.

Rules
1. SES is called without the SDK's retries (`aws.clients`): an answer that was lost may have been a mail that was sent.
2. A definite refusal is told apart from silence: only what was surely not accepted may be tried again at once.
3. The tags bring SES's events back to the row and the attempt.
"""

from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from mikomi import keys
from mikomi.aws.clients import client
from mikomi.aws.ledger import Row
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
    try:
        answer = client("sesv2").send_email(
            Destination={"ToAddresses": [to]},
            Content={"Raw": {"Data": raw}},
            EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
            ConfigurationSetName=settings().configuration_set,
        )
    except ClientError as refusal:
        code = str(refusal.response.get("Error", {}).get("Code", ""))
        if refusal.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500) >= 500:
            return NoAnswer(code)
        return Rejected(code) if code in _FINAL else Busy(code)
    except (EndpointConnectionError, ConnectTimeoutError) as unreached:
        return Busy(type(unreached).__name__)
    except BotoCoreError as silence:
        return NoAnswer(type(silence).__name__)
    return Accepted(str(answer["MessageId"]))
