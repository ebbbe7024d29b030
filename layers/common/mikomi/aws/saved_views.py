"""Views of the list of leads that somebody named and kept: a few rows, one a name, for everybody of the company."""

from typing import NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.model.base import Millis
from mikomi.settings import settings


class SavedView(NamedTuple):
    """`query` is what the list's address asks for; `by` who kept it, `at` when."""

    name: str
    query: str
    by: str
    at: Millis

    @property
    def id(self) -> str:
        """Another view of the same name takes its place."""
        return keys.digest(self.name)


def listed() -> list[SavedView]:
    """All of them, by name."""
    answer = call(
        "dynamodb",
        "Query",
        TableName=settings().state_table,
        KeyConditionExpression="pk = :views",
        ExpressionAttributeValues={":views": {"S": keys.VIEWS}},
        ConsistentRead=True,
    )
    views = [
        SavedView(item["name"]["S"], item["query"]["S"], item["by"]["S"], int(item["at"]["N"]))
        for item in answer["Items"]
    ]
    return sorted(views, key=lambda view: view.name)


def keep(view: SavedView) -> None:
    told = {"name": {"S": view.name}, "query": {"S": view.query}, "by": {"S": view.by}, "at": {"N": str(view.at)}}
    call("dynamodb", "PutItem", TableName=settings().state_table, Item={**_key(view.id), **told})


def drop(view: str) -> None:
    call("dynamodb", "DeleteItem", TableName=settings().state_table, Key=_key(view))


def _key(view: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.VIEWS}, "sk": {"S": view}}
