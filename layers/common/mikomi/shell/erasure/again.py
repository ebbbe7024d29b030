"""Erasures are carried out on tables that hold people as they stood before: those of a restore.

Rules
1. An erasure reaches what the person was known by when they asked, and whatever these tables know besides: who became
   one lead later is several here, and a browser that was shared later is theirs alone.
2. Its moment stays the one at which they asked. What happened since is somebody's who began anew.
3. Whoever only named an address of theirs goes too, as ever; whoever holds one here, and was not a part of them when
   they asked, stays. They are looked for among everybody: no index has what was put a moment ago.
"""

from collections.abc import Iterable

from mikomi import clock
from mikomi.aws import erasures, people, raw
from mikomi.aws.erasures import Erasure, KnownBy
from mikomi.model.person import Person
from mikomi.shell.erasure import known, looks


def carry_out(asked: Iterable[str]) -> int:
    """Carry out those of these erasures (the keys of their rows) that were not, or of which these tables do not show
    it: a dump that was taken meanwhile has the person, and then the row. How many they were."""
    rows = [(each, each.known) for each in map(erasures.read, asked) if each and each.known]
    ahead = [(each, known_by) for each, known_by in rows if not each.looks or _are_there(each, known_by.ids)]
    if not ahead:
        return 0
    named = _named({address for _, known_by in ahead for address in known_by.addresses})
    return sum(_carry_out(each, known_by, named) for each, known_by in ahead)


def _are_there(asked: Erasure, ids: Iterable[str]) -> list[Person]:
    there = (each for each in people.load_many(ids).values() if isinstance(each, Person))
    return [each for each in there if each.members and (each.erased_at or 0) < asked.erased_at]


def _named(addresses: set[str]) -> list[Person]:
    """Those who named one of these addresses and were not believed to be its holder."""
    everybody = (people.decode(item) for page in raw.items("people") for item in page)
    return [each for each in everybody if isinstance(each, Person) and _only_names(each, addresses)]


def _only_names(person: Person, addresses: set[str]) -> bool:
    return person.id.startswith("v_") and bool(person.members) and person.email in addresses


def _carry_out(asked: Erasure, known_by: KnownBy, named: list[Person]) -> bool:
    whole = known_by
    for each in _parts(asked, known_by, named):  # all of it is read before anything goes
        if each.person == known_by.person:
            whole = _joined(whole, each)
        else:
            looks.carried_out(erasures.ask(each, asked.by, asked.erased_at), clock.now())
    return looks.carried_out(erasures.ask(whole, asked.by, asked.erased_at), clock.now())


def _parts(asked: Erasure, known_by: KnownBy, named: list[Person]) -> list[KnownBy]:
    """What each is known by of whom the person is made here."""
    there = {each.id: each for each in named if each.email in known_by.addresses}
    there |= {each.id: each for each in _are_there(asked, known_by.ids)}
    return [known.of(each) for each in there.values()]


def _joined(then: KnownBy, here: KnownBy) -> KnownBy:
    """Both together. A browser that others use is theirs alone where these tables say so."""
    shared = {*then.shared, *here.shared} - {*here.subjects}
    return KnownBy(
        person=then.person,
        ids=_both(then.ids, here.ids),
        subjects=tuple(each for each in _both(then.subjects, here.subjects) if each not in shared),
        shared=tuple(sorted(shared)),
        addresses=_both(then.addresses, here.addresses),
        users=_both(then.users, here.users),
        external=_both(then.external, here.external),
        companies=_both(then.companies, here.companies),
    )


def _both(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
