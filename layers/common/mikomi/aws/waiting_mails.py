"""How many mails wait for the same thing: for tomorrow's ceiling, or for marketing mail to go on.

Rules
1. The due index tells where what waits stands, the rows for what. A mail that left meanwhile is not counted.
2. It is counted for somebody who looks, so up to `MOST` alone, and among the first of what is due.
"""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws import state_items
from mikomi.aws.api import call
from mikomi.aws.state_items import Place
from mikomi.model.base import Millis
from mikomi.settings import settings

MOST = 1_000
PAGES = 4
"""Of each shard of the index; a page holds some ten thousand entries."""
MAIL = "mail#"


class WaitingMails(NamedTuple):
    """So many wait; `is_more`: at least so many."""

    number: int
    is_more: bool


def count(reasons: Collection[str], until: Millis) -> WaitingMails:
    """Those that are held for one of these reasons, and due until then."""
    places = list(islice(_places(until), MOST + 1))
    return WaitingMails(_waiting(places[:MOST], reasons), len(places) > MOST)


def _waiting(places: list[Place], reasons: Collection[str]) -> int:
    rows = state_items.read(places).values()
    return sum(row["status"]["S"] == "held" and row.get("reason", {}).get("S") in reasons for row in rows)


def _places(until: Millis) -> Iterator[Place]:
    """The mails among what is due until then."""
    for number in range(keys.SHARDS):
        query: dict[str, Any] = {
            "TableName": settings().state_table,
            "IndexName": "due",
            "KeyConditionExpression": "due_shard = :shard AND due_at <= :until",
            "FilterExpression": "begins_with(sk, :mail)",
            "ExpressionAttributeValues": {
                ":shard": {"S": f"d{number}"}, ":until": {"N": str(until)}, ":mail": {"S": MAIL},
            },
        }  # fmt: skip
        for _ in range(PAGES):
            answer = call("dynamodb", "Query", **query)
            yield from ((item["pk"]["S"], item["sk"]["S"]) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
