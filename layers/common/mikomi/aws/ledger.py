"""The exactly-once ledger: one row for each mail and alert, claimed by a conditional write before anything goes out.

Rules
1. A row is made once (`begin`): whoever finds it there already has nothing to do.
2. A row moves only from the state, attempt and due time in which it was read, and only as `model.delivery.MOVES` says.
3. A claim carries a mark of its own, so that a write whose answer was lost, and which was then repeated, is known
   as ours and not as somebody else's.
4. A claim is due fifteen minutes later, so that the sweep finds the one whose outcome nobody wrote down.
5. What may have gone out is never called skipped or failed: it ends as unknown.
6. A row in a state that this release does not know is never due here, and never moved: a newer one will.
7. Nothing here knows what carries the message: whoever delivers claims the row, delivers, and moves it on.
8. What the message of an attempt was made of is written by the claim itself, under the attempt's number, and goes
   when that attempt surely did not go out: so it is there of each that went out, or may have.

Two mails for one step: only if SES took attempt n, nobody wrote that down (its answer was lost, or its process died),
and none of its events came within fifteen minutes. It is noticed when they come (`shell.effects.ses_events`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import uuid4

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model import formats
from mikomi.model.base import Millis
from mikomi.model.delivery import ENDED, MOVES, TROUBLE, Status
from mikomi.settings import settings

CLAIM_LASTS = 15 * 60_000
"""Milliseconds after which nobody is still sending under a claim; what became of it is unknown."""

MOST_KEPT = 12
"""Attempts of which nobody learned whether they went out, and of which is kept what they were made of."""
_MADE_OF = "made_of_"
_NOT_SENT = ("held", "skipped", "failed")
"""Where a claim ends that surely sent nothing."""
_SILENT = ("person_gone",)
"""Reasons of a failure that nobody can do anything about."""


class Key(NamedTuple):
    pk: str
    sk: str

    @classmethod
    def of_mail(cls, person: str, mail: str) -> "Key":
        return cls(keys.person_pk(person), keys.mail_sk(mail))

    @classmethod
    def of_alert(cls, person: str, alert: str, further_rep: str | None = None) -> "Key":
        """An alert's row; further receivers of the same alert have a row each beside it."""
        return cls(keys.person_pk(person), keys.alert_sk(f"{alert}.{further_rep}" if further_rep else alert))

    @classmethod
    def of_channel(cls, person: str, effect: str, channel: str) -> "Key":
        return cls(keys.person_pk(person), keys.channel_sk(effect, channel))

    @classmethod
    def of_webhook(cls, person: str, webhook: str) -> "Key":
        return cls(keys.person_pk(person), keys.hook_sk(webhook))


class ImpossibleMove(Exception):
    """A row was to go where no row may go from its state: a fault of ours, and nothing was written."""


class Row(NamedTuple):
    """A mail's or an alert's row as read; `effect` is JSON. `attempt` counts claims, `waits` how often it was held,
    `doubts` the attempts of which nobody learned whether SES took them, `unready` how often it waited for
    the set-up to be mended. `reason` of a claimed one is what it waited for. `shown`: that its address was shown to be
    read when it was claimed (`mails.breaker`). `made_of`: what the message was made of, by attempt. `via`: by which
    channels an alert goes before it goes by mail. `silent`: that this very attempt is one of the `doubts`.
    """

    key: Key
    status: Status
    attempt: int
    waits: int
    effect: str
    claimed_at: Millis | None = None
    due_at: Millis | None = None
    digest: str | None = None
    rep: str | None = None
    doubts: int = 0
    ses_id: str | None = None
    reason: str | None = None
    detail: str | None = None
    at: Millis = 0
    unready: int = 0
    shown: bool = False
    made_of: Mapping[int, bytes] = MappingProxyType({})
    via: str | None = None
    silent: bool = False

    @property
    def has_ended(self) -> bool:
        """Whether this mail will not go out any more, unless an operator says so."""
        return self.status in ENDED

    def is_due(self, now: Millis) -> bool:
        """Whether it waits for nobody but the clock, and its moment has come: held, or a claim gone silent."""
        return self.status in ("held", "claimed") and self.due_at is not None and self.due_at <= now


def read(key: Key) -> Row | None:
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(key), ConsistentRead=True)
    return row_of(answer["Item"]) if "Item" in answer else None


def has_ended(person: str, mail: str) -> bool:
    """Whether nobody has to care for this mail any more: its row has ended, or will be woken by itself."""
    return read(Key.of_mail(person, mail)) is not None


def begin(
    key: Key, status: Status, effect: str, now: Millis, made_of: bytes = b"", /, **details: str | int | None
) -> bool:
    """Make the row in this state (`claimed`: attempt 1, of a message that is made of this). False if it is there
    already."""
    _check(None, status)
    first = {"status": status, "effect": effect, "attempt": int(status == "claimed"), "waits": int(status == "held")}
    written: dict[str, Any] = {
        "format": formats.FORMATS["row"],
        **first,
        **_stamped(key, status, now, details),
        **_of(1, made_of),
    }
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item={**_key(key), **_typed(written)},
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ConditionFailed as taken:
        return _is_ours(taken, written)
    return True


def take(row: Row, now: Millis, made_of: bytes = b"", /, **details: str | int | None) -> bool:
    """Take up a row that waited, or whose claim went silent, for the next attempt. False if it moved meanwhile."""
    attempt = row.attempt + 1
    too_many = [_MADE_OF + str(each) for each in sorted(row.made_of)[: 1 - MOST_KEPT]] if made_of else []
    return _move(row, "claimed", now, {"attempt": attempt, **details}, _of(attempt, made_of), too_many)


def move(seen: Row, status: Status, now: Millis, **details: str | int | None) -> bool:
    """Bring the row from the state in which it was read into another. False if it moved meanwhile.

    `held` needs `due_at` (milliseconds). What a former state left behind (reason, due time) is removed. What was in
    doubt (`seen.doubts`) ends as `unknown` where it would be skipped or failed. Raises ImpossibleMove.
    """
    surely_not = seen.status == "claimed" and not seen.silent and status in _NOT_SENT
    is_kept = seen.attempt in seen.made_of
    return _move(seen, status, now, details, {}, [_MADE_OF + str(seen.attempt)] if surely_not and is_kept else [])


def _move(
    seen: Row,
    status: Status,
    now: Millis,
    details: dict[str, str | int | None],
    beside: dict[str, bytes],
    gone_too: list[str],
) -> bool:
    status = becomes(seen, status)
    _check(seen.status, status)
    written: dict[str, str | int | bytes] = {"status": status, **_stamped(seen.key, status, now, details), **beside}
    if status == "held":
        written = {"waits": seen.waits + 1, **written}
    if seen.doubts:
        written["doubts"] = seen.doubts
    gone = [name for name in ("due_at", "due_shard", "arm_at", "reason", "detail", *gone_too) if name not in written]
    names = {f"#{name}": name for name in (*written, *gone, "status", "attempt")}
    values = {f":{name}": value for name, value in _typed(written).items()}
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(seen.key),
            UpdateExpression=f"SET {', '.join(f'#{name} = :{name}' for name in written)}"
            + (f" REMOVE {', '.join(f'#{name}' for name in gone)}" if gone else ""),
            ConditionExpression="#status = :was AND #attempt = :attempt_was"
            + (" AND #due_at = :due_was" if seen.due_at is not None else ""),
            ExpressionAttributeNames={**names, "#due_at": "due_at"} if seen.due_at is not None else names,
            ExpressionAttributeValues={
                **values,
                ":was": {"S": seen.status},
                ":attempt_was": {"N": str(seen.attempt)},
                **({":due_was": {"N": str(seen.due_at)}} if seen.due_at is not None else {}),
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ConditionFailed as moved:
        return _is_ours(moved, written)
    return True


def becomes(seen: Row, status: Status) -> Status:
    """The state that the row comes into if it is brought into this one."""
    return "unknown" if seen.doubts and status in ("skipped", "failed") else status


def set_aside(seen: Row, now: Millis) -> bool:
    """An operator has seen it and leaves it as it is: no trouble any more. False if it moved meanwhile."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(seen.key),
            UpdateExpression="SET left_at = :now REMOVE due_shard, due_at",
            ConditionExpression="#status = :was AND attempt = :attempt",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":now": {"N": str(now)},
                ":was": {"S": seen.status},
                ":attempt": {"N": str(seen.attempt)},
            },
        )
    except ConditionFailed:
        return False
    return True


def in_trouble(limit: int) -> list[Row]:
    """The rows that an operator should see, the latest first. An index tells where they are, the rows what they say."""
    places: list[tuple[Millis, Key]] = []
    for number in range(keys.SHARDS):
        query = {
            "TableName": settings().state_table,
            "IndexName": "due",
            "KeyConditionExpression": "due_shard = :shard",
            "ExpressionAttributeValues": {":shard": {"S": f"t{number}"}},
            "ScanIndexForward": False,
            "Limit": limit,
        }
        for item in call("dynamodb", "Query", **query)["Items"]:
            places.append((int(item["due_at"]["N"]), Key(item["pk"]["S"], item["sk"]["S"])))
    rows = [read(key) for _, key in sorted(places, reverse=True)[:limit]]
    return [row for row in rows if row and row.status in TROUBLE and row.due_at is not None]


def as_claimed(key: Key, effect: str, now: Millis, before: Row | None = None, made_of: bytes = b"") -> Row:
    """The row as it stands right after `begin(key, "claimed", …)` or `take(row, …)`."""
    if before is None:
        return Row(key, "claimed", 1, 0, effect, claimed_at=now, made_of={1: made_of} if made_of else {})
    return Row(
        key,
        "claimed",
        before.attempt + 1,
        before.waits,
        effect,
        claimed_at=now,
        doubts=before.doubts,
        unready=before.unready,
        reason=before.reason,
        made_of={**before.made_of, before.attempt + 1: made_of} if made_of else before.made_of,
    )


def _check(was: Status | None, becomes: Status) -> None:
    if (was, becomes) not in MOVES:
        raise ImpossibleMove(f"{was} → {becomes}")


def _stamped(key: Key, status: Status, now: Millis, details: dict[str, str | int | None]) -> dict[str, str | int]:
    """What a state writes beside itself: when; for a row that waits, its place in the due index and its timer; for one
    that an operator should see, its place beside those.
    """
    written: dict[str, str | int] = {"at": now}
    if status == "claimed":
        written |= {"claimed_at": now, "claim": uuid4().hex}
        written |= {"due_shard": keys.due_shard(key.pk), "due_at": now + CLAIM_LASTS}
    if status == "held":
        written |= {"due_shard": keys.due_shard(key.pk), "arm_at": details["due_at"] or now}
    if status in TROUBLE and details.get("reason") not in _SILENT:
        written |= {"due_shard": keys.trouble_shard(key.pk), "due_at": now}
    return written | {name: value for name, value in details.items() if value is not None}


def _is_ours(refusal: ConditionFailed, written: dict[str, Any]) -> bool:
    """Whether the row that is there already is what this very call wrote before its answer was lost."""
    return "claim" in written and refusal.item.get("claim", {}).get("S") == written["claim"]


def row_of(item: dict[str, Any]) -> Row:
    """The row that this item is. Raises NewerFormat."""

    def number(name: str) -> int | None:
        return int(item[name]["N"]) if name in item else None

    formats.check("row", number("format") or 1)
    return Row(
        key=Key(item["pk"]["S"], item["sk"]["S"]),
        status=item["status"]["S"],
        attempt=number("attempt") or 0,
        waits=number("waits") or 0,
        effect=item["effect"]["S"] if "effect" in item else "",
        claimed_at=number("claimed_at"),
        due_at=number("due_at"),
        digest=item["digest"]["S"] if "digest" in item else None,
        rep=item["rep"]["S"] if "rep" in item else None,
        doubts=number("doubts") or 0,
        ses_id=item["ses_id"]["S"] if "ses_id" in item else None,
        reason=item["reason"]["S"] if "reason" in item else None,
        detail=item["detail"]["S"] if "detail" in item else None,
        at=number("at") or 0,
        unready=number("unready") or 0,
        shown="shown" in item,
        via=item["via"]["S"] if "via" in item else None,
        made_of={
            int(name.removeprefix(_MADE_OF)): bytes(held["B"])
            for name, held in item.items()
            if name.startswith(_MADE_OF)
        },
    )


def _of(attempt: int, made_of: bytes = b"") -> dict[str, bytes]:
    return {f"{_MADE_OF}{attempt}": made_of} if made_of else {}


def _typed(values: Mapping[str, str | int | bytes]) -> dict[str, dict[str, Any]]:
    return {name: _typed_value(value) for name, value in values.items()}


def _typed_value(value: str | int | bytes) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"B": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _key(key: Key) -> dict[str, dict[str, str]]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
