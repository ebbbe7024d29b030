"""By which weights the variants of a mail are dealt, where they follow what is known (`winner`): one item a history,
beside the plans.

Rules
1. A history is of a scenario's step with these very arms, words and measure (`core.scenarios.lots.digest`).
2. To it a night adds one entry, or says that it adds none: in one write that names what was there before. Of two judges
   of one night the second finds that it was judged; what stands in a history is never changed.
3. An entry begins long after it is written (`core.scenarios.lots.AHEAD`), so a history may be kept for a while (`KEPT`)
   without anybody missing what holds.
4. What the log was told of is noted after it was: who died before tells it again, and the log has it once.
"""

from typing import Any, NamedTuple

from mikomi import clock, keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model import stored_json
from mikomi.model.base import Millis
from mikomi.model.lots import History, Lots
from mikomi.settings import settings

KEPT = 600_000
"""Milliseconds for which a process goes by the history that it read."""
MOST = 1_000
"""Entries of a history: some 300 bytes each, in an item of 400 kB. After almost three years of changes it stays."""


class LotsPlace(NamedTuple):
    """Whose weights they are."""

    scenario: str
    step: str
    digest: str


EVERYBODYS_HOURS = LotsPlace("everybody", "hours", "")
"""In which hours of the week everybody does something: weights too, which grow by the month (`shell.archive.habits`).
No step's history, since those have a digest."""


class LotsStanding(NamedTuple):
    """All entries; the last night for which it was judged, and how many entries the log was told of."""

    history: History = ()
    judged: str = ""
    told_up_to: int = 0


_kept: dict[LotsPlace, tuple[History, Millis]] = {}


def history(place: LotsPlace) -> History:
    """All its entries, as they stood at most `KEPT` ago."""
    global _kept
    now, known = clock.now(), _kept.get(place)
    if known is None or not 0 <= now - known[1] < KEPT:
        known = (standing(place).history, now)
        _kept = {**_kept, place: known}
    return known[0]


def forget_all() -> None:
    """With the plans, for a stack that was emptied and begins again."""
    global _kept
    _kept = {}


def standing(place: LotsPlace) -> LotsStanding:
    """As it is this moment."""
    item = call("dynamodb", "GetItem",
        TableName=settings().state_table, Key=_key(place), ConsistentRead=True
    ).get("Item")  # fmt: skip
    if not item:
        return LotsStanding()
    entries: History = stored_json.read(tuple[Lots, ...], item["entries"]["S"])
    return LotsStanding(entries, item["judged"]["S"], int(item["noted"]["N"]) if "noted" in item else 0)


def judged(place: LotsPlace, seen: LotsStanding, night: str, entry: Lots | None) -> bool:
    """Note that this night was judged, and the entry that came of it. False if another was faster."""
    after = (*seen.history, entry) if entry else seen.history
    return _update(
        place,
        "SET entries = :entries, numbered = :numbered, judged = :night",
        "numbered = :before AND judged = :seen" if seen.judged else "attribute_not_exists(judged)",
        {
            ":entries": {"S": stored_json.written(after).decode()},
            ":numbered": {"N": str(len(after))},
            ":night": {"S": night},
            **({":before": {"N": str(len(seen.history))}, ":seen": {"S": seen.judged}} if seen.judged else {}),
        },
    )


def noted(place: LotsPlace, number: int) -> None:
    """The log was told of the entries up to this one."""
    _update(place, "SET noted = :number", "attribute_exists(judged)", {":number": {"N": str(number)}})


def _key(place: LotsPlace) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.LOTS}, "sk": {"S": f"{place.scenario}/{place.step}#{place.digest}"}}


def _update(place: LotsPlace, says: str, if_: str, values: dict[str, Any]) -> bool:
    asked = {"UpdateExpression": says, "ConditionExpression": if_, "ExpressionAttributeValues": values}
    try:
        call("dynamodb", "UpdateItem", TableName=settings().state_table, Key=_key(place), **asked)
    except ConditionFailed:
        return False
    return True
