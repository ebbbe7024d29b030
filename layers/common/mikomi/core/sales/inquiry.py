"""Somebody wrote to us through a form: sales are told at once, whatever the band (`tell` of the form's file).

Rules
1. Only a form of ours counts, sent by whom the fold believes it of (`rights`), and only a lead can be answered.
2. It is told once per event. No cooldown holds it back, and no snooze: the lead speaks, and waits for us. Only a lead
   that is frozen or excluded (a competitor) rings nothing.
3. `now` goes out at any hour, `today` when the office opens. Whom the alert on entering a band tells is told of this,
   within the same time; where the plan has none, the lead's owner.
4. Whoever was told has looked at the lead: the alert's cooldown begins.
"""

from mikomi.core.behaviour import values
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import receivers
from mikomi.core.scenarios import steps
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import totals
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.effects import SendAlert, Urgency
from mikomi.model.events import FORM_SUBMITTED, Event
from mikomi.model.form import Form
from mikomi.model.scoring import BandAlert

OWNERS_ALONE = BandAlert(on_enter="none")
"""What holds where the plan has no alert on entering a band."""


def tell(turn: Turn, event: Event) -> None:
    """Raise the alert, if the event is a form that sales want to hear of."""
    form = form_of(event, turn.rules.plan.forms)
    if form is None or form.tell not in ("now", "today") or not turn.person.is_lead:
        return
    if turn.person.frozen_at is not None:
        turn.say("no_alert", code="frozen")
        return
    if excluded := exclusion_of(turn.person, turn.rules.plan.sales):
        turn.say("no_alert", code="excluded", params={"excluded": excluded.id})
        return
    asked, settings = turn.rules.plan.scoring.alert or OWNERS_ALONE, turn.rules.plan.settings
    urgency: Urgency = form.tell
    effect = SendAlert(
        id="form-" + digest(event.subject, event.id),
        at=turn.now,
        event_id=event.id,
        plan=turn.rules.plan.version,
        reason="form",
        to=receivers(asked.to, turn.person, settings),
        urgency=urgency,
        form=form.id,
        score=totals.total(turn.person, turn.now, turn.rules.half_lives),
    )
    turn.change(alerted_at=turn.now)
    steps.raise_alert(turn, effect, asked, Calendar.of(settings), in_hours=form.tell == "today")
    turn.say("alert", code="form", params={"alert": effect.id, "to": list(effect.to), "form": form.id})


def form_of(event: Event, forms: dict[str, Form]) -> Form | None:
    """The form of ours that the event sent; None for every other event."""
    if event.type != "track" or event.name != FORM_SUBMITTED:
        return None
    said = event.properties.get("form")
    return next((form for name, form in forms.items() if values.same(said, name)), None)
