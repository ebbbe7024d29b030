"""The dead-letter queues, and the streams that their messages point into.

Rules
1. A message is received, understood, and only then deleted: who dies in between finds it there again.
2. A position is not the records: those stand in the stream, for a day.
3. An empty page of a stream is not its end: whatever was written elsewhere in between leaves some.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings

HIDDEN = 60
"""Seconds for which nobody else is shown a message that we are reading."""

EMPTY_PAGES = 100
"""So many in a row are taken for the tip of the stream, which has no end while it is open."""

_TRIMMED = ("TrimmedDataAccessException", "ResourceNotFoundException", "ExpiredIteratorException")


class Message(NamedTuple):
    """A message of a dead-letter queue. `queue` is its address."""

    queue: str
    id: str
    receipt: str
    body: str

    @property
    def queue_name(self) -> str:
        return self.queue.rpartition("/")[2]


class Trimmed(Exception):
    """The stream holds these records no more."""


def messages() -> Iterator[Message]:
    """What lies in the dead-letter queues, received as it is asked for."""
    for queue in settings().dead_letter_urls.split(","):
        asked = {"QueueUrl": queue, "MaxNumberOfMessages": 10, "VisibilityTimeout": HIDDEN}
        while batch := call("sqs", "ReceiveMessage", **asked).get("Messages"):
            for message in batch:
                yield Message(queue, message["MessageId"], message["ReceiptHandle"], message["Body"])


def delete(message: Message) -> None:
    call("sqs", "DeleteMessage", QueueUrl=message.queue, ReceiptHandle=message.receipt)


def ask(letter: str, pk: str) -> None:
    """Put the wish to have this dead letter tried again on the step queue, whose reader may do whatever it takes."""
    body = json.dumps({"pk": pk, "sk": letter}, separators=(",", ":"))
    call("sqs", "SendMessage", QueueUrl=settings().step_queue_url, MessageBody=body)


def images(stream: str, shard: str, first: str, last: str) -> list[dict[str, Any]]:
    """The new images (typed JSON) of a stream's records between two sequence numbers. Raises Trimmed."""
    read: list[dict[str, Any]] = []
    asked = {"StreamArn": stream, "ShardId": shard, "SequenceNumber": first, "ShardIteratorType": "AT_SEQUENCE_NUMBER"}
    try:
        iterator = call("dynamodbstreams", "GetShardIterator", **asked)["ShardIterator"]
        empty = 0
        while iterator:
            page = call("dynamodbstreams", "GetRecords", ShardIterator=iterator)
            for record in page["Records"]:
                change = record["dynamodb"]
                if int(change["SequenceNumber"]) > int(last):
                    return read
                if "NewImage" in change:
                    read.append(change["NewImage"])
            empty = 0 if page["Records"] else empty + 1
            if empty == EMPTY_PAGES or (page["Records"] and page["Records"][-1]["dynamodb"]["SequenceNumber"] == last):
                return read
            iterator = page.get("NextShardIterator")
    except AwsRefusal as refused:
        if refused.code not in _TRIMMED:
            raise
        raise Trimmed(shard) from None
    return read
