"""A shop asks of a code, and redeems it, once.

Rules
1. A code is read as people type it: in any case, in full width, with spaces around and within.
2. It is redeemed once. The same order, asked again, is answered the same: a shop whose answer got lost may ask anew.
3. What was redeemed is an event of the browser that was shown the code, under an id made of the code. It is appended
   after the row is written, and again by whoever finds the row written: it is there once, and not missing as long as
   the shop asks until it is answered.
"""

import unicodedata
from typing import Literal

from mikomi import own_events
from mikomi.aws import coupons, log
from mikomi.aws.coupons import Coupon
from mikomi.core.slots import MINUTE
from mikomi.model.base import Json, Millis
from mikomi.model.events import COUPON_APPLIED
from mikomi.packing import iso

LONGEST_CODE, LONGEST_ORDER = 40, 200

State = Literal["open", "redeemed", "over"]


class CouponUnknown(Exception):
    """Nobody was shown this code."""


class CouponRedeemed(Exception):
    """It was redeemed before, and not for this order."""

    def __init__(self, coupon: Coupon) -> None:
        super().__init__(coupon.code)
        self.coupon = coupon


class CouponOver(Exception):
    """Its time is over."""

    def __init__(self, coupon: Coupon) -> None:
        super().__init__(coupon.code)
        self.coupon = coupon


def code_of(written: str) -> str:
    """The code as rows name it."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def look(written: str) -> Coupon:
    """What there is to say of this code. Raises CouponUnknown."""
    code = code_of(written)
    known = coupons.read(code) if 0 < len(code) <= LONGEST_CODE else None
    if known is None:
        raise CouponUnknown(code)
    return known


def redeem(written: str, order_id: str, now: Millis) -> Coupon:
    """Redeem it for this order ("" where the shop has none). Raises CouponUnknown, CouponOver, CouponRedeemed."""
    coupon = look(written)
    if state_of(coupon, now) == "over":
        raise CouponOver(coupon)
    is_first = coupon.redeemed_at is None and coupons.redeem(coupon.code, order_id, now)
    stands = look(coupon.code)
    _note(stands)
    if not (is_first or (order_id and stands.order_id == order_id)):
        raise CouponRedeemed(stands)
    return stands


def state_of(coupon: Coupon, now: Millis) -> State:
    if coupon.redeemed_at is not None:
        return "redeemed"
    return "over" if coupon.ends_at is not None and coupon.ends_at + MINUTE <= now else "open"


def plain(coupon: Coupon, now: Millis) -> Json:
    """What programs read of it."""
    return {
        "code": coupon.code,
        "slot": coupon.slot,
        "choice": coupon.choice,
        "state": state_of(coupon, now),
        "shown_at": iso(coupon.shown_at),
        "ends_at": None if coupon.ends_at is None else iso(coupon.ends_at),
        "redeemed_at": None if coupon.redeemed_at is None else iso(coupon.redeemed_at),
        "order_id": coupon.order_id or None,
    }


def _note(coupon: Coupon) -> None:
    at = coupon.redeemed_at
    if at is None:
        return
    said = {"coupon_id": coupon.code, "promotion_id": coupon.slot, "creative": coupon.choice}
    if coupon.order_id:
        said["order_id"] = coupon.order_id
    event = own_events.note(COUPON_APPLIED, coupon.subject, coupon.code, at=at, origin="slot", properties=said)
    log.append(own_events.packet(coupon.subject, event, at))
