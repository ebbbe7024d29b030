"""Whom an event is about: finds the lead behind an identifier, merges the visitor into it, and keeps what has to be
committed.

Rules
1. The order of a merge: identifiers are given to the lead, the lead absorbs the visitor, then an alias stands in
   the visitor's place. Cut off anywhere, the same packet delivered again completes it.
2. An identifier that belongs to one lead is never moved to another; the conflict is noted on the lead that asked
   for it.
3. Whoever is already known under exactly these identifiers costs no look-up.
"""

from dataclasses import dataclass, field

from mikomi import keys
from mikomi.aws import people
from mikomi.aws.people import Alias, Conflict
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.people import identity, merging, union
from mikomi.core.people.identity import Claim
from mikomi.model.base import Millis
from mikomi.model.effects import Effect
from mikomi.model.events import Event
from mikomi.model.person import Person


@dataclass
class Gathering:
    """Everybody whom a subject's packets concern, as read and as decided so far; committed together in `folding`."""

    home_id: str
    known: dict[str, Person] = field(default_factory=dict)
    read: dict[str, Person] = field(default_factory=dict)
    decided: dict[str, list[Effect]] = field(default_factory=dict)
    moved: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Visitors that became part of a lead: the version at which they were read, and the lead."""

    def person(self, person_id: str) -> Person:
        """The person of this id (aliases followed), as decided so far; a new one where there is none."""
        if person_id in self.moved:
            return self.known[self.moved[person_id][1]]
        if person_id not in self.known:
            self._read(person_id, people.look(person_id))
        return self.known[self.moved[person_id][1]] if person_id in self.moved else self.known[person_id]

    def _read(self, person_id: str, found: Person | Alias | None) -> None:
        if isinstance(found, Alias):
            lead = people.look(found.to)
            self.known[person_id] = self._as_read(found.to, lead if isinstance(lead, Person) else None)
        else:
            self.known[person_id] = self._as_read(person_id, found)

    def _as_read(self, person_id: str, found: Person | None) -> Person:
        if person_id in self.known and self.known[person_id].id == person_id:
            return self.known[person_id]
        person = found or Person(id=person_id)
        self.read[person_id] = person
        self.known[person_id] = person
        return person

    def keep(self, person: Person) -> None:
        for known_as, held in self.known.items():
            if held.id == person.id:
                self.known[known_as] = person
        self.known[person.id] = person

    @property
    def home(self) -> Person:
        """Who stands at the subject's own place now."""
        return self.person(self.home_id)


def home_of(subject: str, events: list[Event]) -> str:
    """The id at which the subject's person stands: the browser's visitor, the user's lead, or our own person."""
    if subject.startswith("p:"):
        return subject[2:]
    if subject.startswith("a:"):
        return keys.visitor_id(subject)
    user_id = next((event.user_id for event in events if event.user_id), subject[2:])
    return people.find_alias(keys.user_alias(user_id)) or keys.lead_id(f"user:{user_id}")


def person_for(gathering: Gathering, event: Event, plan: Rulebooks, now: Millis) -> tuple[Person, Event]:
    """The person whom this event is about, introduced and merged as the event allows; and the event as that person
    may hear it.
    """
    claim = identity.claim_of(event)
    home = gathering.home
    if claim is None:
        return home, event
    if _says_nothing_new(home, claim, event.subject):
        return home, event
    if claim.recognised:
        # who was mailed as a visitor may be a lead by now
        heard = claim._replace(recognised=gathering.person(claim.recognised).id).heard_by({home.id})
        if heard is None:
            return home, event
        claim = heard
    lead_id, email_owner = _owner(claim, home)
    lead = gathering.person(lead_id)
    if lead.id != home.id and not identity.may_claim(lead, event.subject, claim):
        return _refuse(gathering, home, claim, event)
    lead = _introduced(lead, claim, event, email_owner, now)
    for place in _visitors_of(home, claim):
        lead = _merge(gathering, lead, place, event, plan, now)
    gathering.keep(lead)
    return lead, event


def _says_nothing_new(home: Person, claim: Claim, subject: str) -> bool:
    same_user = claim.user_id is None or claim.user_id == home.user_id
    same_email = claim.email is None or claim.email == home.email
    linked = claim.recognised is None or claim.recognised == home.id
    # a lead that is proven by now may still have a browser that shows only with this event that it is the lead's own
    proven = claim.proof == 2 or claim.recognised is not None
    shown = not proven or identity.proven_member(home, subject)
    elsewhere = claim.visitor is not None and keys.visitor_id(claim.visitor) not in (
        home.id,
        *map(keys.visitor_id, home.members),
    )
    return (
        home.id.startswith("l_")
        and same_user
        and same_email
        and linked
        and shown
        and home.proof >= claim.proof
        and not elsewhere
    )


def _owner(claim: Claim, home: Person) -> tuple[str, str | None]:
    """The lead that the claim is about (perhaps one that does not exist yet), and to whom the claimed address
    belongs.
    """
    by_user = people.find_alias(keys.user_alias(claim.user_id)) if claim.user_id else None
    by_email = people.find_alias(keys.email_alias(claim.email)) if claim.email else None
    owner = claim.recognised or by_user or by_email
    if owner is None and home.id.startswith("l_") and not identity.is_somebody_else(home, claim):
        owner = home.id
    return owner or keys.lead_id(claim.identifier), by_email


def _refuse(gathering: Gathering, home: Person, claim: Claim, event: Event) -> tuple[Person, Event]:
    """The claim is not believed: a nameless browser becomes a lead of its own, a known one stays who it is and
    hears no traits.
    """
    if home.id.startswith("l_"):
        return home, event.model_copy(update={"traits": {}, "context": {**event.context, "traits": {}}})
    home = identity.disbelieved(home, claim)
    gathering.keep(home)
    return home, event


def _introduced(lead: Person, claim: Claim, event: Event, email_owner: str | None, now: Millis) -> Person:
    email, user_id = claim.email, claim.user_id
    if user_id and lead.user_id != user_id:
        if lead.user_id is None:
            _give(keys.user_alias(user_id), lead.id, now)
        else:
            user_id = None
    if email and email_owner is None:
        _give(keys.email_alias(email), lead.id, now)
    elif email and _differs(email_owner, lead):
        conflicts = tuple(sorted({*lead.conflicts, email_owner or ""}))
        lead = lead.model_copy(update={"conflicts": conflicts})
        email = None
    return identity.introduce(lead, claim, event, email=email, user_id=user_id)


def _differs(owner: str | None, lead: Person) -> bool:
    return owner is not None and owner != lead.id


def _give(alias: str, lead: str, now: Millis) -> None:
    if people.give_alias(alias, lead, now) != lead:
        raise Conflict(alias)


def _visitors_of(home: Person, claim: Claim) -> list[str]:
    """The nameless places whose past is the lead's own: this browser's, and the one that an `alias` call names."""
    places = [home.id] if home.id.startswith("v_") else []
    if claim.visitor:
        places.append(keys.visitor_id(claim.visitor))
    return list(dict.fromkeys(places))


def _merge(gathering: Gathering, lead: Person, visitor_id: str, event: Event, plan: Rulebooks, now: Millis) -> Person:
    visitor = gathering.person(visitor_id)
    if visitor.id == lead.id or not visitor.id.startswith("v_"):
        return lead
    if not union.has_absorbed(lead, visitor):
        lead = merging.join(lead, visitor, event, plan.active, now)
    gathering.moved[visitor_id] = (visitor.version, lead.id)
    gathering.decided.setdefault(lead.id, []).extend(gathering.decided.pop(visitor_id, []))
    gathering.keep(lead)
    return lead
