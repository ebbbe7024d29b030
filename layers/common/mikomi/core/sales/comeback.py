"""A lead in the alert's band comes back after a silence: sales are told again (`returns_after` of the alert).

Rules
1. Silence is counted from the last thing that the person did (`Person.last_at`), by days of the company's calendar:
   whoever was here on the 1st comes back "after 14 days" on the 15th, at whatever hour.
2. Coming back is a page, a form or a click of the person's own: what we, a server or a rep note is none.
3. Whoever enters the band at this moment raises that alert and not this one. Cooldown, snooze and a frozen score hold
   for both.
"""

from mikomi.core.doers import trust
from mikomi.core.people.owners import receivers
from mikomi.core.sales.crossing import is_quiet
from mikomi.core.scenarios import steps
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import totals
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.base import Millis
from mikomi.model.duration import Span
from mikomi.model.effects import SendAlert
from mikomi.model.events import FORM_SUBMITTED, MAIL_CLICKED, Event
from mikomi.model.person import Person


def notice(turn: Turn, before: Person, event: Event) -> None:
    """Raise the alert if this event ends a silence that was long enough. `before`: the person without the event."""
    alert, person = turn.rules.plan.scoring.alert, turn.person
    if alert is None or alert.returns_after is None or not _is_visit(event):
        return
    stood = before.is_lead and before.band == alert.on_enter == person.band
    settings, last_at = turn.rules.plan.settings, before.last_at
    calendar = Calendar.of(settings)
    enters = person.crossings != before.crossings
    if not stood or enters or last_at is None or not is_over(calendar, last_at, alert.returns_after, event.at):
        return
    if is_quiet(turn, alert):
        return
    silent = (calendar.local(event.at).date() - calendar.local(last_at).date()).days
    effect = SendAlert(
        id="return-" + digest(event.subject, event.id),
        at=turn.now,
        event_id=event.id,
        plan=turn.rules.plan.version,
        reason="return",
        to=receivers(alert.to, person, settings),
        band=person.band,
        after_days=silent,
        score=totals.total(person, turn.now, turn.rules.half_lives),
        digest=alert.outside_hours == "digest" and not calendar.in_business_hours(turn.now),
    )
    turn.change(alerted_at=turn.now)
    steps.raise_alert(turn, effect, alert, calendar, in_hours=alert.outside_hours == "next_open")
    turn.say("alert", code="return", params={"alert": effect.id, "to": list(effect.to), "days": silent})


def is_over(calendar: Calendar, since: Millis, span: Span, now: Millis) -> bool:
    """Whether a silence of this length has passed: days by their dates, hours and minutes by the clock."""
    ends = calendar.add(since, span)
    if span.unit in ("h", "m"):
        return now >= ends
    return calendar.local(now).date() >= calendar.local(ends).date()


def _is_visit(event: Event) -> bool:
    own = event.type in ("page", "screen") and event.origin == "client"
    return own or (event.name in (FORM_SUBMITTED, MAIL_CLICKED) and event.type == "track" and trust.is_lived(event))
