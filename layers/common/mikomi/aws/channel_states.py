"""How each channel does: when it last took something, and since when it takes nothing, and why.

Rules
1. Whoever was taken says so, whoever was not as well; what is said last holds. Nothing is decided by it: it is for
   people to see.
"""

from contextlib import suppress
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

STATE = "state"


class ChannelState(NamedTuple):
    """`failing_since`: None where it took what was said last. `how`, `detail`: why not, as on the row."""

    taken_at: Millis | None = None
    failing_since: Millis | None = None
    failed_at: Millis | None = None
    how: str = ""
    detail: str = ""


def read(channel: str) -> ChannelState:
    item = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(channel), ConsistentRead=True)
    return _of(item.get("Item", {}))


def note_taken(channel: str, now: Millis) -> None:
    values = {":now": {"N": str(now)}}
    says = "SET taken_at = :now REMOVE failing_since, failed_at, how, detail"
    with suppress(ConditionFailed):  # somebody said so of a later moment
        _update(channel, says, "attribute_not_exists(taken_at) OR taken_at < :now", values)


def note_failed(channel: str, how: str, detail: str, now: Millis) -> None:
    values = {":now": {"N": str(now)}, ":how": {"S": how}, ":detail": {"S": detail}}
    says = "SET failing_since = if_not_exists(failing_since, :now), failed_at = :now, how = :how, detail = :detail"
    _update(channel, says, None, values)


def _update(channel: str, says: str, if_: str | None, values: dict[str, dict[str, str]]) -> None:
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=_key(channel),
        UpdateExpression=says,
        ExpressionAttributeValues=values,
        **({"ConditionExpression": if_} if if_ else {}),
    )


def _of(item: dict[str, Any]) -> ChannelState:
    def number(name: str) -> int | None:
        return int(item[name]["N"]) if name in item else None

    return ChannelState(
        number("taken_at"),
        number("failing_since"),
        number("failed_at"),
        item.get("how", {}).get("S", ""),
        item.get("detail", {}).get("S", ""),
    )


def _key(channel: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.channel_pk(channel)}, "sk": {"S": STATE}}
