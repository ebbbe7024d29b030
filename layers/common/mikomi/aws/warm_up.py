"""How many marketing mails of a new domain have left today: counted on the row of the line before SES.

Rules
1. A place of the day is given by one conditional update, so that no two mails share the last one.
2. A place that is given and not used (its process died, an answer was lost) stays given: rather one mail fewer.
3. The first who finds no place notes that the day is full; every marketing mail reads that with the line.
"""

from typing import Any, NamedTuple

from mikomi.aws import sender_trouble
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.settings import settings


class WarmUpStanding(NamedTuple):
    """On `day` (`2026-12-01`) so many places were `taken`; `full`: the last day on which somebody found none."""

    day: str = ""
    taken: int = 0
    full: str = ""

    def on(self, day: str) -> int:
        """How many were taken on this day, as far as this says."""
        return self.taken if self.day == day else 0


def standing_of(item: dict[str, Any]) -> WarmUpStanding:
    """What the row of the line says."""
    full = item["warm_full"]["S"] if "warm_full" in item else ""
    if "warm_day" not in item:
        return WarmUpStanding(full=full)
    return WarmUpStanding(item["warm_day"]["S"], int(item["warm_taken"]["N"]), full)


def take(day: str, ceiling: int) -> bool:
    """A place of the day; False if all of them were given."""
    return _one_more(day, ceiling) or _the_first(day) or _one_more(day, ceiling)


def _one_more(day: str, ceiling: int) -> bool:
    values = {":day": {"S": day}, ":one": {"N": "1"}, ":ceiling": {"N": str(ceiling)}}
    return _update("SET warm_taken = warm_taken + :one", "warm_day = :day AND warm_taken < :ceiling", values)


def _the_first(day: str) -> bool:
    """The day begins; somebody else may have begun it meanwhile."""
    values = {":day": {"S": day}, ":one": {"N": "1"}}
    return _update(
        "SET warm_day = :day, warm_taken = :one", "attribute_not_exists(warm_day) OR warm_day < :day", values
    )


def note_full(day: str) -> None:
    """Somebody found no place on this day."""
    _update("SET warm_full = :day", "attribute_not_exists(warm_full) OR warm_full < :day", {":day": {"S": day}})


def read() -> WarmUpStanding:
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=sender_trouble.KEY, ConsistentRead=True)
    return standing_of(answer.get("Item", {}))


def _update(says: str, if_: str, values: dict[str, Any]) -> bool:
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=sender_trouble.KEY,
            UpdateExpression=says,
            ConditionExpression=if_,
            ExpressionAttributeValues=values,
        )
    except ConditionFailed:
        return False
    return True
