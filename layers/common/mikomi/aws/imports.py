"""What was brought in, and by whom: a row each, under the name that follows from the file and the words said with it.

Rules
1. The row says when it was begun first. What is written into the log bears that moment, so that whoever was cut off and
   begins again writes under the same keys, and nothing twice.
2. It names the file and who brought it, and nobody who stands in it.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from mikomi import keys
from mikomi.aws import state_items
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Json, Millis
from mikomi.settings import settings


class Import(NamedTuple):
    """`said`: the file's name, the consent, tags and scenario. `counted`: what came of it, once it has ended."""

    id: str
    by: str
    begun_at: Millis
    said: Json
    ended_at: Millis | None = None
    counted: Json | None = None


def begin(name: str, by: str, said: Json, now: Millis) -> Import:
    """The row, as it was begun first."""
    item = {
        "pk": {"S": keys.IMPORTS},
        "sk": {"S": name},
        "by": {"S": by},
        "begun_at": {"N": str(now)},
        "said": {"S": json.dumps(said, ensure_ascii=False)},
    }
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item=item,
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ConditionFailed:
        return read(name) or _import(item)
    return _import(item)


def read(name: str) -> Import | None:
    there = state_items.read([(keys.IMPORTS, name)])
    return _import(there[keys.IMPORTS, name]) if there else None


def end(name: str, counted: Json, now: Millis) -> None:
    """All of it is in the log. What was counted the first time stays."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key={"pk": {"S": keys.IMPORTS}, "sk": {"S": name}},
            UpdateExpression="SET ended_at = :now, counted = :counted",
            ConditionExpression="attribute_exists(pk) AND attribute_not_exists(ended_at)",
            ExpressionAttributeValues={":now": {"N": str(now)}, ":counted": {"S": json.dumps(counted)}},
        )
    except ConditionFailed:
        return


def every() -> Iterator[Import]:
    """All that were begun, the latest first."""
    return iter(sorted(map(_import, state_items.partition(keys.IMPORTS)), key=lambda each: -each.begun_at))


def _import(item: state_items.Item) -> Import:
    return Import(
        id=item["sk"]["S"],
        by=item["by"]["S"],
        begun_at=int(item["begun_at"]["N"]),
        said=json.loads(item["said"]["S"]),
        ended_at=int(item["ended_at"]["N"]) if "ended_at" in item else None,
        counted=json.loads(item["counted"]["S"]) if "counted" in item else None,
    )
