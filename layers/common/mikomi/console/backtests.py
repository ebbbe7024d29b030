"""A plan tried on what happened lately, as a page and for programs: a published version, or what waits for approval.

Rules
1. It looks at as many people as there is time for while somebody waits (`PEOPLE`, `EVENTS`), and says so: the command
   tries everybody.
2. What is to be known before a figure stands above it, the self-check first.
"""

from pydantic import ValidationError

from mikomi import clock
from mikomi.aws import people, plans
from mikomi.console.parameters import check
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.backtest import lines, report
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import COOLER, HOTTER, Bench
from mikomi.core.sales.alerts import display_name
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words import moments
from mikomi.core.words.wording import names_of
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json, Millis
from mikomi.model.formats import NewerFormat
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.shell.backtest import run, tried
from mikomi.shell.backtest.tried import NotUnderstood
from mikomi.shell.history import NeverPublished

PEOPLE, EVENTS = 100, 5_000
NAMED = 20
"""People that a page names behind a figure."""


def version(number: int, screen: Screen) -> Json:
    """The page of a published version. NeverPublished."""
    name = say("published.one", screen.language, n=number)
    try:
        return _page(tried.version(number), name, f"/console/versions/{number}", screen)
    except (NotUnderstood, NewerFormat, ValidationError):
        return _cannot(name, f"/console/versions/{number}", screen)


def candidate(plan: Plan | None, number: int, screen: Screen) -> Json:
    """The page of what waits for approval; None: this release cannot read it."""
    name, back = say("approval.one", screen.language, n=number), f"/console/versions/candidates/{number}"
    return _cannot(name, back, screen) if plan is None or plan.unread else _page(plan, name, back, screen)


def for_programs(request: Request, written: str) -> Json:
    """`/v1/versions/{n}/backtest`. `Refused` if it cannot be answered."""
    check(request, ("from", "to"))
    try:
        number = int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
        plan = tried.version(number)
    except NeverPublished:
        raise Refused("version_unknown") from None
    except (NotUnderstood, NewerFormat, ValidationError):
        raise Refused("version_not_understood") from None
    days = _days(request)
    plain, complete = _tried(plan, days)
    names = {**names_of(plans.active(), request.language), **names_of(plan, request.language)}
    said = lines.cautions(plain, days, names, request.language, {})
    return {**plain, "plan": {"version": number}, "against": None, "said": said, "complete": complete}


def _days(request: Request) -> TriedDays:
    lately = run.lately(plans.active().settings.timezone)
    calendar = Calendar.of(plans.active().settings)
    begin, end = request.query.get("from", ""), request.query.get("to", "")
    end_at = min(_moment(calendar, end, "/to", end=True) - 1, lately.end) if end else lately.end
    begin_at = _moment(calendar, begin, "/from") if begin else end_at - run.PERIOD
    if begin_at > end_at:
        raise Refused("period_invalid", "/to")
    return TriedDays(begin_at, end_at, lately.zone)


def _moment(calendar: Calendar, written: str, pointer: str, *, end: bool = False) -> Millis:
    try:
        return calendar.parse_moment(written, end=end)
    except ValueError:
        raise Refused("moment_invalid", pointer, name=pointer[1:]) from None


def _tried(plan: Plan, days: TriedDays) -> tuple[Json, bool]:
    bench = Bench(tried.books_of(plan), None, tried.running(), days, clock.now())
    trial, complete = run.first_of(bench, PEOPLE, EVENTS)
    return report.plain(trial, days), complete


def _page(plan: Plan, name: str, back: str, screen: Screen) -> Json:
    language, days = screen.language, run.lately(screen.zone)
    plain, complete = _tried(plan, days)
    called = _called(plain, language)
    names = {**screen.names, **names_of(plan, language)}
    figures = [each for each in plain["figures"] if not lines.is_plain_day(each)]
    begin, end = (moments.full(at, days.zone, language, clock.now()) for at in (days.begin, days.end))
    return {
        "name": name,
        "back": back,
        "lead": say("tried.lead", language, begin=begin, end=end),
        "partly": "" if complete else say("tried.partly", language, n=f"{plain['people']:,}"),
        "holds": plain["self_check"]["effects"] == plain["self_check"]["equal"] + plain["self_check"]["explained"],
        "said": lines.cautions(plain, days, names, language, called),
        "parted": any("without" in each for each in figures),
        "rows": [
            {**row._asdict(), "people": _named(figure, called)}
            for figure, row in zip(figures, lines.rows(figures, names, language), strict=True)
        ],
    }


def _cannot(name: str, back: str, screen: Screen) -> Json:
    said = [say("tried.not_understood", screen.language)]
    return {
        "name": name,
        "back": back,
        "lead": "",
        "partly": "",
        "holds": False,
        "said": said,
        "parted": False,
        "rows": [],
    }


def _named(figure: Json, called: dict[str, str]) -> list[tuple[str, str]]:
    if figure["name"] not in (HOTTER, COOLER):
        return []
    return [(each, called.get(each, each)) for each in figure["people"][:NAMED]]


def _called(plain: Json, language: str) -> dict[str, str]:
    ids = {each["person"] for each in plain["self_check"]["differences"][: lines.SHOWN]}
    ids |= {who for each in plain["figures"] if each["name"] in (HOTTER, COOLER) for who in each["people"][:NAMED]}
    there = people.load_many(ids) if ids else {}
    return {name: display_name(who, language) for name, who in there.items() if isinstance(who, Person)}
