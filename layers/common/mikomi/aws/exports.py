"""Who took people out, when, of whom, and how many: a row each, begun before the first line is written.

It names nobody who stands in a list. Where all that is known of one person was taken out it says whose (`person`), by
the id, until the person is erased.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from mikomi import keys, packing
from mikomi.aws import state_items
from mikomi.aws.api import call
from mikomi.model.base import Json, Millis
from mikomi.settings import settings

ERASED = "erased"


class Export(NamedTuple):
    """`asked`: which list. `people`: how many; None of one that was cut off."""

    id: str
    by: str
    at: Millis
    asked: Json
    people: int | None = None


def begin(by: str, asked: Json, now: Millis, people: int | None = None) -> Export:
    """`people`: how many, where that is known before the first leaves."""
    written = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    name = f"{packing.iso(now)}#{keys.digest(by, written)}"
    item = {"by": {"S": by}, "at": {"N": str(now)}, "asked": {"S": written}}
    if people is not None:
        item["count"] = {"N": str(people)}
    call(
        "dynamodb",
        "PutItem",
        TableName=settings().state_table,
        Item={"pk": {"S": keys.EXPORTS}, "sk": {"S": name}, **item},
    )
    return Export(name, by, now, asked, people)


def end(export: Export, count: int) -> None:
    """All of it was written."""
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key={"pk": {"S": keys.EXPORTS}, "sk": {"S": export.id}},
        UpdateExpression="SET #count = :count",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeNames={"#count": "count"},
        ExpressionAttributeValues={":count": {"N": str(count)}},
    )


def forget_whom(export: Export) -> bool:
    """Leave of a person's own file that somebody was taken out, and not who."""
    written = json.dumps({**export.asked, "person": ERASED}, ensure_ascii=False, sort_keys=True)
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key={"pk": {"S": keys.EXPORTS}, "sk": {"S": export.id}},
        UpdateExpression="SET asked = :asked",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeValues={":asked": {"S": written}},
    )
    return True


def every() -> Iterator[Export]:
    """All of them, the latest first."""
    for item in sorted(state_items.partition(keys.EXPORTS), key=lambda each: each["sk"]["S"], reverse=True):
        count = int(item["count"]["N"]) if "count" in item else None
        yield Export(item["sk"]["S"], item["by"]["S"], int(item["at"]["N"]), json.loads(item["asked"]["S"]), count)
