"""What a CRM is told of a lead: decided with what happened, sent as a webhook (`crm` of sales.json).

Rules
1. Each thing is told once to each CRM, under an id that follows from what caused it.
2. What a CRM said itself is not told back to it: the stage and the owner that its act sets. What followed from it is.
3. `lead.updated` is told once at the end of each quarter of an hour in which something changed, with the record as it
   stands by then; what came in between is in it. A webhook's reply is no reason to tell it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi.core.people.owners import owner_of
from mikomi.core.sales.acts import is_act
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.base import Millis
from mikomi.model.crm import CrmNews, CrmReceiver
from mikomi.model.duration import MINUTE
from mikomi.model.effects import SendAlert, SendWebhook
from mikomi.model.events import Event
from mikomi.model.person import Person

TOGETHER = 15 * MINUTE


class NewsItem(NamedTuple):
    """`apart`: what tells it from another of its kind. `not_before`: when it is told at the earliest. `is_said`: all of
    it stands in the act that caused it."""

    kind: CrmNews
    apart: tuple[str, ...]
    not_before: Millis | None = None
    is_said: bool = False


def notice(turn: Turn, before: Person, event: Event | None = None) -> None:
    """Tell each CRM what the turn has changed since `before`."""
    receivers = turn.rules.plan.sales.crm
    if not receivers or not turn.person.is_lead:
        return
    items = list(_news(turn, before, event))
    for receiver in receivers:
        for item in items:
            if receiver.hears(item.kind) and not (item.is_said and _is_its_own(receiver, event)):
                _tell(turn, receiver, item)


def _is_its_own(receiver: CrmReceiver, event: Event | None) -> bool:
    return event is not None and is_act(event) and event.properties.get("by") == f"crm:{receiver.id}"


def _news(turn: Turn, before: Person, event: Event | None) -> Iterator[NewsItem]:
    after = turn.person
    cause = (event.subject, event.id) if event else (str(turn.now),)
    for effect in turn.effects:
        if isinstance(effect, SendAlert) and effect.band and not effect.escalates:
            yield NewsItem("lead.qualified", (effect.id,))
    if before.dealings.stage != after.dealings.stage:
        yield NewsItem("stage.changed", (*cause, after.dealings.stage), is_said=True)
    was, stands = ({each.id for each in person.dealings.tasks} for person in (before, after))
    for task in sorted(stands - was):
        yield NewsItem("task.created", (*cause, task))
    for task in sorted(was - stands):
        yield NewsItem("task.done", (*cause, task))
    if _agreed(before) != _agreed(after):
        yield NewsItem("consent.changed", cause)
    is_reply, settings = event is not None and event.origin == "webhook", turn.rules.plan.settings
    is_passed_on = owner_of(before, settings) != owner_of(after, settings)
    if not is_reply and (is_passed_on or _record(before) != _record(after)):
        window = turn.now // TOGETHER
        is_said = _record(before) == _record(after)
        yield NewsItem("lead.updated", (str(window),), (window + 1) * TOGETHER, is_said)


def _agreed(person: Person) -> object:
    basis = person.consent
    left = frozenset(topic for topic in person.unsubscribed_from if person.is_unsubscribed_from(topic))
    return basis and (basis.text, basis.version, basis.confirmed), person.is_unsubscribed, left


def _record(person: Person) -> object:
    """What is told of a lead, but for its owner and for what changes with each visit."""
    return person.email, person.user_id, person.traits_plain, person.tags.keys(), person.band


def _tell(turn: Turn, receiver: CrmReceiver, item: NewsItem) -> None:
    name = "crm-" + digest(turn.person.id, receiver.id, item.kind, *item.apart)
    if any(each.id == name for each in turn.effects):
        return
    turn.effect(
        SendWebhook(
            id=name,
            at=turn.now,
            event_id=turn.event_id,
            plan=turn.rules.plan.version,
            scenario="",
            step=item.kind,
            enrolment="",
            crm=receiver.id,
            not_before=item.not_before,
        )
    )
