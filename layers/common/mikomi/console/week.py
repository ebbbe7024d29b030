"""What a number of a week counts: one row for each, with whose it is; as a page, and as a file."""

from collections.abc import Sequence

from mikomi import keys
from mikomi.aws import people
from mikomi.aws.people import Alias
from mikomi.console import start
from mikomi.console.views import Screen, clipped, iso
from mikomi.console.words import say
from mikomi.core import week
from mikomi.core.mails.honorific import full_name
from mikomi.core.pictures.table import Table, as_csv
from mikomi.core.week import Thing
from mikomi.core.words import moments
from mikomi.core.words.wording import mail_name
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person
from mikomi.shell.archive import counted

SHOWN = 50
MOST_SAVED = 20_000
"""Rows of a file that is made while somebody waits."""


class NoSuchList(LookupError):
    """Not a number of a week that is told."""


def seen(name: str, number: str, query: dict[str, str], screen: Screen) -> Json:
    """A page of the list. Raises NoSuchList."""
    things = _things(name, number, query)
    until, first = _number(query.get("until", "")), _number(query.get("from", "")) or 0
    rolled = counted.week()
    here = f"{start.HERE}/{name}/{number}"
    kept = f"until={until}&" if until is not None else ""
    told = next((each for each in rolled["weeks"].values() if each["name"] == name), None) if rolled else None
    return {
        "title": start.number_name(number, rolled["hot"] if rolled else None, screen),
        "span": _span(told, until, screen) if told else "",
        "count": f"{len(things):,}",
        "rows": [_row(thing, person, screen) for thing, person in _with_people(things[first : first + SHOWN])],
        "more": f"{here}?{kept}from={first + SHOWN}" if len(things) > first + SHOWN else "",
        "saved": f"{here}.csv?{kept}",
    }


def file(name: str, number: str, query: dict[str, str], screen: Screen) -> str:
    """The whole list as a file. Raises NoSuchList."""
    head = tuple(say(f"week.{column}", screen.language) for column in ("when", "who", "company", "email", "what"))
    things = _things(name, number, query)[:MOST_SAVED]
    rows = (_row(thing, person, screen) for thing, person in _with_people(things))
    columns = ("at", "name", "company", "email", "what")
    return as_csv(Table(head, tuple(tuple(row[column] for column in columns) for row in rows)))


def _things(name: str, number: str, query: dict[str, str]) -> list[Thing]:
    found = counted.listed(name, number, _number(query.get("until", ""))) if number in week.NUMBERS else None
    if found is None:
        raise NoSuchList(name)
    return found


def _number(written: str) -> Millis | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else None


def _span(of_week: Json, until: Millis | None, screen: Screen) -> str:
    ends = {
        "begins": moments.full(of_week["from"], screen.zone, screen.language, screen.now),
        "ends": moments.full(of_week["until"] if until is None else until, screen.zone, screen.language, screen.now),
    }
    return say("week.since", screen.language, **ends)


def _with_people(things: Sequence[Thing]) -> list[tuple[Thing, Person | None]]:
    """Each with whose it is by now; None for who is not there any more."""
    places = [keys.visitor_id(each.who) if each.who.startswith("a:") else each.who for each in things]
    found = people.load_many(dict.fromkeys(places))
    led = {what.to for what in found.values() if isinstance(what, Alias)} - found.keys()
    found |= people.load_many(led)

    def at(place: str) -> Person | None:
        there = found.get(place)
        there = found.get(there.to) if isinstance(there, Alias) else there
        return there if isinstance(there, Person) else None

    return [(thing, at(place)) for thing, place in zip(things, places, strict=True)]


def _row(thing: Thing, person: Person | None, screen: Screen) -> Json:
    """Who is still a visitor is not led to: only who knows the browser's own id sees what it did."""
    lead = person if person and person.is_lead else None
    name = clipped(full_name(lead.traits_plain, screen.language)) or lead.email or "" if lead else ""
    nameless = say("nameless" if lead else "week.visitor" if person else "week.no_more", screen.language)
    return {
        "id": lead.id if lead else "",
        "name": name or nameless,
        "company": clipped(lead.trait("company")) if lead else "",
        "email": (lead.email or "") if lead else "",
        "what": _what(thing, screen),
        "at": iso(thing.at),
        "moment": moments.full(thing.at, screen.zone, screen.language, screen.now),
    }


def _what(thing: Thing, screen: Screen) -> str:
    """`資料請求のお礼: 「よくあるご質問」`: of a mail or a goal, where."""
    scenario = screen.names.get(f"scenario:{thing.scenario}", thing.scenario)
    step, _, variant = thing.step.partition(":")
    mail = mail_name(screen.names, thing.scenario, step, variant)
    return clipped(": ".join(filter(None, (scenario, mail))))
