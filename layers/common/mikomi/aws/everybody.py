"""Everybody, by a scan of the whole table, page by page, in an order that stays the same.

Rules
1. A scan reads whatever lies in the table, so it is for whoever asks about all people at once: a walk (`aws.walks`), a
   list of a segment, an operator. What is done for every event or request never scans.
2. A page goes on behind a person's id, whether or not that person is still there.
3. Whoever cannot be read (only a newer release can) is passed over, and logged: one person stops nobody else.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mikomi import keys, observe
from mikomi.aws import people
from mikomi.aws.api import call
from mikomi.model.person import Person
from mikomi.settings import settings


class PeoplePage(NamedTuple):
    """`after`: behind whom the next page begins; None at the end."""

    people: tuple[Person, ...]
    after: str | None


def ids(after: str | None = None) -> Iterator[str]:
    """The id of every person, aliases left out; taken up `after` one of them."""
    asked = {**_scan(after), "ProjectionExpression": "pk"}
    while True:
        answer = call("dynamodb", "Scan", **asked)
        for item in answer["Items"]:
            yield keys.person_of(item["pk"]["S"])
        if "LastEvaluatedKey" not in answer:
            return
        asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def page(after: str | None, looked_at: int) -> PeoplePage:
    """The next people, as they stand this moment. So many rows of the table are looked at, people or not: a page may
    be without anybody in the midst of it all."""
    answer = call("dynamodb", "Scan", **_scan(after), Limit=looked_at, ConsistentRead=True)
    there = [person for item in answer["Items"] if (person := _person(item)) is not None]
    last = answer.get("LastEvaluatedKey")
    return PeoplePage(tuple(there), _place(last["pk"]["S"], last["sk"]["S"]) if last else None)


def behind(person: str) -> str:
    """The place behind this person, as `PeoplePage.after` says it."""
    return _place(keys.person_pk(person), keys.PERSON)


def _person(item: dict[str, Any]) -> Person | None:
    try:
        found = people.decode(item)
    except Exception as error:
        observe.log("person_not_read", level="WARNING", error=type(error).__name__)
        return None
    return found if isinstance(found, Person) else None


def _scan(after: str | None) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "TableName": settings().state_table,
        "FilterExpression": "sk = :person AND attribute_exists(#state)",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":person": {"S": keys.PERSON}},
    }
    if after:
        pk, _, sk = (after if "\n" in after else behind(after)).partition("\n")
        asked["ExclusiveStartKey"] = {"pk": {"S": pk}, "sk": {"S": sk}}
    return asked


def _place(pk: str, sk: str) -> str:
    return f"{pk}\n{sk}"
