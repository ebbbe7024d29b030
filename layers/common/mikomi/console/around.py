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
from mikomi.core.words.around_lines import around_line
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario
from mikomi.shell.archive import counted

Cells = tuple[str | Link, ...]
_COLUMNS = (
    *("weeks", "side.before", "known", "reached", "not_yet", "rate"),
    *("side.after", "known", "reached", "not_yet", "rate", "apart"),
)


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
    rows = [_row(_name(each, screen), number, each, counted.scenarios(), screen) for each in made]
    return _block("around.what", rows, made, screen)


def block(scenario: Scenario, of: Counted, screen: Screen) -> Block | None:
    """The part of a scenario's page: every version that changed it."""
    made = around.of_changes(scenario.id, of, Calendar.of(screen.plan.settings))
    if not made:
        return None
    rows = [
        _row(
            Link(say("published.one", screen.language, n=number), f"/console/versions/{number}"),
            number,
            each,
            of,
            screen,
        )
        for number, each in made
    ]
    return _block("versions.version", rows, [], screen)


def _block(first: str, rows: list[Cells], made: list[Around], screen: Screen) -> Block:
    language = screen.language
    head = (say(first, language), *(say(f"around.{name}", language) for name in _COLUMNS))
    others = sorted({number for each in made for number in each.meanwhile})
    said = []
    if others:
        named = ("、" if language == "ja" else ", ").join(say("published.one", language, n=n) for n in others)
        said.append(around_line("meanwhile", language, versions=named))
    return Block("around", say("around", language), say("around.lead", language), said, table=Table(head, tuple(rows)))


def _row(name: str | Link, number: int, each: Around, of: Counted, screen: Screen) -> Cells:
    return (
        name,
        f"{each.weeks}" if each.weeks else "–",
        *_side(each.before, each, number, of, screen, after=False),
        *_side(each.after, each, number, of, screen, after=True),
        around.sentence(each, screen.language),
    )


def _side(side: Weeks | None, each: Around, number: int, of: Counted, screen: Screen, *, after: bool) -> Cells:
    if side is None:
        return ("–",) * 5
    days = {"from": side.first.isoformat(), "until": side.last.isoformat()}
    names: tuple[str, ...] = ("alert_judged", "alert_won", "alert_not_yet")
    if each.scenario:
        known = {row["plan"] for row in of.of("editions", each.scenario)}
        days["plans"] = ",".join(str(plan) for plan in sorted(known) if (plan >= number) is after)
        names = ("known", "known_goal", "open")
    counts = (side.rate.of, side.rate.reached, side.rate.not_yet)
    links = (Link(f"{n:,}", address(each.scenario, what, **days)) for n, what in zip(counts, names, strict=True))
    return (f"{days['from']} – {days['until']}", *links, rate_with_interval(side.rate, screen.language))


def _name(each: Around, screen: Screen) -> str:
    if each.scenario is None:
        return around_line("handed_over", screen.language)
    name = screen.names.get(f"scenario:{each.scenario}", each.scenario)
    return f"{name} ※{say('around.changed', screen.language)}" if each.changed else name
