"""How many people were in a segment: the latest count, and the last one of each day.

Rules
1. One row a segment, one attribute a day, written by one update: the same count, written twice, is there once.
2. A count carries the mark of the condition that was counted, so that a change of the segment is told apart from a
   change of its people.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

KEPT = 400
"""Days."""
_ROW = "size"
_DAY = "d"


class CountedDay(NamedTuple):
    """The last count of a day (ISO); `rule` is the mark of the condition by which it was counted."""

    day: str
    size: int
    rule: str


class Sizes(NamedTuple):
    """The latest count and its moment; `days`, the oldest first."""

    size: int
    as_of: Millis
    days: tuple[CountedDay, ...]


def note(segment: str, size: int, rule: str, as_of: Millis, day: str) -> None:
    """Keep the count; one of a later moment stays."""
    forgotten = (date.fromisoformat(day) - timedelta(days=KEPT)).isoformat()
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(segment),
            UpdateExpression="SET #day = :counted, #size = :size, as_of = :at REMOVE #forgotten",
            ConditionExpression="attribute_not_exists(as_of) OR as_of <= :at",
            ExpressionAttributeNames={"#day": _DAY + day, "#forgotten": _DAY + forgotten, "#size": "size"},
            ExpressionAttributeValues={
                ":counted": {"S": f"{size} {rule}"},
                ":size": {"N": str(size)},
                ":at": {"N": str(as_of)},
            },
        )
    except ConditionFailed:
        return


def read(segments: Iterable[str]) -> dict[str, Sizes]:
    """What is known of these segments, by id; those that nobody has counted are missing."""
    table = settings().state_table
    wanted = [_key(segment) for segment in segments]
    found: dict[str, Sizes] = {}
    while wanted:
        asked = {table: {"Keys": wanted[:100], "ConsistentRead": True}}
        answer = call("dynamodb", "BatchGetItem", RequestItems=asked)
        for item in answer["Responses"].get(table, []):
            found[item["pk"]["S"].partition("#")[2]] = _sizes(item)
        wanted = wanted[100:] + answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
    return found


def _sizes(item: dict[str, Any]) -> Sizes:
    days = []
    for name in sorted(name for name in item if name.startswith(_DAY) and name[1:2].isdigit()):
        size, _, rule = item[name]["S"].partition(" ")
        days.append(CountedDay(name[1:], int(size), rule))
    return Sizes(int(item["size"]["N"]), int(item["as_of"]["N"]), tuple(days))


def _key(segment: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.segment_pk(segment)}, "sk": {"S": _ROW}}
