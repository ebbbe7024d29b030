"""What somebody looks for among all leads, in what order, and whether a lead is it.

Rules
1. Of the listings everybody who might be it is chosen, in order; each is then asked as a person (`is_it`), with the
   plan's own conditions. So what a listing says wrong, or has not heard yet, is never shown.
2. What is typed is found word by word, each as a part of any of the texts.
3. A place is a value and an id, so that a page goes on behind the place at which the one before it ended, whoever came
   or went meanwhile. Values are those of the moment at which the first page was asked for.
"""

from collections.abc import Collection, Iterable, Iterator
from heapq import nsmallest
from math import inf
from operator import attrgetter, itemgetter
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from mikomi.core.behaviour.membership import is_in
from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.core.directory import lead_line
from mikomi.core.directory.lead_line import Listing
from mikomi.core.directory.written_form import spellings
from mikomi.core.people.open_work import OWNERS, of_reps, whose
from mikomi.core.people.owners import owner_of
from mikomi.core.score import ranking
from mikomi.core.score.bands import band_at
from mikomi.core.score.half_lives import HalfLives
from mikomi.model.base import DAY, Millis
from mikomi.model.company import CompanySettings
from mikomi.model.duration import MINUTE
from mikomi.model.person import Person

LeadSort = Literal["score", "rise", "recent", "due"]
SORTS: tuple[LeadSort, ...] = get_args(LeadSort)
ON_SITE = 5 * MINUTE
"""Whoever looked at a page so lately is on the site now: a longer page is read that long."""
ANYBODY = "anybody"
"""Whose work is looked for, where any rep's is."""
UNRANKED = -1e15
"""Where sales may not work on somebody: behind everybody else."""
FIRST = 128
"""Places that are put in order at first: a page mostly needs no more."""


class Search(NamedTuple):
    """What is looked for; what is None or empty is not asked. `text` is as it was typed. `work`: something is to be
    done by this rep, or by `ANYBODY`; `stands_in_for`: or by one of these reps, who are away."""

    text: str = ""
    owner: str | None = None
    band: str | None = None
    tag: str | None = None
    stage: str | None = None
    scenario: str | None = None
    segment: str | None = None
    active_since: Millis | None = None
    updated_since: Millis | None = None
    on_site: bool = False
    work: str | None = None
    sort: LeadSort = "score"
    stands_in_for: tuple[str, ...] = ()

    @property
    def workers(self) -> tuple[str, ...] | None:
        """Whose work is looked for; None where anybody's is."""
        return None if self.work in (None, ANYBODY) else (self.work or "", *self.stands_in_for)


class DirectoryEntry(Struct, frozen=True, gc=False):
    """A lead as the directory has it, kept in memory like its listing. `changed_at`: when it was written last. `rank`:
    its key in the ranking, `beside` on the other scale; None for who is not ranked. `version`: that of the person's
    item."""

    id: str
    changed_at: Millis
    rank: float | None
    beside: bool
    standing: float
    listing: Listing
    version: int = 0


class Spot(NamedTuple):
    """Where a lead stands: the least value is first."""

    value: float
    id: str


Wanted = tuple[tuple[str, ...], ...]
"""What is typed, as it is compared: of each word the spellings, one of which is wanted."""


def wanted(typed: str) -> Wanted:
    """What is nothing but signs asks for nothing."""
    words = (tuple(one for one in spellings(word) if one) for word in typed.split())
    return tuple(word for word in words if word)


def has(texts: str, wants: Wanted) -> bool:
    """Whether the texts of a listing have what is wanted."""
    return all(any(each in texts for each in word) for word in wants)


def chosen(entries: Iterable[DirectoryEntry], search: Search, now: Millis) -> list[DirectoryEntry]:
    """Everybody who might be it, as far as the listings tell without the plan."""
    there = list(entries)
    for word in wanted(search.text):
        if len(word) == 1:  # mostly: one look each
            (needle,) = word
            there = [entry for entry in there if needle in entry.listing.texts]
        else:
            there = [entry for entry in there if has(entry.listing.texts, (word,))]
    for kind in ("tag", "scenario", "stage"):
        if name := getattr(search, kind):
            fact = lead_line.fact(kind, name)
            there = [entry for entry in there if fact in entry.listing.facts]
    if search.active_since is not None:
        there = [entry for entry in there if entry.listing.last_at >= search.active_since]
    if search.updated_since is not None:
        there = [entry for entry in there if entry.changed_at >= search.updated_since]
    if search.on_site:
        there = [entry for entry in there if entry.listing.on_site_at > now - ON_SITE]
    if search.work is not None:
        there = [entry for entry in there if entry.listing.work]
    return there


def in_order(
    entries: list[DirectoryEntry], search: Search, as_of: Millis, half_lives: HalfLives, behind: Spot | None
) -> Iterator[tuple[Spot, DirectoryEntry]]:
    """The entries by their places, from behind one of them on; no more are put in order than are taken. Where very many
    share a value (nothing is to be done) they are told apart by their ids, without a place for each of them."""
    values = _values(entries, search, as_of, half_lives)
    if behind is not None:
        values = [value if value >= behind.value else inf for value in values]
    reach = max(nsmallest(FIRST, values), default=inf)
    if reach == inf:
        yield from _placed(entries, values, behind, inf, -inf)
        return
    yield from _placed(entries, values, behind, reach, -inf)
    level = [
        entry
        for value, entry in zip(values, entries, strict=True)
        if value == reach and (behind is None or Spot(value, entry.id) > behind)
    ]
    first = nsmallest(FIRST, level, key=_ID)
    yield from ((Spot(reach, entry.id), entry) for entry in first)
    if len(level) > len(first):
        level.sort(key=_ID)
        yield from ((Spot(reach, entry.id), entry) for entry in level[FIRST:])
    yield from _placed(entries, values, behind, inf, reach)


_ID = attrgetter("id")


def _placed(
    entries: list[DirectoryEntry], values: list[float], behind: Spot | None, below: float, above: float
) -> list[tuple[Spot, DirectoryEntry]]:
    """Those whose value lies between the two, in order."""
    places = [
        (Spot(value, entry.id), entry)
        for value, entry in zip(values, entries, strict=True)
        if above < value < below and (behind is None or Spot(value, entry.id) > behind)
    ]
    return sorted(places, key=itemgetter(0))


def may_be(entry: DirectoryEntry, search: Search, settings: CompanySettings) -> bool:
    """Whether it may be it, as far as the listing tells with the plan."""
    workers = search.workers
    if search.owner is None and workers is None:
        return True
    reps = {rep.id for rep in settings.reps}
    said = next((owner for owner in entry.listing.owners if owner in reps), None)
    person = Person(id=entry.id, owner=said)
    if search.owner is not None and owner_of(person, settings) != search.owner:
        return False
    # of an alert that went to several, each stands there by itself: one who has left says too much, never too little
    return workers is None or any(
        worker in workers for rep, _ in entry.listing.work for worker in whose((rep,), person, settings)
    )


def is_it(person: Person, search: Search, book: Rulebook, now: Millis) -> bool:
    """Whether the person is what is looked for; `updated_since` apart, which the person does not say."""
    lists = lead_line.of(person)
    if lists is None or not has(lists.texts, wanted(search.text)):
        return False
    settings, segment = book.plan.settings, book.plan.segments.get(search.segment or "")
    band = band_at(person, now, book.half_lives, book.bands) if search.band else None
    return (
        (search.owner is None or owner_of(person, settings) == search.owner)
        and (search.band is None or (band is not None and band.id == search.band))
        and (search.tag is None or search.tag in person.tags)
        and (search.stage is None or lead_line.stage_of(person) == search.stage)
        and (search.scenario is None or lead_line.fact("scenario", search.scenario) in lists.facts)
        and (search.segment is None or (segment is not None and is_in(segment, person, book, now)))
        and (search.active_since is None or lists.last_at >= search.active_since)
        and (not search.on_site or lists.on_site_at > now - ON_SITE)
        and (search.work is None or bool(of_reps(person, book.plan, search.workers)))
    )


def _earliest(work: Iterable[tuple[str, Millis]], workers: Collection[str] | None) -> Millis:
    """By when the most pressing is to be done: of these reps', and of what may be theirs as the owner."""
    mine = (due for name, due in work if workers is None or name == OWNERS or name in workers)
    return min(mine, default=lead_line.NO_TIME)


def rise(lists: Listing, now: Millis) -> float:
    """The points that came within a day, less those that went, as far as the lead remembers its latest."""
    return sum(points for at, points in lists.gains if now - DAY < at <= now)


def _values(entries: list[DirectoryEntry], search: Search, as_of: Millis, half_lives: HalfLives) -> list[float]:
    """Of each its value: the least is first."""
    sort = search.sort
    if sort == "due":
        far, workers = float(lead_line.NO_TIME), search.workers
        return [float(_earliest(work, workers)) if (work := entry.listing.work) else far for entry in entries]
    if sort == "recent":
        return [-float(entry.listing.last_at) for entry in entries]
    if sort == "rise":
        return [-rise(entry.listing, as_of) if entry.listing.gains else 0.0 for entry in entries]
    return [-UNRANKED if points is None else -points for points in points_of(entries, as_of, half_lives)]


def points_of(entries: Iterable[DirectoryEntry], as_of: Millis, half_lives: HalfLives) -> list[float | None]:
    """Of each its points at this moment, as the index says; None for who is not ranked."""
    beside, first = ranking.stand_beside(half_lives), ranking.scale_of(half_lives)
    points = {
        True: ranking.reading_at(as_of, half_lives),
        False: ranking.reading_at(as_of, half_lives, "points" if beside else first),
    }
    return [None if entry.rank is None else points[entry.beside](entry.rank) + entry.standing for entry in entries]
