"""Mailings to many: what each is, and the list of those whom it is for, fixed when it began.

Rules
1. A mailing is noted once, under an id that follows from what it is; whoever notes it again finds it there.
2. A page of its list is written once: who does the page again reads what the first wrote, so the list that people see
   is the one that was written to.
3. How far it has come, its walk says (`aws.walks`, task `mailing`).
4. A mailing of which a newer release says more than this one can read (`newer`) is not sent by this one: perhaps that
   is whom it is for.
5. Whom somebody chose by name is written down before the mailing is noted, under a name that follows from who they are;
   the mailing says which, so of two that are sent at once one list is the mailing's.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws import walks
from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal, ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

TASK = "mailing"
LISTS = "mailings/"
THERE = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


class Mailing(NamedTuple):
    """`at` is the moment that it is for. `why` is `schedule` (the scenario's own), `sent` (somebody sent it, to a
    `segment` if one was named) or `already` (those for whom a trigger held when it was published). `people`: the number
    of the results to whose people it was sent, as `shell.archive.behind` is asked for it, beside its `scenario`;
    `chosen` is what the list of them is called."""

    id: str
    scenario: str
    at: Millis
    why: str
    noted_at: Millis
    segment: str | None = None
    by: str | None = None
    people: dict[str, str] | None = None
    chosen: str | None = None
    newer: bool = False


def note(mailing: Mailing, now: Millis) -> bool:
    """Note the mailing, to begin at its moment; False if it was there already."""
    told = {
        name: value for name, value in mailing._asdict().items() if value is not None and name not in ("id", "newer")
    }
    with suppress(ConditionFailed):  # whoever noted it may have died before it could be planned
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item={**_key(mailing.id), "told": {"S": json.dumps(told, ensure_ascii=False, separators=(",", ":"))}},
            ConditionExpression="attribute_not_exists(pk)",
        )
    return walks.plan_once(TASK, mailing.id, now, max(mailing.at, now))


def read(mailing: str) -> Mailing | None:
    found = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(mailing), ConsistentRead=True)
    return _mailing(found["Item"]) if "Item" in found else None


def noted() -> Iterator[Mailing]:
    """All of them, in the order of their ids."""
    asked: dict[str, Any] = {
        "TableName": settings().state_table,
        "KeyConditionExpression": "pk = :mailings",
        "ExpressionAttributeValues": {":mailings": {"S": keys.MAILINGS}},
    }
    while True:
        answer = call("dynamodb", "Query", **asked)
        yield from map(_mailing, answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return
        asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def status(mailing: str) -> walks.Status | None:
    """Whether it is going, stopped, cancelled or has ended, as its row says this moment."""
    walk = walks.read(TASK, mailing)
    return walk.status if walk else None


def write_page(mailing: str, number: int, people: list[str]) -> list[str]:
    """Write a page of the list, if nobody has; answer who is on it."""
    try:
        _write(_page_key(mailing, number), people, IfNoneMatch="*")
    except AwsRefusal as refused:
        if refused.code not in THERE:
            raise
        return read_page(mailing, number)
    return people


def read_page(mailing: str, number: int) -> list[str]:
    """Who is on this page of the list."""
    return _read(_page_key(mailing, number))


def page_at(key: str) -> tuple[str, int] | None:
    """Of which mailing's list what lies there is a page, and which; None: it is something else."""
    folder, _, name = key.rpartition("/")
    number = name.removesuffix(".json")
    is_page = folder.startswith(LISTS) and number.isdecimal()
    return (folder.removeprefix(LISTS), int(number)) if is_page else None


def name_of(people: list[str]) -> str:
    """What a list of these people is called: the same for the same."""
    return keys.digest("chosen", *people)


def write_chosen(mailing: str, people: list[str]) -> str:
    """Write down whom somebody chose; answer what their list is called."""
    name = name_of(people)
    _write(_chosen_key(mailing, name), people)
    return name


def read_chosen(mailing: str, name: str) -> list[str]:
    """Whom somebody chose."""
    return _read(_chosen_key(mailing, name))


def _write(key: str, people: list[str], **more: str) -> None:
    body = json.dumps(people).encode()
    call("s3", "PutObject", Bucket=settings().plan_bucket, Key=key, Body=body, ContentType="application/json", **more)


def _read(key: str) -> list[str]:
    found: list[str] = json.loads(call("s3", "GetObject", Bucket=settings().plan_bucket, Key=key)["Body"])
    return found


def _chosen_key(mailing: str, name: str) -> str:
    return f"{LISTS}{mailing}/chosen/{name}.json"


def _page_key(mailing: str, number: int) -> str:
    return f"{LISTS}{mailing}/{number:06}.json"


def _mailing(item: dict[str, Any]) -> Mailing:
    told = json.loads(item["told"]["S"])
    known = {name: told[name] for name in Mailing._fields if name in told}
    return Mailing(item["sk"]["S"], **known, newer=len(known) < len(told))


def _key(mailing: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.MAILINGS}, "sk": {"S": mailing}}
