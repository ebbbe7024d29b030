"""Somebody of sales does something with one lead: an event of its log, by whom.

Rules
1. What surely leads nowhere is refused at once (`core.sales.asked`); what becomes of the rest the one decision says.
2. The same press is one event, however often it arrives; what differs is another.
3. Into a scenario, out of it and to a step goes by `by_hand`; mail is stopped by `suppression`, which tells the
   address's row first. Each stands in the log as it does wherever else it is done from.
"""

from mikomi import clock, keys, own_events
from mikomi.aws import log, people, plans
from mikomi.core.sales import asked
from mikomi.core.sales.asked import Unfit
from mikomi.core.scenarios import changes
from mikomi.model.base import DAY, Json
from mikomi.model.events import REP_ACTED
from mikomi.model.person import Person
from mikomi.shell.operator import by_hand, suppression
from mikomi.shell.operator.by_hand import NotPossible

STOP_MAIL = "stop_mail"
LATEST_PAGE = DAY
"""How old a page may be from which somebody acts, so that its moment is the key."""
ACTS = (*changes.BY_HAND, *asked.VERBS, STOP_MAIL)


def act(lead: str, said: Json, by: str, pressed: str = "") -> str:
    """Note it; the event's id. `pressed` tells one press from the next; without one each is its own. NotPossible."""
    verb = said.get("act")
    if verb in changes.BY_HAND:
        step = str(said.get("step") or "") or None
        return by_hand.act(lead, str(verb), str(said.get("scenario", "")), step, by, pressed)
    person = people.load(lead) if keys.is_person(lead) else None
    if person is None or not person.is_lead:
        raise NotPossible("lead_unknown")
    if verb not in ACTS:
        raise NotPossible("act_unknown", allowed=", ".join(ACTS))
    if verb == STOP_MAIL:
        return _stop_mail(person, said, by)
    now, subject = clock.now(), f"p:{person.id}"
    event = _event(subject, said, by, pressed, now)
    if pressed and _is_there(person, str(event["id"])):
        return str(event["id"])
    try:
        told = asked.properties(said, person, plans.active(), now)
    except Unfit as why:
        raise NotPossible(why.code, **why.params) from None
    event["properties"] = {**told, **({"by": by} if by else {})}
    log.append(own_events.packet(subject, event, now, _page_of(pressed, now)))
    return str(event["id"])


def _event(subject: str, said: Json, by: str, pressed: str, now: int) -> Json:
    """The event without what it says. Its name follows from what was asked for, so that the same press is the same."""
    apart = keys.digest(*(f"{name}={said[name]}" for name in sorted(said)), by, pressed or str(now))
    return own_events.note(REP_ACTED, subject, apart, at=now, origin="rep", proof=2, properties={})


def _page_of(pressed: str, now: int) -> int | None:
    """When the page was made on which it was pressed, if that is what tells presses apart: under the key of that
    moment the log takes the same press once, however much later it comes again."""
    moment = int(pressed) if pressed.isascii() and pressed.isdigit() and len(pressed) < 15 else 0
    return moment if now - LATEST_PAGE <= moment <= now else None


def _is_there(person: Person, event: str) -> bool:
    """Whether the person has heard of it: done again it would be refused, as what is done cannot be done."""
    return person.dealings.act(event) is not None


def _stop_mail(person: Person, said: Json, by: str) -> str:
    if not person.email:
        raise NotPossible("no_address")
    try:
        return suppression.add(person.email, by, str(said.get("text", "")), clock.now()).event
    except suppression.NotDone as why:
        raise NotPossible(why.code) from None
