"""In which hours everybody does something: what waits for the best hour of somebody go by who did little themselves.

Rules
1. A night counts it out of everybody as they stand (`snapshot`), by the hour of the week in UTC. Who is erased is in
   the next night's count no more.
2. Once a month, out of what the last night counted, an entry is added to a history of which nothing is changed and
   which begins hours later (`core.scenarios.lots`): so a fold of next year goes by the same hours.
3. Before so many people (`ENOUGH`) did something there is no entry.
"""

from typing import NamedTuple

import msgspec

from mikomi import clock
from mikomi.aws import archive, lots
from mikomi.core.behaviour import hours
from mikomi.core.results.winners import begins
from mikomi.core.words import moments
from mikomi.model.base import DAY, Millis
from mikomi.model.lots import Lots
from mikomi.model.plan import Plan
from mikomi.shell.archive import winners

ENOUGH = 50
EVERY = 28 * DAY


class WeekHours(NamedTuple):
    """Of how many people; and how many hours in which they did something there are in each hour of the week (0 begins
    Monday at midnight, UTC)."""

    people: int
    by_hour: dict[int, int]


def write(counted: WeekHours) -> None:
    archive.write_hours(msgspec.json.encode(counted))


def judge(plan: Plan) -> int:
    """The month's entry, where the plan asks for it and it is time. Answers how many there were."""
    if not hours.is_asked(plan):
        return 0
    now, place = clock.now(), lots.EVERYBODYS_HOURS
    seen, added = lots.standing(place), 0
    latest = seen.history[-1].at if seen.history else None
    if (latest is None or now >= latest + EVERY) and (counted := _counted()) and counted.people >= ENOUGH:
        night = moments.local(now, plan.settings.timezone).date().isoformat()
        entry = _entry(counted, len(seen.history) + 1, now, plan.settings.timezone)
        added = int(lots.judged(place, seen, night, entry))
        seen = lots.standing(place)
    winners.tell(place, seen)
    return added


def _counted() -> WeekHours | None:
    kept = archive.hours()
    return msgspec.json.decode(kept, type=WeekHours) if kept else None


def _entry(counted: WeekHours, number: int, now: Millis, zone: str) -> Lots:
    """On the company's wall as its clock stands now."""
    offset = moments.local(now, zone).utcoffset()
    ahead = round(offset.total_seconds() / 3600) if offset else 0
    whole = sum(counted.by_hour.values())
    weights = {
        str((hour + ahead) % hours.WEEK): round(count / whole, 6) for hour, count in sorted(counted.by_hour.items())
    }
    return Lots(number=number, from_=begins(now), weights=weights, at=now)
