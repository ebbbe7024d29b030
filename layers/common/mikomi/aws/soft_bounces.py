"""What came back of the mails to an address for a while, and whether it is left in peace for that: on its row.

Rules
1. Each mail stands there once, as come back and as delivered: told again it is the same. Deliveries are noted only
   where something came back.
2. Suspended is an attribute of its own beside `suppressed`, which it never touches: who has unsubscribed stays so. It
   raises the row's revision, so that no mail is admitted by what stood there before.
3. It is set and struck out only where nobody noted anything meanwhile (`NotedMeanwhile`: look again).
4. While it stands the row is in the list of stopped addresses (`aws.suppressions`), with its address; where mail is
   stopped for another reason too, that reason keeps it there.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws import addresses
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

CAME_BACK, DELIVERED = "soft#", "through#"
"""How the names of attributes begin: when each mail came back, or was delivered."""
MOST = 40
"""Mails that are remembered of one address, the latest."""


class NotedMeanwhile(Exception):
    """Something was noted meanwhile."""


class Returns(NamedTuple):
    """What is remembered of an address, by mail: when. `noted` counts what was noted ever."""

    came_back: Mapping[str, Millis]
    delivered: Mapping[str, Millis]
    suspended_at: Millis | None
    noted: int


def note_return(address: str, mail: str, at: Millis) -> Returns:
    """This mail came back."""
    return _note(address, CAME_BACK + _short(mail), at)


def note_delivery(address: str, mail: str, at: Millis) -> Returns:
    """This mail arrived where one came back before (`is_noted`)."""
    return _note(address, DELIVERED + _short(mail), at)


def is_noted(row: Mapping[str, Any]) -> bool:
    """Whether mail ever came back from the address of this row."""
    return "soft_noted" in row


def suspend(address: str, seen: Returns, at: Millis) -> None:
    """No marketing mail until one was delivered. NotedMeanwhile."""
    said = (
        "SET suspended_at = :at, revision = if_not_exists(revision, :none) + :one, due_at = if_not_exists(due_at, :at),"
        " due_shard = if_not_exists(due_shard, :shard)"
    )
    about = {":shard": {"S": keys.suppression_shard(addresses._key(address)["pk"]["S"])}}
    named = {":address": {"S": keys.same_address(address)}}
    numbers = {":at": at, ":none": 0, ":one": 1}
    try:  # an erased person's address is put in again by nobody
        _settle(address, seen, f"{said}, address = :address", numbers, about | named, _NOT_STOPPED)
    except NotedMeanwhile:
        _settle(address, seen, said, numbers, about, "attribute_exists(suppressed)")


def resume(address: str, seen: Returns) -> None:
    """Marketing mail goes there again. NotedMeanwhile."""
    try:
        _settle(address, seen, f"REMOVE {', '.join(_LISTED)}", {}, {}, _NOT_STOPPED)
    except NotedMeanwhile:
        _settle(address, seen, "REMOVE suspended_at", {}, {}, "attribute_exists(suppressed)")


_LISTED = ("suspended_at", "due_shard", "due_at", "address")
_NOT_STOPPED = "attribute_not_exists(suppressed)"


def forget(address: str, seen: Returns, before: Millis) -> None:
    """What is older plays no part any more, nor what is more than we remember."""
    names = [CAME_BACK + mail for mail in seen.came_back] + [DELIVERED + mail for mail in seen.delivered]
    times = [*seen.came_back.values(), *seen.delivered.values()]
    latest = sorted(zip(times, names, strict=True), reverse=True)
    stale = [name for place, (at, name) in enumerate(latest) if at <= before or place >= MOST]
    if not stale:
        return
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=addresses._key(address),
        UpdateExpression="REMOVE " + ", ".join(f"#n{number}" for number in range(len(stale))),
        ExpressionAttributeNames={f"#n{number}": name for number, name in enumerate(stale)},
    )


def lift(address: str) -> None:
    """Somebody says that mail may go there again: what came back before is forgotten."""
    names = [name for name in addresses._read(address) if name.startswith((CAME_BACK, DELIVERED))]
    for gone, holds in ((_LISTED, _NOT_STOPPED), (_LISTED[:1], "attribute_exists(suppressed)")):
        try:
            call(
                "dynamodb",
                "UpdateItem",
                TableName=settings().state_table,
                Key=addresses._key(address),
                UpdateExpression="REMOVE " + ", ".join([*gone, *(f"#n{number}" for number in range(len(names)))]),
                ConditionExpression=holds,
                **({"ExpressionAttributeNames": {f"#n{n}": name for n, name in enumerate(names)}} if names else {}),
            )
        except ConditionFailed:
            continue  # somebody stopped mail there meanwhile, or let it go
        return


def is_suspended(address: str) -> bool:
    return "suspended_at" in addresses._read(address)


def _note(address: str, name: str, at: Millis) -> Returns:
    answer = call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=addresses._key(address),
        UpdateExpression="SET #what = if_not_exists(#what, :at), soft_noted = if_not_exists(soft_noted, :none) + :one",
        ExpressionAttributeNames={"#what": name},
        ExpressionAttributeValues={":at": {"N": str(at)}, ":none": {"N": "0"}, ":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    return _standing(answer["Attributes"])


def _settle(address: str, seen: Returns, said: str, values: dict[str, int], texts: dict[str, Any], holds: str) -> None:
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=addresses._key(address),
            UpdateExpression=said,
            ConditionExpression=f"soft_noted = :noted AND {holds}",
            ExpressionAttributeValues={
                **{name: {"N": str(value)} for name, value in {**values, ":noted": seen.noted}.items()},
                **texts,
            },
        )
    except ConditionFailed:
        raise NotedMeanwhile from None


def _standing(row: dict[str, Any]) -> Returns:
    def times(begins: str) -> dict[str, Millis]:
        return {name.removeprefix(begins): int(at["N"]) for name, at in row.items() if name.startswith(begins)}

    suspended = int(row["suspended_at"]["N"]) if "suspended_at" in row else None
    return Returns(times(CAME_BACK), times(DELIVERED), suspended, int(row["soft_noted"]["N"]))


def _short(mail: str) -> str:
    return keys.digest(mail)
