"""What each verb of a scenario does. One function a verb; `act` is the whole language.

Rules
1. A step answers where the journey goes on (`outcomes`). What concerns other scenarios too it leaves to the journey
   (`Enter`, `Leave`).
2. An alert never holds up the journey: it waits for its hour by itself.
3. A step that changes the person says what it changed and why; whoever may enter through that change is let in
   afterwards by `decide`.
"""

from typing import assert_never

from msgspec.structs import replace

from mikomi import keys
from mikomi.core.behaviour import hours
from mikomi.core.behaviour.conditions import Facts, truth
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import receivers
from mikomi.core.points import scoring
from mikomi.core.scenarios import best_hour, chance, escalation, holdout, mail_step, task_step, waiting, webhook_step
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.scenarios.outcomes import (
    LOOK_AGAIN,
    Enter,
    Go,
    Held,
    Leave,
    Outcome,
    Stay,
    best_hours,
    calendar_of,
    in_words,
    onward,
    readers_calendar,
    scenario_of,
)
from mikomi.core.score import totals
from mikomi.core.turn import Turn
from mikomi.model import positions
from mikomi.model.base import Json, Millis
from mikomi.model.effects import SendAlert
from mikomi.model.person import Enrolment, Trait, WaitingAlert
from mikomi.model.scenario import (
    AddPointsStep,
    AddTagStep,
    AnyStep,
    EnterStep,
    ExitStep,
    IfStep,
    MailStep,
    RemoveTagStep,
    SendAlertStep,
    SetTraitStep,
    SplitStep,
    Step,
    TaskStep,
    UnknownStep,
    WaitFor,
    WaitStep,
    WebhookStep,
)
from mikomi.model.step_tree import steps_of
from mikomi.model.words import in_language


def act(turn: Turn, enrolment: Enrolment, step: Step) -> Outcome:
    """What the step at which the enrolment stands does."""
    if enrolment.held_out_by is not None and (passed := holdout.pass_by(turn, enrolment, step)):
        return passed
    match step:
        case WaitStep():
            return wait(turn, enrolment, step)
        case MailStep():
            return mail_step.decide(turn, enrolment, step)
        case IfStep():
            return ask(turn, enrolment, step)
        case SplitStep():
            return split(turn, enrolment, step)
        case SendAlertStep():
            return alert(turn, enrolment, step)
        case WebhookStep():
            return webhook_step.decide(turn, enrolment, step)
        case TaskStep():
            return task_step.decide(turn, enrolment, step)
        case AddTagStep():
            return add_tag(turn, enrolment, step)
        case RemoveTagStep():
            return remove_tag(turn, enrolment, step)
        case AddPointsStep():
            return add_points(turn, enrolment, step)
        case SetTraitStep():
            return set_trait(turn, enrolment, step)
        case EnterStep():
            return Enter(step.enter, keys.digest(enrolment.id, _name(enrolment, step)))
        case ExitStep():
            return Leave(enrolment.scenario if step.exit is True else step.exit)
        case UnknownStep():
            return hold(turn, enrolment, step)
    assert_never(step)


def wait(turn: Turn, enrolment: Enrolment, step: WaitStep) -> Outcome:
    try:
        end = end_of(turn, enrolment, step)
    except waiting.UnreadableDate as unreadable:
        if enrolment.held_by is None:
            said = {"traits": [unreadable.trait]}
            turn.say("waiting", enrolment, step=_name(enrolment, step), code="unreadable", params=said)
        return Held(unreadable.trait)
    if end.was is not None:
        return _come_too_late(turn, enrolment, step, end.was)
    timing = best_hour.timing_of(enrolment) if isinstance(step.wait, WaitFor) and step.wait.at == "best" else None
    if timing != enrolment.timing:
        enrolment = turn.keep(replace(enrolment, timing=timing))
    if timing:
        known: Json = {"until": end.at, "hours": len(hours.of(turn.person))}
        turn.say("waiting", enrolment, step=_name(enrolment, step), code=f"best_{timing}", params=known)
    return onward(enrolment) if end.at <= enrolment.since else Stay(end.at)


def _come_too_late(turn: Turn, enrolment: Enrolment, step: WaitStep, moment: Millis) -> Outcome:
    past = waiting.when_late(step.wait, turn.rulebooks.of(enrolment.plan).plan.edition)
    if past == "exit":
        return Leave(enrolment.scenario, "too_late")
    if past == "go_on":
        return onward(enrolment)
    missed, to = positions.up_to(scenario_of(turn, enrolment).steps, positions.following(enrolment.position), WaitStep)
    if missed:
        said = {"until": moment, "missed": [one.id for one in steps_of(missed) if isinstance(one, MailStep)]}
        turn.say("step", enrolment, step=_name(enrolment, step), code="too_late", params=said)
    return Go(to)


def end_of(turn: Turn, enrolment: Enrolment, step: WaitStep) -> waiting.Ending:
    """When the wait that the run has come to is over. Raises UnreadableDate."""
    calendar = readers_calendar(turn, enrolment)
    return waiting.end_of(step.wait, enrolment, turn.person, calendar, best_hours(turn, enrolment))


def is_readable(turn: Turn, enrolment: Enrolment, step: WaitStep) -> bool:
    """Whether the wait says when it is over."""
    try:
        end_of(turn, enrolment, step)
    except waiting.UnreadableDate:
        return False
    return True


def ask(turn: Turn, enrolment: Enrolment, step: IfStep) -> Outcome:
    holds_now = is_met(turn, enrolment, step)
    if holds_now:
        return _take(turn, enrolment, step, "then")
    if step.wait_up_to is None:
        return hold(turn, enrolment, step) if holds_now is None else _take(turn, enrolment, step, "else")
    return Stay(readers_calendar(turn, enrolment).add(enrolment.since, step.wait_up_to))


def hold(turn: Turn, enrolment: Enrolment, step: UnknownStep | IfStep) -> Stay:
    """What only a newer release knows how to do waits for it."""
    turn.say("waiting", enrolment, step=_name(enrolment, step), code="unknown_step")
    return Stay(turn.now + LOOK_AGAIN)


def is_met(turn: Turn, enrolment: Enrolment, step: IfStep) -> bool | None:
    """Whether the branch's condition holds, counting since entry (and since its mail); None: a newer release knows."""
    facts = Facts(
        person=turn.person,
        now=turn.now,
        scoreboard=turn.rulebooks.of(enrolment.plan),
        scenario=enrolment.scenario,
        enrolment=enrolment,
    )
    return truth(step.if_, facts)


def _take(turn: Turn, enrolment: Enrolment, step: IfStep, name: str) -> Go:
    turn.say("step", enrolment, step=step.id, code=name)
    return Go(positions.branch(enrolment.position, name))


def time_is_up(turn: Turn, enrolment: Enrolment, step: IfStep) -> Go:
    turn.say("step", enrolment, step=step.id, code="else", params={"after": str(step.wait_up_to)})
    return Go(positions.branch(enrolment.position, "else"))


def split(turn: Turn, enrolment: Enrolment, step: SplitStep) -> Outcome:
    arm = chance.pick(step.split, enrolment.id, step.id)
    if arm.holdout and turn.rulebooks.of(enrolment.plan).plan.edition > 1:
        return holdout.hold_out(turn, enrolment, step, arm)
    turn.say("step", enrolment, step=step.id, code="arm", params={"arm": arm.id})
    return onward(enrolment) if arm.holdout else Go(positions.branch(enrolment.position, arm.id))


def alert(turn: Turn, enrolment: Enrolment, step: SendAlertStep) -> Outcome:
    if enrolment.held_out:
        turn.say("no_alert", enrolment, step=step.id, code="held_out")
        return onward(enrolment)
    if turn.person.frozen_at is not None:
        turn.say("no_alert", enrolment, step=step.id, code="frozen")
        return onward(enrolment)
    if excluded := exclusion_of(turn.person, turn.rules.plan.sales):
        turn.say("no_alert", enrolment, step=step.id, code="excluded", params={"excluded": excluded.id})
        return onward(enrolment)
    if is_snoozed(turn):
        turn.say("no_alert", enrolment, step=step.id, code="snoozed", params={"until": turn.person.snoozed_until})
        return onward(enrolment)
    effect = SendAlert(
        id=f"{enrolment.id}.{step.id}",
        at=enrolment.since,
        event_id=turn.event_id or enrolment.event_id,
        plan=in_words(turn, enrolment, step)[0],
        reason="step",
        to=receivers(step.alert.to, turn.person, turn.rules.plan.settings),
        urgency=step.alert.urgency,
        scenario=enrolment.scenario,
        step=step.id,
        score=totals.total(turn.person, turn.now, turn.rules.half_lives),
        digest=step.alert.urgency == "digest",
    )
    raise_alert(turn, effect, step.alert, calendar_of(turn, enrolment), in_hours=step.alert.urgency == "today")
    turn.say(
        "alert", enrolment, step=step.id, code=step.alert.urgency, params={"alert": effect.id, "to": list(effect.to)}
    )
    return onward(enrolment)


def raise_alert(
    turn: Turn, effect: SendAlert, asked: escalation.Escalating, calendar: Calendar, *, in_hours: bool
) -> None:
    """Send the alert now, or, if it keeps business hours and the office is closed, when it opens."""
    told_at = calendar.next_business_opening(effect.at) if in_hours else effect.at
    if told_at > effect.at:
        turn.change(waiting=(*turn.person.waiting, WaitingAlert(effect=effect, due_at=told_at)))
    else:
        turn.effect(effect)
    escalation.prepare(turn, effect, asked, told_at)


def is_snoozed(turn: Turn) -> bool:
    until = turn.person.snoozed_until
    return until is not None and turn.now < until


def add_tag(turn: Turn, enrolment: Enrolment, step: AddTagStep) -> Outcome:
    if step.add_tag not in turn.person.tags:
        turn.change(tags={**turn.person.tags, step.add_tag: turn.now})
        turn.say("tag", enrolment, step=_name(enrolment, step), code="added", params={"tag": step.add_tag})
    return onward(enrolment)


def remove_tag(turn: Turn, enrolment: Enrolment, step: RemoveTagStep) -> Outcome:
    if step.remove_tag in turn.person.tags:
        turn.change(tags={tag: at for tag, at in turn.person.tags.items() if tag != step.remove_tag})
        turn.say("tag", enrolment, step=_name(enrolment, step), code="removed", params={"tag": step.remove_tag})
    return onward(enrolment)


def add_points(turn: Turn, enrolment: Enrolment, step: AddPointsStep) -> Outcome:
    name = _name(enrolment, step)
    if turn.person.frozen_at is not None:
        turn.say("no_points", enrolment, step=name, code="frozen")
        return onward(enrolment)
    plan = turn.rulebooks.of(enrolment.plan).plan
    reason = in_language(step.reason, plan.settings.language) or in_language(
        plan.scenarios[enrolment.scenario].name, "ja"
    )
    turn.person = scoring.grant(
        turn.person,
        turn.subject or first_subject(turn),
        f"{enrolment.scenario}/{name}",
        reason,
        step.add_points,
        turn.event_id or enrolment.event_id,
        turn.now,
        enrolment.plan,
        turn.rules.half_lives,
    )
    turn.say("points", enrolment, step=name, rule=f"{enrolment.scenario}/{name}", points=step.add_points)
    return onward(enrolment)


def first_subject(turn: Turn) -> str:
    """Whose account points go to that no event earned: the person's own."""
    return f"p:{turn.person.id}"


def set_trait(turn: Turn, enrolment: Enrolment, step: SetTraitStep) -> Outcome:
    set_now = {name: Trait(value=value, at=turn.now, proof=2) for name, value in step.set_trait.items()}
    turn.change(traits={**turn.person.traits, **set_now})
    turn.say("trait", enrolment, step=_name(enrolment, step), params={"traits": sorted(step.set_trait)})
    return onward(enrolment)


def _name(enrolment: Enrolment, step: AnyStep) -> str:
    return positions.name_of(step, enrolment.position)
