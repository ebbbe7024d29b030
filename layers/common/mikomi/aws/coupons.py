"""A row for each code that a slot showed: what it is good for, until when, and whether it was redeemed.

Rules
1. A row is written before its code is shown, so every code that anybody saw is known. Written twice it is there once.
2. A code is redeemed by one conditional update: of two shops that ask at once one is told yes.
3. The row goes away by itself, long after its code has ended; a code without a row is unknown, never redeemed.
"""

from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

KEPT = 400 * 86_400
"""Seconds for which a row is kept after its code has ended, or after it was shown."""


class Coupon(NamedTuple):
    """A code of slot and choice, first shown to the browser `subject`. It holds to the end of the minute `ends_at`."""

    code: str
    slot: str
    choice: str
    subject: str
    shown_at: Millis
    ends_at: Millis | None = None
    redeemed_at: Millis | None = None
    order_id: str = ""


def note(coupon: Coupon) -> None:
    item = {
        **_key(coupon.code),
        "slot": {"S": coupon.slot},
        "choice": {"S": coupon.choice},
        "subject": {"S": coupon.subject},
        "shown_at": {"N": str(coupon.shown_at)},
        "expires_at": {"N": str((coupon.ends_at or coupon.shown_at) // 1000 + KEPT)},
    }
    if coupon.ends_at is not None:
        item["ends_at"] = {"N": str(coupon.ends_at)}
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item=item,
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ConditionFailed:
        return


def read(code: str) -> Coupon | None:
    """The coupon of this code (as `code_of` writes it); None for a code that nobody was shown."""
    asked = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(code), ConsistentRead=True)
    return _coupon(asked["Item"]) if "Item" in asked else None


def redeem(code: str, order_id: str, now: Millis) -> bool:
    """Whether it was redeemed now; False if it is redeemed already, or unknown."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(code),
            UpdateExpression="SET redeemed_at = :now, order_id = :order",
            ConditionExpression="attribute_exists(pk) AND attribute_not_exists(redeemed_at)",
            ExpressionAttributeValues={":now": {"N": str(now)}, ":order": {"S": order_id}},
        )
    except ConditionFailed:
        return False
    return True


def _coupon(item: dict[str, Any]) -> Coupon:
    moments: dict[str, Any] = {
        name: int(item[name]["N"]) for name in ("shown_at", "ends_at", "redeemed_at") if name in item
    }
    texts = {name: item[name]["S"] for name in ("slot", "choice", "subject", "order_id") if name in item}
    return Coupon(code=item["pk"]["S"].removeprefix(keys.coupon_pk("")), **texts, **moments)


def _key(code: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.coupon_pk(code)}, "sk": {"S": "coupon"}}
