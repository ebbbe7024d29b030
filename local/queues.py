"""Event source mappings of SQS queues, as Lambda runs them.

Rules
1. A batch is delivered `copies` times before its messages are deleted: at least once, and here more than once.
2. A message that failed stays and is visible again after the queue's VisibilityTimeout of the movable clock; the
   queue's own redrive policy carries it to the dead letters.
3. A message that waits for time (a delay, a visibility timeout) is not due, so a queue that holds nothing else is
   settled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mikomi import clock
from mikomi.aws.clients import client
from moto.sqs.models import sqs_backends

from local.resources import queue_url
from local.template import ACCOUNT, REGION, Body, Template

Invoke = Callable[[str, Body], Any]


def consumers(template: Template, copies: int) -> list["Consumer"]:
    """Every SQS event of every function."""
    return [
        Consumer(function, template.resolve(event["Properties"]), copies)
        for function, properties in template.of_type("AWS::Serverless::Function").items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "SQS"
    ]


@dataclass
class Consumer:
    """One function reading one queue."""

    function: str
    properties: Body
    copies: int

    def __post_init__(self) -> None:
        self.arn: str = self.properties["Queue"]
        self.url = queue_url(self.arn)
        self.size = int(self.properties.get("BatchSize", 10))
        self.partial = "ReportBatchItemFailures" in self.properties.get("FunctionResponseTypes", [])

    def deliver(self, invoke: Invoke) -> bool:
        """One batch. True if there was one."""
        if not waiting(self.arn, due=True):
            return False
        sqs = client("sqs")
        asked = {"MaxNumberOfMessages": min(self.size, 10), "AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
        messages = sqs.receive_message(QueueUrl=self.url, **asked).get("Messages", [])
        failed: set[str] = set()
        for _ in range(self.copies if messages else 0):
            failed |= self._failures(messages, invoke)
        for message in messages:
            if message["MessageId"] not in failed:
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return True

    def _failures(self, messages: list[Body], invoke: Invoke) -> set[str]:
        try:
            answer = invoke(self.function, {"Records": [self._record(message) for message in messages]})
        except Exception:
            return {message["MessageId"] for message in messages}
        if not self.partial or not answer:
            return set()
        return {item["itemIdentifier"] for item in answer.get("batchItemFailures", [])}

    def _record(self, message: Body) -> Body:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": message.get("MessageAttributes", {}),
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self.arn,
            "awsRegion": REGION,
        }

    def next_due(self) -> int | None:
        """When the next message of this queue can be received (ms); None if there is none."""
        return min((_visible_at(message) for message in waiting(self.arn)), default=None)


def waiting(arn: str, *, due: bool = False) -> list[Any]:
    """moto's own messages of the queue (`due`: only those that can be received now). The API cannot tell when one will
    be visible.
    """
    held: list[Any] = sqs_backends[ACCOUNT][REGION].get_queue(arn.rpartition(":")[2])._messages
    return [message for message in held if not due or _visible_at(message) <= clock.now()]


def _visible_at(message: Any) -> int:
    return int(max(message.delayed_until, message.visible_at))
