"""Who may be the same person, among all leads: found when somebody asks.

Rules
1. A command walks over everybody (`pairs`), and misses nobody.
2. A page has seconds (`latest`): the leads that were written last (they did something, or a list brought them), each
   with whoever of all leads shares a text of the directory with them (a name, a reading, a number, an address, a
   company). Where many share it, it is passed over.
3. Whoever was said to be somebody else is not proposed.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import everybody, people
from mikomi.core.directory.lead_line import BETWEEN
from mikomi.core.directory.search import DirectoryEntry
from mikomi.core.likeness import looks
from mikomi.core.likeness.evidence import Likeness
from mikomi.core.likeness.looks import Looks
from mikomi.core.likeness.register import Register
from mikomi.model.person import Person
from mikomi.shell.people import directory

AT_ONCE = 1_000
LATEST = 500
"""Leads for whom a page looks for others."""
CROWD = 25
"""So many who share a text are not looked at because of it."""
MOST_READ = 1_500
"""People that are read for a page, the latest among them."""


class LikePair(NamedTuple):
    one: Looks
    other: Looks
    likeness: Likeness


class LatePair(NamedTuple):
    """A proposal to be shown: both as they stand."""

    one: Person
    other: Person
    likeness: Likeness


class _Lookalikes:
    """Leads as they are compared, and of which of them somebody said that they are two."""

    def __init__(self) -> None:
        self.register = Register()
        self._two: set[tuple[str, str]] = set()
        self._home: dict[str, str] = {}

    def add(self, person: Person) -> None:
        if not person.is_lead:
            return
        self.register.add(looks.of(person.id, person.email, person.traits_plain))
        self._two |= {(person.id, other) for other in person.apart}
        self._home |= {each.id: person.id for each in person.merged}

    def apart(self) -> Callable[[str, str], bool]:
        # whoever became part of somebody since is that one
        two = {(self._home.get(one, one), self._home.get(other, other)) for one, other in self._two}
        return lambda one, other: (one, other) in two or (other, one) in two


def pairs(progress: Callable[[int], None], lead: str | None = None) -> list[LikePair]:
    """Every pair, the likeliest first; of one lead alone, if it is named. Who was told apart is left out."""
    register, apart = everyone(progress)
    if lead is not None:
        itself = register.people.get(lead)
        made = register.like(itself, apart) if itself else []
    else:
        made = register.all_pairs(apart)
    return [LikePair(register.people[each.one], register.people[each.other], each) for each in made]


def everyone(progress: Callable[[int], None]) -> tuple[Register, Callable[[str, str], bool]]:
    """All leads as they are compared, and whether somebody said of two that they are different people."""
    compared, seen, after = _Lookalikes(), 0, None
    while True:
        page = everybody.page(after, AT_ONCE)
        for person in page.people:
            compared.add(person)
        seen += len(page.people)
        progress(seen)
        if (after := page.after) is None:
            return compared.register, compared.apart()


def latest() -> list[LatePair]:
    """The pairs of those who were written last, the likeliest first."""
    entries, _ = directory.everybody(clock.now())
    newest = heapq.nlargest(LATEST, entries.values(), key=lambda each: (each.changed_at, each.id))
    near = _near(newest, entries.values())
    there = {id: one for id, one in people.load_many([*dict.fromkeys(near)]).items() if isinstance(one, Person)}
    compared = _Lookalikes()
    for person in there.values():
        compared.add(person)
    apart, made = compared.apart(), dict[tuple[str, str], Likeness]()
    for entry in newest:
        if (itself := compared.register.people.get(entry.id)) is not None:
            made |= {(each.one, each.other): each for each in compared.register.like(itself, apart)}
    in_order = sorted(made.values(), key=lambda each: (-each.weight, each.one, each.other))
    return [LatePair(there[each.one], there[each.other], each) for each in in_order]


def _near(newest: list[DirectoryEntry], entries: Iterable[DirectoryEntry]) -> list[str]:
    """The newest, and whoever shares a text with one of them; those first whose text the fewest have."""
    wanted = {text for entry in newest for text in entry.listing.texts.split(BETWEEN) if text}
    crowds: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for text in wanted.intersection(entry.listing.texts.split(BETWEEN)):
            if len(crowds[text]) <= CROWD:
                crowds[text].append(entry.id)
    near = dict.fromkeys(entry.id for entry in newest)
    for crowd in sorted((each for each in crowds.values() if 1 < len(each) <= CROWD), key=len):
        near |= dict.fromkeys(crowd)
    return list(near)[:MOST_READ]
