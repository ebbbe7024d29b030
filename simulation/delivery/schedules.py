"""What fires by time: one-time schedules into their queue, and the template's rates.

Rules
1. A schedule fires 0 to 59 s after its moment, perhaps twice, perhaps never.
2. A rate's tick that could find nothing is left out: the sweep reads the due index and acts on what is overdue, so it
   is run where something is, and every three days besides.
3. An asynchronous invocation that failed is tried twice more.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from simulation.lambdas import Body, Lambdas, Outcome
from simulation.seam import Wire
from simulation.time import DAY, HOUR, MINUTE, SECOND, Time

Params = dict[str, Any]
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")


def moment_of(expression: str) -> int:
    """When `at(…)` is, in ms."""
    found = _AT.fullmatch(expression)
    if not found:
        raise ValueError(f"not a one-time schedule: {expression}")
    return int(datetime.fromisoformat(found[1]).replace(tzinfo=UTC).timestamp() * 1000)


class Schedules:
    def __init__(self, time: Time, wire: Wire, send: Callable[[str, str], None], forget: Callable[[str], None]) -> None:
        self._time = time
        self._wire = wire
        self._send = send
        self._forget = forget
        self.created = 0
        self.losing: set[int] = set()
        """Which of the schedules, counted from 1, never fire, whatever the rates."""
        self._group = 1

    def begin_anew(self) -> None:
        """Another group, empty: what was made before tells this deployment nothing."""
        self._group += 1

    def made(self, name: str, params: Params) -> None:
        """A schedule was created: it fires when its moment has come."""
        random, rates = self._time.chance.of("schedules"), self._wire.rates
        moment = moment_of(params["ScheduleExpression"])
        times = [moment + int(random.random() * 59 * SECOND)]
        if rates.timer_again and random.random() < rates.timer_again:
            self._wire.met_by("timer_again", "Scheduler", "CreateSchedule")
            times.append(moment + int(random.random() * HOUR))
        if rates.timer_lost and random.random() < rates.timer_lost:
            self._wire.met_by("timer_lost", "Scheduler", "CreateSchedule")
            times = []
        self.created += 1
        if self.created in self.losing:
            times = []
        group, target = self._group, params["Target"]
        for when in times:
            self._time.at(when, lambda: self._go_off(group, lambda: self._send(target["Arn"], target["Input"])))
        self._time.at(moment + MINUTE, lambda: self._go_off(group, lambda: self._forget(name)))

    def _go_off(self, group: int, act: Callable[[], None]) -> None:
        if group == self._group:
            act()


class Sweeps:
    """The template's rate of one function, run where it can find something."""

    def __init__(
        self,
        function: str,
        payload: Body,
        period: int,
        time: Time,
        lambdas: Lambdas,
        next_due: Callable[[], int | None],
    ) -> None:
        self._function = function
        self._payload = payload
        self._period = period
        self._time = time
        self._lambdas = lambdas
        self._next_due = next_due
        self._tick_at = 0
        self._always_at = 0
        self.paused = False

    def start(self) -> None:
        self._always_at = self._time.now
        self._always()

    def expect(self, moment: int) -> None:
        """Something may be overdue from `moment` on: make sure that the next tick after it is not left out."""
        period = self._period
        tick = -(-moment // period) * period
        if not self._tick_at or tick < self._tick_at:
            self._tick_at = tick
            self._time.at(tick, lambda: self._tick(tick))

    def _tick(self, tick: int) -> None:
        if self._tick_at != tick:
            return
        self._tick_at = 0
        due = self._next_due()
        if due is not None and due <= self._time.now:
            self._run()
        if due is not None:
            self.expect(max(due + 2 * MINUTE, self._time.now + 1))

    def _always(self) -> None:
        self._run()
        self._time.after(3 * DAY, self._always)

    def resume(self) -> None:
        """Tick on, with the next tick at the latest."""
        self.paused = False
        self.expect(self._time.now + 1)

    def _run(self, tries: int = 1) -> None:
        if self.paused:
            return

        def ended(outcome: Outcome) -> None:
            if outcome.how != "answered" and tries < 3:
                self._time.after(tries * MINUTE, lambda: self._run(tries + 1))

        self._lambdas.invoke(self._function, self._payload, ended)
