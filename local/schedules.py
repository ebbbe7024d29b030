"""EventBridge Scheduler and the template's own rates, on the movable clock.

Rules
1. A one-time schedule fires at its moment into its SQS target, and goes when it said so (ActionAfterCompletion).
2. A rate, or a daily time (`cron(0 18 * * ? *)`, in UTC), fires at every tick while real time passes. While the
   clock is being moved it fires `pace` apart (an hour or more): whatever waits has a schedule of its own, so a sweep in
   between finds nothing, and three days would cost 864 sweeps.
3. Schedules are read in moto itself: it never fires them, and its API would take two calls for each.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from mikomi import clock
from mikomi.aws.clients import client
from moto.scheduler.models import Schedule, scheduler_backends

from local.resources import queue_url
from local.template import ACCOUNT, REGION, Body, Template, TemplateError

Invoke = Callable[[str, Body], Any]
HOUR = 3_600_000
ON_NEWS = ("ResultsFunction",)
"""Functions that look every few minutes whether something came: here they run when something did (`local.stack`)."""
_AT = re.compile(r"at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)\)")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_DAILY = re.compile(r"cron\((\d{1,2}) (\d{1,2}) \* \* \? \*\)")
_UNIT = {"minute": 60_000, "hour": HOUR, "day": 24 * HOUR}


class Rhythm(NamedTuple):
    """How long from tick to tick, and, of one that ticks by the clock, how long after a period's beginning (ms)."""

    period: int
    offset: int | None = None


@dataclass
class Schedules:
    """All that fires by time. `ticked` remembers when each rate fired last, `pace` is the least time between two ticks
    (both ms).
    """

    template: Template
    ticked: dict[str, int] = field(default_factory=dict)
    pace: int = 0

    def __post_init__(self) -> None:
        self.rates: dict[str, tuple[str, Rhythm, Body]] = {
            f"{function}/{name}": (
                function,
                _rhythm(self.template.resolve(event["Properties"]["Schedule"])),
                _payload(event["Properties"]),
            )
            for function, properties in self.template.of_type("AWS::Serverless::Function").items()
            for name, event in properties.get("Events", {}).items()
            if event["Type"] == "Schedule" and function not in ON_NEWS
        }

    def next_due(self) -> int | None:
        """The earliest moment (ms) at which something fires."""
        ticks = [self._next_tick(rate) for rate in self.rates]
        return min([_moment(schedule) for schedule in _enabled()] + ticks, default=None)

    def pending(self) -> list[Body]:
        """One-time schedules that have not fired, the next first: name, at (ms), input."""
        waiting = sorted(_enabled(), key=_moment)
        return [{"name": each.name, "at": _moment(each), "input": json.loads(each.target["Input"])} for each in waiting]

    def _next_tick(self, rate: str) -> int:
        period, offset = self.rates[rate][1]
        ticked = self.ticked.setdefault(rate, clock.now())
        if offset is not None:
            ticked -= (ticked - offset) % period
        return ticked + max(period, self.pace)

    def fire(self, invoke: Invoke) -> int:
        """Fire what is due by now, in order of its time. Returns how many one-time schedules fired."""
        now = clock.now()
        due = sorted((schedule for schedule in _enabled() if _moment(schedule) <= now), key=_moment)
        for schedule in due:
            _put_on_queue(schedule)
        for rate, (function, _, payload) in self.rates.items():
            if now >= self._next_tick(rate):
                self.ticked[rate] = now
                quietly(invoke, function, payload)
        return len(due)


def _enabled() -> list[Schedule]:
    groups = scheduler_backends[ACCOUNT][REGION].schedule_groups.values()
    return [schedule for group in groups for schedule in group.schedules.values() if schedule.state == "ENABLED"]


def _moment(schedule: Schedule) -> int:
    return _read_at(schedule.schedule_expression, schedule.schedule_expression_timezone or "UTC")


@lru_cache(maxsize=10_000)
def _read_at(expression: str, timezone: str) -> int:
    written = _AT.fullmatch(expression)
    if not written:
        raise TemplateError(f"Scheduler: {expression} は読めません / cannot be read")
    zone = ZoneInfo(timezone)
    return int(datetime.fromisoformat(written[1]).replace(tzinfo=zone).astimezone(UTC).timestamp() * 1000)


def _put_on_queue(schedule: Schedule) -> None:
    client("sqs").send_message(QueueUrl=queue_url(schedule.target["Arn"]), MessageBody=schedule.target["Input"])
    if schedule.action_after_completion == "DELETE":
        client("scheduler").delete_schedule(Name=schedule.name, GroupName=schedule.group_name)
    else:
        schedule.state = "DISABLED"  # on AWS a completed schedule stays, and never fires again


def _rhythm(expression: str) -> Rhythm:
    if written := _RATE.fullmatch(expression):
        return Rhythm(int(written[1]) * _UNIT[written[2]])
    if written := _DAILY.fullmatch(expression):
        return Rhythm(_UNIT["day"], int(written[2]) * HOUR + int(written[1]) * _UNIT["minute"])
    raise TemplateError(f"template.yaml: Schedule {expression} は読めません / cannot be read")


def _payload(properties: Body) -> Body:
    given: Body = json.loads(properties["Input"]) if "Input" in properties else {"source": "aws.events", "detail": {}}
    return given


def quietly(invoke: Invoke, function: str, payload: Body) -> None:
    """A tick that fails is shown (by `invoke`) and comes again at the next tick."""
    with suppress(Exception):
        invoke(function, payload)
