"""The directory: all leads as they are looked for, out of an index of the people's own items.

Rules
1. What stands there is written with the person, by the same put: nothing keeps it up but the table itself.
2. It is sorted by when it was written, so whoever has read it once asks for what is new.
3. An index lags behind, mostly for less than a second: whoever asks for what is new begins a while before.
4. Who is gone is not told. Whoever shows somebody reads them from the table first.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.model.base import Millis
from mikomi.settings import settings

_BESIDE = keys.rank_shards(beside=True)


class DirectoryItem(NamedTuple):
    """A lead's line (`core.directory.lead_line`), of which version of the lead, and when it was written; its place in
    the ranking: `rank` is None for who is not ranked, `beside` as `aws.people.Rank` has it."""

    id: str
    version: int
    changed_at: Millis
    rank: float | None
    beside: bool
    standing: float
    line: str


def since(moment: Millis) -> Iterator[DirectoryItem]:
    """What was written since this moment; each partition of the index at the same time."""
    asked = [_query(shard, moment) for shard in keys.listing_shards()]
    with ThreadPoolExecutor(len(asked)) as threads:
        while asked:
            pages = [threads.submit(copy_context().run, _page, query) for query in asked]
            answers = [page.result() for page in pages]
            for answer in answers:
                yield from (_item(item) for item in answer["Items"])
            asked = [
                {**query, "ExclusiveStartKey": answer["LastEvaluatedKey"]}
                for query, answer in zip(asked, answers, strict=True)
                if "LastEvaluatedKey" in answer
            ]


def _query(shard: str, since: Millis) -> dict[str, Any]:
    return {
        "TableName": settings().state_table,
        "IndexName": "listing",
        "KeyConditionExpression": "listing_shard = :shard AND changed_at >= :since",
        "ExpressionAttributeValues": {":shard": {"S": shard}, ":since": {"N": str(since)}},
    }


def _page(query: dict[str, Any]) -> dict[str, Any]:
    return call("dynamodb", "Query", **query)


def _item(item: dict[str, Any]) -> DirectoryItem:
    is_ranked = "rank" in item
    return DirectoryItem(
        id=keys.person_of(item["pk"]["S"]),
        version=int(item["version"]["N"]),
        changed_at=int(item["changed_at"]["N"]),
        rank=float(item["rank"]["N"]) if is_ranked else None,
        beside=is_ranked and item["rank_shard"]["S"] in _BESIDE,
        standing=float(item["standing"]["N"]) if is_ranked else 0.0,
        line=item["listing"]["S"],
    )
