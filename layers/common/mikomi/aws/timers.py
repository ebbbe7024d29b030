"""Wake-up calls: a one-time schedule of EventBridge Scheduler, or, if the moment is near, a message on the queue at
once.

Rules
1. A timer wakes, it never decides: the row says what is due. A timer too many does nothing, a lost one is made
   good by the sweeper.
2. A schedule's name is derived from what it wakes and when, so that arming twice is arming once
   (`ConflictException` means done).
3. What is due within two minutes goes on the queue directly, because a schedule in the past may never fire.
4. Of what is overdue, the queue is sent ten at a time; a message that it refuses is found by the next sweep.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.model.base import Millis
from mikomi.settings import settings

NEAR = 120_000
PAGE = 1000
TOGETHER = 10
"""Messages that SQS takes in one call."""


def arm(pk: str, sk: str, due_at: Millis, now: Millis) -> None:
    """See to it that the row `pk`/`sk` is looked at when `due_at` (milliseconds) has come."""
    body = _body(pk, sk, due_at)
    if due_at <= now + NEAR:
        delay = min(900, max(0, -(-(due_at - now) // 1000)))
        call("sqs", "SendMessage", QueueUrl=settings().step_queue_url, MessageBody=body, DelaySeconds=delay)
        return
    moment = datetime.fromtimestamp(-(-due_at // 1000), UTC)
    try:
        call(
            "scheduler",
            "CreateSchedule",
            Name=f"due-{keys.digest(pk, sk, str(due_at), length=32)}",
            GroupName=settings().schedule_group,
            ScheduleExpression=f"at({moment:%Y-%m-%dT%H:%M:%S})",
            ScheduleExpressionTimezone="UTC",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={"Arn": settings().step_queue_arn, "RoleArn": settings().scheduler_role_arn, "Input": body},
        )
    except AwsRefusal as refused:
        if refused.code != "ConflictException":
            raise


def put_on_queue(rows: Sequence[tuple[str, str, Millis]]) -> None:
    """Have these rows (pk, sk, due_at; `TOGETHER` at most) looked at now."""
    entries = [{"Id": str(number), "MessageBody": _body(*row)} for number, row in enumerate(rows)]
    call("sqs", "SendMessageBatch", QueueUrl=settings().step_queue_url, Entries=entries)


def queued() -> int:
    """How many messages the step queue holds, about: those that wait, and those that are being worked on."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = call("sqs", "GetQueueAttributes", QueueUrl=settings().step_queue_url, AttributeNames=names)
    return sum(int(answer["Attributes"][name]) for name in names)


def _body(pk: str, sk: str, due_at: Millis) -> str:
    return json.dumps({"pk": pk, "sk": sk, "due_at": due_at}, separators=(",", ":"))


def overdue(shard: int, before: Millis) -> Iterator[tuple[str, str, Millis]]:
    """Rows (pk, sk, due_at) of one of the index's partitions whose time came before this moment, earliest first; read
    page by page as they are asked for.
    """
    query: dict[str, Any] = {
        "TableName": settings().state_table,
        "IndexName": "due",
        "KeyConditionExpression": "due_shard = :s AND due_at < :t",
        "ExpressionAttributeValues": {":s": {"S": f"d{shard}"}, ":t": {"N": str(before)}},
        "Limit": PAGE,
    }
    while True:
        page = call("dynamodb", "Query", **query)
        for item in page["Items"]:
            yield item["pk"]["S"], item["sk"]["S"], int(item["due_at"]["N"])
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
