"""What AWS gave up delivering: the messages of the dead-letter queues, as what they mean.

Rules
1. Lambda describes a batch of a stream by its position, an event of S3 by the event itself; a queue's message is
   the message.
2. What cannot be read is a letter like any other: it is shown, not thrown away.
"""

import json
from typing import Any, NamedTuple


class Position(NamedTuple):
    """Records of a stream that were tried in vain, or grew too old: sequence numbers `first` to `last` of a shard."""

    stream: str
    shard: str
    first: str
    last: str
    size: int
    why: str


class Wake(NamedTuple):
    """A row of the state table that was to be woken."""

    pk: str
    sk: str


class Upload(NamedTuple):
    """Files of the workspace whose arrival could not be processed; `why` is the kind of error."""

    files: tuple[str, ...]
    why: str


GivenUp = Position | Wake | Upload


def read(body: str) -> GivenUp | None:
    """What the message means; None for what is none of these."""
    try:
        said = json.loads(body)
        if "DDBStreamBatchInfo" in said:
            return _position(said)
        if "requestPayload" in said:
            return _upload(said)
        if "arrival" in said:
            return Upload(tuple(said["files"]), "")
        if "push" in said:
            return Upload((str(said["push"]),), "")
        return Wake(str(said["pk"]), str(said["sk"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _position(said: dict[str, Any]) -> Position:
    batch = said["DDBStreamBatchInfo"]
    return Position(
        stream=batch["streamArn"],
        shard=batch["shardId"],
        first=batch["startSequenceNumber"],
        last=batch["endSequenceNumber"],
        size=int(batch["batchSize"]),
        why=str(said.get("requestContext", {}).get("condition", "")),
    )


def _upload(said: dict[str, Any]) -> Upload:
    records = said["requestPayload"]["Records"]
    raised = said.get("responsePayload") or {}
    return Upload(tuple(record["s3"]["object"]["key"] for record in records), str(raised.get("errorType", "")))
