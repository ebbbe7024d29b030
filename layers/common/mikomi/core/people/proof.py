"""What proves that somebody may be written to, and that they may not: each saying of it, as the log has it.

Rules
1. Nothing is proven by a word that the decision would not have believed: a browser says neither that somebody agreed
   nor that they left.
2. The words that were agreed to are the form's own, in the language and version that stood there.
3. One press is one piece of evidence, in however many events it is told.
"""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from mikomi.core.behaviour.values import text
from mikomi.core.people import consent
from mikomi.model.base import Json, Millis
from mikomi.model.events import (
    MAIL_BOUNCED,
    MAIL_COMPLAINED,
    MAIL_PAUSED,
    SUPPRESSION_ADDED,
    SUPPRESSION_LIFTED,
    TOPIC_UNSUBSCRIBED,
    UNSUBSCRIBED,
    Event,
)
from mikomi.model.person import PAUSE, Consent, Person

What = Literal[
    "asked", "agreed", "confirmed", "told", "withdrawn", "unsubscribed", "left_topic", "paused", "bounced",
    "complained", "stopped", "lifted",
]  # fmt: skip
"""`asked`: a box was ticked and the holder asked by mail. `agreed`: a box was ticked. `confirmed`: the button in the
mail that asked. `told`: a server or an import says so. `withdrawn`: a server says the contrary. `stopped`, `lifted`:
by hand."""

_SAID: dict[str, What] = {
    UNSUBSCRIBED: "unsubscribed",
    TOPIC_UNSUBSCRIBED: "left_topic",
    MAIL_PAUSED: "paused",
    MAIL_BOUNCED: "bounced",
    MAIL_COMPLAINED: "complained",
}
_BY_HAND: dict[str, What] = {SUPPRESSION_ADDED: "stopped", SUPPRESSION_LIFTED: "lifted"}
LONGEST = 300


class Proof(NamedTuple):
    """One piece. `how`: `page`, `one_click`, SES's own word for the cause, or by what mail had been stopped. `shows` is
    what whoever lifted it named as evidence; `is_basis`: marketing mail goes out on this one now."""

    what: What
    at: Millis
    event_id: str
    text: str = ""
    version: str = ""
    source: str = ""
    page: str = ""
    how: str = ""
    topic: str = ""
    mail: str = ""
    address: str = ""
    until: Millis | None = None
    by: str = ""
    because: str = ""
    shows: str = ""
    act: str = ""
    is_basis: bool = False


def proofs(events: Iterable[Event], person: Person | None) -> tuple[Proof, ...]:
    """All that these events prove, and the basis that the person's item keeps; the earliest first."""
    each = {_mark(proof): proof for event in events if (proof := proof_of(event)) is not None}
    basis = person.consent if person else None
    if basis and not any(proof.event_id == basis.event_id for proof in each.values()):
        kept = _of_item(basis)
        each[_mark(kept)] = kept
    listed = [
        proof._replace(is_basis=basis is not None and proof.event_id == basis.event_id) for proof in each.values()
    ]
    return tuple(sorted(listed, key=lambda proof: (proof.at, proof.event_id)))


def proof_of(event: Event) -> Proof | None:
    """What this event proves; None if nothing."""
    said = event.properties
    if event.name in _BY_HAND and event.origin == "rep":
        return _said_by_hand(_BY_HAND[event.name], event)
    if event.name == UNSUBSCRIBED and event.origin == "import":
        return _said_by_hand("stopped", event)
    if event.name in _SAID and event.origin == "mail":
        return Proof(
            what=_SAID[event.name],
            at=event.at,
            event_id=event.id,
            how=_text(said.get("reason")),
            topic=_text(said.get("topic")),
            mail=_text(said.get("mail")),
            address=_text(said.get("address")),
            until=event.at + PAUSE if event.name == MAIL_PAUSED else None,
        )
    return _of_consent(event)


def _of_consent(event: Event) -> Proof | None:
    if consent.is_withdrawn(event):
        return Proof("withdrawn", event.at, event.id, source=event.origin)
    asked, given = consent.asked_by(event), consent.basis_of(event)
    words = asked or given
    if words is None:
        return None
    what: What = "asked" if asked else "confirmed" if consent.is_confirmed(event) else "agreed"
    if what == "agreed" and event.origin != "form":
        what = "told"
    return Proof(
        what, event.at, event.id, words.text, words.version, words.source, page=_page(event.context.get("page"))
    )


def _of_item(basis: Consent) -> Proof:
    """The basis, where the log has let go the event that gave it."""
    what: What = "agreed" if basis.source.startswith("form:") else "told"
    return Proof(what, basis.at, basis.event_id, basis.text, basis.version, basis.source)


def _said_by_hand(what: What, event: Event) -> Proof:
    said: Json = event.properties
    how, by, because, shows = (_text(said.get(each)) for each in ("reason", "by", "because", "evidence"))
    topic, act = _text(said.get("topic")), _text(said.get("act"))
    return Proof(what, event.at, event.id, topic=topic, how=how, by=by, because=because, shows=shows, act=act)


def _mark(proof: Proof) -> tuple[Any, ...]:
    """The same for what one press caused to be told."""
    if proof.act:
        return (proof.what, proof.act)
    if proof.text:
        return (proof.what, proof.at, proof.text)
    return (proof.what, proof.event_id)


def _page(said: object) -> str:
    if not isinstance(said, dict):
        return ""
    return _text(said.get("url")) or _text(said.get("path"))


def _text(value: object) -> str:
    return text(value, LONGEST)
