"""CPU in turns, and the rows that tell of it."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median

Work = Callable[[], int]
"""Does the work of one round and says how many events it was."""

Prepare = Callable[[], Work]
"""Makes a round's work ready, outside the figures."""


@dataclass(frozen=True)
class Spread:
    """What rounds showed: the median, and how far they lay apart."""

    middle: float
    least: float
    most: float

    @staticmethod
    def of(values: list[float], scale: float = 1.0) -> "Spread":
        return Spread(median(values) * scale, min(values) * scale, max(values) * scale)


@dataclass(frozen=True)
class Row:
    """One line: what was measured, in which unit, beside what, and the most that it may be (None: told only)."""

    what: str
    unit: str
    measured: Spread
    beside: str = ""
    budget: float | None = None

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        return "ok" if self.measured.middle <= self.budget else "MISSED"

    def plain(self) -> dict[str, object]:
        return {**asdict(self), "verdict": self.verdict}


def in_turns(works: Mapping[str, Prepare], rounds: int) -> dict[str, list[float]]:
    """Seconds of this process's CPU an event, by name and round. Each round does every work once; one more, before
    the first, is thrown away.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 1):
        for name, prepare in works.items():
            work = prepare()
            gc.collect()
            begun = time.process_time()
            events = work()
            seconds[name].append((time.process_time() - begun) / events)
    return {name: taken[1:] for name, taken in seconds.items()}


def ratios(ours: list[float], other: list[float]) -> list[float]:
    """Round by round: a busy machine slows both."""
    return [one / beside for one, beside in zip(ours, other, strict=True)]


def number(value: float) -> str:
    """Three figures: more is noise."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
