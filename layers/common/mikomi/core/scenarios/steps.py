"""What each verb of a scenario does. One function a verb; `VERBS` is the whole language.

Rules
1. A step answers where the journey goes on: `Go` to a position, `Stay` until a moment, or be `Held` by a trait that
   cannot be read, until it can.
2. A marketing mail needs a basis and an open window, and stays within the limit: a closed window or a full limit
   postpones the step, a missing basis ends it without a mail, and says so.
3. An alert never holds up the journey: it waits for its hour by itself.
4. A step that changes the person says what it changed and why; whoever may enter through that change is let in
   afterwards by `decide`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.core.behaviour.conditions import Facts, truth
from mikomi.core.people import consent
from mikomi.core.people.owners import receivers
from mikomi.core.points import scoring, totals
from mikomi.core.scenarios import chance, positions, waiting
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.turn import Turn
from mikomi.model.base import Millis
from mikomi.model.effects import SendAlert, SendMail, SkipReason
from mikomi.model.person import Enrolment, Trait, WaitingAlert
from mikomi.model.scenario import (
    AddPointsStep,
    AddTagStep,
    IfStep,
    MailStep,
    Offer,
    RemoveTagStep,
    Scenario,
    SendAlertStep,
    SetTraitStep,
    SplitStep,
    UnknownStep,
    WaitStep,
)
from mikomi.model.words import in_language


class Go(NamedTuple):
    """Go on at this position."""

    to: str


class Stay(NamedTuple):
    """Look again at `until`; None: only an event can move this enrolment."""

    until: Millis | None


class Held(NamedTuple):
    """The person's trait `by` does not say when to go on."""

    by: str


Outcome = Go | Stay | Held

LOOK_AGAIN = 3_600_000
"""Milliseconds until the next look at a run that nothing of ours can move."""


def calendar_of(turn: Turn, enrolment: Enrolment) -> Calendar:
    plan = turn.plan.of(enrolment.plan).plan
    return Calendar.of(plan.settings, plan.scenarios[enrolment.scenario].timezone)


def scenario_of(turn: Turn, enrolment: Enrolment) -> Scenario:
    """The scenario as it was when this enrolment began."""
    return turn.plan.of(enrolment.plan).plan.scenarios[enrolment.scenario]


def onward(enrolment: Enrolment) -> Go:
    return Go(positions.following(enrolment.position))


def wait(turn: Turn, enrolment: Enrolment, step: WaitStep) -> Outcome:
    try:
        end = waiting.end_of(step.wait, enrolment, turn.person, calendar_of(turn, enrolment))
    except waiting.Unreadable as unreadable:
        if enrolment.held_by is None:
            said = {"traits": [unreadable.trait]}
            turn.say("waiting", enrolment, step=_name(enrolment, step), code="unreadable", params=said)
        return Held(unreadable.trait)
    return onward(enrolment) if end <= enrolment.since else Stay(end)


def is_readable(turn: Turn, enrolment: Enrolment, step: WaitStep) -> bool:
    """Whether the wait says when it is over."""
    try:
        waiting.end_of(step.wait, enrolment, turn.person, calendar_of(turn, enrolment))
    except waiting.Unreadable:
        return False
    return True


def mail(turn: Turn, enrolment: Enrolment, step: MailStep) -> Outcome:
    scenario, marketing = scenario_of(turn, enrolment), step.mail.kind == "marketing"
    skip: SkipReason | None = consent.obstacle(turn.person, marketing)
    if marketing and not skip and enrolment.held_out:
        skip = "held_out"
    if marketing and not skip:
        opening = _opening(turn, enrolment, scenario)
        if opening is None:
            skip = "window_closed"
        elif opening > enrolment.since:
            turn.say("waiting", enrolment, step=step.id, code="postponed", params={"until": opening})
            return Stay(opening)
    _decide_mail(turn, enrolment, step, skip)
    return onward(enrolment)


def _opening(turn: Turn, enrolment: Enrolment, scenario: Scenario) -> Millis | None:
    """When this marketing mail may leave: its step's time, or later for limit and window; None if it may not any
    more.
    """
    moment = _within_limit(turn, enrolment.since)
    window = scenario.send_window
    if window is None:
        return moment
    calendar = calendar_of(turn, enrolment)
    if calendar.is_open(moment, window):
        return moment
    return calendar.next_open(moment, window) if window.outside == "next_open" else None


def _within_limit(turn: Turn, moment: Millis) -> Millis:
    limits = turn.rules.plan.settings.limits
    if limits is None:
        return moment
    period = limits.per.millis
    sent = [at for at in turn.person.mailed if at > moment - period]
    # the limit is full: the mail may leave when the oldest of the last n has left the period
    return sent[-limits.marketing_mails] + period if len(sent) >= limits.marketing_mails else moment


def _decide_mail(turn: Turn, enrolment: Enrolment, step: MailStep, skip: SkipReason | None) -> None:
    mail_id = f"{enrolment.id}.{step.id}"
    variant = chance.pick(step.mail.variants, enrolment.id, step.id) if step.mail.variants else None
    offer = step.mail.offer
    if offer:
        deadline = _deadline(turn, enrolment, offer)
        enrolment = turn.keep(enrolment.model_copy(update={"offers": {**enrolment.offers, offer.id: deadline}}))
    # a later mail of the same run may speak of the offer that an earlier one made
    offered = offer.id if offer else next(reversed(enrolment.offers), None)
    marketing = step.mail.kind == "marketing"
    after = next(reversed(enrolment.mails), None)
    turn.effect(
        SendMail(
            id=mail_id,
            at=enrolment.since,
            event_id=turn.event_id or enrolment.event_id,
            plan=enrolment.plan,
            scenario=enrolment.scenario,
            step=step.id,
            enrolment=enrolment.id,
            template=(variant.template if variant else None) or step.mail.template,
            variant=variant.id if variant else None,
            marketing=marketing,
            offer=offered,
            offer_deadline=enrolment.offers[offered] if offered else None,
            after=f"{enrolment.id}.{after}" if after else None,
            skip=skip,
            on_unknown=step.mail.on_unknown,
        )
    )
    turn.say("mail_skipped" if skip else "mail", enrolment, step=step.id, code=skip, params={"mail": mail_id})
    turn.keep(enrolment.model_copy(update={"mails": {**enrolment.mails, step.id: enrolment.since}}))
    if marketing and not skip:
        limits = turn.rules.plan.settings.limits
        kept = limits.marketing_mails if limits else 0
        turn.change(mailed=tuple(sorted((*turn.person.mailed, enrolment.since)))[-kept:] if kept else ())


def _deadline(turn: Turn, enrolment: Enrolment, offer: Offer) -> Millis:
    calendar = calendar_of(turn, enrolment)
    end = calendar.add(enrolment.since, offer.valid_for)
    return waiting.at_oclock(end, offer.ends_at, calendar) if offer.ends_at else end


def ask(turn: Turn, enrolment: Enrolment, step: IfStep) -> Outcome:
    holds_now = answer(turn, enrolment, step)
    if holds_now:
        return _take(turn, enrolment, step, "then")
    if step.wait_up_to is None:
        return hold(turn, enrolment, step) if holds_now is None else _take(turn, enrolment, step, "else")
    return Stay(calendar_of(turn, enrolment).add(enrolment.since, step.wait_up_to))


def hold(turn: Turn, enrolment: Enrolment, step: UnknownStep | IfStep) -> Stay:
    """What only a newer release knows how to do waits for it."""
    turn.say("waiting", enrolment, step=_name(enrolment, step), code="unknown_step")
    return Stay(turn.now + LOOK_AGAIN)


def answer(turn: Turn, enrolment: Enrolment, step: IfStep) -> bool | None:
    """Whether the branch's condition holds, counting since entry (and since its mail); None: a newer release knows."""
    facts = Facts(
        person=turn.person,
        now=turn.now,
        rulebook=turn.plan.of(enrolment.plan),
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
    turn.say("step", enrolment, step=step.id, code="arm", params={"arm": arm.id})
    return onward(enrolment) if arm.holdout else Go(positions.branch(enrolment.position, arm.id))


def alert(turn: Turn, enrolment: Enrolment, step: SendAlertStep) -> Outcome:
    if enrolment.held_out:
        turn.say("no_alert", enrolment, step=step.id, code="held_out")
        return onward(enrolment)
    if turn.person.frozen_at is not None:
        turn.say("no_alert", enrolment, step=step.id, code="frozen")
        return onward(enrolment)
    if is_snoozed(turn):
        turn.say("no_alert", enrolment, step=step.id, code="snoozed", params={"until": turn.person.snoozed_until})
        return onward(enrolment)
    effect = SendAlert(
        id=f"{enrolment.id}.{step.id}",
        at=enrolment.since,
        event_id=turn.event_id or enrolment.event_id,
        plan=enrolment.plan,
        reason="step",
        to=receivers(step.alert.to, turn.person, turn.rules.plan.settings),
        urgency=step.alert.urgency,
        scenario=enrolment.scenario,
        step=step.id,
        score=totals.total(turn.person, turn.now, turn.rules.half_life),
        digest=step.alert.urgency == "digest",
    )
    raise_alert(turn, effect, calendar_of(turn, enrolment), in_hours=step.alert.urgency == "today")
    turn.say(
        "alert", enrolment, step=step.id, code=step.alert.urgency, params={"alert": effect.id, "to": list(effect.to)}
    )
    return onward(enrolment)


def raise_alert(turn: Turn, effect: SendAlert, calendar: Calendar, *, in_hours: bool) -> None:
    """Send the alert now, or, if it keeps business hours and the office is closed, when it opens."""
    if in_hours and not calendar.in_business_hours(effect.at):
        opening = calendar.next_business_opening(effect.at)
        turn.change(waiting=(*turn.person.waiting, WaitingAlert(effect=effect, due_at=opening)))
    else:
        turn.effect(effect)


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
    plan = turn.plan.of(enrolment.plan).plan
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
        turn.rules.half_life,
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


def occasion(enrolment: Enrolment, step_name: str) -> str:
    """What causes an enrolment that another one's step opens: always the same for the same step."""
    return keys.digest(enrolment.id, step_name)


def _name(enrolment: Enrolment, step: Any) -> str:
    return positions.name_of(step, enrolment.position)


VERBS: dict[str, Callable[[Turn, Enrolment, Any], Outcome]] = {
    "wait": wait,
    "mail": mail,
    "if": ask,
    "split": split,
    "alert": alert,
    "add_tag": add_tag,
    "remove_tag": remove_tag,
    "add_points": add_points,
    "set_trait": set_trait,
}
"""The verbs that act on one enrolment alone; `enter` and `exit` concern several and stand in `journey`."""
