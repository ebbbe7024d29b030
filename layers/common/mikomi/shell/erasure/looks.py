"""An erasure is asked for, carried out, and looked after: what was on its way when it was carried out comes later.

Rules
1. Asking writes one row and stops mail to the address at once; the rest does whoever reads the step queue.
2. First the person's own place is emptied, so that nothing new is decided and nothing of before is told to anybody;
   then everything else goes.
3. What was under way then (a stream's record, a mail that SES speaks of, a browser that was offline) goes with one of
   the later looks. With the last one the row forgets whom it was about.
"""

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from mikomi import clock, keys, mail_address, observe
from mikomi.aws import addresses, erasures, people, timers
from mikomi.aws.erasures import Erasure, KnownBy
from mikomi.model.base import Millis
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.shell.erasure import known, places

HOUR = 3_600_000
LATER = tuple(each * HOUR for each in (1, 24, 7 * 24, 30 * 24, 90 * 24))
"""How long after the erasure (milliseconds) somebody looks once more for what came late."""


class Addressed(NamedTuple):
    """Whoever an address or id leads to, and everything that they are known by."""

    person: Person
    known: KnownBy


def find(written: str) -> Addressed | None:
    """Whom an address, a user id or a lead's id means; None if it is nobody."""
    if keys.is_person(written):
        person = people.load(written)
    else:
        address = mail_address.pick(written)
        alias = keys.email_alias(address) if address else keys.user_alias(written)
        owner = people.find_alias(alias)
        person = people.load(owner) if owner else None
    if person is None or not person.members:
        return None
    return Addressed(person, known.of(person))


def ask(whom: Addressed, by: str) -> Erasure:
    """Have this person erased."""
    now = clock.now()
    asked = erasures.ask(whom.known, by, now)
    for address in whom.known.addresses:
        addresses.suppress(address, "erasure", now)
    timers.arm(asked.pk, erasures.ERASURE, now, now)
    return asked


def go_on(pk: str, now: Millis) -> None:
    """Carry the erasure out, or look after what came late."""
    asked = erasures.read(pk)
    if asked and asked.due_at is not None and asked.due_at <= now and carried_out(asked, now):
        observe.count("PersonErased" if asked.looks == 0 else "ErasureLookedAfter")


def carried_out(asked: Erasure, now: Millis) -> bool:
    """One look. False if nobody is known by it any more, or somebody else was faster."""
    if asked.known is None:
        return False
    removed = {}
    if asked.looks == 0:
        removed["shared"] = _from_shared(asked.known, now)
        for each in asked.known.ids:
            erasures.empty(each, asked.erased_at)
    for name, take in places.TABLE.items():
        removed[name] = take(asked.known, asked)
    upcoming = [asked.erased_at + each for each in LATER[asked.looks :] if asked.erased_at + each > now]
    if not upcoming:
        for each in asked.known.ids:
            erasures.clear(each, asked.erased_at)
    due_at = upcoming[0] if upcoming else None
    if not erasures.move_on(asked, removed, due_at, len(LATER) - len(upcoming) + 1, now):
        return False
    if due_at is not None:
        timers.arm(asked.pk, erasures.ERASURE, due_at, now)
    return True


def _from_shared(known_by: KnownBy, now: Millis) -> int:
    """Of the browsers that others use too, the person's own events."""
    person = people.load(known_by.person) if known_by.shared else None
    if person is None or not person.members:
        return 0
    shared = known.shared_events(person, now)
    return sum(places.without(subject, partial(_is_one_of, its)) for subject, its in shared.items())


def _is_one_of(ids: Collection[str], event: Event) -> bool:
    return event.id in ids
