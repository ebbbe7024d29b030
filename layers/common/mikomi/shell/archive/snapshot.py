"""Everybody as they stand tonight, beside the events; and whose events are whose.

Rules
1. A browser's events are the person's at whose place it is at home; of a user without a browser, whoever was told of it
   last. A visitor that became a lead leads there.
2. The state goes along whole, so that what is asked one day can be answered by the same code that answers today.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from mikomi import keys
from mikomi.aws import archive, places
from mikomi.aws.people import Alias
from mikomi.core.behaviour import hours
from mikomi.model import stored_json
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell.archive.habits import WeekHours
from mikomi.shell.archive.tables import Tables

PEOPLE = "people/"


class Picture(NamedTuple):
    """`lines` is one JSON row a person (`model.archive.PEOPLE_COLUMNS`), `holders` maps a subject to its person.
    `hours`: what everybody did by the hour of the week, of so many people (`habits.WeekHours`)."""

    lines: bytes
    holders: dict[str, str]
    hours: WeekHours


def take(is_erased: Callable[[str], bool]) -> Picture:
    """Everybody but those who were erased."""
    became: dict[str, str] = {}
    latest: dict[str, tuple[int, str]] = {}
    homes: set[str] = set()
    lines, week, active = [], Counter[int](), 0
    for person_id, place in places.as_they_stand():
        if is_erased(f"p:{person_id}"):
            continue
        if isinstance(place, Alias):
            became[person_id] = place.to
        elif place:
            homes.add(person_id)
            week += (done := hours.by_week(place))
            active += bool(done)
            for subject, member in place.members.items():
                latest[subject] = max(latest.get(subject, (0, "")), (member.last_at, person_id))
        lines.append(msgspec.json.encode(_row(person_id, place)))
    written = b"\n".join(lines) + b"\n" if lines else b""
    return Picture(written, dict(_holders(became, latest, homes)), WeekHours(active, dict(week)))


def latest(base: Tables, is_erased: Callable[[str], bool]) -> dict[str, str]:
    """Put the latest picture in as the table `people`. Answers whose events are whose by it."""
    kept = max((each.key for each in archive.listing(PEOPLE)), default=None)
    base.add_people(archive.read(kept) if kept else None, is_erased)
    became: dict[str, str] = {}
    subjects: dict[str, tuple[int, str]] = {}
    homes: set[str] = set()
    for row in base.ask("SELECT person, became, subjects FROM people"):
        if row["became"]:
            became[row["person"]] = row["became"]
        elif row["subjects"]:
            homes.add(row["person"])
            subjects |= dict.fromkeys(json.loads(row["subjects"]), (0, row["person"]))
    return dict(_holders(became, subjects, homes))


def _holders(became: dict[str, str], latest: dict[str, tuple[int, str]], homes: set[str]) -> Iterator[tuple[str, str]]:
    for subject, (_, person) in latest.items():
        home = keys.visitor_id(subject) if subject.startswith("a:") else person
        yield subject, became.get(home) or (home if home in homes else person)
    for visitor, lead in became.items():
        yield f"o:{visitor}", lead
        yield f"p:{visitor}", lead


def _row(person_id: str, place: Person | Alias | None) -> Json:
    if isinstance(place, Alias):
        return {"person": person_id, "became": place.to, "is_lead": False}
    if place is None:
        return {"person": person_id}
    deal = place.dealings.deal
    return {
        "person": person_id,
        "is_lead": place.is_lead,
        "email": place.email,
        "band": place.band,
        "owner": place.owner,
        "first_at": place.first_at,
        "last_at": place.last_at,
        "consented_at": place.consent.at if place.consent else None,
        "unsubscribed_at": place.unsubscribed_at if place.is_unsubscribed else None,
        "subjects": json.dumps(sorted(place.members)),
        "state": stored_json.written(place).decode(),
        "stage": deal.value if deal else None,
        "staged_at": deal.at if deal else None,
    }
