"""By which weights the variants of a mail are dealt, where they follow what is known (`winner`).

Rules
1. In force is the latest entry that had begun when the step's time came (`Enrolment.since`), never when somebody asks:
   that moment is the same whenever the run is folded again, and each entry is written long before it begins
   (`AHEAD`), so that everybody who decides for a moment knows what holds at it.
2. A history is of one step with these very arms, words and measure (`digest`): what another version calls the same is
   another mail, and begins with equal weights.
3. Where there is no entry the plan's own weights hold: all the same, but in a test that names an arm.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from mikomi.core.scenarios import chance
from mikomi.model.base import Json, Millis
from mikomi.model.lots import History, Lots
from mikomi.model.person import Enrolment
from mikomi.model.plan import MailTemplate, Plan
from mikomi.model.scenario import MailStep, Scenario, Variant
from mikomi.model.step_tree import steps_of

AHEAD = 3_600_000
"""So long (milliseconds) before it begins an entry stands there, at the least."""


class Dealing(NamedTuple):
    """What was drawn, and by what: the number of the weights (None where the plan's own are dealt), the variant's part
    of them, and since when they hold (None: from the beginning)."""

    variant: str
    lots: int | None
    share: float
    since: Millis | None


class _Option(NamedTuple):
    id: str
    weight: float


def deal(history: History, enrolment: Enrolment, step: MailStep) -> Dealing | None:
    """Which variant this run gets at this step, by what holds at its time; None where there are none."""
    variants = step.mail.variants
    if not variants:
        return None
    held = in_force(history, enrolment.since) if step.mail.winner else None
    options = [_Option(each.id, held.weights.get(each.id, 0.0) if held else each.weight) for each in variants]
    drawn = chance.pick(options, enrolment.id, step.id)
    number = (held.number if held else 0) if step.mail.winner else None
    whole = sum(each.weight for each in options)
    share = drawn.weight / whole if whole else 1 / len(options)
    return Dealing(drawn.id, number, share, held.from_ if held else None)


def foreseen(enrolment: Enrolment, step: MailStep) -> str | None:
    """Which variant this run will get; None where there are none, or nobody can know before the step's time."""
    dealing = None if step.mail.winner else deal((), enrolment, step)
    return dealing.variant if dealing else None


def told_of(dealing: Dealing) -> Json:
    """What is said of it where somebody asks why they got this one."""
    return {"number": dealing.lots, "share": round(dealing.share, 4), "since": dealing.since}


def in_force(history: History, at: Millis) -> Lots | None:
    """The weights that hold at this moment; None for those of the beginning."""
    begun = [each for each in history if each.from_ <= at]
    return max(begun, key=lambda each: (each.from_, each.number), default=None)


def followed(plan: Plan) -> dict[tuple[str, str], str]:
    """Each scenario's steps whose weights follow what is known, and their digest."""
    return {
        (scenario.id, step.id): digest(scenario, step, plan.mails)
        for scenario in plan.scenarios.values()
        for step in steps_of(scenario.steps)
        if isinstance(step, MailStep) and step.mail.winner
    }


def digest(scenario: Scenario, step: MailStep, mails: Mapping[str, MailTemplate]) -> str:
    """The same for the same lots and words, judged alike. What is as it is by default is left out, so that a key which
    a later release brings changes no digest."""
    mail = step.mail
    names = {mail.template, *(each.template for each in mail.variants or () if each.template)}
    by_goal = scenario.goal if mail.judged_by == "goal" else None
    said: Json = {
        "variants": [_as_dealt(each) for each in mail.variants or ()],
        "subject": mail.model_dump(mode="json", include={"subject", "template"}),
        "texts": {name: mails[name].model_dump(mode="json", include=_WORDS) for name in sorted(names) if name in mails},
        "goal": by_goal and by_goal.model_dump(mode="json", include={"when", "within"}, exclude_defaults=True),
    }
    if mail.winner:
        said["winner"] = True
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


_WORDS = {"html", "text", "subject"}


def _as_dealt(variant: Variant) -> Json:
    return variant.model_dump(mode="json", exclude={"note"}, exclude_defaults=True)
