"""Other points for the rules that there are, by what came of those who had them.

Rules
1. The log-odds of being won are a sum over rules; each rule's part is drawn towards what its points in force say, as if
   those were as likely to be twice or nothing. Of few cases little is learnt, and little changes.
2. Signs never flip: a rule gives its kind of points, or none.
3. Points become at most `MOST_TIMES` as many, and no more than the rule's cap lets through at once.
4. Points are whole. Their scale is that which leaves them nearest to those in force, because bands begin at points.
5. A rule that nobody had, or everybody alike, keeps its points: nothing is known of it.
"""

from collections.abc import Mapping, Sequence
from math import floor, inf
from statistics import pstdev
from typing import NamedTuple

from mikomi.core.figures import logistic
from mikomi.core.figures.logistic import Belief
from mikomi.core.fit.cases import HandoverCase
from mikomi.model.scoring import Rule

MOST_TIMES = 3.0
LOOSEST, TIGHTEST = 4.0, 36.0
"""Within which a rule is pulled: what is believed of its usual spread may be off by half a log-odd, or a sixth."""
_BASE, _SCALE = 0, 1
_NOTHING = 1e-9


class _Column(NamedTuple):
    """A rule, its points and how much what it gives spreads (in times of its points); `most` times as many at most."""

    rule: str
    points: float
    spread: float
    most: float

    @property
    def weight(self) -> float:
        return abs(self.points) * self.spread

    def pull(self, worth: float) -> float:
        """How strongly it is pulled, where a point is worth so many log-odds."""
        believed = worth * self.weight
        return min(TIGHTEST, max(LOOSEST, 1 / believed**2)) if believed > _NOTHING else TIGHTEST


def fitted(cases: Sequence[HandoverCase], rules: Sequence[Rule]) -> dict[str, float]:
    """The points of every rule, those that stay as they are among them."""
    kept = {rule.id: rule.points for rule in rules}
    free = [column for rule in rules if (column := _column(rule, cases))]
    tied: list[_Column] = []
    while free:
        scale, parts = _solved(cases, free, tied)
        if scale <= _NOTHING:
            return kept
        times = {column.rule: part / (scale * column.weight) for column, part in zip(free, parts, strict=True)}
        over = [column for column in free if times[column.rule] > column.most]
        if not over:
            times |= {column.rule: column.most for column in tied}
            made = {each.rule: _whole(each.points * times[each.rule]) for each in (*free, *tied)}
            return kept | made
        tied += over
        free = [column for column in free if column not in over]
    return kept | {each.rule: _whole(each.points * each.most) for each in tied} if tied else kept


def _column(rule: Rule, cases: Sequence[HandoverCase]) -> _Column | None:
    """None for a rule of which nothing is known."""
    if not rule.points or not cases:
        return None
    given = [case.given.get(rule.id, 0.0) / rule.points for case in cases]
    spread = pstdev(given)
    if spread <= _NOTHING:
        return None
    most = MOST_TIMES
    if rule.cap and rule.cap.points >= abs(rule.points):
        most = min(most, rule.cap.points / abs(rule.points))
    return _Column(rule.id, rule.points, spread, most)


def _solved(
    cases: Sequence[HandoverCase], free: Sequence[_Column], tied: Sequence[_Column]
) -> tuple[float, list[float]]:
    """How many log-odds a point is worth, and each free rule's part (log-odds of its spread). Rules that are tied, and
    what no rule gave, count by their points."""
    rows = [_row(case, free, tied) for case in cases]
    size = 2 + len(free)
    pull, worth = [[0.0] * size for _ in range(size)], _worth(cases)
    for place, column in enumerate(free, 2):
        pulled = column.pull(worth)
        pull[place][place] = pulled
        pull[place][_SCALE] = pull[_SCALE][place] = -pulled * column.weight
        pull[_SCALE][_SCALE] += pulled * column.weight**2
    pull[_SCALE][_SCALE] += sum(each.pull(worth) * ((each.most - 1) * each.weight) ** 2 for each in tied)
    lowest = [-inf, *[0.0] * (size - 1)]
    _, scale, *parts = logistic.least(rows, [case.is_won for case in cases], Belief(pull, [0.0] * size), lowest)
    return scale, parts


def _row(case: HandoverCase, free: Sequence[_Column], tied: Sequence[_Column]) -> Mapping[int, float]:
    row = {_BASE: 1.0}
    rest = case.total - sum(case.given.get(column.rule, 0.0) for column in free)
    rest += sum((column.most - 1) * case.given.get(column.rule, 0.0) for column in tied)
    if rest:
        row[_SCALE] = rest
    for place, column in enumerate(free, 2):
        if given := case.given.get(column.rule, 0.0):
            row[place] = given / abs(column.points) / column.spread
    return row


def _whole(points: float) -> float:
    return float(floor(abs(points) + 0.5) * (1 if points >= 0 else -1)) + 0.0


def _worth(cases: Sequence[HandoverCase]) -> float:
    """How many log-odds a point of the whole score is worth, by the points in force."""
    spread = pstdev(case.total for case in cases) or 1.0
    rows = [{_BASE: 1.0, _SCALE: case.total / spread} for case in cases]
    belief = Belief([[0.0, 0.0], [0.0, LOOSEST]], [0.0, LOOSEST])
    return logistic.least(rows, [case.is_won for case in cases], belief, [-inf, 0.0])[_SCALE] / spread
