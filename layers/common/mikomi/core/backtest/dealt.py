"""The mails of a course held against those that really went out: which of them nobody got, and which a lot decided.

Rules
1. A mail is the same where run, step, template and variant are: what its words were corrected to is not looked at.
2. Where the history drew another variant than the candidate sends, and might have drawn that one, it is the lot that
   parts them: somebody who drew the same stands for all, by one over the part of the lots that the variant had
   (`weight`). Any other mail with other words is a mail that nobody got.
3. What does not hang on reactions is not touched by it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from mikomi.core.backtest.course import LogCourse
from mikomi.core.backtest.unknowable import Unanswered
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.replay import RulebooksOf
from mikomi.core.scenarios import lots
from mikomi.model.base import Millis
from mikomi.model.effects import SendMail
from mikomi.model.scenario import MailStep
from mikomi.model.step_tree import steps_of


class RealArm(NamedTuple):
    """A variant as it was dealt: its part of the lots, and its template."""

    share: float
    template: str


class RealMail(NamedTuple):
    """What really went out, decided `at`; `arms` are empty where no lot chose its words."""

    at: Millis
    template: str
    variant: str | None
    arms: Mapping[str, RealArm]


class HeldMails(NamedTuple):
    """A course against the real mails. `nobody`: its mails that nobody got; `by_lot`: those whose words a lot chose.
    `weight`: for how many people this one stands; 0 where the lot was another one."""

    nobody: Unanswered
    by_lot: Unanswered
    weight: float
    other_words: frozenset[str]


def real_mails(course: LogCourse, rulebooks: RulebooksOf) -> dict[str, RealMail]:
    """By their ids, with the lots that chose them."""
    versions = {because.params.get("mail"): because.plan for because in course.reasons if because.kind == "mail"}
    books: dict[int, Rulebooks] = {}
    real = {}
    for each in course.sent:
        if not isinstance(each.effect, SendMail) or not each.leaves:
            continue
        mail, arms = each.effect, dict[str, RealArm]()
        if mail.variant is not None:
            version = versions.get(mail.id, mail.plan)
            if version not in books:
                books[version] = rulebooks(version, frozenset())
            arms = _arms(books[version], version, mail)
        real[mail.id] = RealMail(each.decided_at, mail.template, mail.variant, arms)
    return real


def _arms(books: Rulebooks, version: int, mail: SendMail) -> dict[str, RealArm]:
    scenario = books.active.plan.scenarios.get(mail.scenario)
    steps = steps_of(scenario.steps) if scenario else ()
    step = next((each for each in steps if isinstance(each, MailStep) and each.id == mail.step), None)
    variants = step.mail.variants if step else None
    if step is None or not variants:
        return {}
    history = books.lots.get((version, mail.scenario, mail.step), ())
    held = lots.in_force(history, mail.at) if step.mail.winner else None
    weights = {each.id: held.weights.get(each.id, 0.0) if held else float(each.weight) for each in variants}
    whole = sum(weights.values())
    return {
        each.id: RealArm(weights[each.id] / whole if whole else 1 / len(variants), each.template or step.mail.template)
        for each in variants
    }


def held_against(course: LogCourse, real: Mapping[str, RealMail]) -> HeldMails:
    """This course's mails, told apart."""
    nobody: list[SendMail] = []
    by_lot: list[SendMail] = []
    other_words: set[str] = set()
    weight = 1.0
    for each in course.sent:
        if not isinstance(each.effect, SendMail) or not each.leaves:
            continue
        mail = each.effect
        was = real.get(mail.id)
        if was is None:
            nobody.append(mail)
            continue
        arm = was.arms.get(mail.variant or "")
        is_same = (mail.template, mail.variant) == (was.template, was.variant)
        if arm and arm.share and arm.template == mail.template:
            if arm.share < 1:
                by_lot.append(mail)
            weight *= is_same / arm.share
        elif not is_same:
            nobody.append(mail)
        if not is_same:
            other_words.add(mail.id)
    return HeldMails(Unanswered(nobody), Unanswered(by_lot), weight, frozenset(other_words))
