"""How likely a hand-over of such a score is won, and whether what was expected came true.

Rules
1. The log-odds of being won rise along a line with the score at hand-over. The line is learnt of what was handed over
   before the last `HELD_OUT` days of what is known, and held against these days: in groups of like scores, what was
   expected stands beside what came.
2. Nothing is told before `ENOUGH` were won and as many lost, nor where one side of that day has too few of either.
3. It came true where each group's interval holds what was expected of it. Else it is said that it does not hold.
"""

from datetime import date
from typing import NamedTuple

from mikomi.core.figures.logistic import Belief, chance, least
from mikomi.core.figures.ranks import FEWEST
from mikomi.core.figures.rates import Rate, interval
from mikomi.core.results.counted import Counted
from mikomi.core.results.goals import day_of
from mikomi.core.results.handovers import Handover, held_out_since
from mikomi.core.results.outline import rate
from mikomi.core.results.sales import still_to_go
from mikomi.model.base import Json

GROUPS = 5
_LOOSE = 1e-3
"""How much a line is drawn towards level: hardly, but one that tells everybody apart has to end somewhere."""


class ScoreGroup(NamedTuple):
    """Held-out hand-overs with a score from … to, both of them in it: which share was expected, and what came."""

    low: float
    high: float
    expected: float
    rate: Rate

    @property
    def came_true(self) -> bool:
        low, high = interval(self.rate)
        return low <= self.expected <= high

    @property
    def range(self) -> str:
        """As a number's `detail` says it."""
        return f"{self.low!r}~{self.high!r}"


class Propensity(NamedTuple):
    """`since`: the first day that was held out; `learnt`: won of what was before; `line`: the log-odds at no points,
    and what a point adds."""

    since: date
    learnt: Rate
    line: tuple[float, float]
    groups: tuple[ScoreGroup, ...]

    @property
    def came_true(self) -> bool:
        return all(each.came_true for each in self.groups)

    def chance(self, score: float) -> float:
        """How likely a hand-over of this score is won."""
        return chance({0: 1.0, 1: score}, self.line)


def propensity(alerts: list[Handover], counted: Counted) -> Propensity | None:
    """None where too little is known."""
    if not still_to_go(alerts).is_over:
        return None
    since = held_out_since(counted.today)
    scored = [(each.score, each.is_won, day_of(each.decided_at)) for each in alerts if each.is_judged]
    known = [(score, won, day) for score, won, day in scored if score is not None]
    earlier = [(score, won) for score, won, day in known if day < since]
    later = sorted((score, won) for score, won, day in known if day >= since)
    if min(*_won_and_lost(earlier), *_won_and_lost(later)) < FEWEST:
        return None
    most = max(abs(score) for score, _ in earlier) or 1.0
    rows = [{0: 1.0, 1: score / most} for score, _ in earlier]
    base, slope = least(
        rows, [won for _, won in earlier], Belief([[0.0, 0.0], [0.0, _LOOSE]], [0.0, 0.0]), [-1e9, -1e9]
    )
    line = base, slope / most
    learnt = Rate(sum(won for _, won in earlier), len(earlier))
    return Propensity(since, learnt, line, tuple(_groups(later, line)))


def outline(of_it: Propensity | None) -> Json | None:
    """The same for programs."""
    if of_it is None:
        return None
    groups = [
        {"from": each.low, "to": each.high, "expected": each.expected, **rate(each.rate), "came_true": each.came_true}
        for each in of_it.groups
    ]
    base, slope = of_it.line
    return {
        "held_out_since": of_it.since.isoformat(),
        "learnt_of": {"won": of_it.learnt.reached, "of": of_it.learnt.of},
        "base": base,
        "a_point": slope,
        "came_true": of_it.came_true,
        "groups": groups,
    }


def _groups(later: list[tuple[float, bool]], line: tuple[float, float]) -> list[ScoreGroup]:
    """As even as may be, but nobody of the same score in two of them, and none of fewer than `FEWEST`."""
    size = max(FEWEST, -(-len(later) // GROUPS))
    parts: list[list[tuple[float, bool]]] = [[]]
    for score, won in later:
        if len(parts[-1]) >= size and parts[-1][-1][0] != score:
            parts.append([])
        parts[-1].append((score, won))
    if len(parts) > 1 and len(parts[-1]) < FEWEST:
        last = parts.pop()
        parts[-1] += last
    made = []
    for part in parts:
        expected = sum(chance({0: 1.0, 1: score}, line) for score, _ in part) / len(part)
        made.append(ScoreGroup(part[0][0], part[-1][0], expected, Rate(sum(won for _, won in part), len(part))))
    return made


def _won_and_lost(known: list[tuple[float, bool]]) -> tuple[int, int]:
    won = sum(won for _, won in known)
    return won, len(known) - won
