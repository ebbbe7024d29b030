"""A person from the log again.

Rules
1. A rebuild changes what we know of a person and nothing else: no mail, alert or timer is decided by it.
2. It can be stopped anywhere and begun again: a person is written whole or not at all, and a second time changes
   nothing.
"""

from mikomi import clock, keys
from mikomi.aws import log, people, plans
from mikomi.aws.people import Alias
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.telling import retelling
from mikomi.model.events import Packet
from mikomi.model.person import Person
from mikomi.shell import rulebooks
from mikomi.shell.people import fold


def packets_of(person: Person) -> list[Packet]:
    """Everything in the log that the person was folded from."""
    return [packet for subject in person.members for packet in log.packets(subject)]


def at_home(person: Person) -> set[str]:
    """The browsers whose nameless events are this person's: those whose place leads here."""
    places = {keys.visitor_id(subject): subject for subject in person.members if subject.startswith("a:")}
    found = people.load_many(places)
    mine = {
        subject
        for place, subject in places.items()
        if (what := found.get(place)) is not None and _leads_to(what, person)
    }
    return mine


def _leads_to(what: Person | Alias, person: Person) -> bool:
    return what.to == person.id if isinstance(what, Alias) else what.id == person.id


def rebuild_person(person_id: str) -> bool:
    """Fold the person from the log again and commit it; False if nothing was different, not even the place in the
    ranking. Raises Conflict if an event
    was folded meanwhile (then do it again).
    """
    person = people.load(person_id)
    if person is None:
        return False
    now = clock.now()
    anew = retelling.refold(person, packets_of(person), at_home(person), under_version, now)
    if anew == person and people.rank_of(person.id) == people.as_stored(fold.rank_of(person, now)):
        return False
    fold.commit(anew, (), now, person)
    return True


def under_version(version: int, person: Person) -> Rulebooks:
    """The rulebooks for a person folded under this version."""
    return rulebooks.holding(plans.version(version), {e.plan for e in person.enrolments if e.status == "active"})
