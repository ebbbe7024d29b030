"""On what basis marketing mail may be written, and when it may not.

Rules
1. Without a basis no marketing mail: a form's consent, or what a secret key's identify says in `context.consent`.
2. Whoever unsubscribed stays so: neither a merge nor an import nor a claim lifts it, only a later opt-in that the
   address's holder confirmed by a mail to it.
3. An address that mails came back from, or whose holder complained, gets nothing more, of any kind. A person's new
   address starts afresh.
4. Where a form asks for a confirmation by mail (double opt-in), agreeing is a question to the address's holder and no
   basis: what counts is the button that the mail leads to.
5. Whoever leaves one topic keeps the others, and whoever asks for a pause is left in peace for `PAUSE`. What would have
   been sent meanwhile is skipped, not kept for later. A confirmed opt-in ends both, as it ends rule 2.
6. Whoever wants less and ticks a form's box again is asked by mail, also by a form that asks for no confirmation.
7. A public key cannot say that somebody agreed; our own forms can, because they record the words that were agreed to.
"""

from msgspec.structs import replace

from mikomi import keys
from mikomi.core.behaviour.values import text
from mikomi.model.base import Json, Millis
from mikomi.model.effects import SkipReason
from mikomi.model.events import (
    MAIL_AUTO_REPLIED,
    MAIL_BOUNCED,
    MAIL_COMPLAINED,
    MAIL_GOT_THROUGH,
    MAIL_SOFT_BOUNCED,
    Event,
)
from mikomi.model.person import Consent, Person

UNCONFIRMED = "unconfirmed"
"""What a form's consent says where the holder of the address has yet to confirm it."""

LONGEST_TEXT = 2_000


def basis_of(event: Event) -> Consent | None:
    """The consent that this event records, if it may record one."""
    given = event.context.get("consent")
    if not isinstance(given, dict) or given.get("marketing") is not True:
        return None
    if event.origin != "form" and not (event.type == "identify" and event.proof == 2):
        return None
    return _consent(given, event)


def asked_by(event: Event) -> Consent | None:
    """The consent that this event says somebody gave, and that only the holder of the address can confirm."""
    given = event.context.get("consent")
    if not isinstance(given, dict) or given.get("marketing") != UNCONFIRMED or event.origin != "form":
        return None
    return replace(_consent(given, event), confirmed=False)


def agreed_in_form(event: Event) -> Consent | None:
    """The consent that a form says somebody gave without more ado."""
    given = basis_of(event) if event.origin == "form" else None
    return replace(given, confirmed=False) if given else None


def wants_less(person: Person, now: Millis) -> bool:
    """Whether a wish of the person's holds, of all mail, of a topic, or of a pause."""
    left = any(person.is_unsubscribed_from(topic) for topic in person.unsubscribed_from)
    return person.is_unsubscribed or left or now < (person.paused_until or now)


def is_confirmed(event: Event) -> bool:
    """Whether this consent was given by the button of a confirmation mail."""
    return event.origin == "mail" and event.type == "identify" and basis_of(event) is not None


def _consent(given: Json, event: Event) -> Consent:
    return Consent(
        text=text(given.get("text"), LONGEST_TEXT),
        version=text(given.get("version"), 200),
        source=text(given.get("source"), 100) or event.origin,
        at=event.at,
        event_id=event.id,
    )


def still_asked(asked: Consent | None, given: Consent | None) -> Consent | None:
    """What waits for its confirmation: nothing that is older than what was agreed to since."""
    return None if asked and given and given.at >= asked.at else asked


def newer(*consents: Consent | None) -> Consent | None:
    return max((held for held in consents if held), key=lambda held: (held.at, held.event_id, repr(held)), default=None)


def is_withdrawn(event: Event) -> bool:
    """Whether a server says that the person no longer agrees."""
    given = event.context.get("consent")
    return isinstance(given, dict) and given.get("marketing") is False and event.type == "identify" and event.proof == 2


def obstacle(person: Person, marketing: bool, now: Millis, topic: str | None = None) -> SkipReason | None:
    """What forbids this mail to this person now; None if nothing does. `topic`: of which kind it is."""
    if not person.email:
        return "no_address"
    if keys.same_address(person.email) in person.undeliverable:
        return "suppressed"
    if not marketing:
        return None
    if person.is_unsubscribed:
        return "unsubscribed"
    if topic is not None and person.is_unsubscribed_from(topic):
        return "unsubscribed_topic"
    if now < (person.paused_until or now):
        return "paused"
    return None if person.consent else "no_consent"


def unsubscribe(person: Person, at: Millis) -> Person:
    """Later ones count too, because a confirmation may lie between two of them."""
    return replace(person, unsubscribed_at=max(at, person.unsubscribed_at or at))


def unsubscribe_from(person: Person, topic: str, at: Millis) -> Person:
    left = {**person.unsubscribed_from, topic: max(at, person.unsubscribed_from.get(topic, at))}
    return replace(person, unsubscribed_from=left)


def pause(person: Person, at: Millis) -> Person:
    """A pause that is asked for again begins anew."""
    return replace(person, paused_at=max(at, person.paused_at or at))


CAME_BACK = {MAIL_BOUNCED: "bounce", MAIL_COMPLAINED: "complaint"}
"""What SES says of a mail afterwards, as a reason of suppression."""


WISHES = ("unsubscribed_topic", "paused")
"""What a person may want less of beside everything, as a skipped mail says it."""
PASSES = (MAIL_SOFT_BOUNCED, MAIL_GOT_THROUGH, MAIL_AUTO_REPLIED)
"""What servers say of a mail that closes no address for good. The address's row decides what comes of it."""


def told_of(event: Event) -> str:
    """What it means, as a reason's code."""
    if event.name != MAIL_SOFT_BOUNCED:
        return "through" if event.name == MAIL_GOT_THROUGH else "reply"
    if event.properties.get("fault") == "message":
        return "message"
    return "suspended" if event.properties.get("suspends") is True else "soft"


def give_up_address(person: Person, event: Event) -> Person:
    """No more mail to the address that this event names. A complaint is never softened into a bounce."""
    address, reason = event.properties.get("address"), CAME_BACK[event.name]
    if not isinstance(address, str) or person.undeliverable.get(address) in (reason, "complaint"):
        return person
    return replace(person, undeliverable=joined(person.undeliverable, {address: reason}))


def lifted(person: Person, event: Event, now: Millis) -> Person:
    """Somebody of the company let mail go to an address again: whatever had stopped it there is over."""
    address, stopped_by = event.properties.get("address"), event.properties.get("reason")
    if stopped_by in WISHES:
        topic = text(event.properties.get("topic"))
        return replace(person, put_back={**person.put_back, topic: max(now, person.put_back.get(topic, now))})
    if stopped_by == "unsubscribed":
        return replace(person, confirmed_at=max(now, person.confirmed_at or 0))
    left = {each: why for each, why in person.undeliverable.items() if each != address or why != stopped_by}
    return replace(person, undeliverable=left)


def joined(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    """Both, in any order of the two: a complaint outweighs a bounce."""
    return {address: max(one.get(address, ""), other.get(address, "")) for address in sorted({*one, *other})}
