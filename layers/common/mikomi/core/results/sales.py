"""What came of what was handed over to sales: by band, how well the score told them apart, and which rules add nothing.

Rules
1. Won is what came of it (`handovers`): a rep's last answer that is positive, or a deal that was won. What is excluded
   is left out, all else was lost.
2. Only what is known is judged (`handovers`), and every rate stands beside what it is counted out of.
3. A rule is held against the hand-overs that had no points of it: how much more often were those won that had? It adds
   nothing where the interval of that difference holds 0 and is no wider than `WIDEST`; with fewer than `FEWEST` on
   either side, or a wider interval that holds 0, it is "not yet".
4. How well the score and its rules tell anybody apart is told once `ENOUGH` were won and as many lost; until then, how
   many are to go.
"""

from typing import Literal, NamedTuple

from mikomi.core.figures.difference import difference
from mikomi.core.figures.ranks import Separation, separation
from mikomi.core.figures.rates import Rate
from mikomi.core.results.handovers import Handover, has_rule, lacks_rule
from mikomi.model.scoring import Scoring

FEWEST = 30
WIDEST = 0.2
ENOUGH = 30
"""Won, and as many lost, before the score is judged."""

Verdict = Literal["more", "less", "nothing", "not_yet"]


class BandResult(NamedTuple):
    """Won of the hand-overs of a band ("" for alerts that a scenario asked for)."""

    band: str
    rate: Rate
    excluded: int


class RuleResult(NamedTuple):
    """Won of the hand-overs that had points of a rule, and of those that had none; `apart` is from … to how much more
    often the former were won (shares), None where one side is empty."""

    rule: str
    having: Rate
    lacking: Rate
    apart: tuple[float, float] | None
    verdict: Verdict


def by_band(alerts: list[Handover], scoring: Scoring) -> list[BandResult]:
    """The highest band first, then those that are gone, alerts of scenarios last."""
    order = [band.id for band in sorted(scoring.bands, key=lambda band: -band.from_)]
    gone = sorted({each.band for each in alerts} - {*order, ""})
    made = []
    for band in (*order, *gone, ""):
        own = [each for each in alerts if each.band == band]
        if own:
            known = sum(each.is_known for each in own)
            rate = _won(own)
            made.append(BandResult(band, Rate(rate.reached, rate.of, len(own) - known), known - rate.of))
    return made


class ToGo(NamedTuple):
    """So many more have to be won and lost before the score can be judged."""

    won: int
    lost: int

    @property
    def is_over(self) -> bool:
        return not self.won and not self.lost


def to_go(won: int, lost: int) -> ToGo:
    """Of those who were counted so far."""
    return ToGo(max(0, ENOUGH - won), max(0, ENOUGH - lost))


def still_to_go(alerts: list[Handover]) -> ToGo:
    """The same of what is known of these."""
    rate = _won(alerts)
    return to_go(rate.reached, rate.of - rate.reached)


def told_apart(alerts: list[Handover]) -> Separation | None:
    """How well the score at hand-over told those who were won from the others, of what is known; None of too few."""
    if not still_to_go(alerts).is_over:
        return None
    scored = [(each.score, each.is_won) for each in alerts if each.is_judged and each.score is not None]
    return separation([score for score, won in scored if won], [score for score, won in scored if not won])


def by_rule(alerts: list[Handover]) -> list[RuleResult]:
    """Of what is known and whose points the log says; what most hand-overs had comes first."""
    judged = [each for each in alerts if each.is_judged and each.points is not None]
    rules = {rule for each in judged for rule in each.points or ()}
    made = [_of_rule(rule, judged) for rule in rules]
    return sorted(made, key=lambda each: (-each.having.of, each.rule))


def _of_rule(rule: str, judged: list[Handover]) -> RuleResult:
    having = _won([each for each in judged if has_rule(each, rule)])
    lacking = _won([each for each in judged if lacks_rule(each, rule)])
    apart = difference(lacking, having) if having.of and lacking.of else None
    return RuleResult(rule, having, lacking, apart, _verdict(having, lacking, apart))


def _verdict(having: Rate, lacking: Rate, apart: tuple[float, float] | None) -> Verdict:
    if apart is None or min(having.of, lacking.of) < FEWEST:
        return "not_yet"
    low, high = apart
    if low > 0 or high < 0:
        return "more" if low > 0 else "less"
    return "nothing" if high - low <= WIDEST else "not_yet"


def _won(alerts: list[Handover]) -> Rate:
    return Rate(sum(each.is_won for each in alerts), sum(each.is_judged for each in alerts))
