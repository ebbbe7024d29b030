"""What the console reads beside the people themselves: the ranking, and what was sent to one person.

Rules
1. The ranking is read from its index, highest key first, no further than somebody asks: never a scan.
2. An index lags a moment behind. Who stands in it is read from the table itself before anything is shown.
"""

from collections.abc import Iterator
from heapq import merge
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.model.base import Millis
from mikomi.settings import settings


class Ranked(NamedTuple):
    """A row of the ranking: who, the sort key, the standing points (see `core.score.ranking`)."""

    id: str
    rank: float
    standing: float


class Sent(NamedTuple):
    """A mail's or an alert's row as it stands: `effect` is the JSON of what it carries out, `reason` why it did not.
    `channels`: of an alert, how each of its channels beside the mail stands, by the channel's id."""

    id: str
    status: str
    at: Millis
    effect: str
    subject: str | None
    reason: str | None
    channels: dict[str, str]


def ranked(start: float | None, page: int, *, beside: bool = False) -> Iterator[Ranked]:
    """The leads by falling sort key, from `start` (None: the top) down; read in pages of about `page`. `beside`: those
    whose keys are on a scale of their own."""
    shards = [_shard(shard, start, page) for shard in keys.rank_shards(beside=beside)]
    return merge(*shards, key=lambda row: (-row.rank, row.id))


def sent(person: str) -> Iterator[Sent]:
    """Every mail and alert of this person, in no order that means anything."""
    query = {
        "TableName": settings().state_table,
        # rows are called alert#…, channel#…, hook#… and mail#…, and all of them stand before the person's own item
        "KeyConditionExpression": "pk = :person AND sk < :itself",
        "ExpressionAttributeValues": {":person": {"S": keys.person_pk(person)}, ":itself": {"S": keys.PERSON}},
    }
    items, ways = [], dict[str, dict[str, str]]()
    for item in _items(query):
        sk = item["sk"]["S"]
        if "effect" in item and sk.startswith("channel#"):  # the alert's own row tells of it
            alert = sk.removeprefix("channel#").rpartition(".")[0]
            ways.setdefault(keys.alert_sk(alert), {})[keys.channel_of(sk)] = item["status"]["S"]
        elif "effect" in item:
            items.append(item)
    for item in items:
        yield Sent(
            id=item["sk"]["S"].partition("#")[2],
            status=item["status"]["S"],
            at=int(item["at"]["N"]),
            effect=item["effect"]["S"],
            subject=item["subject"]["S"] if "subject" in item else None,
            reason=item["reason"]["S"] if "reason" in item else None,
            channels=ways.get(item["sk"]["S"], {}),
        )


def _shard(shard: str, start: float | None, page: int) -> Iterator[Ranked]:
    query: dict[str, Any] = {
        "TableName": settings().state_table,
        "IndexName": "rank",
        "KeyConditionExpression": "rank_shard = :shard",
        "ExpressionAttributeValues": {":shard": {"S": shard}},
        "ScanIndexForward": False,
        "Limit": page,
    }
    if start is not None:
        query["KeyConditionExpression"] += " AND #rank <= :start"
        query["ExpressionAttributeNames"] = {"#rank": "rank"}
        query["ExpressionAttributeValues"][":start"] = {"N": f"{start:.9f}"}
    for item in _items(query):
        yield Ranked(keys.person_of(item["pk"]["S"]), float(item["rank"]["N"]), float(item["standing"]["N"]))


def _items(query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    while True:
        answer = call("dynamodb", "Query", **query)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        query = {**query, "ExclusiveStartKey": answer["LastEvaluatedKey"]}
