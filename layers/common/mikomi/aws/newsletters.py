"""Newsletters that anybody may read: a row for each mailing whose scenario is in the public archive.

Rules
1. A row is noted when the first of its list have their turn: what nobody was written is not shown. Noted twice it is
   there once.
2. Its id begins with its moment, so that the latest are read without looking at the others.
"""

import json
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.model.base import Millis
from mikomi.packing import iso
from mikomi.settings import settings


class Issue(NamedTuple):
    """A newsletter of a scenario, as `plan` has it, that began to go out at this moment."""

    id: str
    scenario: str
    plan: int
    at: Millis
    title: str


def id_of(mailing: str, at: Millis) -> str:
    """`20261201T010000-abcdefgh`."""
    return f"{iso(at)[:19].replace('-', '').replace(':', '')}-{keys.digest(mailing, length=8)}"


def note(issue: Issue) -> None:
    told = {name: value for name, value in issue._asdict().items() if name != "id"}
    call(
        "dynamodb",
        "PutItem",
        TableName=settings().state_table,
        Item={**_key(issue.id), "told": {"S": json.dumps(told, ensure_ascii=False, separators=(",", ":"))}},
    )


def latest(most: int) -> list[Issue]:
    """So many, the latest first."""
    answer = call(
        "dynamodb",
        "Query",
        TableName=settings().state_table,
        KeyConditionExpression="pk = :newsletters",
        ExpressionAttributeValues={":newsletters": {"S": keys.NEWSLETTERS}},
        ScanIndexForward=False,
        Limit=most,
    )
    return [_issue(item) for item in answer["Items"]]


def read(issue: str) -> Issue | None:
    item = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(issue), ConsistentRead=True).get(
        "Item"
    )
    return _issue(item) if item else None


def _issue(item: dict[str, Any]) -> Issue:
    told = json.loads(item["told"]["S"])
    return Issue(item["sk"]["S"], **{name: told[name] for name in Issue._fields if name in told})


def _key(issue: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.NEWSLETTERS}, "sk": {"S": issue}}
