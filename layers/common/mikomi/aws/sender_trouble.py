"""Why SES takes none of our mail, as long as only a person can mend it: noted on the row of the line before SES.

Rules
1. The first whom SES refuses so notes why and since when; whoever is refused later notes that it is still so.
2. While it stands, what can wait waits and does not ask SES. One in `PROBE` does, so that it is known soon when it was
   mended.
3. The first such mail that SES takes strikes it out. Where nobody tried for a day nothing waits, and it is over.
"""

from typing import Any, NamedTuple

from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Millis
from mikomi.settings import settings

KEY = {"pk": {"S": "line#ses"}, "sk": {"S": "line"}}
PROBE = 5 * 60_000
LASTS = 24 * 3_600_000


class SenderTrouble(NamedTuple):
    """`code` is SES's name for it (`aws.ses.UNREADY`)."""

    code: str
    since: Millis
    seen_at: Millis


def of(item: dict[str, Any], now: Millis) -> SenderTrouble | None:
    """What the row says; None where all is well."""
    if "trouble" not in item or now - int(item["seen_at"]["N"]) > LASTS:
        return None
    return SenderTrouble(item["trouble"]["S"], int(item["since"]["N"]), int(item["seen_at"]["N"]))


def read(now: Millis) -> SenderTrouble | None:
    return of(call("dynamodb", "GetItem", TableName=settings().state_table, Key=KEY).get("Item", {}), now)


def note(code: str, now: Millis) -> SenderTrouble:
    """SES has just refused for this reason."""
    known = {":code": {"S": code}, ":now": _number(now), ":next": _number(now + PROBE), ":old": _number(now - LASTS)}
    says = "SET trouble = :code, seen_at = :now, probe_at = :next"
    try:
        item = _update(says, "attribute_exists(trouble) AND seen_at > :old", known)
    except ConditionFailed:
        del known[":old"]
        item = _update(f"{says}, since = :now", None, known)
    return SenderTrouble(code, int(item["since"]["N"]), now)


def takes_probe(now: Millis) -> bool:
    """Whether this one is to try; False where another did a moment ago."""
    try:
        _update(
            "SET probe_at = :next",
            "attribute_exists(trouble) AND probe_at <= :now",
            {":now": _number(now), ":next": _number(now + PROBE)},
        )
    except ConditionFailed:
        return False
    return True


def strike_out() -> None:
    """SES has taken a mail."""
    _update("REMOVE trouble, since, seen_at, probe_at", None, {})


def _update(says: str, if_: str | None, values: dict[str, dict[str, str]]) -> dict[str, Any]:
    answer = call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=KEY,
        UpdateExpression=says,
        ReturnValues="ALL_NEW",
        **({"ConditionExpression": if_} if if_ else {}),
        **({"ExpressionAttributeValues": values} if values else {}),
    )
    item: dict[str, Any] = answer.get("Attributes", {})
    return item


def _number(value: int) -> dict[str, str]:
    return {"N": str(value)}
