"""The line before SES: when more is due than SES takes in a second, each mail gets a place, and comes back then.

Rules
1. One row says when the last place is. A place is given by one conditional update, so no two mails share one.
2. While there is a line, marketing mail that falls due joins it without asking SES: first come, first served.
3. A place that is given and not used (a repetition) is a gap of some milliseconds and does no harm.
"""

from typing import NamedTuple

from mikomi.aws import breaker, sender_trouble, warm_up
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.aws.sender_trouble import SenderTrouble
from mikomi.aws.warm_up import WarmUpStanding
from mikomi.model.base import Millis
from mikomi.model.breaker import MarketingStop
from mikomi.settings import settings

_TRIES = 4


class BeforeSes(NamedTuple):
    """`ends_at`: the moment of the last place, in the past where nobody stands in line; `trouble`: why SES takes
    nothing; `stop`: that marketing mail is stopped; `warm_up`: how many have left today."""

    ends_at: Millis
    trouble: SenderTrouble | None
    stop: MarketingStop | None
    warm_up: WarmUpStanding = WarmUpStanding()


def look(now: Millis) -> BeforeSes:
    """What stands between a mail and SES."""
    item = call("dynamodb", "GetItem", TableName=settings().state_table, Key=sender_trouble.KEY).get("Item", {})
    ends_at = int(item["ends_at"]["N"]) if "ends_at" in item else 0
    return BeforeSes(ends_at, sender_trouble.of(item, now), breaker.stop_of(item), warm_up.standing_of(item))


def take(now: Millis, apart: Millis) -> Millis:
    """The next place (a moment), `apart` milliseconds after the one before."""
    for _ in range(_TRIES):
        place = _behind_the_last(now, apart) or _the_first(now, apart)
        if place:
            return place
    return now + _TRIES * apart  # others keep beginning it: any place near its head will do


def _behind_the_last(now: Millis, apart: Millis) -> Millis | None:
    return _set("ends_at + :apart", "ends_at > :now", now, apart)


def _the_first(now: Millis, apart: Millis) -> Millis | None:
    return _set(":now + :apart", "attribute_not_exists(ends_at) OR ends_at <= :now", now, apart)


def _set(moment: str, condition: str, now: Millis, apart: Millis) -> Millis | None:
    try:
        answer = call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=sender_trouble.KEY,
            UpdateExpression=f"SET ends_at = {moment}",
            ConditionExpression=condition,
            ExpressionAttributeValues={":now": {"N": str(now)}, ":apart": {"N": str(apart)}},
            ReturnValues="UPDATED_NEW",
        )
    except ConditionFailed:
        return None
    return int(answer["Attributes"]["ends_at"]["N"])
