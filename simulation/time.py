"""Time and tasks. Whatever happens is an entry of one queue, in order of its moment; a task that waits is put back.

Rules
1. Nothing happens between two entries, so two handlers interleave exactly where one of them waits: at its AWS calls.
2. Entries of the same millisecond come in an order that the seed draws.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]

from simulation.chance import Chance

Millis = int
SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Time:
    """The clock (`now`, in ms) and what is going to happen."""

    def __init__(self, start: Millis, chance: Chance) -> None:
        self.now = start
        self.chance = chance
        self._order = chance.of("order")
        self.steps = 0
        self._entries: list[tuple[Millis, float, int, Callable[[], Any]]] = []
        self._hub = getcurrent()
        self._until = start

    def at(self, moment: Millis, act: Callable[[], Any]) -> None:
        """Do it then; what lies in the past is done now."""
        self.steps += 1
        heappush(self._entries, (max(moment, self.now), self._order.random(), self.steps, act))

    def after(self, delay: Millis, act: Callable[[], Any]) -> None:
        self.at(self.now + delay, act)

    def begin(self, work: Callable[[], Any], delay: Millis = 0) -> None:
        """Start a task: a function that may `sleep`."""
        self.after(delay, greenlet(work, parent=self._hub).switch)

    def sleep(self, duration: Millis) -> None:
        """Of a task: wait so long."""
        moment = self.now + duration
        if moment <= self._until and (not self._entries or self._entries[0][0] > moment):
            self.now = moment  # nobody else has anything to do meanwhile
            return
        self.at(moment, getcurrent().switch)
        self._hub.switch()

    def wait_for(self, arrange: Callable[[Callable[[Any], None]], None]) -> Any:
        """Of a task: wait until somebody calls what `arrange` was given; answer what it was called with."""
        me = getcurrent()
        arrange(lambda answer: self.at(self.now, lambda: me.switch(answer)))
        return self._hub.switch()

    def run(self, until: Millis) -> None:
        """Let everything happen that happens up to `until`."""
        entries, self._until = self._entries, until
        while entries and entries[0][0] <= until:
            self.now, _, _, act = heappop(entries)
            act()
        self.now = max(self.now, until)
