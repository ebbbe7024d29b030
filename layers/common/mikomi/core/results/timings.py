"""Whether a person's own hours pay: mails after a wait for the best hour, by whose hours they were timed.

Rules
1. One run in five goes by everybody's hours (`core.scenarios.best_hour`), drawn once: held against these, the others
   show what their own hours bring. Who did little so far goes by everybody's hours in both arms, in the same share.
2. Who clicked within seven days counts, by the day of the delivery, once it is over for all of that day, as where
   variants are compared.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mikomi.core.figures.judgement import judge
from mikomi.core.figures.rates import Rate
from mikomi.core.results import outline, variant_days
from mikomi.core.results.counted import Counted
from mikomi.core.results.variant_days import CLICKED_WITHIN, Days, Reaction
from mikomi.core.scenarios.best_hour import EVERYBODYS, Timing
from mikomi.model.base import Json
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.step_tree import steps_of

BY_CLICKS = Reaction("clicked", CLICKED_WITHIN)
WEIGHTS: dict[Timing, float] = {"everybody": EVERYBODYS, "own": 1 - EVERYBODYS}


class TimedArm(NamedTuple):
    """By whose hours (`id`), its share of the runs, and who of those who got the mail clicked, by day."""

    id: Timing
    weight: float
    days: Days

    @property
    def total(self) -> Rate:
        return sum(self.days.values(), Rate(0, 0))


class TimedMail(NamedTuple):
    """A step of which mails were timed: everybody's hours first."""

    step: str
    arms: tuple[TimedArm, ...]


def timed_mails(scenario: Scenario, counted: Counted) -> list[TimedMail]:
    """In the scenario's order; none where nothing was delivered yet."""
    there = [step.id for step in steps_of(scenario.steps) if isinstance(step, MailStep)]
    made = (TimedMail(step, tuple(_arms(scenario.id, step, counted))) for step in there)
    return [mail for mail in made if any(arm.total.entered for arm in mail.arms)]


def told_of(scenario: Scenario, counted: Counted) -> list[Json]:
    """All of it as programs read it."""
    return [
        {
            "step": mail.step,
            "arms": [{"timing": arm.id, "weight": arm.weight, **outline.rate(arm.total)} for arm in mail.arms],
            "better": _better(mail, counted),
        }
        for mail in timed_mails(scenario, counted)
    ]


def _better(mail: TimedMail, counted: Counted) -> str | None:
    """The one of which that may be claimed; None as long as neither is."""
    verdict = judge(mail.arms, counted.today).verdicts[0]
    return mail.arms[verdict.better - 1].id if verdict.better else None


def _arms(scenario: str, step: str, counted: Counted) -> Iterator[TimedArm]:
    rows = [row for row in counted.of("timing_days", scenario) if row["step"] == step]
    for timing, weight in WEIGHTS.items():
        days: dict[date, Rate] = {}
        for row in rows:
            if row["timing"] == timing:
                variant_days.add_row(row, BY_CLICKS, counted.today, days)
        yield TimedArm(timing, weight, dict(sorted(days.items())))
