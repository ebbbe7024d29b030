"""Variants whose weights follow what is known: what is known of each stretch of the same weights, what may be said of
all of them, and which weights a night gives.

Rules
1. Nothing is claimed (判定): a verdict's looks are planned for lots that stay. Which to go on with is told (採用), of
   rates that stand side by side (`core.figures.winner`).
2. The lots of all stretches are looked at together. Where they are broken nothing is chosen, and no weight moves.
3. A night's weights begin at a full hour, at least an hour after they were worked out, whoever is slow in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from mikomi.core.figures import allotment, winner
from mikomi.core.figures.choice import choose
from mikomi.core.figures.judgement import Ruling
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.winner import EvenTime
from mikomi.core.results.variant_days import Days
from mikomi.core.scenarios.lots import AHEAD
from mikomi.model.base import Json, Millis
from mikomi.model.lots import History, KnownArm, Lots


class LotsSpan(NamedTuple):
    """A stretch of the same weights: their number, since when they hold (None: from the beginning), what each variant
    gets of them, and what is known of whom they were dealt."""

    number: int
    since: Millis | None
    weights: tuple[float, ...]
    rates: tuple[Rate, ...]


def rows_of(scenario: str, step: str, digest: str, history: History) -> list[Json]:
    """The history as it stands among the counted answers."""
    return [
        {
            "scenario": scenario,
            "step": step,
            "digest": digest,
            "number": each.number,
            "from": each.from_,
            "weights": each.weights,
        }
        for each in history
    ]


def spans(
    variants: Sequence[str], rows: Sequence[Json], known: Mapping[tuple[str, int | None], Days]
) -> list[LotsSpan]:
    """The stretches in their order, the first with equal weights. What was dealt by weights that are not told here is
    left out."""
    parts = [(0, None, winner.equal(len(variants)))]
    parts += [
        (row["number"], row["from"], tuple(row["weights"].get(each, 0.0) for each in variants))
        for row in sorted(rows, key=lambda row: (row["from"], row["number"]))
    ]
    return [
        LotsSpan(number, since, weights, tuple(_total(known.get((each, number), {})) for each in variants))
        for number, since, weights in parts
    ]


def in_force(parts: Sequence[LotsSpan], at: Millis) -> LotsSpan:
    return [each for each in parts if each.since is None or each.since <= at][-1]


def side_by_side(parts: Sequence[LotsSpan]) -> tuple[Rate, ...]:
    return winner.side_by_side(_stretches(parts))


def ruling(parts: Sequence[LotsSpan]) -> Ruling:
    """What may be said of them (rules 1 and 2)."""
    lots = allotment.together([([each.entered for each in span.rates], span.weights) for span in parts])
    judged = Ruling((), choose(side_by_side(parts)), lots)
    return judged._replace(adoption=replace(judged.adoption, arm=None, withheld=True)) if judged.is_broken else judged


def entry(variants: Sequence[str], parts: Sequence[LotsSpan], history: History, now: Millis) -> Lots | None:
    """The weights that this night gives; None where they stay."""
    latest = parts[-1].weights
    if ruling(parts).is_broken:
        return None
    weights = winner.next_weights(latest, _stretches(parts))
    if weights == latest:
        return None
    likely = winner.likely_best(side_by_side(parts))
    totals = [sum((span.rates[arm] for span in parts), Rate(0, 0)) for arm in range(len(variants))]
    return Lots(
        number=len(history) + 1,
        from_=begins(now),
        weights=dict(zip(variants, weights, strict=True)),
        at=now,
        why={
            name: KnownArm(reached=total.reached, of=total.of, best=round(best, 6))
            for name, total, best in zip(variants, totals, likely, strict=True)
        },
    )


def begins(now: Millis) -> Millis:
    """The first full hour that is at least two hours ahead: who takes an hour to write it is in time."""
    hour = 3_600_000
    return -(-(now + 2 * AHEAD) // hour) * hour


def _stretches(parts: Sequence[LotsSpan]) -> list[EvenTime]:
    return [EvenTime(span.weights, span.rates) for span in parts]


def _total(days: Days) -> Rate:
    return sum(days.values(), Rate(0, 0))
