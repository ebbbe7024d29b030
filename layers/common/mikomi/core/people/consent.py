"""On what basis marketing mail may be written, and when it may not.

Rules
1. Without a basis no marketing mail: a form's consent, or what a secret key's identify says in `context.consent`.
2. Whoever unsubscribed stays so: neither a merge nor an import nor a claim lifts it.
3. An address that mails came back from, or whose holder complained, gets nothing more, of any kind. A person's new
   address starts afresh.
4. A public key cannot say that somebody agreed; our own forms can, because they record the words that were agreed to.
"""

from mikomi import keys
from mikomi.model.base import Millis
from mikomi.model.effects import SkipReason
from mikomi.model.events import MAIL_BOUNCED, MAIL_COMPLAINED, Event
from mikomi.model.person import Consent, Person


def basis_of(event: Event) -> Consent | None:
    """The consent that this event records, if it may record one."""
    given = event.context.get("consent")
    if not isinstance(given, dict) or given.get("marketing") is not True:
        return None
    if event.origin != "form" and not (event.type == "identify" and event.proof == 2):
        return None
    return Consent(
        text=str(given.get("text", ""))[:300],
        source=str(given.get("source", event.origin))[:100],
        at=event.at,
        event_id=event.id,
    )


def is_withdrawn(event: Event) -> bool:
    """Whether a server says that the person no longer agrees."""
    given = event.context.get("consent")
    return isinstance(given, dict) and given.get("marketing") is False and event.type == "identify" and event.proof == 2


def obstacle(person: Person, marketing: bool) -> SkipReason | None:
    """What forbids this mail to this person; None if nothing does."""
    if not person.email:
        return "no_address"
    if keys.same_address(person.email) in person.undeliverable:
        return "suppressed"
    if not marketing:
        return None
    if person.unsubscribed_at is not None:
        return "unsubscribed"
    return None if person.consent else "no_consent"


def unsubscribe(person: Person, at: Millis) -> Person:
    return person if person.unsubscribed_at is not None else person.model_copy(update={"unsubscribed_at": at})


CAME_BACK = {MAIL_BOUNCED: "bounce", MAIL_COMPLAINED: "complaint"}
"""What SES says of a mail afterwards, as a reason of suppression."""


def give_up_address(person: Person, event: Event) -> Person:
    """No more mail to the address that this event names. A complaint is never softened into a bounce."""
    address, reason = event.properties.get("address"), CAME_BACK[event.name]
    if not isinstance(address, str) or person.undeliverable.get(address) in (reason, "complaint"):
        return person
    return person.model_copy(update={"undeliverable": joined(person.undeliverable, {address: reason})})


def joined(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    """Both, in any order of the two: a complaint outweighs a bounce."""
    return {address: max(one.get(address, ""), other.get(address, "")) for address in sorted({*one, *other})}
