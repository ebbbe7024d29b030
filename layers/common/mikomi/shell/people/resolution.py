"""Whom an event is about: finds the lead behind an identifier, merges the visitor into it, and keeps what has to be
committed.

Rules
1. The order of a merge: identifiers are given to the lead, the lead absorbs the visitor, then an alias stands in
   the visitor's place. Cut off anywhere, the same packet delivered again completes it.
2. An identifier that belongs to one lead is never moved to another; the conflict is noted on the lead that asked
   for it. One exception: a user id that a lead holds by hearsay goes, by a secret key's word, to the user's own lead;
   the conflict is noted on both.
3. Whoever is already known under exactly these identifiers costs no look-up.
4. Two leads become one by somebody's word (`kinship`) in the same order: the one that stays has the other's past, an
   alias stands in the other's place, then what led to the other leads to the one.
"""

from dataclasses import dataclass, field

from msgspec.structs import replace

from mikomi import keys
from mikomi.aws import erasures, people
from mikomi.aws.people import Alias, Conflict
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.people import belief, erasure, identity, kinship, merging, rights, union
from mikomi.core.people.identity import Claim
from mikomi.model.base import Millis
from mikomi.model.effects import Effect
from mikomi.model.events import Event
from mikomi.model.merged_lead import MergedLead
from mikomi.model.person import IS, Person


@dataclass
class Gathering:
    """Everybody whom a subject's packets concern, as read and as decided so far; committed together in `folding`."""

    home_id: str
    known: dict[str, Person] = field(default_factory=dict)
    read: dict[str, Person] = field(default_factory=dict)
    decided: dict[str, list[Effect]] = field(default_factory=dict)
    moved: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Visitors that became part of a lead: the version at which they were read, and the lead."""
    led: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Places that lead to a lead, and to another from now on, of which it became a part."""
    handed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Aliases that go from one lead to another, once both are written."""

    def person(self, person_id: str) -> Person:
        """The person of this id (aliases followed), as decided so far; a new one where there is none."""
        if person_id in self.moved:
            return self.known[self.moved[person_id][1]]
        if person_id not in self.known:
            self._read(person_id, people.look(person_id))
        return self.known[self.moved[person_id][1]] if person_id in self.moved else self.known[person_id]

    def _read(self, person_id: str, place: Person | Alias | None) -> None:
        if isinstance(place, Alias):
            lead = people.look(place.to)
            if isinstance(lead, Alias):  # a browser that was forgotten when its lead became part of another
                return self._read(person_id, lead)
            self.known[person_id] = self._as_read(place.to, lead if isinstance(lead, Person) else None)
        else:
            self.known[person_id] = self._as_read(person_id, place)

    def _as_read(self, person_id: str, stored: Person | None) -> Person:
        if person_id in self.known and self.known[person_id].id == person_id:
            return self.known[person_id]
        person = stored or Person(id=person_id)
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
    if (said := kinship.act_of(event)) and said.act == kinship.MERGE:
        return _as_one(gathering, home, said.other, said.by, event, plan, now), event
    if claim is None or _says_nothing_new(home, claim, event):
        return home, event
    if claim.is_hearsay:
        return _noted(gathering, home, claim, event)
    if claim.recognised:
        # who was mailed as a visitor may be a lead by now
        heard = claim._replace(recognised=gathering.person(claim.recognised).id).heard_by({home.id})
        if heard is None:
            return home, event
        claim = heard
    lead, email_owner = _owner(gathering, claim, home, event, now)
    if erased := _erased(gathering, lead, claim, event, email_owner):
        erasures.note_late(erased, event.subject, now)
        return home, identity.unheard(event)
    if lead.id != home.id and not (identity.may_join(lead, event) or _has_begun_to_merge(lead, home)):
        return _refuse(gathering, home, claim, event)
    before, lead = lead, _introduced(gathering, lead, claim, event, email_owner, now)
    for place in _visitors_of(home, claim):
        lead = _merge(gathering, lead, place, event, plan, now)
    if event.type == "alias" and claim.takes and event.previous_id:
        other = people.find_alias(keys.user_alias(event.previous_id))
        lead = _as_one(gathering, lead, other, "", event, plan, now) if other else lead
    if lead.id != gathering.home.id:
        lead = belief.with_gap(lead, before, event)
    gathering.keep(lead)
    return lead, event


def _erased(gathering: Gathering, lead: Person, claim: Claim, event: Event, email_owner: str | None) -> str | None:
    """Of whom the event speaks, if they were erased after it: under this lead's id, or by an address that is nobody's
    since."""
    if erasure.is_dropped(lead, event):
        return lead.id
    place = keys.lead_id(f"email:{claim.email}")
    if claim.email is None or email_owner is not None or lead.id == place:
        return None
    return place if erasure.is_dropped(gathering.person(place), event) else None


def _says_nothing_new(home: Person, claim: Claim, event: Event) -> bool:
    if claim.is_hearsay:
        return claim.user_id == home.user_id
    same_user = claim.user_id is None or claim.user_id == home.user_id
    same_email = claim.email is None or claim.email == home.email
    linked = claim.recognised is None or claim.recognised == home.id
    elsewhere = claim.visitor is not None and keys.visitor_id(claim.visitor) not in (
        home.id,
        *map(keys.visitor_id, home.members),
    )
    return (
        home.id.startswith("l_")
        and same_user
        and same_email
        and linked
        and identity.is_shown_already(home, claim, event)
        and not elsewhere
    )


def _has_begun_to_merge(lead: Person, home: Person) -> bool:
    """Whether the browser's past is in the lead already, and only its place does not say so. Who shares a browser with
    the lead, and was told less by it, is no part of it.
    """
    return home.id.startswith("v_") and identity.may_be_one(lead, home) and union.has_begun(lead, home)


def _noted(gathering: Gathering, home: Person, claim: Claim, event: Event) -> tuple[Person, Event]:
    """A user id that nobody vouches for leads nowhere; a browser that says to be another user than it is says nothing
    of this one.
    """
    if identity.is_somebody_else(home, claim):
        return home, identity.unheard(event)
    home = identity.noted(home, claim)
    gathering.keep(home)
    return home, event


def _owner(gathering: Gathering, claim: Claim, home: Person, event: Event, now: Millis) -> tuple[Person, str | None]:
    """The lead that the claim is about (perhaps one that does not exist yet), and to whom the claimed address
    belongs.
    """
    by_user = people.find_alias(keys.user_alias(claim.user_id)) if claim.user_id and claim.takes else None
    by_email = people.find_alias(keys.email_alias(claim.email)) if claim.email else None
    if by_user and claim.user_id and not claim.recognised:
        return _user(gathering, by_user, claim.user_id, claim), by_email
    owner = claim.recognised or by_email
    if owner is None and home.id.startswith("l_") and identity.is_about(home, claim, event):
        owner = home.id
    return gathering.person(owner or keys.lead_id(claim.identifier)), by_email


def _user(gathering: Gathering, holder_id: str, user_id: str, claim: Claim) -> Person:
    """The lead of a user of whom the secret key speaks: who holds the id, unless that was mere hearsay (rule 2)."""
    born = keys.lead_id(f"user:{user_id}")
    other = born if born != holder_id else keys.heir_id(user_id)
    holder = gathering.person(holder_id)
    if identity.is_holder(holder, claim, other):
        return holder
    heir = gathering.person(other)
    gathering.keep(identity.without_user(holder, user_id, heir.id))
    gathering.handed[keys.user_alias(user_id)] = (holder.id, heir.id)
    heir = replace(heir, conflicts=tuple(sorted({*heir.conflicts, holder.id})))
    gathering.keep(heir)
    return heir


def _refuse(gathering: Gathering, home: Person, claim: Claim, event: Event) -> tuple[Person, Event]:
    """The claim is not believed. A nameless browser becomes a lead of its own. A known one stays who it is, and hears
    no traits; a form that it sends is about the address in it, for which the browser is another lead of its own.
    """
    if identity.is_nameless(home, claim):
        home = identity.disbelieved(home, claim)
    elif claim.email and event.origin == "form":
        home = identity.disbelieved(gathering.person(keys.beside_id(event.subject, claim.email)), claim)
    else:
        return home, identity.unheard(event)
    gathering.keep(home)
    return home, event


def _introduced(
    gathering: Gathering, lead: Person, claim: Claim, event: Event, email_owner: str | None, now: Millis
) -> Person:
    email, user_id = claim.email, claim.user_id
    for each in lead.merged:  # by these it is known already, and called otherwise
        email = None if email == each.email != lead.email else email
        user_id = None if user_id == each.user_id != lead.user_id else user_id
    is_hearsay = rights.user_degree(lead) < IS
    if user_id and claim.takes and (is_hearsay or lead.user_id != user_id):
        if not is_hearsay:
            user_id = None
        elif keys.user_alias(user_id) not in gathering.handed:
            _give(keys.user_alias(user_id), lead.id, now)
    if email and email_owner is None and identity.may_name(lead, event):
        _give(keys.email_alias(email), lead.id, now)
    elif email and _differs(email_owner, lead):
        conflicts = tuple(sorted({*lead.conflicts, email_owner or ""}))
        lead = replace(lead, conflicts=conflicts)
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
    if not identity.may_be_one(lead, visitor):
        return lead
    # also if a merge was cut off before: joined again nothing changes, and what was noted since is not lost
    lead = merging.join(lead, visitor, event, plan.active, now, brings=rights.allows(event, lead, "write"))
    gathering.moved[visitor_id] = (visitor.version, lead.id)
    gathering.decided.setdefault(lead.id, []).extend(gathering.decided.pop(visitor_id, []))
    gathering.keep(lead)
    return lead


def _as_one(
    gathering: Gathering, lead: Person, other_id: str, by: str, event: Event, plan: Rulebooks, now: Millis
) -> Person:
    """The other lead becomes part of this one, with all that leads to it (rule 4)."""
    other = gathering.person(other_id)
    begun = next((each for each in lead.merged if (each.id, each.event) == (other_id, event.id)), None)
    if other.id == lead.id:
        if begun:  # perhaps cut off before everything led here
            _lead_here(gathering, lead, begun)
        return lead
    if not kinship.may_join(lead, other, event, begun=begun is not None):
        return lead
    brought = merging.join(lead, other, event, plan.active, now, brings=True)
    shared = [each for each in lead.members.keys() & other.members.keys() if each.startswith("a:")]
    led = [each for each in shared if people.look(keys.visitor_id(each)) == Alias(other.id)]
    joined = kinship.merged(brought, lead, other, event, by, sorted(led))
    gathering.moved[other.id] = (other.version, joined.id)
    gathering.decided.setdefault(joined.id, []).extend(gathering.decided.pop(other.id, []))
    _lead_here(gathering, joined, next(each for each in joined.merged if each.id == other.id))
    gathering.keep(joined)
    return joined


def _lead_here(gathering: Gathering, lead: Person, entry: MergedLead) -> None:
    """What led to a lead that is part of this one leads here, once both are written."""
    inner = [each for each in lead.merged if each.into == entry.id]
    browsers = [keys.visitor_id(each) for each in entry.subjects if each.startswith("a:")]
    gathering.led |= dict.fromkeys((*browsers, *(each.id for each in inner)), (entry.id, lead.id))
    gathering.handed |= dict.fromkeys(names_of(entry, *inner), (entry.id, lead.id))


def names_of(*leads: Person | MergedLead) -> list[str]:
    """The identifiers that lead to these."""
    emails = [keys.email_alias(each.email) for each in leads if each.email]
    return list(dict.fromkeys((*emails, *(keys.user_alias(each.user_id) for each in leads if each.user_id))))
