"""What an alert is made of when it goes out: the lead's latest events, what was replied, where its links lead."""

from collections.abc import Iterable, Iterator

from mikomi.aws import kept_replies, log, people, plans, secrets
from mikomi.core.mails.links import Links
from mikomi.core.people.absence import Recipient
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.sales import alerts
from mikomi.core.sales.alerts import Alert, Occasion
from mikomi.model.base import Millis
from mikomi.model.effects import SendAlert
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.settings import settings

SUBJECTS_READ = 6
PACKETS_READ = 25
"""Of the lead's latest subjects so many of the latest packets each: enough for the last pages and a week's visits."""


def composed(effect: SendAlert, person: Person, to: Recipient, now: Millis, counted_at: Millis) -> Alert:
    """The alert as this one gets it."""
    events = tuple(latest_events(person))
    reply = _reply(effect, events, now)
    occasion = Occasion(effect, person, events, to, now, counted_at, reply, colleagues(effect))
    return alerts.compose(occasion, plans.version(effect.plan), links())


def colleagues(effect: SendAlert) -> list[Person]:
    """Those of the company whom the alert names: who was erased meanwhile is named no more."""
    there = people.load_homes(effect.people) if effect.people else []
    return sorted((person for person in there if person.is_lead), key=lambda person: person.id)


def is_quiet(person: Person) -> str | None:
    """Why nobody is rung of this lead any more: a rep's answer froze it, or it is no customer."""
    if person.frozen_at is not None:
        return "frozen"
    return "excluded" if exclusion_of(person, plans.active().sales) else None


def latest_events(person: Person) -> Iterator[Event]:
    """The latest events of the lead's latest subjects (browsers, mails), in no order."""
    latest = sorted(person.members.items(), key=lambda member: (-member[1].last_at, member[0]))
    for subject, _ in latest[:SUBJECTS_READ]:
        for packet in log.packets(subject, newest_first=True, limit=PACKETS_READ):
            yield from packet.events


def links() -> Links:
    return Links(secrets.root(), settings().api_url)


def _reply(effect: SendAlert, events: Iterable[Event], now: Millis) -> str:
    """What was written in the reply that the alert is about; "" if it is about none, or if that is not kept."""
    about = (event for event in events if event.id == effect.event_id and "kept_until" in event.properties)
    event = next(about, None)
    return kept_replies.find((event.subject.removeprefix("p:"), event.id), now) if event else ""
