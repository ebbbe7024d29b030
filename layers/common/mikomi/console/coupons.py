"""Coupons at the counter: a shop types a code, sees what it is good for, and redeems it; and the same for programs.

Rules
1. Looking changes nothing. A code is redeemed by the button (a POST of our own page), or by a program's POST.
2. Who holds neither a session nor the secret key learns nothing of any code.
"""

from urllib.parse import quote

from mikomi import clock, http
from mikomi.aws.coupons import Coupon
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.tracking import json_body
from mikomi.core.words import moments
from mikomi.errors import Refused
from mikomi.http import Request, Response, json_response
from mikomi.model.base import Json, Millis
from mikomi.model.words import in_language
from mikomi.shell import coupons
from mikomi.shell.coupons import CouponOver, CouponRedeemed, CouponUnknown

HERE = "/console/coupons"


def seen(request: Request, screen: Screen) -> Json:
    """The page: the field, and what there is to say of the code that was typed."""
    typed = request.query.get("code", "").strip()[:100]
    if not typed:
        return {"typed": "", "coupon": None, "unknown": False, "just": False}
    try:
        coupon = coupons.look(typed)
    except CouponUnknown:
        return {"typed": typed, "coupon": None, "unknown": True, "just": False}
    return {"typed": typed, "coupon": _card(coupon, screen), "unknown": False, "just": "redeemed" in request.query}


def act(request: Request) -> Response:
    """Redeem what the button says; the page tells how the code stands then, whoever was faster."""
    form = request.form()
    code, order = form.get("code", ""), form.get("order_id", "").strip()[: coupons.LONGEST_ORDER]
    try:
        coupons.redeem(code, order, clock.now())
    except (CouponUnknown, CouponOver, CouponRedeemed):
        return http.redirect(f"{HERE}?code={quote(code)}")
    return http.redirect(f"{HERE}?code={quote(code)}&redeemed=1")


def answer(request: Request, written: str) -> Response:
    """`GET` and `POST /v1/coupons/{code}`. `Refused`: `coupon_unknown`, `coupon_redeemed`, `coupon_over`,
    `order_invalid`."""
    now = clock.now()
    try:
        if request.method == "POST":
            return _json(coupons.redeem(written, _order_of(request), now), now)
        return _json(coupons.look(written), now)
    except CouponUnknown:
        raise Refused("coupon_unknown", coupon=written[: coupons.LONGEST_CODE]) from None
    except CouponRedeemed as before:
        raise Refused("coupon_redeemed", coupon=before.coupon.code, at=iso(before.coupon.redeemed_at or now)) from None
    except CouponOver as late:
        raise Refused("coupon_over", coupon=late.coupon.code, at=iso(late.coupon.ends_at or now)) from None


def _order_of(request: Request) -> str:
    raw = request.body()
    order = json_body.object_of(raw).get("order_id", "") if raw.strip() else ""
    if not isinstance(order, str) or len(order) > coupons.LONGEST_ORDER:
        raise Refused("order_invalid", "/order_id", most=coupons.LONGEST_ORDER)
    return order.strip()


def _json(coupon: Coupon, now: Millis) -> Response:
    return json_response(200, coupons.plain(coupon, now))


def _card(coupon: Coupon, screen: Screen) -> Json:
    slot = screen.plan.slots.get(coupon.slot)
    choice = next((each for each in slot.choices if each.id == coupon.choice), None) if slot else None
    state = coupons.state_of(coupon, screen.now)
    return {
        "code": coupon.code,
        "state": state,
        "told": say(f"coupons.{state}", screen.language),
        "slot": in_language(slot.name, screen.language, coupon.slot) if slot else coupon.slot,
        "title": in_language(choice.title, screen.language) if choice else "",
        "text": in_language(choice.text, screen.language) if choice else "",
        "shown": _moment(coupon.shown_at, screen),
        "ends": _moment(coupon.ends_at, screen) if coupon.ends_at is not None else "",
        "redeemed": _moment(coupon.redeemed_at, screen) if coupon.redeemed_at is not None else "",
        "order": coupon.order_id,
    }


def _moment(moment: Millis, screen: Screen) -> str:
    return moments.full(moment, screen.zone, screen.language, screen.now)
