"""Why now: the sentences of an alert that say what happened, what follows on it, and why it was sent.

Rules
1. What a person did comes first, then what the marketers wrote for it, then what lifted the lead; each once.
2. Whatever the reason is (a band, a step, a form, a return, a task, a company), there is a sentence for it: no alert
   stands without one.
"""

from collections.abc import Sequence

from mikomi.core.sales import footprints
from mikomi.core.sales.footprints import Fact
from mikomi.core.words import conditions, moments
from mikomi.core.words.wording import Names, signed, word
from mikomi.model.base import Millis
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import AlertStep, SendAlertStep
from mikomi.model.step_tree import steps_of

NAMED = 6
"""Colleagues whom an alert names; of more it says how many."""


def alert_step(effect: SendAlert, plan: Plan) -> AlertStep | None:
    """The scenario's alert step that asked for this alert; None for one on entering a band."""
    scenario = plan.scenarios.get(effect.scenario or "")
    for step in steps_of(scenario.steps) if scenario else ():
        if isinstance(step, SendAlertStep) and step.id == effect.step:
            return step.alert
    return None


def deed(fact: Fact, now: Millis, zone: str, language: str) -> str:
    age = now - fact.at
    ago = (
        word("did.ago", language, span=moments.apart(fact.at, now, zone, language))
        if age >= 60_000
        else word("did.just_now", language)
    )
    when = word("did.when", language, moment=moments.brief(fact.at, zone, language, now), ago=ago)
    nth = (
        word("did.nth", language, days=7, count=fact.times, ordinal=moments.ordinal(fact.times))
        if fact.times > 1
        else ""
    )
    return trail(word("did.told", language, what=fact.what, when=when), nth)


def occasion_of(effect: SendAlert, names: Names, language: str) -> str:
    if effect.reason == "form":
        return names.get(f"form:{effect.form}", effect.form or "")
    if effect.reason == "return":
        return silence(effect, language)
    if effect.reason == "task":
        return word("alert.task_over", language, task=names.get(f"task:{effect.task}", effect.task or ""))
    if effect.reason == "company":
        return names.get(f"company_alert:{effect.company_alert}", effect.company_alert or "")
    if effect.reason == "band":
        return word("did.entered", language, band=names.get(f"band:{effect.band}", effect.band or ""))
    return names.get(f"scenario:{effect.scenario}", effect.scenario or "")


def of_company(effect: SendAlert, company: str, people: Sequence[str], plan: Plan, names: Names, language: str) -> str:
    """How many of the company did what, and who they are by now; the alert's name where the plan has none of it."""
    asked = plan.sales.company_alert(effect.company_alert or "")
    sought = asked.looks_for if asked else None
    if sought is None:
        return occasion_of(effect, names, language)
    what = conditions.in_words(sought, names, language)
    who = ("、" if language == "ja" else ", ").join(people[:NAMED])
    rest = word("alert.company_more", language, count=len(people) - NAMED) if len(people) > NAMED else ""
    told = word("alert.company", language, company=company, count=len(effect.people), what=what)
    return f"{told}{word('alert.company_who', language, who=who + rest)}" if who else told


def silence(effect: SendAlert, language: str) -> str:
    return word("did.came_back", language, days=effect.after_days) if effect.after_days else ""


def gained(effect: SendAlert, person: Person, names: Names, language: str) -> str:
    """What lifted the lead into the band: the points that were booked last when it was decided."""
    booked = [
        entry for entry in person.recent if effect.at - footprints.HOUR < entry.at <= effect.at and entry.points > 0
    ]
    entered = effect.reason == "band" or effect.crossing > 0
    if not entered or not booked:
        return ""
    last = booked[-1]
    rule = last.name or names.get(f"rule:{last.rule}") or last.rule
    return word("did.gained", language, rule=rule, points=signed(last.points))


def brief(fact: Fact | None, gained: str, effect: SendAlert) -> str:
    """For the subject: what was done just now; if nothing was, what gave the points."""
    leads = fact and (fact.sent or fact.at > effect.at - footprints.HOUR)
    return fact.brief if fact and (leads or not gained) else gained


def deadline(effect: SendAlert, plan: Plan, language: str) -> str:
    if effect.reason in ("task", "company"):
        return ""
    asked = alert_step(effect, plan) if effect.reason == "step" else plan.scoring.alert
    if asked is None or asked.sla is None:
        return ""
    kept = "alert.sla_over" if effect.escalates else "alert.sla"
    return word(kept, language, span=moments.written(asked.sla, language))


def footer(effect: SendAlert, plan: Plan, names: Names, language: str) -> str:
    alert = plan.scoring.alert
    if effect.reason == "step":
        said = [
            word("alert.by_step", language, scenario=names.get(f"scenario:{effect.scenario}", effect.scenario or ""))
        ]
    elif effect.reason == "form":
        said = [word("alert.by_form", language, form=names.get(f"form:{effect.form}", effect.form or ""))]
    elif effect.reason == "task":
        said = [word("alert.by_task", language, task=names.get(f"task:{effect.task}", effect.task or ""))]
    elif effect.reason == "company":
        said = [word("alert.by_company", language, alert=occasion_of(effect, names, language))]
    elif effect.reason == "return":
        band = names.get(f"band:{effect.band}", effect.band or "")
        said = [word("alert.by_return", language, band=band, days=effect.after_days)]
    else:
        said = [word("alert.by_band", language, band=names.get(f"band:{effect.band}", effect.band or ""))]
        if alert and alert.cooldown:
            said.append(word("alert.cooldown", language, span=moments.written(alert.cooldown, language)))
    written_to_us = effect.reason == "form" and effect.urgency == "now"  # it has more room
    if alert and alert.max_per_rep_per_day and not written_to_us:
        said.append(word("alert.daily", language, count=alert.max_per_rep_per_day))
    return ("" if language == "ja" else " ").join(said)


def trail(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
