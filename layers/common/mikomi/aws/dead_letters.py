"""Dead letters: what could not be processed, one row each in the StateTable until somebody has dealt with it.

Rules
1. A row's key follows from what failed, so that the same failure, met again, is the same row with one more try.
2. A row holds keys and the place in our code that failed, never what a message said. The event itself
   stays where it is, in the log.
3. A row that was dropped stays, marked: it says who gave up what, and why. What fails anew a day later is open again.
4. A packet's row stands in the due index, so that the sweep has it tried again: its stream has gone on without it.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

Kind = Literal["packet", "effect", "wake", "position", "archive", "upload", "message"]
PK = "dead"
ANEW = 86_400_000
"""Milliseconds after a drop from which on a further failure is a new one, and no more the one that was given up."""


class DeadLetter(NamedTuple):
    """One failure. `whose` and `what` name it:

    packet    the subject and the sort key in the log
    effect    the person for whom it was decided, and the effect's id
    wake      the partition and the sort key of the row that was to be woken
    position  a stream's shard and the sequence numbers `first-last`
    archive   the same of records that were not archived
    upload    the queue, and the workspace's files
    message   the queue, and the message's id

    `reason` says what was raised and where; `asked_at` when somebody last asked to have it tried again.
    """

    kind: Kind
    whose: str
    what: str
    reason: str
    first_at: Millis
    last_at: Millis
    tries: int = 1
    asked_at: Millis | None = None
    dropped_at: Millis | None = None
    dropped_because: str | None = None

    @property
    def id(self) -> str:
        return id_of(self.kind, self.whose, self.what)

    @property
    def is_dropped(self) -> bool:
        return self.dropped_at is not None and self.last_at <= self.dropped_at + ANEW

    @property
    def is_asked(self) -> bool:
        """Whether it is about to be tried again."""
        return self.asked_at is not None and self.asked_at > self.last_at


def id_of(kind: Kind, whose: str, what: str) -> str:
    return keys.digest(kind, whose, what)


def note(kind: Kind, whose: str, what: str, reason: str, now: Millis) -> None:
    """Write the failure down: a new row, or one more try on the row that is there."""
    letter = id_of(kind, whose, what)
    is_swept = kind == "packet"
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=_key(letter),
        UpdateExpression="SET #kind = :kind, whose = :whose, what = :what, reason = :reason, last_at = :now, "
        f"first_at = if_not_exists(first_at, :now){', due_shard = :shard, due_at = :now' if is_swept else ''} "
        "ADD tries :one",
        ExpressionAttributeNames={"#kind": "kind"},
        ExpressionAttributeValues={
            ":kind": {"S": kind},
            ":whose": {"S": whose},
            ":what": {"S": what},
            ":reason": {"S": reason},
            ":now": {"N": str(now)},
            ":one": {"N": "1"},
            **({":shard": {"S": keys.due_shard(letter)}} if is_swept else {}),
        },
    )


def read(letter: str) -> DeadLetter | None:
    """The letter of this id."""
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(letter), ConsistentRead=True)
    return _letter(answer["Item"]) if "Item" in answer else None


def noted() -> Iterator[DeadLetter]:
    """Every letter, dropped ones too, in no order that means anything."""
    query: dict[str, Any] = {
        "TableName": settings().state_table,
        "KeyConditionExpression": "pk = :dead",
        "ExpressionAttributeValues": {":dead": {"S": PK}},
        "ConsistentRead": True,
    }
    while True:
        page = call("dynamodb", "Query", **query)
        yield from map(_letter, page["Items"])
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def mark_asked(letter: str, now: Millis) -> bool:
    """Remember that somebody asked to have it tried again; False if there is no such letter."""
    return _mark(letter, "SET asked_at = :now", {":now": {"N": str(now)}})


def drop(letter: str, because: str, now: Millis) -> bool:
    """Give it up; False if there is no such letter."""
    told = {":now": {"N": str(now)}, ":because": {"S": because}}
    return _mark(letter, "SET dropped_at = :now, dropped_because = :because REMOVE due_shard, due_at", told)


def remove(letter: str) -> None:
    """What failed is done by now."""
    call("dynamodb", "DeleteItem", TableName=settings().state_table, Key=_key(letter))


def _mark(letter: str, change: str, values: dict[str, dict[str, str]]) -> bool:
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(letter),
            UpdateExpression=change,
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues=values,
        )
    except ConditionFailed:
        return False
    return True


def _letter(item: dict[str, Any]) -> DeadLetter:
    def number(name: str) -> int | None:
        return int(item[name]["N"]) if name in item else None

    return DeadLetter(
        kind=item["kind"]["S"],
        whose=item["whose"]["S"],
        what=item["what"]["S"],
        reason=item["reason"]["S"],
        first_at=number("first_at") or 0,
        last_at=number("last_at") or 0,
        tries=number("tries") or 0,
        asked_at=number("asked_at"),
        dropped_at=number("dropped_at"),
        dropped_because=item["dropped_because"]["S"] if "dropped_because" in item else None,
    )


def _key(letter: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": PK}, "sk": {"S": letter}}
