"""Whether other points tell who is won better than those in force, where nobody had looked.

Rules
1. Nothing is learnt of fewer than `ENOUGH` won and as many lost: how many are to go is said instead.
2. The last `HELD_OUT` days of what is known are held out: points are learnt of what was handed over before, and tried
   on them. They are proposed exactly as they were tried.
3. They are proposed only if they order the held-out hand-overs better than the points in force do. Else it is better
   not to change them; so it is where too few were won or lost on either side of the line to tell.
4. How the new points score somebody is asked of the fold (`scored`), not reckoned: caps and conditions on the score
   are then what they would be.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from mikomi.core.figures.ranks import FEWEST, Gain, Separation, gain, separation
from mikomi.core.fit import whole_points
from mikomi.core.fit.cases import HandoverCase
from mikomi.core.results.handovers import HELD_OUT, KNOWN_AFTER
from mikomi.core.results.sales import ToGo, to_go
from mikomi.model.base import DAY, Millis
from mikomi.model.scoring import Rule

Verdict = Literal["too_few", "untried", "same", "worse", "better"]
Scored = Callable[[Mapping[str, float]], Mapping[str, float]]
"""The score of each held-out hand-over (by its alert) under these points."""


class WonAndLost(NamedTuple):
    """So many of one side of the line."""

    won: int
    lost: int

    @classmethod
    def of(cls, cases: Sequence[HandoverCase]) -> "WonAndLost":
        won = sum(case.is_won for case in cases)
        return cls(won, len(cases) - won)

    @property
    def tells(self) -> bool:
        return min(self) >= FEWEST


class HeldOutTrial(NamedTuple):
    """The held-out hand-overs, ordered by the points in force and by the new ones."""

    before: Separation
    after: Separation
    gain: Gain


class PointsProposal(NamedTuple):
    """`points` by rule: those that were learnt, whether they are proposed or not; empty where nothing was. `since` when
    hand-overs were held out."""

    verdict: Verdict
    to_go: ToGo
    since: Millis
    earlier: WonAndLost
    later: WonAndLost
    points: Mapping[str, float]
    trial: HeldOutTrial | None = None


def known_until(as_of: Millis) -> Millis:
    """Until when hand-overs are known by then."""
    return as_of - KNOWN_AFTER * DAY


def line_of(as_of: Millis) -> Millis:
    """Since when they are held out."""
    return known_until(as_of) - HELD_OUT * DAY


def proposal(cases: Sequence[HandoverCase], rules: Sequence[Rule], as_of: Millis, scored: Scored) -> PointsProposal:
    """What may be said of other points for these rules."""
    since = line_of(as_of)
    earlier = [case for case in cases if case.at < since]
    later = [case for case in cases if case.at >= since]
    sides = WonAndLost.of(earlier), WonAndLost.of(later)
    still = to_go(*WonAndLost.of(cases))
    if not still.is_over:
        return PointsProposal("too_few", still, since, *sides, {})
    if not all(side.tells for side in sides):
        return PointsProposal("untried", still, since, *sides, {})
    points = whole_points.fitted(earlier, rules)
    if points == {rule.id: rule.points for rule in rules}:
        return PointsProposal("same", still, since, *sides, points)
    trial = _trial(later, scored(points))
    verdict: Verdict = "better" if trial.gain.value > 0 else "worse"
    return PointsProposal(verdict, still, since, *sides, points, trial)


def _trial(later: Sequence[HandoverCase], scores: Mapping[str, float]) -> HeldOutTrial:
    won, lost = ([case for case in later if case.is_won is wanted] for wanted in (True, False))
    old = [case.total for case in won], [case.total for case in lost]
    new = [scores[case.alert] for case in won], [scores[case.alert] for case in lost]
    before, after = separation(*old), separation(*new)
    assert before and after  # both sides tell
    return HeldOutTrial(before, after, gain(old, new))
