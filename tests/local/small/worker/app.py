"""A function that writes down what reached it, and fails as a test tells it to: the local stack is what is tested."""

import json
from typing import Any

from mikomi import clock

seen: list[tuple[str, Any]] = []
"""(source, what came), in order."""
at: list[int] = []
failing: dict[str, int] = {}
"""How many more times the record of this name fails; -1 for ever."""
raising: set[str] = set()
"""Names at which the whole call raises."""


def handler(event: dict[str, Any], context: Any) -> Any:
    if "requestContext" in event:
        return _http(event)
    if "Records" not in event:
        seen.append(("tick", event))
        at.append(clock.now())
        return None
    names = [_name(record) for record in event["Records"]]
    seen.append((event["Records"][0]["eventSource"], names))
    at.append(clock.now())
    if raising & set(names):
        raise RuntimeError("told to")
    failures = [record for record, name in zip(event["Records"], names, strict=True) if _fails(name)]
    return {"batchItemFailures": [{"itemIdentifier": _identifier(record)} for record in failures]}


def _http(event: dict[str, Any]) -> Any:
    if event["rawPath"] == "/items/raise":
        raise RuntimeError("told to")
    if event["rawPath"] == "/items/bare":
        return {"plain": "見込み"}
    headers = {"content-type": "application/json", "access-control-allow-origin": "https://nobody.example"}
    return {"statusCode": 201, "headers": headers, "cookies": ["a=1", "b=2"], "body": json.dumps(event)}


def _fails(name: str) -> bool:
    left = failing.get(name, 0)
    if left > 0:
        failing[name] = left - 1
    return left != 0


def _name(record: dict[str, Any]) -> str:
    if "dynamodb" in record:
        return str(record["dynamodb"]["Keys"]["pk"]["S"])
    if "s3" in record:
        return str(record["s3"]["object"]["key"])
    return str(record["body"])


def _identifier(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"] if "dynamodb" in record else record.get("messageId", ""))
