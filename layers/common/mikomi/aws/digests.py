"""What is counted and gathered for one rep: the alerts of a day, and the digest of one business morning.

Rules
1. Sets of alert ids, not counters: counting the same alert twice changes nothing, whoever repeats the call.
2. A digest takes alerts while it waits. Once it is claimed it is closed, and what comes later goes into the next one.
"""

import json

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.ledger import Key
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

DIGEST = "digest"


def count_alert(rep: str, day: str, alert: str, most: int) -> bool:
    """Count the alert among the rep's of that day (ISO date); False if the day already has `most` others."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key={"pk": {"S": keys.rep_day_pk(rep, day)}, "sk": {"S": "alerts"}},
            UpdateExpression="ADD alerts :one",
            ConditionExpression="attribute_not_exists(alerts) OR size(alerts) < :most OR contains(alerts, :alert)",
            ExpressionAttributeValues={
                ":one": {"SS": [alert]},
                ":alert": {"S": alert},
                ":most": {"N": str(most)},
            },
        )
    except ConditionFailed:
        return False
    return True


def gather(pk: str, entry: str, due_at: Millis) -> bool:
    """Put one alert (JSON) into the digest; the same one twice is there once. False if it is closed without it."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key={"pk": {"S": pk}, "sk": {"S": DIGEST}},
            UpdateExpression="ADD entries :one SET #status = :held, due_shard = :shard, "
            "due_at = if_not_exists(due_at, :due), arm_at = if_not_exists(arm_at, :due), "
            "attempt = if_not_exists(attempt, :zero), waits = if_not_exists(waits, :zero)",
            ConditionExpression="attribute_not_exists(#status) OR #status = :held",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":one": {"SS": [entry]},
                ":held": {"S": "held"},
                ":due": {"N": str(due_at)},
                ":shard": {"S": keys.due_shard(pk)},
                ":zero": {"N": "0"},
            },
        )
    except ConditionFailed:
        return entry in entries(pk)
    return True


def entries(pk: str) -> list[str]:
    """The alerts of a digest, in a stable order."""
    answer = call(
        "dynamodb",
        "GetItem",
        TableName=settings().state_table,
        Key={"pk": {"S": pk}, "sk": {"S": DIGEST}},
        ConsistentRead=True,
    )
    return sorted(answer["Item"]["entries"]["SS"]) if "entries" in answer.get("Item", {}) else []


def holds(pk: str, alert: str) -> bool:
    """Whether the digest has an alert of this id."""
    return any(json.loads(json.loads(entry)["effect"])["id"] == alert for entry in entries(pk))


def withdraw(pk: str, alert: str) -> None:
    """Take the alert of this id out of the digest, whatever became of it."""
    if of_it := [entry for entry in entries(pk) if json.loads(json.loads(entry)["effect"])["id"] == alert]:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key={"pk": {"S": pk}, "sk": {"S": DIGEST}},
            UpdateExpression="DELETE entries :its",
            ExpressionAttributeValues={":its": {"SS": of_it}},
        )


def key_of(pk: str) -> Key:
    return Key(pk, DIGEST)
