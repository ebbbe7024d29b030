"""What a webhook step does: another system is told, and, where the step says so, waited for.

Rules
1. What is decided is an effect, named after the run and the step: decided again, it is the same.
2. How it ended is an event of the log: whoever waits at that step of that run goes on at once; nobody else is moved.
3. A run does not wait for longer than the step says, whatever becomes of it.
4. Whoever is held out is sent nowhere: what the other system would do is part of what is measured.
"""

from mikomi.core.behaviour import values
from mikomi.core.scenarios.outcomes import Outcome, Stay, calendar_of, onward
from mikomi.core.turn import Turn
from mikomi.model.base import Millis
from mikomi.model.effects import SendWebhook
from mikomi.model.events import WEBHOOK_ENDED, Event
from mikomi.model.person import Enrolment
from mikomi.model.scenario import Step, WebhookStep


def decide(turn: Turn, enrolment: Enrolment, step: WebhookStep) -> Outcome:
    if enrolment.held_out:
        turn.say("webhook", enrolment, step=step.id, code="held_out")
        return onward(enrolment)
    effect = SendWebhook(
        id=f"{enrolment.id}.{step.id}",
        at=enrolment.since,
        event_id=turn.event_id or enrolment.event_id,
        plan=enrolment.plan,
        scenario=enrolment.scenario,
        step=step.id,
        enrolment=enrolment.id,
    )
    turn.effect(effect)
    turn.say("webhook", enrolment, step=step.id, params={"webhook": effect.id})
    until = waits_until(turn, enrolment, step)
    return onward(enrolment) if until is None else Stay(until)


def waits_until(turn: Turn, enrolment: Enrolment, step: WebhookStep) -> Millis | None:
    """Until when a run that came here waits at most; None: it does not."""
    span = step.webhook.wait_up_to
    return calendar_of(turn, enrolment).add(enrolment.since, span) if span else None


def has_ended(event: Event | None, enrolment: Enrolment, step: Step | None) -> bool:
    """Whether the event says how this run's webhook at this step ended."""
    if event is None or event.name != WEBHOOK_ENDED or event.origin != "webhook" or not isinstance(step, WebhookStep):
        return False
    said = event.properties
    return (said.get("enrolment"), said.get("step")) == (enrolment.id, step.id)


def note_end(turn: Turn, enrolment: Enrolment, step: WebhookStep, event: Event) -> None:
    """Say why the run goes on."""
    turn.say("webhook", enrolment, step=step.id, code=values.text(event.properties.get("how")))


def time_is_up(turn: Turn, enrolment: Enrolment, step: WebhookStep) -> None:
    turn.say("webhook", enrolment, step=step.id, code="late", params={"after": str(step.webhook.wait_up_to)})
