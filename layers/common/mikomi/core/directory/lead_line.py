"""What of a lead is looked through: the texts by which it is found, and a few facts by which it is chosen and sorted.

Rules
1. A listing follows from the person alone. It is written with the person, so it is never of another moment, and whoever
   is no lead has none.
2. It finds candidates, quickly. Whether somebody is what was looked for is decided on the person (`search.is_it`), so a
   listing may say too much, and never too little.
3. Written, it is one line: a release that adds something adds it at the end.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from mikomi.core.behaviour.values import text
from mikomi.core.companies import marks
from mikomi.core.companies.marks import CompanyMarks
from mikomi.core.directory.written_form import spelled, spellings, telephone
from mikomi.core.people import open_work
from mikomi.model.base import DAY, Millis
from mikomi.model.person import Person

BETWEEN = "\x1f"
"""Between two texts: no text that is compared holds it, so nothing is found across two of them."""
MOST_TEXTS, LONGEST = 24, 600
"""Texts of one lead, and the characters of all of them."""
NO_TIME: Millis = 10**15
"""Later than every moment."""
_KANA = ("kana", "furigana", "yomi", "フリガナ", "カナ", "ヨミ")
_PHONES = ("phone", "tel", "mobile", "電話", "携帯")
_ADDRESS = ("postalCode", "country", "state", "city", "street")


def _pair(gain: str) -> tuple[str, str, str]:
    return gain.partition(":")


class Deal(NamedTuple):
    """In which stage a deal stands since when, and what it is worth."""

    stage: str
    at: Millis
    worth: float


class Listing(Struct, frozen=True, gc=False):
    """`last_at`: when something was heard of the lead last; `on_site_at`: the same of a browser of its own. `gains`:
    when which points came or went within a day of the last ones. `facts`: tags, scenarios and stage, between marks.
    `company`: as of which company they are known. `work`: for whom something is to be done, by when at the earliest;
    without a moment `NO_TIME`. `deal`: how it stands. Nothing of these stands in a line that an older release wrote.

    Hundreds of thousands are kept in memory, and none leads back to itself: the collector has nothing to look for."""

    last_at: Millis
    on_site_at: Millis
    gains: tuple[tuple[Millis, float], ...]
    owners: tuple[str, ...]
    facts: str
    texts: str
    company: CompanyMarks = CompanyMarks()
    work: tuple[tuple[str, Millis], ...] = ()
    deal: Deal | None = None

    def written(self) -> str:
        deal = f"{self.deal.at}:{self.deal.worth:.15g}:{self.deal.stage}" if self.deal else ""
        work = BETWEEN.join(f"{due}:{rep}" for rep, due in self.work)
        gains = ",".join(f"{at}:{points:g}" for at, points in self.gains)
        owners, company = BETWEEN.join(self.owners), BETWEEN.join(map(_plain, self.company))
        parts = (str(self.last_at), str(self.on_site_at), gains, owners, self.facts, self.texts, company, work, deal)
        return "\t".join(parts)


def of(person: Person) -> Listing | None:
    """None for who is no lead."""
    if not person.is_lead:
        return None
    last = max((gain.at for gain in person.recent), default=0)
    stage = stage_of(person)
    facts = [
        *(fact("tag", tag) for tag in sorted(person.tags)),
        *sorted({fact("scenario", run.scenario) for run in person.enrolments if run.status == "active"}),
        *([fact("stage", stage)] if stage else []),
    ]
    return Listing(
        last_at=person.last_at or 0,
        on_site_at=max(
            (member.last_at for subject, member in person.members.items() if is_browser(subject)), default=0
        ),
        gains=tuple((gain.at, gain.points) for gain in person.recent if gain.at > last - DAY),
        owners=tuple(_plain(owner) for owner in owners_of(person)),
        facts="".join(facts),
        texts=_joined(texts_of(person)),
        company=marks.of(person),
        work=tuple(_work_of(person).items()),
        deal=_deal_of(person),
    )


def read(written: str) -> Listing:
    last_at, on_site_at, gains, owners, facts, texts, *more = written.split("\t")
    return Listing(
        int(last_at),
        int(on_site_at),
        tuple((int(at), float(points)) for at, _, points in map(_pair, gains.split(","))) if gains else (),
        tuple(owners.split(BETWEEN)) if owners else (),
        facts,
        texts,
        _company(more[0]) if more else CompanyMarks(),
        tuple((rep, int(due)) for due, _, rep in map(_pair, more[1].split(BETWEEN))) if any(more[1:2]) else (),
        _deal(more[2]) if any(more[2:3]) else None,
    )


@lru_cache(maxsize=50_000)
def _company(written: str) -> CompanyMarks:
    """Colleagues share what is written of their company."""
    return CompanyMarks(*written.split(BETWEEN)[:3])


def fact(kind: str, name: str) -> str:
    """One of the facts, as it stands in a lead_line."""
    return f"{BETWEEN}{kind}:{_plain(name)}{BETWEEN}"


def is_browser(subject: str) -> bool:
    """Whether somebody looks at pages there; what a program says of a user is no browser."""
    return subject.startswith("a:") and not subject.startswith("a:user:")


def _deal_of(person: Person) -> Deal | None:
    act = person.dealings.deal
    return Deal(_plain(act.value), act.at, act.worth) if act else None


def _deal(written: str) -> Deal:
    at, worth, stage = written.split(":", 2)
    return Deal(stage, int(at), float(worth))


def _work_of(person: Person) -> dict[str, Millis]:
    """Of each for whom something is to be done the earliest moment."""
    earliest: dict[str, Millis] = {}
    for work in open_work.of(person):
        for rep in work.reps:
            earliest.setdefault(_plain(rep), NO_TIME if work.due_at is None else work.due_at)
    return earliest


def stage_of(person: Person) -> str | None:
    """Where the deal stands, as sales said last; None where nobody has."""
    return person.dealings.stage or None


def owners_of(person: Person) -> tuple[str, ...]:
    """Whose the lead was said to be, what counts first first."""
    return tuple(owner for owner in (person.dealings.owner, person.owner) if owner)


def texts_of(person: Person) -> Iterator[str]:
    """By what the lead is found, as it is compared: address, name, reading, company, telephone, postal address."""
    traits = person.traits_plain
    yield spelled(person.email or "")
    yield spelled(person.user_id or "")
    last, first = (text(traits.get(name)) for name in ("lastName", "firstName"))
    for name in (text(traits.get("name")), last + first, first + last):
        yield spelled(name)
    yield from _readings(traits)
    company = traits.get("company")
    yield from spellings(text(company.get("name") if isinstance(company, dict) else company))
    for name, value in traits.items():
        if any(part in name.lower() for part in _PHONES):
            yield from telephone(text(value))
    address = traits.get("address")
    parts = [text(address.get(part)) for part in _ADDRESS] if isinstance(address, dict) else [text(address)]
    yield spelled("".join(parts))
    yield from (spelled(part) for part in parts[1:])


def _readings(traits: dict[str, Any]) -> Iterator[str]:
    """How the name is read, of whatever name the trait is; family names stand before given ones."""
    readings = {
        name: text(value)
        for name, value in traits.items()
        if any(part in name.lower() or part in name for part in _KANA)
    }
    in_order = sorted(readings, key=lambda name: ("first" in name.lower() or "given" in name.lower(), name))
    yield spelled("".join(readings[name] for name in in_order))
    yield from (spelled(readings[name]) for name in in_order)


def _joined(texts: Iterable[str]) -> str:
    """Each once, without what is a part of another one."""
    kept: list[str] = []
    for each in sorted(dict.fromkeys(texts), key=len, reverse=True)[:MOST_TEXTS]:
        if each and not any(each in longer for longer in kept):
            kept.append(each)
    return BETWEEN.join(kept)[:LONGEST]


def _plain(name: str) -> str:
    """A name without what would end its place in the line."""
    return " ".join(name.replace(BETWEEN, " ").split())
