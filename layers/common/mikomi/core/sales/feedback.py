"""What a rep's answer does to the lead: `feedback` of `scoring.json`, acted on by the fold.

Rules
1. `halve` is a loss of half the total, booked like any other contribution, so that the parts still add up and the
   answer can be traced.
2. `freeze`: the lead earns no more points, rings no more bells (those that wait for their hour included) and leaves
   the ranking; what it has goes on to fade.
3. `snooze` keeps alerts quiet for a while; mails go on.
4. An answer to one alert counts once, whenever it is pressed again and whoever of the reps does. Another answer to the
   same alert counts beside it: the rep has learnt more.
5. Whatever it is, nobody else is told that nobody answered (`scenarios.escalation`).
"""

from mikomi import keys
from mikomi.core.behaviour import values
from mikomi.core.points import scoring
from mikomi.core.scenarios import escalation, journey
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import totals
from mikomi.core.turn import Turn
from mikomi.model.events import Event
from mikomi.model.scoring import Answer
from mikomi.model.words import in_language

KEPT_ANSWERS = 20
"""More answers than a lead has alerts that anybody still remembers; the item must not grow."""


def apply(turn: Turn, event: Event) -> None:
    escalation.answered(turn)
    plan = turn.rules.plan
    key = values.text(event.properties.get("answer"))
    answer = plan.scoring.feedback.get(key)
    if answer is None:
        turn.say("feedback", code="unknown", params={"answer": key})
        return
    label = in_language(answer.label, plan.settings.language)
    said = {"answer": label, "rep": values.text(event.properties.get("rep")) or None}
    if _was_given(turn, event, key):
        turn.say("feedback", code="again", params=said)
        return
    turn.say("feedback", code=key, params=said)
    if answer.tag and answer.tag not in turn.person.tags:
        turn.change(tags={**turn.person.tags, answer.tag: turn.now})
        turn.say("tag", code="added", params={"tag": answer.tag})
    _score(turn, event, answer, key, label)
    if answer.snooze:
        turn.change(snoozed_until=Calendar.of(plan.settings).add(turn.now, answer.snooze))
    if answer.exit:
        journey.leave(turn, answer.exit, "feedback")
    if answer.enter:
        journey.enter(turn, answer.enter, f"{event.subject}\x1f{event.id}", "feedback")


def _was_given(turn: Turn, event: Event, key: str) -> bool:
    """Whether this alert was answered so before; notes that it is now."""
    alert = values.text(event.properties.get("alert"))
    mark = keys.short(alert, key)
    answered = turn.person.answered
    if not alert or mark in answered:
        return bool(alert)
    latest = sorted({**answered, mark: turn.now}.items(), key=lambda each: (each[1], each[0]))[-KEPT_ANSWERS:]
    turn.change(answered=dict(latest))
    return False


def _score(turn: Turn, event: Event, answer: Answer, key: str, label: str) -> None:
    if answer.score == "freeze":
        if turn.person.waiting:
            turn.say("no_alert", code="frozen")
        turn.change(frozen_at=turn.person.frozen_at or turn.now, waiting=())
    total = totals.total(turn.person, turn.now, turn.rules.half_lives)
    if answer.score == "halve" and total > 0:
        version = turn.rules.plan.version
        rule = f"feedback/{key}"
        half = turn.rules.half_lives
        turn.person = scoring.grant(
            turn.person, event.subject, rule, label, -total / 2, event.id, turn.now, version, half
        )
        turn.say("points", rule=rule, points=-total / 2)
