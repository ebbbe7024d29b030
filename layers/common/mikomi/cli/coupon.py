"""`mikomi coupon`: what a coupon's code is good for, and redeem it."""

import argparse
import json
import sys

from mikomi import clock
from mikomi.aws import plans
from mikomi.aws.coupons import Coupon
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.words import moments
from mikomi.shell import coupons
from mikomi.shell.coupons import CouponOver, CouponRedeemed, CouponUnknown

UNKNOWN: Pair = (
    "「{code}」というクーポンは、誰にも表示されていません。コードを確かめてください。",
    'Nobody was shown a coupon "{code}". Check the code.',
)
STATES: dict[str, Pair] = {
    "open": ("{code}  使えます（{slot} / {choice}）{until}", "{code}  can be redeemed ({slot} / {choice}){until}"),
    "redeemed": ("{code}  {at} に使われました{order}", "{code}  was redeemed at {at}{order}"),
    "over": ("{code}  期限切れです（{at} まで）", "{code}  is over: it held until {at}"),
}
UNTIL: Pair = ("  {at} まで", "  until {at}")
ORDER: Pair = ("（注文 {order}）", " (order {order})")


def coupon(asked: argparse.Namespace) -> int:
    """0; 1 if it cannot be redeemed (any more); 2 if there is none of this code."""
    now = clock.now()
    try:
        stands = coupons.redeem(asked.code, asked.order or "", now) if asked.redeem else coupons.look(asked.code)
        code = DONE
    except CouponUnknown:
        print(say(UNKNOWN, asked, code=asked.code), file=sys.stderr)
        return WRONG
    except (CouponOver, CouponRedeemed) as why:
        stands, code = why.coupon, LEFT
    if asked.json:
        print(json.dumps(coupons.plain(stands, now), ensure_ascii=False))
    else:
        print(_line(stands, asked, now))
    return code


def _line(stands: Coupon, asked: argparse.Namespace, now: int) -> str:
    zone, language = plans.active().settings.timezone, asked.lang or "ja"
    state = coupons.state_of(stands, now)
    moment = {"open": stands.ends_at, "redeemed": stands.redeemed_at, "over": stands.ends_at}[state]
    at = moments.full(moment, zone, language, now) if moment is not None else ""
    until = say(UNTIL, asked, at=at) if at else ""
    order = say(ORDER, asked, order=stands.order_id) if stands.order_id else ""
    return say(
        STATES[state],
        asked,
        code=stands.code,
        slot=stands.slot,
        choice=stands.choice,
        at=at,
        until=until,
        order=order,
    )
