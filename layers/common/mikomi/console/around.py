"""Before and after a version: on its own page, on the page of each scenario that it changed, and for programs.

Rules
1. Why it cannot be compared stands in place of the difference; the numbers of both sides stay, where there are any.
2. Each number opens its people.
"""

from mikomi.aws import plans
from mikomi.console.behind import address
from mikomi.console.blocks import Block, rate_with_interval
from mikomi.console.parameters import check
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.pictures.table import Link, Table
from mikomi.core.results import around
from mikomi.core.results.around import Around, Weeks
from mikomi.core.results.counted import Counted
from mikomi.core.results.handovers import handovers
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.telling import revision
from mikomi.core.words.around_lines import around_line
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario
from mikomi.shell import history
from mikomi.shell.archive import counted
from mikomi.shell.history import NeverPublished

Cells = tuple[str | Link, ...]
Named = tuple[str, int, Around]
"""What a row is called, by which version it is parted, and what came before and after."""
_COLUMNS = ("side", "known", "reached", "not_yet", "rate")


def of_version(plan: Plan) -> list[Around]:
    """Before and after this version, by the running plan's word on what sales answered."""
    return around.of_version(plan, counted.scenarios(), handovers(counted.looked_back(), plans.active()))


def for_programs(request: Request, written: str) -> Json:
    """`/v1/versions/{n}/around`. `Refused` if there is no such version."""
    check(request, ())
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
    try:
        if not 0 < number <= plans.pointer_version():
            raise KeyError(number)
        plan = plans.version(number)
    except KeyError:
        raise Refused("version_unknown") from None
    return around.outline(number, counted.scenarios(), of_version(plan))


def page(number: int, screen: Screen) -> Block | None:
    """The part of a version's page; None where nothing was counted that could be told."""
    try:
        plan = plans.version(number)
    except KeyError:
        return None
    made = of_version(plan)
    if not made:
        return None
    named = [(_name(each, screen), number, each) for each in made]
    others = sorted({other for each in made for other in each.meanwhile})
    return _block(named, [*_said(named, screen), *_meanwhile(others, screen)], counted.scenarios(), screen)


def block(scenario: Scenario, of: Counted, screen: Screen) -> Block | None:
    """The part of a scenario's page: every version that changed it."""
    language = screen.language
    made = [
        (say("published.one", language, n=number), number, each)
        for number, each in around.of_changes(scenario.id, of, Calendar.of(screen.plan.settings))
    ]
    return _block(made, _said(made, screen), of, screen) if made else None


def _block(made: list[Named], said: list[str], of: Counted, screen: Screen) -> Block:
    language = screen.language
    head = (say("around.what", language), *(say(f"around.{name}", language) for name in _COLUMNS))
    rows = [
        _row(name, number, each, side, of, screen, after=after)
        for name, number, each in made
        for side, after in ((each.before, False), (each.after, True))
        if side
    ]
    table = Table(head, tuple(rows)) if rows else None
    return Block("around", say("around", language), say("around.lead", language), said, table=table)


def _said(made: list[Named], screen: Screen) -> list[str]:
    """What may be said of each, by name."""
    between = "：" if screen.language == "ja" else ": "
    return [f"{name}{between}{around.sentence(each, screen.language)}" for name, _, each in made]


def _meanwhile(others: list[int], screen: Screen) -> list[str]:
    """Which other versions came in these weeks, and what they changed."""
    language, told = screen.language, []
    for number in others:
        name = say("published.one", language, n=number)
        try:
            brief = revision.in_brief(history.revised(history.one(number).over, number, language), language)
        except NeverPublished:
            brief = ""
        told.append((f"{name}（{brief}）" if language == "ja" else f"{name} ({brief})") if brief else name)
    joined = ("、" if language == "ja" else ", ").join(told)
    return [around_line("meanwhile", language, versions=joined)] if told else []


def _row(name: str, number: int, each: Around, side: Weeks, of: Counted, screen: Screen, *, after: bool) -> Cells:
    language = screen.language
    days = {"from": side.first.isoformat(), "until": side.last.isoformat()}
    names: tuple[str, ...] = ("alert_judged", "alert_won", "alert_not_yet")
    if each.scenario:
        known = {row["plan"] for row in of.of("editions", each.scenario)}
        days["plans"] = ",".join(str(plan) for plan in sorted(known) if (plan >= number) is after)
        names = ("known", "known_goal", "open")
    counts = (side.rate.of, side.rate.reached, side.rate.not_yet)
    links = (Link(f"{n:,}", address(each.scenario, what, **days)) for n, what in zip(counts, names, strict=True))
    which = say("around.after" if after else "around.before", language)
    stretch = say("around.days", language, which=which, weeks=each.weeks, first=days["from"], last=days["until"])
    return (name, stretch, *links, rate_with_interval(side.rate, language))


def _name(each: Around, screen: Screen) -> str:
    if each.scenario is None:
        return around_line("handed_over", screen.language)
    name = screen.names.get(f"scenario:{each.scenario}", each.scenario)
    return say("around.changed" if each.changed else "around.same", screen.language, name=name)
