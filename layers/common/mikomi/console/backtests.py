"""A plan tried on what happened lately, as a page and for programs: a published version, or what waits for approval.

Rules
1. It looks at as many people as there is time for while somebody waits (`PEOPLE`, `EVENTS`), and says so: the command
   tries everybody.
2. What is to be known before a figure stands above it, the self-check first.
"""

from pydantic import ValidationError

from mikomi import clock
from mikomi.aws import people, plans
from mikomi.console import forecasts
from mikomi.console.parameters import check, limit_of
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.backtest import forecast, forecast_text, lines, report
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.forecast import AskedFor
from mikomi.core.backtest.trial import COOLER, HOTTER, Bench, Trial
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
    plan, number = _version_asked_for(written)
    days = _days(request)
    trial, complete = _tried_on(plan, days)
    plain = report.plain(trial, days)
    names = {**names_of(plans.active(), request.language), **names_of(plan, request.language)}
    said = lines.cautions(plain, days, names, request.language, {})
    return {**plain, "plan": {"version": number}, "against": None, "said": said, "complete": complete}


def forecast_for_programs(request: Request, written: str) -> Json:
    """`/v1/versions/{n}/forecast`. `Refused` if it cannot be answered."""
    check(request, ("days", "scenario"))
    n = limit_of(request, forecasts.DAYS, forecast.MOST_DAYS, "days")
    plan, number = _version_asked_for(written)
    scenario = request.query.get("scenario") or None
    if scenario is not None and scenario not in plan.scenarios:
        raise Refused("scenario_unknown")
    days = run.whole_weeks(plans.active().settings.timezone, forecast.MOST_WEEKS)
    trial, complete = _tried_on(plan, days)
    ahead = forecasts.of(trial, plan, days, AskedFor(n, scenario), complete)
    tried_so, language = report.plain(trial, days), request.language
    names = {**names_of(plans.active(), language), **names_of(plan, language)}
    return {
        "self_check": tried_so["self_check"],
        **ahead,
        "plan": {"version": number},
        "said": forecast_text.cautions(ahead, tried_so, days, names, language, {}),
        "warned": forecast_text.warnings(ahead, names, language),
        "complete": complete,
    }


def _version_asked_for(written: str) -> tuple[Plan, int]:
    """The published version that a program names, and its number. `Refused`."""
    try:
        number = int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
        return tried.version(number), number
    except NeverPublished:
        raise Refused("version_unknown") from None
    except (NotUnderstood, NewerFormat, ValidationError):
        raise Refused("version_not_understood") from None


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


def _tried_on(plan: Plan, days: TriedDays) -> tuple[Trial, bool]:
    """What can be tried while somebody waits, and whether that is everybody."""
    bench = Bench(tried.books_of(plan), None, tried.running(), days, clock.now())
    return run.first_of(bench, PEOPLE, EVENTS)


def _page(plan: Plan, name: str, back: str, screen: Screen) -> Json:
    language, days = screen.language, run.lately(screen.zone)
    trial, complete = _tried_on(plan, days)
    plain = report.plain(trial, days)
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
        "ahead": forecasts.section(trial, plan, days, complete, language, names),
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
        "ahead": None,
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
