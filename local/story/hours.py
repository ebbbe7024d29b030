"""When sample people are about: days and times of day as they are where they live.

Rules
1. Who has a job looks at our site on working days, from nine in the morning; anybody else between eight and ten at
   night, on any day.
2. What follows a visit is told in working days and in hours after the time of day of the first visit, so that nothing
   changes its order and nobody is up at night.
"""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from local import movable

_SATURDAY, _SUNDAY = 5, 6


def at_work(now: int, days_ago: int, zone: str, chance: random.Random) -> int:
    """A moment (ms) of a working day about `days_ago` days before `now`, between 9:10 and 17:00 in the zone."""
    day = _local(now, zone) - timedelta(days=days_ago)
    day += {_SATURDAY: timedelta(days=-1), _SUNDAY: timedelta(days=1)}.get(day.weekday(), timedelta())
    return _moment(day, chance.uniform(9.2, 17), zone)


def about(now: int, days_ago: int, zone: str, chance: random.Random) -> int:
    """A moment (ms) `days_ago` days before `now`, between 8:00 and 22:00 in the zone."""
    return _moment(_local(now, zone) - timedelta(days=days_ago), chance.uniform(8, 21.9), zone)


def later(first: int, working_days: int, hours: float, zone: str) -> int:
    """The moment (ms) that many working days after `first`, and hours after its time of day."""
    day = begun = _local(first, zone)
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < _SATURDAY
    return _moment(day, begun.hour + begun.minute / 60 + begun.second / 3600 + hours, zone)


def _local(moment: int, zone: str) -> datetime:
    return movable.at(moment).astimezone(ZoneInfo(zone))


def _moment(day: datetime, hour: float, zone: str) -> int:
    midnight = datetime.combine(day.date(), time(), ZoneInfo(zone))
    return int((midnight + timedelta(hours=hour)).timestamp() * 1000)
