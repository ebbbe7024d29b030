"""Companies, made of the directory of leads when somebody looks.

Rules
1. Who might be a company's is told by the directory in memory; who is, by the people as the table has them: nobody is
   counted who is gone, or says another company by now.
2. Of a company at most so many people are read (`MOST_READ`), the highest score first; it says how many more it has.
3. A page is of one moment, which its cursor carries, together with what was looked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from mikomi import clock, keys, tokens
from mikomi.aws import people, plans, secrets, targets
from mikomi.core.companies import marks
from mikomi.core.directory import company_list
from mikomi.core.directory.company_facts import CompanyFacts, facts_of
from mikomi.core.directory.company_list import Colleagues, Companies, CompanySearch
from mikomi.core.directory.search import DirectoryEntry, Spot
from mikomi.core.score import half_lives
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.target import TargetCompany
from mikomi.settings import settings
from mikomi.shell.people import directory, portraits
from mikomi.shell.people.portraits import StoryPage

MOST_READ = 300
"""People of one company that are read; hardly any has as many leads."""
MOST_LOOKED_AT = 1_000
"""People that are read for one page; where they are, the next page goes on."""


TARGETS_LAST: Millis = 15_000
"""How long a process goes by the lists of targets that it has read."""
LATEST_OF = 8
"""People whose latest doings a company's timeline tells: those who were heard of last."""
LATEST_EVENTS, LATEST_ENTRIES = 200, 12
"""Of each of them so many events are read, so many entries told."""


class BadCompanyCursor(Exception):
    """Not a cursor of ours, or of another search."""


class CompanyShown(NamedTuple):
    """A company; `more`: so many people of it, with the lowest scores, were not read."""

    facts: CompanyFacts
    more: int


class CompanyPage(NamedTuple):
    """A page of the list; `next` is the cursor of the next, None at the end. A page may hold fewer than were wanted,
    and there be a next all the same."""

    companies: tuple[CompanyShown, ...]
    next: str | None


class _Gathered:
    """Everybody by company, as of one state of the directory."""

    def __init__(self) -> None:
        self.state: object = None
        self.of_people = company_list.gathered(())
        self.companies = self.of_people
        self.targets: tuple[TargetCompany, ...] = ()
        self.targets_at: Millis = -TARGETS_LAST

    def up_to_date(self, now: Millis) -> tuple[Companies, dict[str, DirectoryEntry]]:
        entries, state = directory.everybody(now)
        is_new = state is not self.state
        if is_new:
            self.of_people, self.state = company_list.gathered(entries.values()), state
        if abs(now - self.targets_at) >= TARGETS_LAST:
            self.targets, self.targets_at, is_new = tuple(targets.every()), now, True
        if is_new:
            self.companies = company_list.with_targets(self.of_people, self.targets)
        return self.companies, entries


def forget_targets() -> None:
    """Read the lists of targets anew at the next look."""
    _kept(settings().state_table).targets_at = -TARGETS_LAST


@cache
def _kept(table: str) -> _Gathered:
    return _Gathered()


def page(search: CompanySearch, limit: int, cursor: str | None) -> CompanyPage:
    """The next `limit` companies that are what is looked for. Raises BadCompanyCursor."""
    plan, now = plans.active(), clock.now()
    as_of, behind = _behind(search, cursor) if cursor else (now, None)
    lives = half_lives.of_plan(plan)
    companies, entries = _kept(settings().state_table).up_to_date(now)
    wanted = company_list.looked_for(company_list.wanted(companies.by_key.values(), search.target), search.text)
    places = company_list.in_places(wanted, entries, search.sort, as_of, lives, behind)
    chosen = ((spot, each, company_list.best(each, entries, MOST_READ, as_of, lives)) for spot, each in places)
    there: list[CompanyShown] = []
    last: Spot | None = None
    looked_at = 0
    for spot, each, members in _read(chosen, limit):
        if len(there) == limit or (looked_at and looked_at + len(members) > MOST_LOOKED_AT):
            return CompanyPage(tuple(there), _cursor(search, last, as_of))
        looked_at += len(members)
        last = spot
        shown = _shown(each, members, companies, plan, now)
        if shown and _is_it(shown, search):
            there.append(shown)
    return CompanyPage(tuple(there), None)


def one(company: str) -> CompanyShown | None:
    """The company of this id, by whichever of its marks; None where nobody is of it."""
    plan, now = plans.active(), clock.now()
    companies, entries = _kept(settings().state_table).up_to_date(now)
    known = companies.of_id(company)
    if known is None:
        return None
    ids = company_list.best(known, entries, MOST_READ, now, half_lives.of_plan(plan))
    return _shown(known, _load(ids), companies, plan, now)


def stories(facts: CompanyFacts) -> list[tuple[Person, StoryPage]]:
    """What those of the company did lately who were heard of last."""
    latest = sorted(facts.people, key=lambda person: (-(person.last_at or 0), person.id))[:LATEST_OF]
    return [(person, portraits.story_page(person, LATEST_ENTRIES, None, most=LATEST_EVENTS)) for person in latest]


_Chosen = tuple[Spot, Colleagues, tuple[str, ...]]


def _read(chosen: Iterable[_Chosen], limit: int) -> Iterator[tuple[Spot, Colleagues, list[Person]]]:
    """Each company with its people; several are read at once."""
    for batch in _batches(chosen, limit):
        by_id = {person.id: person for person in _load([id for *_, ids in batch for id in ids])}
        for spot, each, ids in batch:
            yield spot, each, [by_id[id] for id in ids if id in by_id]


def _batches(chosen: Iterable[_Chosen], limit: int) -> Iterator[list[_Chosen]]:
    batch: list[_Chosen] = []
    people_of_it = 0
    for each in chosen:
        if batch and (len(batch) > limit or people_of_it + len(each[2]) > MOST_LOOKED_AT):
            yield batch
            batch, people_of_it = [], 0
        batch.append(each)
        people_of_it += len(each[2])
    if batch:
        yield batch


def _load(ids: Sequence[str]) -> list[Person]:
    by_id = people.load_many(ids)
    there = [person for id in ids if isinstance(person := by_id.get(id), Person) and person.is_lead]
    for id in set(ids) - {person.id for person in there}:
        directory.gone(id)
    return there


def _shown(
    company: Colleagues, members: list[Person], companies: Companies, plan: Plan, now: Millis
) -> CompanyShown | None:
    theirs = [person for person in members if companies.joint.key_of(marks.of(person)) == company.key]
    if not theirs and company.target is None:
        return None
    more = max(len(company.people) - MOST_READ, 0)
    return CompanyShown(facts_of(company.key, theirs, companies.joint, plan, now, company.target), more)


def _is_it(shown: CompanyShown, search: CompanySearch) -> bool:
    facts = shown.facts
    return (search.owner is None or facts.owner == search.owner) and (
        search.stage is None or facts.stage == search.stage
    )


def _cursor(search: CompanySearch, last: Spot | None, as_of: Millis) -> str:
    assert last is not None, "a company was looked at"
    return tokens.seal(secrets.root(), "companies", {"of": _mark(search), "as_of": as_of, **last._asdict()})


def _behind(search: CompanySearch, cursor: str) -> tuple[Millis, Spot]:
    told = tokens.unseal(secrets.root(), "companies", cursor)
    if not told or told.get("of") != _mark(search):
        raise BadCompanyCursor
    return told["as_of"], Spot(told["value"], told["id"])


def _mark(search: CompanySearch) -> str:
    return keys.short(*(str(each) for each in search))
