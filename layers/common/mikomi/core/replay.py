"""The log of one person, folded again step by step: what was met, what was decided upon it, and why.

Rules
1. The same `decide` as the live fold, in the order of arrival, under the plan versions that the person was folded
   by.
2. Every browser is a visitor of its own until it says who it is; then the lead absorbs it, as it did live. What was
   noted of the visitor (an answer to an alert, a click) is the visitor's until then.
3. A browser that several people share tells each of them only what is theirs: who it belongs to gets its nameless
   events, anybody else no more than the events that name them.
4. A browser whose place leads to this person is this person's, even if by the order of the log nobody would have
   believed it: live, its claim came first.
5. What it says of somebody else is that person's if it was believed (`belief`); else its own, less what it says, or if
   it was a form, that of whoever the browser is beside itself. Each event is one person's.
6. What fell due in between happens at its due time, as an own step of the story: a browser's before it is the lead's.
7. Where the beginning is missing (`whole`), everybody's browsers had joined before: whose an event is, is told as ever,
   and what was decided is not to be believed.
"""

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from mikomi import keys
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.decide import decide
from mikomi.core.people import belief, identity, kinship, merging, recall, rights
from mikomi.core.people.identity import Claim
from mikomi.core.scenarios import changes, wakes
from mikomi.core.telling.timeline import Decided
from mikomi.model.base import Millis
from mikomi.model.events import Due, Event, Packet
from mikomi.model.person import Heard, Member, Person

RulebooksOf = Callable[[int, Set[int]], Rulebooks]
"""The rulebooks under this active plan version, with these others, on which the person's enrolments run."""
_KEPT = (
    "version", "plans", "effects", "check_at", "conflicts", "seen",
    "email", "email_proof", "user_id", "user_proof", "proof",
    "enrolments", "mailed", "waiting", "crossings", "alerted_at", "answered", "snoozed_until", "owner",
    "beside", "merged", "apart",
)  # fmt: skip


class Footprints(NamedTuple):
    """What the log holds of one person. `packets`: those of all members, in any order. `own`: the browsers (subjects)
    whose place leads to this person. `others`: who else was told anything by them, or is spoken of. `whole`: from the
    beginning on. `late`: packets (by subject and sort) that are told behind those that came by this moment, as if they
    had been folded late.
    """

    packets: Sequence[Packet]
    own: Collection[str]
    others: Collection[Person] = ()
    whole: bool = True
    late: Mapping[tuple[str, str], Millis] = MappingProxyType({})

    @property
    def in_order(self) -> list[Packet]:
        """The packets in the order in which they are told: that of their arrival, but for the late ones."""

        def place(packet: Packet) -> tuple[Millis, bool, Millis, str, str]:
            late = self.late.get((packet.subject, packet.sort))
            came = packet.received_at
            return (came if late is None else late, late is not None, came, packet.subject, packet.sort)

        return sorted(self.packets, key=place)


def retell(
    person: Person, footprints: Footprints, rulebooks: RulebooksOf, now: Millis
) -> Generator[Decided, None, Person]:
    """The steps of this person's fold; what it returns in the end is the person as folded (see `refold`)."""
    lead = Person(id=person.id, erased_at=person.erased_at)
    visitors: dict[str, Person] = {}
    arrivals: dict[str, tuple[Event, Millis]] = {}
    at_home = {f"p:{keys.visitor_id(browser)}": browser for browser in footprints.own}
    for packet in footprints.in_order:
        subject, arrived = at_home.get(packet.subject, packet.subject), packet.received_at
        folded_at = footprints.late.get((packet.subject, packet.sort), arrived)
        own = not subject.startswith("a:") or subject in footprints.own
        # whoever is still a visitor is its own browser, and joins nobody
        joined = not subject.startswith("a:") or subject in lead.members or keys.visitor_id(subject) == person.id
        joined = joined or not footprints.whole
        for event in packet.events:
            claim = identity.claim_of(event)
            # a link that was mailed to a browser's own place is heard there alone
            claim = claim and claim.heard_by({*([person.id] if own else ()), *map(keys.visitor_id, lead.members)})
            if claim and claim.is_hearsay:
                if own and identity.is_somebody_else(person, claim):
                    event = identity.unheard(event)
                claim = None
            if not (is_told(person, claim, event, own=own, others=footprints.others) if claim else own):
                continue
            if claim and own and not is_about(person, claim):
                if joined:
                    event = identity.unheard(event)
                else:
                    # had it been believed, the browser's place would lead to that other person
                    visitor = visitors.get(subject) or _visitor(subject)
                    visitors[subject] = identity.disbelieved(visitor, claim)
                claim = None
            if not joined and not own:
                joined = True  # a shared browser's events that name this lead go straight to it
            if claim and (joined or identity.may_join(lead if lead.members else None, event)):
                # what was due before they were one, each did by themselves
                for step, after in _pass_time(lead, person, rulebooks, folded_at):
                    lead = after
                    yield step
                lead = _introduced(lead, person, claim, event)
                if subject in visitors:
                    for step, after in _pass_time(visitors[subject], person, rulebooks, folded_at):
                        visitors[subject] = after
                        yield step._replace(after=None)
                    rules = rulebooks(_version(person, folded_at), lead.versions).active
                    brings = rights.allows(event, lead, "write")
                    lead = merging.join(lead, visitors.pop(subject), event, rules, arrived, brings=brings)
                joined = True
            elif claim and own and identity.is_nameless(visitors.get(subject) or _visitor(subject), claim):
                # whom it will be proven to be it could not join yet: a lead of its own, as it was live
                visitors[subject] = identity.disbelieved(visitors.get(subject) or _visitor(subject), claim)
            teller = lead if joined else visitors.get(subject) or _visitor(subject)
            for step, after in _pass_time(teller, person, rulebooks, folded_at):
                teller = after
                yield step if joined else step._replace(after=None)
            books = rulebooks(_version(person, folded_at), changes.versions_of(teller, event))
            decision = decide(teller, event, books, arrived)
            yield Decided(event, decision.effects, decision.because, decision.person if joined else None)
            if joined:
                lead = decision.person
            else:
                visitors[subject] = decision.person
                arrivals[subject] = (event, arrived)
    for subject, (event, arrived) in arrivals.items():
        if subject in footprints.own and subject in visitors:
            rules = rulebooks(_version(person, arrived), lead.versions).active
            lead = merging.join(lead, visitors[subject], event, rules, arrived, brings=True)
    for step, after in _pass_time(lead, person, rulebooks, now):
        lead = after
        yield step
    return lead


def refold(person: Person, footprints: Footprints, rulebooks: RulebooksOf, now: Millis) -> Person:
    """The person as the log makes it: equal to the live fold, bit for bit where the order of arrival is the same.

    What the log cannot know is taken over: the item's version, what is still to be carried out, noted conflicts, what
    only a newer release understands, and the identifiers, which aliases lead by, with their marks. So is what was
    decided already, and perhaps acted upon: mails went out under the ids of these enrolments, and alerts for these
    crossings; another order of arrival must not decide them anew. It is woken when it was to be, or sooner where the
    log says so.
    """
    story = retell(person, footprints, rulebooks, now)
    while True:
        try:
            next(story)
        except StopIteration as end:
            folded: Person = end.value
            kept = {name: getattr(person, name) for name in _KEPT}
            kept |= {"heard": _heard(folded, person), "members": _counted(folded, person)}
            anew = replace(folded, **kept)
            wake = wakes.next_wake(anew, rulebooks(_version(person, now), anew.versions), now)
            kept["wakes_at"] = min((each for each in (wake, person.wakes_at) if each is not None), default=None)
            return replace(folded, **kept).with_all_unknown_of(person)


def _heard(folded: Person, person: Person) -> tuple[Heard, ...]:
    """What was heard live came in other handfuls; only where an event was missing it is to be remembered too."""
    count = {subject: member.events for subject, member in person.members.items()}
    missed = any(member.events > count.get(subject, 0) for subject, member in folded.members.items())
    return recall.joined(person.heard, folded.heard) if missed else person.heard


def _counted(folded: Person, person: Person) -> dict[str, Member]:
    """How many events were folded, told by whoever counted more: of a claim that was not believed only the live fold
    knows whom it was told to.
    """
    counted = dict(folded.members)
    for subject in folded.members.keys() & person.members.keys():
        anew, live = folded.members[subject], person.members[subject]
        most = {"events": max(anew.events, live.events), "last_received": max(anew.last_received, live.last_received)}
        counted[subject] = replace(anew, **most, gap=live.gap)
    return counted


def _pass_time(
    teller: Person, person: Person, rulebooks: RulebooksOf, until: Millis
) -> Iterator[tuple[Decided, Person]]:
    while teller.due_at is not None and teller.due_at <= until:
        due = Due(at=teller.due_at)
        decision = decide(teller, due, rulebooks(_version(person, due.at), teller.versions), due.at)
        if decision.person.due_at == due.at:
            return  # what fell due did not move: the plan that it waits for is gone
        teller = decision.person
        yield Decided(due, decision.effects, decision.because, teller), teller


def is_about(person: Person, claim: Claim) -> bool:
    """Whether this person is the one of whom an event says so, as the person's identifiers stand."""
    return claim.recognised == person.id or not identity.is_somebody_else(person, claim)


def is_told(person: Person, claim: Claim, event: Event, *, own: bool, others: Collection[Person]) -> bool:
    """Whether this person is told what an event says of somebody. In its own browser that is whatever none of the
    others is told who hold it; elsewhere a lead is told as long as it was believed, and whoever the browser is beside
    itself when it was not.
    """
    if own and _is_named(person, claim):
        return True
    others = [other for other in others if other.id != person.id and event.subject in other.members]
    if own:
        return not any(is_told(other, claim, event, own=False, others=others) for other in others)
    if not is_about(person, claim):
        return False
    if claim.email and person.id == keys.beside_id(event.subject, claim.email):
        return not any(_is_named(other, claim) and belief.was_believed(other, event) for other in others)
    return belief.was_believed(person, event)


def _is_named(other: Person, claim: Claim) -> bool:
    if kinship.is_of_merged(other, claim):
        return True
    by_user = claim.takes and claim.user_id == other.user_id
    return claim.recognised == other.id or by_user or (claim.email is not None and claim.email == other.email)


def _visitor(subject: str) -> Person:
    return Person(id=keys.visitor_id(subject))


def _introduced(lead: Person, person: Person, claim: Claim, event: Event) -> Person:
    """Known under the identifiers that are this person's; those that turned out to be another's were never given."""
    return identity.introduce(
        lead,
        claim,
        event,
        email=claim.email if claim.email == person.email else None,
        user_id=claim.user_id if claim.user_id == person.user_id else None,
    )


def _version(person: Person, at: Millis) -> int:
    """The plan version under which the person was folded at this moment."""
    begun = [mark.plan for mark in person.plans if mark.from_ <= at]
    return begun[-1] if begun else next((mark.plan for mark in person.plans), 0)
