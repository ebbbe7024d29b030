"""When a mailing is due: at one moment, or again and again, on days that count.

Rules
1. All is by the clock on the wall of the scenario's time zone, else of the company's.
2. What falls on a day that is none of `on` goes on the next such day at the same hour, the one before, or not at all;
   two that come to the same moment are one.
3. A mailing's last moment is written as one, or as so long after it was due.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cronsim import CronSim, CronSimError

from mikomi.core.scenarios.calendar import LONGEST_CLOSURE, Calendar
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.duration import Span
from mikomi.model.scenario import Scenario
from mikomi.model.trigger import ScheduleTrigger

_DAY = timedelta(days=1)
_MOVES = 40 * 86_400_000
"""How far before a moment an occurrence is looked for that was moved past it: a calendar closed for longer is rare."""
MOST_OFTEN = 3_600_000
"""The least time between two occurrences."""


class NotASchedule(ValueError):
    """Neither a moment nor cron."""


def next_due(scenario: Scenario, trigger: ScheduleTrigger, settings: CompanySettings, after: Millis) -> Millis | None:
    """The first moment after this one at which the mailing is due; None if there is none any more. NotASchedule."""
    return next(dues(scenario, trigger, settings, after), None)


def dues(scenario: Scenario, trigger: ScheduleTrigger, settings: CompanySettings, after: Millis) -> Iterator[Millis]:
    """All moments after this one at which the mailing is due, the next first. NotASchedule."""
    calendar = Calendar.of(settings, scenario.timezone, scenario.calendar)
    begin = after if trigger.on == "all" else max(0, after - _MOVES)
    for written in _written(trigger.schedule, calendar, begin):
        due = _on_a_day(written, trigger, calendar)
        if due is not None and due > after:
            yield due
            after = due
        elif calendar.moment(written.date(), written.time()) > after + LONGEST_CLOSURE * 86_400_000:
            return  # no day counts on which it falls


def joins_until(trigger: ScheduleTrigger, calendar: Calendar) -> Millis | None:
    """Until when whoever comes to fit gets it too; None if only those do who fit at its moment."""
    return None if trigger.who == "now" else calendar.parse_moment(trigger.who.until, end=True)


def not_after(trigger: ScheduleTrigger, calendar: Calendar, due: Millis) -> Millis | None:
    """The last moment at which anything of the mailing that was due then may leave."""
    limit = trigger.not_later_than
    if limit is None:
        return None
    return due + limit.millis if isinstance(limit, Span) else calendar.parse_moment(limit, end=True)


def is_cron(schedule: str) -> bool:
    return schedule[4:5] != "-"


def _written(schedule: str, calendar: Calendar, after: Millis) -> Iterator[datetime]:
    """The moments as they are written, those after this one."""
    if not is_cron(schedule):
        try:
            yield calendar.local(calendar.parse_moment(schedule))
        except ValueError as wrong:
            raise NotASchedule(schedule) from wrong
        return
    try:
        yield from CronSim(schedule, calendar.local(after))
    except CronSimError as wrong:
        raise NotASchedule(schedule) from wrong


def _on_a_day(written: datetime, trigger: ScheduleTrigger, calendar: Calendar) -> Millis | None:
    day = written.date()
    if not calendar.counts(day, trigger.on):
        if trigger.otherwise == "skip":
            return None
        step = _DAY if trigger.otherwise == "next" else -_DAY
        day = next(day + n * step for n in range(1, LONGEST_CLOSURE) if calendar.counts(day + n * step, trigger.on))
    return calendar.moment(day, written.time())
