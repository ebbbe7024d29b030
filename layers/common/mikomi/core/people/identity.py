"""Who somebody is: which identifiers an event claims, whether it may, and how a visitor becomes part of a lead.

Rules
1. Anonymous → lead is a merge: the lead absorbs the visitor (it lists its members), then an alias stands in the
   visitor's place. What a merge joins, `union` says.
2. Two known leads are never merged silently, and nobody is ever recognised by an IP address.
3. Who may be linked, write or move what, the table says (`rights`). A claim that may not be linked makes a lead of its
   own, under the address that it gave, until a click on a mail to that address shows who reads it.
4. A user id becomes somebody's by a secret key. What a public key says of it is noted, leads nowhere, and tells apart
   who says to be somebody else.
5. A form is about the address in it, whoever's browser sends it.
6. The newest trait wins by the event's own time, whatever the order of arrival.
"""

from collections.abc import Collection
from typing import NamedTuple

from msgspec.structs import replace

from mikomi import keys, mail_address
from mikomi.core.people import bounds, rights
from mikomi.model.base import Json
from mikomi.model.events import Event
from mikomi.model.person import IS, READ, SAID, Member, Person, Trait


class Claim(NamedTuple):
    """The identifiers that an event puts forward; `takes`: a user id among them becomes the lead's (a secret key says
    so).
    """

    user_id: str | None
    email: str | None
    takes: bool
    visitor: str | None
    recognised: str | None

    @property
    def identifier(self) -> str:
        """What a new lead is named after: the user id that a key vouches for, else the address."""
        return f"user:{self.user_id}" if self.user_id and self.takes else f"email:{self.email}"

    @property
    def is_hearsay(self) -> bool:
        """Whether nothing is named but a user id that nobody vouches for: that leads to nobody."""
        return not (self.email or self.recognised or self.takes)

    def heard_by(self, places: Collection[str]) -> "Claim | None":
        """The claim as the person of these places hears it. A link that was mailed to a browser that is a lead of its
        own (`v_`) recognises that one alone: it will be part of another lead one day, and nobody becomes part of it.
        """
        if self.recognised is None or not self.recognised.startswith("v_") or self.recognised in places:
            return self
        return self._replace(recognised=None) if self.email else None


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
    email = mail_address.read(event.traits.get("email")) if event.origin == "form" else None
    email = mail_address.read(traits_of(event).get("email")) if event.type == "identify" else email
    held = event.context.get("recognised")
    recognised = held if isinstance(held, str) else None
    if not (event.user_id or email or recognised):
        return None
    takes = rights.may(rights.voice_of(event), "nobody", "claim")
    visitor = event.previous_id if event.type == "alias" and takes else event.anonymous_id
    return Claim(
        # a mail's link shows who reads; a userId beside it stays a claim, and is made again without a link
        user_id=None if recognised else event.user_id,
        email=email,
        takes=takes and event.user_id is not None,
        visitor=keys.subject_of(visitor, None) if visitor else None,
        recognised=recognised,
    )


def disbelieved(home: Person, claim: Claim) -> Person:
    """A nameless browser that claims to be somebody who is proven: a lead of its own, under the address it gave."""
    return replace(home, email=claim.email or home.email, proof=max(home.proof, 1))


def is_nameless(home: Person, claim: Claim) -> bool:
    """Whether a browser is nobody yet, or a lead of its own under the very address that it claims."""
    return home.id.startswith("v_") and home.email in (None, claim.email)


def noted(home: Person, claim: Claim) -> Person:
    """The person beside whose name somebody put a user id that nobody vouches for: told, and nothing more."""
    if home.user_id or claim.user_id is None or rights.whom(home) not in ("nobody", "unproven"):
        return home
    return replace(home, user_id=claim.user_id, user_proof=SAID, proof=max(home.proof, 1))


def unheard(event: Event) -> Event:
    """The event without what it says of a person: it comes from a known lead's browser and is about another."""
    return replace(event, traits={}, context={**event.context, "traits": {}})


def may_join(lead: Person | None, event: Event) -> bool:
    """Whether what this event says may be told to that lead: there is room for one more browser, and its sender may be
    linked to it, or was before.
    """
    if lead is None:
        return True
    by_link = "recognised" in event.context
    if not bounds.may_join(lead, event.subject, proof=event.proof, by_link=by_link):
        return False
    return rights.allows(event, lead, "join") or rights.is_reader(lead, event.subject)


def may_be_one(lead: Person, visitor: Person) -> bool:
    """Whether a browser's past is this lead's (rule 2): not where the browser is a lead of another name."""
    return not (
        (visitor.email and lead.email and visitor.email != lead.email)
        or (visitor.user_id and lead.user_id and visitor.user_id != lead.user_id)
    )


def is_somebody_else(person: Person, claim: Claim) -> bool:
    """Whether a known lead's browser now says that it is another: then nothing is merged. A new address is another's
    unless the same user id says that it has changed.
    """
    for each in person.merged:
        if (claim.user_id and claim.user_id == each.user_id) or (claim.email and claim.email == each.email):
            return False
    if claim.user_id and person.user_id:
        return claim.user_id != person.user_id
    return bool(claim.email and person.email and claim.email != person.email)


def is_about(home: Person, claim: Claim, event: Event) -> bool:
    """Whether a known lead's browser speaks of that lead, as far as the names go that it gives, which nobody has."""
    return not is_somebody_else(home, claim) and (claim.email in (None, home.email) or may_name(home, event))


def is_shown_already(person: Person, claim: Claim, event: Event) -> bool:
    """Whether the person has the marks that this event could give."""
    shows = rights.shown_by(event)
    if shows < READ:
        return person.proof >= 1
    names = [rights.address_degree(person)] if person.email and (claim.email or claim.recognised) else []
    names += [person.user_proof] if claim.user_id and claim.takes else []
    browser = rights.is_reader(person, event.subject) if shows == READ else rights.is_own(person, event.subject)
    return browser and person.proof == 2 and all(degree >= shows for degree in names)


def is_holder(lead: Person, claim: Claim, other: str) -> bool:
    """Whether the lead to whom a claimed user id leads is that user, now that a key speaks of it: who took it by a
    public key, in the days when that went, gives it back, unless the key names the lead's address too. `other` is the
    lead that has it then.
    """
    if any(each.user_id == claim.user_id for each in lead.merged):
        return True
    if lead.user_id is None:
        return other not in lead.conflicts  # the id was given, and then something was cut off
    if rights.user_degree(lead) == IS:
        return lead.user_id == claim.user_id
    return claim.email is not None and claim.email == lead.email


def without_user(holder: Person, user_id: str, heir: str) -> Person:
    """Who held a user id by hearsay, after it went to its user."""
    update: Json = {"conflicts": tuple(sorted({*holder.conflicts, heir}))}
    if holder.user_id == user_id:
        update |= {"user_id": None, "user_proof": 0}
    return replace(holder, **update)


def introduce(person: Person, claim: Claim, event: Event, *, email: str | None, user_id: str | None) -> Person:
    """The person under the identifiers that are its own by now (`email`, `user_id`: None for what belongs to
    another lead), each with the mark of how well it was shown.
    """
    shows = rights.shown_by(event)
    update: Json = {"proof": max(person.proof, 2 if shows >= READ else 1)}
    if email and (email == person.email or may_name(person, event)):
        held = rights.address_degree(person) if email == person.email else SAID
        update |= {"email": email, "email_proof": max(held, shows)}
    elif claim.recognised is not None and person.email:
        update["email_proof"] = max(rights.address_degree(person), shows)
    if user_id and claim.takes:
        update |= {"user_id": user_id, "user_proof": max(shows, person.user_proof)}
    elif user_id and not person.user_id:
        update |= {"user_id": user_id, "user_proof": SAID}
    if shows >= READ:
        update["members"] = {**person.members, event.subject: _shown_member(person, event, shows)}
    changed = {name: value for name, value in update.items() if getattr(person, name) != value}
    return replace(person, **changed) if changed else person


def may_name(person: Person, event: Event) -> bool:
    """Whether this event may give the person its address: the first by who may write, another by who may move."""
    return rights.allows(event, person, "move" if person.email else "write")


def _shown_member(person: Person, event: Event, shows: int) -> Member:
    member = person.members.get(event.subject) or Member(first_at=event.at, last_at=event.at)
    return replace(member, proof=2, own=member.own or shows == IS)


def address_shown(person: Person, event: Event) -> Person:
    """The person whose mail this event shows to be read, or confirmed."""
    if event.origin != "mail" or event.proof < 2 or not person.is_lead:
        return person
    shows = rights.shown_by(event)
    if shows < READ:
        return person
    degree = max(rights.address_degree(person), shows) if person.email else 0
    if person.proof == 2 and person.email_proof == degree:
        return person
    return replace(person, proof=2, email_proof=degree)


def apply_traits(person: Person, event: Event) -> tuple[Person, bool]:
    """Set the event's traits, the newest winning; answers False beside the person if the event may not change it."""
    given = traits_of(event)
    if not given:
        return person, True
    if not rights.allows(event, person, "write"):
        if rights.allows(event, person, "move") and person.email == mail_address.read(given.get("email")):
            given = {"email": person.email}
        else:
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
    return replace(person, traits=traits), True


def _order(trait: Trait) -> tuple[int, int, str]:
    return trait.at, trait.proof, repr(trait.value)
