"""All leads as the companies that they are of: who belongs together, what somebody looks for, in what order.

Rules
1. Companies are made of the directory when somebody looks; nothing of them is kept. So a company is never of another
   moment than its people, and what becomes of a person (an erasure, a merge, another name) becomes of the company.
2. Whose company somebody is of is said by the joint of everybody (`core.companies.partition`), never by part of them.
3. The directory finds candidates and puts them in order; what is shown of a company is worked out from its people as
   they stand (`company_facts`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from mikomi.core.companies import marks, names, partition
from mikomi.core.companies.marks import CompanyMarks
from mikomi.core.companies.partition import Joint
from mikomi.core.directory.lead_line import BETWEEN
from mikomi.core.directory.search import DirectoryEntry, Spot, points_of
from mikomi.core.directory.written_form import spelled
from mikomi.core.score.half_lives import HalfLives
from mikomi.model.base import Millis
from mikomi.model.target import TargetCompany

CompanySort = Literal["score", "recent", "people"]
TargetWish = Literal["yes", "open"]
"""`open`: of which nobody is known yet."""
TARGETS: tuple[TargetWish, ...] = get_args(TargetWish)
COMPANY_SORTS: tuple[CompanySort, ...] = get_args(CompanySort)


class CompanySearch(NamedTuple):
    """What is looked for; what is empty is not asked. `text` is as it was typed."""

    text: str = ""
    owner: str | None = None
    stage: str | None = None
    sort: CompanySort = "score"
    target: TargetWish | None = None


class Colleagues(NamedTuple):
    """The leads of one company as the directory has them: their ids; `texts` is by what it is looked for. `target`:
    what a list of targets says of it; a company may be there by that alone."""

    id: str
    key: str
    people: tuple[str, ...]
    texts: str
    target: TargetCompany | None = None


class Companies(NamedTuple):
    """Everybody, company by company, by its key."""

    joint: Joint
    by_key: Mapping[str, Colleagues]

    def of_id(self, company: str) -> Colleagues | None:
        """The company of this id, which may be that of a mark that belongs to another one by now."""
        joined = (*map(marks.host_key, self.joint.hosts), *map(marks.name_key, self.joint.numbers))
        meant = (key for key in (*self.by_key, *joined) if marks.id_of(key) == company)
        return self.by_key.get(self.joint.mean(next(meant, "")))


def gathered(entries: Iterable[DirectoryEntry]) -> Companies:
    """Everybody by their company; who is of none that is known is in none."""
    by_marks: dict[CompanyMarks, list[str]] = {}
    for entry in entries:
        by_marks.setdefault(entry.listing.company, []).append(entry.id)
    by_marks.pop(CompanyMarks(), None)
    joint = partition.joint(by_marks)
    people: dict[str, list[str]] = {}
    texts: dict[str, set[str]] = {}
    for own, ids in by_marks.items():
        key = joint.key_of(own)
        people.setdefault(key, []).extend(ids)
        is_its_host = joint.mean(marks.host_key(own.host)) == key
        texts.setdefault(key, set()).update((own.number, _spelled(own.name), _spelled(own.host) if is_its_host else ""))
    return Companies(
        joint,
        {
            key: Colleagues(marks.id_of(key), key, tuple(them), BETWEEN.join(sorted(texts[key])))
            for key, them in people.items()
        },
    )


def with_targets(companies: Companies, targets: Iterable[TargetCompany]) -> Companies:
    """The same with those that sales want to win, each at the company that its marks mean. Who belongs together is
    said by people alone: a list of targets joins nobody."""
    by_key = dict(companies.by_key)
    for target in targets:
        own = marks.of_target(target)
        key = companies.joint.key_of(own)
        there = by_key.get(key) or Colleagues(marks.id_of(key), key, (), "")
        texts = (there.texts, own.number, _spelled(own.name), _spelled(own.host))
        by_key[key] = there._replace(texts=BETWEEN.join(filter(None, texts)), target=target)
    return companies._replace(by_key=by_key)


def wanted(companies: Iterable[Colleagues], target: TargetWish | None) -> Iterable[Colleagues]:
    """Of these the targets, or those of them of which nobody is known yet."""
    if target is None:
        return companies
    return (each for each in companies if each.target and (target == "yes" or not each.people))


@lru_cache(maxsize=100_000)
def _spelled(name: str) -> str:
    """Companies are gathered anew for each new lead: their names stay."""
    return spelled(name)


def looked_for(companies: Iterable[Colleagues], typed: str) -> list[Colleagues]:
    """The companies of which each word is a part of the name, the host or the number."""
    words = [(spelled(plain), spelled(word)) for word in typed.split() if (plain := names.comparable(word))]
    return [each for each in companies if all(one in each.texts or other in each.texts for one, other in words)]


def in_places(
    companies: Iterable[Colleagues],
    entries: Mapping[str, DirectoryEntry],
    sort: CompanySort,
    as_of: Millis,
    half_lives: HalfLives,
    behind: Spot | None,
) -> Iterator[tuple[Spot, Colleagues]]:
    """The companies by their places, from behind one of them on; the least value is first."""
    value = _valuing(entries, sort, as_of, half_lives)
    places = [(Spot(value(each.people), each.id), each) for each in companies]
    places.sort(key=lambda place: place[0])
    return (place for place in places if behind is None or place[0] > behind)


def best(
    company: Colleagues, entries: Mapping[str, DirectoryEntry], most: int, as_of: Millis, half_lives: HalfLives
) -> tuple[str, ...]:
    """So many of its people, those with the highest score."""
    if len(company.people) <= most:
        return company.people
    there = [entries[id] for id in company.people if id in entries]
    points = points_of(there, as_of, half_lives)
    ranked = sorted(zip(points, there, strict=True), key=lambda each: (-(each[0] or 0.0), each[1].id))
    return tuple(entry.id for _, entry in ranked[:most])


def _valuing(
    entries: Mapping[str, DirectoryEntry], sort: CompanySort, as_of: Millis, half_lives: HalfLives
) -> Callable[[tuple[str, ...]], float]:
    """What makes a company's value of the ids of its people."""
    if sort == "people":
        return lambda people: -float(len(people))
    if sort == "recent":
        return lambda people: -float(max((entries[id].listing.last_at for id in people if id in entries), default=0))
    points = dict(zip(entries, points_of(entries.values(), as_of, half_lives), strict=True))
    return lambda people: -sum(points.get(id) or 0.0 for id in people)
