"""Whether marketing mail is stopped, and what it is judged by: how many went out, day by day, and came back.

Rules
1. That it is stopped stands on the row of the line before SES, which every marketing mail reads before it leaves.
2. It is stopped once, by whoever comes first, and goes on by a write that names the stop that it ends.
3. When it goes on, counting begins anew: what had been counted of that day is kept beside, and forgiven.
4. Each day's numbers are one row. They are an estimate, by which something is stopped in time: a process that dies
   between what it did and the counting leaves one out.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mikomi.aws import sender_trouble, warm_up
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.aws.warm_up import WarmUpStanding
from mikomi.model.base import DAY, Millis
from mikomi.model.breaker import TALLIED, Cause, EchoReading, MarketingStop, Tally
from mikomi.settings import settings

COUNTS = "breaker"
_KEPT = (TALLIED + 30) * DAY


class BreakerStanding(NamedTuple):
    """`begun`: the day from which on it is counted, `forgiven` what of that day is not; `warm_up` beside."""

    stop: MarketingStop | None
    begun: str
    forgiven: Tally
    warm_up: WarmUpStanding = WarmUpStanding()


def stop_of(item: dict[str, Any]) -> MarketingStop | None:
    """What the row of the line says."""
    if "stopped_at" not in item:
        return None
    cause: Any = item["stopped_for"]["S"]
    bad, of = (int(item[name]["N"]) for name in ("stopped_bad", "stopped_of"))
    return MarketingStop(int(item["stopped_at"]["N"]), cause, item["stopped_by"]["S"], EchoReading(bad, of))


def read() -> BreakerStanding:
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=sender_trouble.KEY, ConsistentRead=True)
    item = answer.get("Item", {})
    forgiven = item.get("forgiven", {}).get("M", {})
    begun = item["counted_from"]["S"] if "counted_from" in item else ""
    return BreakerStanding(stop_of(item), begun, _tally(forgiven), warm_up.standing_of(item))


def stop(cause: Cause, reading: EchoReading, by: str, now: Millis) -> bool:
    """Nothing of marketing leaves from now on. False if it was stopped before."""
    try:
        _update(
            "SET stopped_at = :now, stopped_for = :cause, stopped_by = :by, stopped_bad = :bad, stopped_of = :of",
            "attribute_not_exists(stopped_at)",
            {
                ":now": {"N": str(now)},
                ":cause": {"S": cause},
                ":by": {"S": by},
                ":bad": {"N": str(reading.bad)},
                ":of": {"N": str(reading.of)},
            },
        )
    except ConditionFailed:
        return False
    return True


def resume(ended: MarketingStop, day: str, forgiven: Tally) -> bool:
    """It goes on, counted from this day on. False if that very stop is over already."""
    try:
        _update(
            "SET counted_from = :day, forgiven = :forgiven"
            " REMOVE stopped_at, stopped_for, stopped_by, stopped_bad, stopped_of",
            "stopped_at = :at",
            {
                ":at": {"N": str(ended.at)},
                ":day": {"S": day},
                ":forgiven": {"M": {name: {"N": str(number)} for name, number in forgiven._asdict().items()}},
            },
        )
    except ConditionFailed:
        return False
    return True


def count(day: str, more: Tally, now: Millis) -> None:
    """Add these to the numbers of the day."""
    numbers = {name: number for name, number in more._asdict().items() if number}
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key={"pk": {"S": COUNTS}, "sk": {"S": day}},
        UpdateExpression=f"ADD {', '.join(f'#{name} :{name}' for name in numbers)} SET expires_at = :ends",
        ExpressionAttributeNames={f"#{name}": name for name in numbers},
        ExpressionAttributeValues={
            ":ends": {"N": str((now + _KEPT) // 1000)},
            **{f":{name}": {"N": str(number)} for name, number in numbers.items()},
        },
    )


def counted_on(day: str) -> Tally:
    answer = call(
        "dynamodb",
        "GetItem",
        TableName=settings().state_table,
        Key={"pk": {"S": COUNTS}, "sk": {"S": day}},
        ConsistentRead=True,
    )
    return _tally(answer.get("Item", {}))


def counted() -> dict[str, Tally]:
    """The numbers of the latest days."""
    answer = call(
        "dynamodb",
        "Query",
        TableName=settings().state_table,
        KeyConditionExpression="pk = :counts",
        ExpressionAttributeValues={":counts": {"S": COUNTS}},
        ScanIndexForward=False,
        Limit=TALLIED,
        ConsistentRead=True,
    )
    return {item["sk"]["S"]: _tally(item) for item in answer["Items"]}


def _tally(item: Mapping[str, Any]) -> Tally:
    return Tally(*(int(item[name]["N"]) if name in item else 0 for name in Tally._fields))


def _update(says: str, if_: str, values: dict[str, Any]) -> None:
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=sender_trouble.KEY,
        UpdateExpression=says,
        ConditionExpression=if_,
        ExpressionAttributeValues=values,
    )
