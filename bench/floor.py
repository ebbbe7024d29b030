"""The floor: the same AWS calls as ours, made by bare botocore, with `json` and nothing else around them."""

import json
from base64 import b64decode
from functools import cache
from typing import Any

import boto3

from bench.world import EVENTS, STATE

Json = dict[str, Any]


@cache
def dynamodb() -> Any:
    return boto3.client("dynamodb")


def track(event: Json, _context: Any = None) -> Json:
    """The request's events, put under one key."""
    body = json.loads(event["body"])
    sent = body.get("batch") or [body]
    dynamodb().put_item(
        TableName=EVENTS,
        Item={
            "pk": {"S": sent[0]["anonymousId"]},
            "sk": {"S": sent[0]["messageId"]},
            "events": {"B": json.dumps(sent).encode()},
        },
        ConditionExpression="attribute_not_exists(pk)",
    )
    return {"statusCode": 200, "body": json.dumps({"success": True})}


def score(event: Json, _context: Any = None) -> Json:
    """A read and a conditional write for each subject of the batch, of a state that knows how many events it saw."""
    seen: dict[str, int] = {}
    for record in event["Records"]:
        image = record["dynamodb"]["NewImage"]
        seen[image["pk"]["S"]] = seen.get(image["pk"]["S"], 0) + len(json.loads(b64decode(image["events"]["B"])))
    for subject, number in seen.items():
        _fold(subject, number)
    return {"batchItemFailures": []}


def _fold(subject: str, number: int) -> None:
    key = {"pk": {"S": f"floor#{subject}"}, "sk": {"S": "person"}}
    held = dynamodb().get_item(TableName=STATE, Key=key, ConsistentRead=True).get("Item")
    version = int(held["version"]["N"]) if held else 0
    state = json.loads(held["state"]["B"]) if held else {"seen": 0}
    state["seen"] += number
    condition: Json = {"ConditionExpression": "attribute_not_exists(pk)"}
    if held:
        condition = {"ConditionExpression": "version = :v", "ExpressionAttributeValues": {":v": held["version"]}}
    item = {**key, "version": {"N": str(version + 1)}, "state": {"B": json.dumps(state).encode()}}
    dynamodb().put_item(TableName=STATE, Item=item, **condition)
