"""What the templates print of what comes next: a table by day, each of whose numbers opens its people."""

from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import urlencode

from mikomi.console import frame, views
from mikomi.console.views import Screen
from mikomi.console.words import SAID, say
from mikomi.core.pictures.table import Link, Table, as_csv
from mikomi.core.telling.outlook import MAILING, WAITING, Coming
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.words import in_language
from mikomi.shell.people import outlook

HERE = "/console/next"
Shown = Callable[[str, Json], Response]


def respond(request: Request, place: Sequence[str], screen: Screen, shown: Shown) -> Response | None:
    """The table, the same as a file, or the people behind a number; None for what is none."""
    match place:
        case ["next"]:
            return shown("outlook.html", listed(screen))
        case ["next.csv"]:
            return frame.csv(file(screen), "next.csv")
        case ["next", "people"]:
            return shown("coming.html", people(request.query, screen))
        case _:
            return None


def listed(screen: Screen) -> Json:
    """The table of the next seven days."""
    ahead = outlook.ahead(screen.language)
    return {"table": _table(ahead.rows, screen), "more": ahead.more, "days": outlook.DAYS}


def file(screen: Screen) -> str:
    """The same as a file."""
    return as_csv(_table(outlook.ahead(screen.language).rows, screen))


def people(query: dict[str, str], screen: Screen) -> Json:
    """Those behind one number: as many as it says."""
    wanted = tuple(query.get(name, "") for name in ("day", "scenario", "step", "verb"))
    ahead = outlook.ahead(screen.language)
    row = next((row for row in ahead.rows if row[:4] == wanted), None)
    portraits = [ahead.people[id] for id in row.people] if row else []
    title = f"{_day(row.day, screen)} {_what(row, screen)}" if row else ""
    leads = [views.row(portrait, screen) for portrait in portraits if portrait.person.is_lead]
    return {"title": title, "leads": leads, "nameless": len(portraits) - len(leads), "more": ""}


def _table(rows: list[Coming], screen: Screen) -> Table:
    head = tuple(say(f"coming.{name}", screen.language) for name in ("day", "scenario", "step", "people"))
    return Table(head, tuple(_row(row, screen) for row in rows))


def _row(row: Coming, screen: Screen) -> tuple[str | Link, ...]:
    scenario = screen.plan.scenarios.get(row.scenario)
    named = in_language(scenario.name, screen.language, row.scenario) if scenario else row.scenario
    if row.verb == MAILING:
        to = Link(say("mailings.of_then", screen.language), f"/console/mailings/{row.step}")
        return (_day(row.day, screen), named, say("mailings.title", screen.language), to)
    place = {"day": row.day, "scenario": row.scenario, "step": row.step, "verb": row.verb}
    return (
        _day(row.day, screen),
        named or "–",
        _what(row, screen),
        Link(f"{len(row.people):,}", f"{HERE}/people?{urlencode(place)}"),
    )


def _what(row: Coming, screen: Screen) -> str:
    if row.verb == WAITING:
        return say("coming.waiting", screen.language)
    name = screen.names.get(f"step:{row.scenario}/{row.step}") or row.step
    key = f"next.{row.verb}" if f"next.{row.verb}" in SAID else "coming.ends" if not row.step else "next.other"
    return say(key, screen.language, name=name)


def _day(day: str, screen: Screen) -> str:
    moment = date.fromisoformat(day)
    weekday = say(f"weekday.{moment.weekday()}", screen.language)
    return (
        f"{moment.month}/{moment.day}（{weekday}）"
        if screen.language == "ja"
        else f"{weekday} {moment.month}/{moment.day}"
    )
