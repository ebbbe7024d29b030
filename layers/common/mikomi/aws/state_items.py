"""Several items of the state table at once, whatever they are."""

from collections.abc import Iterable
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
