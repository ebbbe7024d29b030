"""Several items of the state table at once, whatever they are."""

from collections.abc import Iterable, Iterator
from typing import Any

from mikomi.aws.api import call
from mikomi.settings import settings

BATCH = 100
"""Items that DynamoDB gives at once."""

Place = tuple[str, str]
"""pk and sk."""
Item = dict[str, Any]


def read(places: Iterable[Place]) -> dict[Place, Item]:
    """Those of these items that are there, as they stand at this moment."""
    table, found = settings().state_table, dict[Place, Item]()
    wanted: list[dict[str, Any]] = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in dict.fromkeys(places)]
    while wanted:
        answer = call(
            "dynamodb", "BatchGetItem", RequestItems={table: {"Keys": wanted[:BATCH], "ConsistentRead": True}}
        )
        found |= {(item["pk"]["S"], item["sk"]["S"]): item for item in answer["Responses"].get(table, [])}
        wanted = wanted[BATCH:] + answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
    return found


def partition(pk: str) -> Iterator[Item]:
    """Every item of this partition, as it stands."""
    query: dict[str, Any] = {
        "TableName": settings().state_table,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": pk}},
        "ConsistentRead": True,
    }
    while True:
        page = call("dynamodb", "Query", **query)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def remove(pk: str, sk: str) -> None:
    call("dynamodb", "DeleteItem", TableName=settings().state_table, Key={"pk": {"S": pk}, "sk": {"S": sk}})
