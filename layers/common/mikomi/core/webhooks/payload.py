"""What a webhook says: the lead as it stands when it is sent, and the step that says so.

Rules
1. The shape is written down (`docs/webhooks.md`): keys are added to it, none is taken away or means something else.
2. `timestamp` is the moment of the step, the same at every attempt; the lead is the one of the attempt.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from mikomi.core.companies import marks
from mikomi.core.people.owners import owner_of
from mikomi.core.score import half_lives, totals
from mikomi.core.words.wording import names_of
from mikomi.model.base import Json, Millis
from mikomi.model.effects import SendWebhook
from mikomi.model.person import Axis, Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import Webhook, WebhookStep
from mikomi.model.step_tree import steps_of

KIND = "scenario.step"
REASONS = 3


def hook_of(effect: SendWebhook, plan: Plan) -> Webhook | None:
    """What the step says, in the version that the decision names; for a CRM, where it is told by this plan."""
    if effect.crm:
        receiver = plan.sales.crm_receiver(effect.crm)
        return Webhook(url=receiver.url, secret=receiver.secret) if receiver else None
    scenario = plan.scenarios.get(effect.scenario)
    for step in steps_of(scenario.steps) if scenario else ():
        if isinstance(step, WebhookStep) and step.id == effect.step:
            return step.webhook
    return None


def body(effect: SendWebhook, person: Person, plan: Plan, now: Millis, console: str) -> bytes:
    """`plan` is the running one: by it the lead is scored. `console`: where leads are looked at."""
    said = {
        "type": KIND,
        "timestamp": written(effect.at),
        "data": {"lead": lead(person, plan, now, console), "step": _step(effect)},
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def news(
    effect: SendWebhook, person: Person, plan: Plan, now: Millis, console: str, external_ids: Mapping[str, str]
) -> bytes:
    """What a CRM is told: the kind of news, and the whole record as it stands. `external_ids`: by system."""
    deal = person.dealings.deal
    names = names_of(plan, plan.settings.language)
    rows = totals.parts(person, now, half_lives.of_plan(plan)).rows[:REASONS]
    record = {
        **lead(person, plan, now, console),
        "external_ids": dict(external_ids),
        "company": marks.name_of(person.trait("company")) or None,
        "reasons": [
            {"name": row.name or names.get(f"rule:{row.rule}") or row.rule, "points": totals.shown(row.points)}
            for row in rows
        ],
        "stage": person.dealings.stage or None,
        "amount": deal.worth if deal and deal.worth else None,
        "tasks": [
            {"id": each.id, "kind": each.value, "due": each.due_at and written(each.due_at)}
            for each in person.dealings.tasks
        ],
        "consent": {
            "marketing": person.consent is not None and not person.is_unsubscribed,
            "unsubscribed": person.is_unsubscribed,
        },
    }
    said = {"type": effect.step, "timestamp": written(effect.at), "data": {"crm": effect.crm, "lead": record}}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def lead(person: Person, plan: Plan, now: Millis, console: str) -> Json:
    """The whole record of a lead, as other systems are told of it."""
    lives = half_lives.of_plan(plan)
    axes: tuple[Axis, ...] = ("interest", "fit")
    score = {axis: totals.shown(totals.total(person, now, lives, axis)) for axis in axes}
    rep = next((rep for rep in plan.settings.reps if rep.id == owner_of(person, plan.settings)), None)
    return {
        "id": person.id,
        "email": person.email,
        "user_id": person.user_id,
        "traits": person.traits_plain,
        "tags": sorted(person.tags),
        "score": {"total": totals.shown(totals.total(person, now, lives)), **score},
        "band": person.band,
        "owner": {"id": rep.id, "email": rep.email} if rep else None,
        "url": f"{console}/leads/{person.id}",
    }


def _step(effect: SendWebhook) -> Json:
    return {"scenario": effect.scenario, "step": effect.step, "run": effect.enrolment, "version": effect.plan}


def written(moment: Millis) -> str:
    """A moment as webhooks write it."""
    return f"{datetime.fromtimestamp(moment / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
