"""The variants of a scenario's mails side by side, and what may be said of them (`core.figures.judgement`).

Rules
1. Compared are mails of versions that dealt and said the same as the plan at hand: variants, weights, subjects, texts,
   and what they are judged by (`core.scenarios.lots.digest`). What another version sent under the same ids stands in
   the mails' numbers.
2. By what they are judged, and whom that counts when, `variant_days` says.
3. A variant of weight 0 is dealt to nobody, and compared with none.
4. Where the weights follow what is known, they are judged as `winners` says.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Literal, NamedTuple

from mikomi.core.figures.judgement import Before, Ruling, judge, planned
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.trial import Verdict
from mikomi.core.results import goals, outline, winners
from mikomi.core.results.counted import Counted
from mikomi.core.results.variant_days import CLICKED_WITHIN, Reaction, by_lots, of_variant
from mikomi.core.results.winners import LotsSpan
from mikomi.core.scenarios import lots
from mikomi.model.base import Json
from mikomi.model.plan import MailTemplate, Plan
from mikomi.model.scenario import MailStep, Scenario, Variant
from mikomi.model.step_tree import steps_of

PACE = 4
"""Weeks that say how many people come in one."""


class Dealt(NamedTuple):
    """A variant: its weight, and who got it on each day."""

    id: str
    weight: float
    days: Mapping[date, Rate]

    @property
    def total(self) -> Rate:
        return sum(self.days.values(), Rate(0, 0))


class DealtMail(NamedTuple):
    """A step whose variants are dealt: by what they are judged, over which plans, and what was known before. `spans`:
    the stretches of its weights, where these follow what is known."""

    step: str
    judged_by: Literal["clicked", "goal"]
    plans: tuple[int, ...]
    arms: tuple[Dealt, ...]
    before: Before
    spans: tuple[LotsSpan, ...] = ()


def dealt_mails(scenario: Scenario, plan: Plan, counted: Counted) -> list[DealtMail]:
    """Each step of the scenario that deals two variants or more, in its order."""
    return [_dealt(scenario, step, variants, plan, counted) for step, variants in _dealing(scenario)]


def digests(scenario: Scenario, mails: Mapping[str, MailTemplate]) -> dict[str, str]:
    """Of each step that deals variants."""
    return {step.id: lots.digest(scenario, step, mails) for step, _ in _dealing(scenario)}


def judged_by(step: MailStep) -> Literal["clicked", "goal"]:
    return step.mail.judged_by or "clicked"


def judged(mail: DealtMail, counted: Counted) -> Ruling:
    """What may be said of its variants, as of the counting."""
    return winners.ruling(mail.spans) if mail.spans else judge(mail.arms, counted.today)


def told_of(scenario: Scenario, plan: Plan, counted: Counted) -> list[Json]:
    """All of it as programs read it."""
    return [_compared(mail, judged(mail, counted)) for mail in dealt_mails(scenario, plan, counted)]


def _compared(mail: DealtMail, said: Ruling) -> Json:
    chosen, begins = said.adoption, any(each.stage == "planning" for each in said.verdicts)
    takes = planned(mail.arms, mail.before) if begins and not mail.spans else None
    return {
        "step": mail.step,
        "judged_by": mail.judged_by,
        "plans": list(mail.plans),
        "arms": [
            {"variant": arm.id, "weight": arm.weight, **outline.rate(arm.total), "loss": loss}
            for arm, loss in zip(mail.arms, chosen.losses, strict=True)
        ],
        "lots": {"likelihood": said.lots, "broken": said.is_broken},
        "verdicts": [
            _verdict(mail.arms[0].id, other.id, each)
            for other, each in zip(mail.arms[1:], said.verdicts, strict=not mail.spans)
        ],
        "choice": {
            "variant": None if chosen.arm is None else mail.arms[chosen.arm].id,
            "bound": chosen.bound,
            "enough": chosen.enough,
        },
        "before": {"rate": takes.rate, "people": takes.people, "weeks": takes.weeks} if takes else None,
        "winner": _moving(mail) if mail.spans else None,
    }


def _moving(mail: DealtMail) -> Json:
    """Weights that follow what is known: each variant's rate as if all had been dealt alike all the time, and the
    stretches of the same weights."""
    names = [arm.id for arm in mail.arms]
    alike = zip(names, winners.side_by_side(mail.spans), strict=True)
    return {
        "side_by_side": [{"variant": name, **outline.rate(rate)} for name, rate in alike],
        "stretches": [
            {
                "number": span.number,
                "from": span.since,
                "arms": [
                    {"variant": name, "weight": round(weight, 4), **outline.rate(rate)}
                    for name, weight, rate in zip(names, span.weights, span.rates, strict=True)
                ],
            }
            for span in mail.spans
        ],
    }


def _verdict(first: str, second: str, said: Verdict) -> Json:
    low, high = said.interval
    return {
        "first": first,
        "second": second,
        "stage": said.stage,
        "better": {1: first, 2: second}.get(said.better or 0),
        "looks": said.looks,
        "counted": said.counted,
        "planned": said.planned or None,
        "next": said.next or None,
        "weeks": said.weeks,
        "low": low,
        "high": high,
    }


def _dealing(scenario: Scenario) -> Iterator[tuple[MailStep, list[Variant]]]:
    for step in steps_of(scenario.steps):
        if isinstance(step, MailStep):
            dealt = [each for each in step.mail.variants or () if each.weight > 0]
            if len(dealt) > 1:
                yield step, dealt


def _dealt(scenario: Scenario, step: MailStep, variants: list[Variant], plan: Plan, counted: Counted) -> DealtMail:
    by, own = judged_by(step), lots.digest(scenario, step, plan.mails)
    rows = counted.of("editions", scenario.id)
    alike = tuple(sorted(row["plan"] for row in rows if (row.get("variants") or {}).get(step.id) == own))
    window = timedelta(days=max(1, ceil(scenario.goal.within.millis / goals.DAY))) if scenario.goal else timedelta()
    reaction = Reaction(by, window if by == "goal" else CLICKED_WITHIN)
    known = by_lots(counted, scenario.id, step.id, alike, reaction)
    held: tuple[LotsSpan, ...] = ()
    weights: Sequence[float] = [each.weight for each in variants]
    if step.mail.winner:
        rows = [row for row in counted.of("lots", scenario.id) if (row["step"], row["digest"]) == (step.id, own)]
        held = tuple(winners.spans([each.id for each in variants], rows, known))
        weights = winners.in_force(held, counted.as_of or 0).weights
    arms = tuple(
        Dealt(each.id, weight, of_variant(known, each.id)) for each, weight in zip(variants, weights, strict=True)
    )
    return DealtMail(step.id, by, alike, arms, _before(scenario.id, step.id, by, counted), held)


def _before(scenario: str, step: str, by: str, counted: Counted) -> Before:
    """The rate of the step's mails so far, whichever version sent them, and how many come to it in a week."""
    since = counted.today - timedelta(weeks=PACE)
    lately = sum(
        row["runs"]
        for row in counted.of("step_days", scenario)
        if row["step"] == step and since < date.fromisoformat(row["reached_on"]) <= counted.today
    )
    if by == "goal":
        rate = sum(goals.entry_days(counted, scenario).values(), Rate(0, 0))
    else:
        mails = [row for row in counted.of("scenario_mails", scenario) if row["step"] == step]
        clicked, delivered = (sum(row[name] for row in mails) for name in ("clicked", "delivered"))
        rate = Rate(clicked, max(clicked, delivered))
    return Before(rate, lately / PACE)
