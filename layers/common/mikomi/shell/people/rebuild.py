"""A person from the log again.

Rules
1. A rebuild changes what we know of a person and nothing else: no mail, alert or timer is decided by it.
2. What was written a moment ago counts as well: whoever was told of it would lose it.
3. It can be stopped anywhere and begun again: a person is written whole or not at all, and a second time changes
   nothing.
"""

from mikomi import clock
from mikomi.aws import people
from mikomi.core import replay
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.shell.people import fold, footprints


def rebuild_person(person_id: str, past: footprints.Past = footprints.nothing) -> bool:
    """Fold the person from the log again and commit it; False if nothing was different, not even the place in the
    ranking or what the directory has. `past` tells what the log's table has let go. Raises Conflict if an event was
    folded meanwhile (then do it again).
    """
    person = people.load(person_id)
    if person is None:
        return False
    now = clock.now()
    anew = replay.refold(person, footprints.of(person, past, surely=True), footprints.under_version, now)
    if anew == person and _stands_right(person, now):
        return False
    fold.commit(anew, (), now, person)
    return True


def _stands_right(person: Person, now: Millis) -> bool:
    line = fold.line_of(person)
    if people.rank_of(person.id) != people.as_stored(fold.rank_of(person, now)):
        return False
    return people.line_of(person.id) == (line.text if line else None)
