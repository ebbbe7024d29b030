"""What those did before they were handed over who were won, beside those who were not.

Rules
1. Looked at is what somebody did in the ninety days before the hand-over: page classes, forms, clicks by a person.
   Known hand-overs alone, by what came of them (`handovers`).
2. Support: at least `FEWEST` who did it and as many who did not, else it is not looked at.
3. The lift is the won share of those who did it less that of the others, with its interval. Of the deeds that stand
   out at most one in ten came by chance, on average (`surprise.believed`).
4. Nothing is told before `ENOUGH` were won and as many lost. That more of them did something is no proof that it
   brought the deal.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi.core.figures.difference import difference
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.surprise import believed, exact
from mikomi.core.results.counted import Counted
from mikomi.core.results.handovers import Handover, outcome_of
from mikomi.core.results.numbers import PATTERN, Number
from mikomi.core.results.outline import rate
from mikomi.core.results.sales import FEWEST, still_to_go
from mikomi.model.base import Json
from mikomi.model.plan import Plan

CHANCE = 0.1
MOST = 24
"""Deeds that are listed: those that stand out most."""


class Pattern(NamedTuple):
    """Won of those who did it, and of those who did not; `stands_out`: it may be believed."""

    kind: str
    what: str
    having: Rate
    lacking: Rate
    surprise: float
    stands_out: bool = False

    @property
    def lift(self) -> tuple[float, float, float]:
        """The difference of the shares, from … to."""
        value = (self.having.share or 0.0) - (self.lacking.share or 0.0)
        return value, *difference(self.lacking, self.having)


class PatternList(NamedTuple):
    """So many deeds were looked at; those that are listed, what stands out first; won of all that is known."""

    looked_at: int
    patterns: list[Pattern]
    known: Rate


def patterns(alerts: list[Handover], counted: Counted, plan: Plan) -> PatternList | None:
    """None where too little is known."""
    if not still_to_go(alerts).is_over:
        return None
    judged = [each for each in alerts if each.is_judged]
    known = Rate(sum(each.is_won for each in judged), len(judged))
    did: dict[tuple[str, str], Rate] = {}
    for kind, what, _, won, n in _rows(counted, plan):
        deed = kind, what
        did[deed] = did.get(deed, Rate(0, 0)) + Rate(n if won else 0, n)
    made = []
    for (kind, what), having in did.items():
        lacking = Rate(max(0, known.reached - having.reached), max(0, known.of - having.of))
        if min(having.of, lacking.of) >= FEWEST:
            made.append(Pattern(kind, what, having, lacking, exact(having, lacking)))
    marks = believed([each.surprise for each in made], CHANCE)
    made = [each._replace(stands_out=mark) for each, mark in zip(made, marks, strict=True)]
    made.sort(key=lambda each: (not each.stands_out, -abs(each.lift[0]), each.kind, each.what))
    return PatternList(len(made), made[:MOST], known)


def numbers(counted: Counted, plan: Plan, deed: tuple[str, str], *, won: bool) -> list[Number]:
    """The lists of those who did this: of all that are known, or of the won."""
    return [
        Number("", PATTERN, kind, variant, what)
        for kind, what, variant, is_won, _ in _rows(counted, plan)
        if (kind, what) == deed and (is_won or not won)
    ]


def outline(made: PatternList | None) -> Json | None:
    """The same for programs."""
    if made is None:
        return None
    return {"looked_at": made.looked_at, "by_chance": CHANCE, "patterns": [_plain(each) for each in made.patterns]}


def _plain(each: Pattern) -> Json:
    value, low, high = each.lift
    return {
        "kind": each.kind,
        "what": each.what,
        "with": rate(each.having),
        "without": rate(each.lacking),
        "lift": {"value": value, "low": low, "high": high},
        "p": each.surprise,
        "stands_out": each.stands_out,
    }


def _rows(counted: Counted, plan: Plan) -> Iterator[tuple[str, str, str, bool, int]]:
    """Kind, what, the variant of its list, whether these were won, how many; what is left out is not there."""
    for row in counted.answers.get("handover_deeds", []):
        outcome = outcome_of(plan, row["came"])
        if outcome != "exclude":
            yield row["kind"], row["what"], row["came"], outcome == "positive", row["handed"]
