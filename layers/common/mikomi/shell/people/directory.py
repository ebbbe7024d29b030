"""Leads found among all of them: the directory is kept in memory, and each search asks the index for what is new.

Rules
1. A process reads the whole directory once, and anew when it is an hour old; in between each search asks for what was
   written since, from a moment before, and every few minutes from a while before: so comes what the index was late
   with, and a list that is being imported is not read again at every key.
2. Who might be it is read from the table, and asked there (`search.is_it`): nobody is shown who is gone, is another's,
   or is not what was looked for any more.
3. A page is of one moment, which its cursor carries, together with what was looked for.
"""

from functools import cache
from typing import NamedTuple

from mikomi import clock, keys, tokens
from mikomi.aws import directory, people, plans, secrets
from mikomi.core.directory import lead_line
from mikomi.core.directory.search import DirectoryEntry, Search, Spot, chosen, in_order, is_it, may_be
from mikomi.core.telling.portrait import Portrait, portray
from mikomi.model.base import Millis
from mikomi.model.duration import MINUTE
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell import rulebooks
from mikomi.shell.people import portraits

AGAIN = 60 * MINUTE
LATE = 15_000
"""How late the index may be with something that comes at the next search."""
LATER = 10 * MINUTE
LOOK_BACK = 5 * MINUTE
"""So late with what comes within these minutes; what is later still comes within the hour."""
MOST_LOOKED_AT = 1_000
"""People that are read for one page; where fewer are it, the next page goes on."""


class BadSearchCursor(Exception):
    """Not a cursor of ours, or of another search."""


class FoundPage(NamedTuple):
    """A page of what was looked for; `next` is the cursor of the next, None at the end. A page may hold fewer than were
    wanted, and there be a next all the same."""

    leads: tuple[Portrait, ...]
    next: str | None


class _InMemory:
    """The directory as this process knows it."""

    def __init__(self) -> None:
        self.entries: dict[str, DirectoryEntry] = {}
        self.read_at: Millis | None = None
        self.looked_back_at: Millis = 0
        self.whole_at: Millis = 0
        self.state = object()

    def up_to_date(self, now: Millis) -> list[DirectoryEntry]:
        is_whole = self.read_at is None or not self.read_at <= now < self.whole_at + AGAIN
        looks_back = is_whole or now >= self.looked_back_at + LOOK_BACK
        entries = {} if is_whole else self.entries
        since = 0 if is_whole else self.looked_back_at - LATER if looks_back else (self.read_at or 0) - LATE
        for each in directory.since(since):
            known = entries.get(each.id)
            if known is None or known.version < each.version:  # clocks differ, versions do not
                lists = lead_line.read(each.line)
                entries[each.id] = DirectoryEntry(
                    each.id, each.changed_at, each.rank, each.beside, each.standing, lists, each.version
                )
                if known is None or known.listing.company != lists.company:
                    self.state = object()
        # what failed in the midst of it is read again at the next search
        self.entries, self.read_at = entries, now
        self.whole_at = now if is_whole else self.whole_at
        self.looked_back_at = now if looks_back else self.looked_back_at
        return list(entries.values())

    def forget(self, gone: str) -> None:
        """Whoever is not there any more."""
        if self.entries.pop(gone, None):
            self.state = object()


@cache
def _kept(table: str) -> _InMemory:
    return _InMemory()


def everybody(now: Millis) -> tuple[dict[str, DirectoryEntry], object]:
    """All leads by id, and what is another thing as soon as one is new, gone, or of another company."""
    kept = _kept(settings().state_table)
    kept.up_to_date(now)
    return kept.entries, kept.state


def gone(person: str) -> None:
    """Somebody whom the table does not have any more."""
    _kept(settings().state_table).forget(person)


def forget() -> None:
    """Read it all again at the next search."""
    _kept.cache_clear()


def page(search: Search, limit: int, cursor: str | None, language: str) -> FoundPage:
    """The next `limit` leads of a list, whatever is asked of them. Who asks for nothing gets the ranking, which is read
    no further than the page. Raises BadSearchCursor."""
    if search != Search():
        return searched(search, limit, cursor, language)
    try:
        ranked = portraits.ranked(limit, cursor, language)
    except portraits.BadCursor:
        raise BadSearchCursor from None
    return FoundPage(ranked.leads, ranked.next)


def searched(search: Search, limit: int, cursor: str | None, language: str) -> FoundPage:
    """The next `limit` leads that are what is looked for. Raises BadSearchCursor."""
    plan, now = plans.active(), clock.now()
    book = rulebooks.for_person(Person(id="v_")).active
    as_of, behind = _behind(search, cursor) if cursor else (now, None)
    kept = _kept(settings().state_table)
    entries = chosen(kept.up_to_date(now), search, as_of)
    there: list[Portrait] = []
    last: Spot | None = None
    looked_at = 0
    places = (
        (spot, entry)
        for spot, entry in in_order(entries, search, as_of, book.half_lives, behind)
        if may_be(entry, search, plan.settings)
    )
    while looked_at < MOST_LOOKED_AT:
        batch = [place for _, place in zip(range(max(limit - len(there) + 1, 25)), places, strict=False)]
        if not batch:
            return FoundPage(tuple(there), None)
        looked_at += len(batch)
        by_id = people.load_many(entry.id for _, entry in batch)
        for spot, entry in batch:
            person = by_id.get(entry.id)
            if len(there) == limit and isinstance(person, Person):
                return FoundPage(tuple(there), _cursor(search, last, as_of))
            if person is None:
                kept.forget(entry.id)
            elif isinstance(person, Person) and is_it(person, search, book, as_of):
                there.append(portray(person, plan, plans.version, now, language))
            last = spot
    return FoundPage(tuple(there), _cursor(search, last, as_of))


def _cursor(search: Search, last: Spot | None, as_of: Millis) -> str:
    assert last is not None, "somebody was looked at"
    return tokens.seal(secrets.root(), "search", {"of": _mark(search), "as_of": as_of, **last._asdict()})


def _behind(search: Search, cursor: str) -> tuple[Millis, Spot]:
    told = tokens.unseal(secrets.root(), "search", cursor)
    if not told or told.get("of") != _mark(search):
        raise BadSearchCursor
    return told["as_of"], Spot(told["value"], told["id"])


def _mark(search: Search) -> str:
    return keys.short(*(str(each) for each in search))
