"""Several people of one company do the same: sales are told of the company (`company_alerts` of sales.json).

Rules
1. Whoever is of a company and does what the alert looks for is noted for it (`TellCompany`), also when it becomes
   known later whose browser it was, or which company it is: what counts is what the person remembers, within the
   alert's time. The same person is noted again for what they did an hour later.
2. A company is known by the key that follows from each of its people alone (`core.companies.marks`): of a rule that
   rings nobody can look at everybody first.
3. Enough different people within the alert's time make one event `Company Acted`, of the person with whom they were
   enough; then none until that time has passed again (`company_deeds`). The event is decided like any other.
4. Who is frozen or no customer neither counts nor rings; a snooze holds for whose event it is.
"""

from typing import NamedTuple

from mikomi.core.behaviour import values
from mikomi.core.behaviour.leaves import leaf_key
from mikomi.core.companies import marks
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import receivers
from mikomi.core.scenarios import steps
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import totals
from mikomi.core.turn import Turn
from mikomi.keys import digest, short
from mikomi.model.base import Json, Millis
from mikomi.model.duration import MINUTE
from mikomi.model.effects import SendAlert, TellCompany
from mikomi.model.events import COMPANY_ACTED, Event
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings
from mikomi.model.scoring import BandAlert

AGAIN = 60 * MINUTE
"""What the same person does within this time of what was noted is the same visit."""
NOBODY_ELSE = BandAlert(on_enter="none")
"""Nothing follows on silence."""


class CompanyAct(NamedTuple):
    """What the event says: of which alert, of which company, who they are, and when the last of them did it."""

    alert: str
    company: str
    people: tuple[str, ...]
    at: Millis = 0


def counts(person: Person, company: str, sales: SalesSettings) -> bool:
    """Whether this is one of the company's people, whom sales want to hear of."""
    is_of_it = person.is_lead and marks.of(person).key == company
    return is_of_it and person.frozen_at is None and exclusion_of(person, sales) is None


def notice(turn: Turn, event: Event) -> None:
    """Note for the company what the person did, as far as an alert asks for it."""
    sales, person = turn.rules.plan.sales, turn.person
    if not sales.company_alerts or not person.is_lead:
        return
    company = marks.of(person).key
    if not company or not counts(person, company, sales):
        return
    for alert in sales.company_alerts:
        sought = alert.looks_for
        did = turn.person.memory.get(leaf_key(sought), ()) if sought is not None else ()
        times = [at for at in did if at <= turn.now]
        if not times or times[-1] < turn.now - alert.within.millis:
            continue
        noted_as = short("company", alert.id, company)
        noted = turn.person.memory.get(noted_as, ())
        if noted and times[-1] < noted[-1] + AGAIN:
            continue
        turn.change(memory={**turn.person.memory, noted_as: (times[-1],)})
        turn.effect(
            TellCompany(
                id="company-" + digest(event.subject, event.id, alert.id, company),
                at=turn.now,
                event_id=event.id,
                plan=turn.rules.plan.version,
                alert=alert.id,
                company=company,
                did_at=times[-1],
            )
        )


def act_of(event: Event) -> CompanyAct | None:
    """What the event says, if it is one of ours about a company; None for any other event."""
    if event.name != COMPANY_ACTED or event.type != "track" or not event.subject.startswith("p:"):
        return None
    said = event.properties
    people = said.get("people")
    return CompanyAct(
        values.text(said.get("alert")),
        values.text(said.get("company")),
        tuple(map(values.text, people)) if isinstance(people, list) else (),
        said["at"] if isinstance(said.get("at"), int) else 0,
    )


def properties_of(act: CompanyAct) -> Json:
    """As the event says it."""
    return {"alert": act.alert, "company": act.company, "people": list(act.people), "at": act.at}


def tell(turn: Turn, event: Event) -> None:
    """Raise the alert, if the event says that enough of a company did the same."""
    act = act_of(event)
    asked = turn.rules.plan.sales.company_alert(act.alert) if act else None
    if act is None or asked is None or not turn.person.is_lead:
        return
    if turn.person.frozen_at is not None:
        turn.say("no_alert", code="frozen")
        return
    if excluded := exclusion_of(turn.person, turn.rules.plan.sales):
        turn.say("no_alert", code="excluded", params={"excluded": excluded.id})
        return
    if steps.is_snoozed(turn):
        turn.say("no_alert", code="snoozed", params={"until": turn.person.snoozed_until})
        return
    settings = turn.rules.plan.settings
    effect = SendAlert(
        id="colleagues-" + digest(event.subject, event.id),
        at=turn.now,
        event_id=event.id,
        plan=turn.rules.plan.version,
        reason="company",
        to=receivers(asked.to, turn.person, settings),
        urgency=asked.urgency,
        company_alert=asked.id,
        people=act.people,
        score=totals.total(turn.person, turn.now, turn.rules.half_lives),
    )
    steps.raise_alert(turn, effect, NOBODY_ELSE, Calendar.of(settings), in_hours=asked.urgency == "today")
    about = {"alert": effect.id, "to": list(effect.to), "company_alert": asked.id, "people": len(act.people)}
    turn.say("alert", code="company", params=about)
