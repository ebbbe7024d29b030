"""Who somebody is: which identifiers an event claims, whether it may, and how a visitor becomes part of a lead.

Rules
1. Anonymous → lead is a merge: the lead absorbs the visitor (it lists its members), then an alias stands in the
   visitor's place.
2. A merge is a union: idempotent, and the same lead in any order of its parts. The known id survives.
3. Two known leads are never merged silently, and nobody is ever recognised by an IP address.
4. A claim made with a public key neither changes nor reads a proven lead: the browser that made it becomes a lead
   of its own until a click on a mail to that address proves it.
5. The newest trait wins by the event's own time, whatever the order of arrival.
"""

from collections.abc import Collection
from typing import NamedTuple

from mikomi import keys, mail_address
from mikomi.core.people import bounds
from mikomi.model.base import Json
from mikomi.model.events import Event
from mikomi.model.person import Member, Person, Trait


class Claim(NamedTuple):
    """The identifiers that an event puts forward, and how well it can show that they are its own (2: proven)."""

    user_id: str | None
    email: str | None
    proof: int
    visitor: str | None
    recognised: str | None

    @property
    def identifier(self) -> str:
        """What a new lead is named after: the user id, else the address."""
        return f"user:{self.user_id}" if self.user_id else f"email:{self.email}"

    def heard_by(self, places: Collection[str]) -> "Claim | None":
        """The claim as the person of these places hears it. A link that was mailed to a browser that is a lead of its
        own (`v_`) recognises that one alone: it will be part of another lead one day, and nobody becomes part of it.
        """
        if self.recognised is None or not self.recognised.startswith("v_") or self.recognised in places:
            return self
        return self._replace(recognised=None, proof=1) if self.user_id or self.email else None


def traits_of(event: Event) -> Json:
    """Traits that an event sets. Some SDKs put those of an identify into `context.traits`; a group's name is the
    lead's company.
    """
    if event.type == "identify":
        beside = event.context.get("traits")
        given = {**(beside if isinstance(beside, dict) else {}), **event.traits}
        return {name: value for name, value in given.items() if name != "tags"} if event.proof == 2 else given
    if event.type == "group":
        company = event.traits.get("name")
        return {"company": company} if isinstance(company, str) else {}
    return {}


def tags_of(event: Event) -> tuple[str, ...]:
    """Tags that a server gives: `traits.tags`, a list of texts, in an identify with the secret key."""
    given = event.traits.get("tags") if event.type == "identify" and event.proof == 2 else None
    return tuple(tag for tag in given if isinstance(tag, str) and tag) if isinstance(given, list) else ()


def claim_of(event: Event) -> Claim | None:
    """The identifiers that this event claims; None for what stays anonymous."""
    email = mail_address.read(traits_of(event).get("email")) if event.type == "identify" else None
    held = event.context.get("recognised")
    recognised = held if isinstance(held, str) else None
    if not (event.user_id or email or recognised):
        return None
    visitor = event.previous_id if event.type == "alias" and event.proof == 2 else event.anonymous_id
    return Claim(
        # a mail's link shows whose browser this is; a userId beside it stays a claim, and is made again without a link
        user_id=None if recognised else event.user_id,
        email=email,
        proof=event.proof,
        visitor=keys.subject_of(visitor, None) if visitor else None,
        recognised=recognised,
    )


def disbelieved(home: Person, claim: Claim) -> Person:
    """A nameless browser that claims to be somebody who is proven: a lead of its own, under the address it gave."""
    return home.model_copy(update={"email": claim.email or home.email, "proof": max(home.proof, 1)})


def may_claim(lead: Person | None, subject: str, claim: Claim) -> bool:
    """Whether the sender of this claim may speak as that lead (rule 4), and there is room for one more browser."""
    if lead and not bounds.may_join(lead, subject, proof=claim.proof, by_link=claim.recognised is not None):
        return False
    return lead is None or lead.proof < 2 or claim.proof == 2 or proven_member(lead, subject)


def proven_member(person: Person, subject: str) -> bool:
    member = person.members.get(subject)
    return member is not None and member.proof == 2


def is_somebody_else(person: Person, claim: Claim) -> bool:
    """Whether a known lead's browser now says that it is another: then nothing is merged. A new address is another's
    unless the same user id says that it has changed.
    """
    if claim.user_id and person.user_id:
        return claim.user_id != person.user_id
    return bool(claim.email and person.email and claim.email != person.email)


def introduce(person: Person, claim: Claim, event: Event, *, email: str | None, user_id: str | None) -> Person:
    """The person under the identifiers that are its own by now (`email`, `user_id`: None for what belongs to
    another lead).
    """
    proven = claim.proof == 2 or claim.recognised is not None
    update: Json = {
        "email": email or person.email,
        "user_id": person.user_id or user_id,
        "proof": max(person.proof, 2 if proven else 1),
    }
    member = person.members.get(event.subject) or Member(first_at=event.at, last_at=event.at)
    if proven and member.proof < 2:
        update["members"] = {**person.members, event.subject: member.model_copy(update={"proof": 2})}
    changed = {name: value for name, value in update.items() if getattr(person, name) != value}
    return person.model_copy(update=changed) if changed else person


def apply_traits(person: Person, event: Event) -> tuple[Person, bool]:
    """Set the event's traits, the newest winning; answers False beside the person if the event may not change it."""
    given = traits_of(event)
    if not given:
        return person, True
    if person.proof == 2 and event.proof < 2 and not proven_member(person, event.subject):
        held = person.traits_plain
        return person, all(held.get(name) == value for name, value in given.items())
    traits = dict(person.traits)
    for name, value in given.items():
        written = mail_address.read(value) if name == "email" else value
        if name == "email" and written is None:
            continue
        new = Trait(value=written, at=event.at, proof=event.proof)
        if name not in traits or _order(new) >= _order(traits[name]):
            traits[name] = new
    return person.model_copy(update={"traits": traits}), True


def _order(trait: Trait) -> tuple[int, int, str]:
    return trait.at, trait.proof, repr(trait.value)
