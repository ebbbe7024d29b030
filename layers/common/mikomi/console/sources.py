"""The page of where people came from: new leads by source, and of each scenario how many reached its goal, by the first
touch, by the last, by segment, and week by week. All but the weeks is counted once a night.
"""

from collections.abc import Mapping
from datetime import timedelta

from mikomi.console import behind
from mikomi.console.behind import address, segment, source
from mikomi.console.blocks import Block, as_of, rate_with_interval
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import Link, as_csv
from mikomi.core.results import sources
from mikomi.core.results.counted import Counted
from mikomi.core.results.numbers import SEGMENT
from mikomi.core.results.sources import LATELY, Touch
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario
from mikomi.model.words import in_language
from mikomi.shell.archive import counted
from mikomi.shell.archive.behind import asked as numbers_of


def seen(screen: Screen) -> Json:
    night = counted.looked_back()
    return {"as_of": as_of(night, screen), "blocks": _blocks(screen)}


def people(query: Mapping[str, str], screen: Screen) -> Json | None:
    """A page of the leads behind a number; None for what is no number."""
    asked = numbers_of(None, query)
    return {**behind.seen(None, asked, query, screen), "of": say("sources", screen.language)} if asked else None


def file(name: str, query: Mapping[str, str], screen: Screen) -> str | None:
    """One of the tables, or the people of a number, as a file; None for what is none."""
    if name == "people":
        asked = numbers_of(None, query)
        return behind.file(asked, screen) if asked else None
    return next((as_csv(block.table) for block in _blocks(screen) if block.id == name and block.table), None)


def _blocks(screen: Screen) -> list[Block]:
    night, now = counted.looked_back(), counted.scenarios()
    made = [_leads(night, screen)]
    for scenario in screen.plan.scenarios.values():
        if scenario.goal:
            made += [_origins(scenario, night, touch, screen) for touch in ("last", "first")]
            made.append(_segments(scenario, night, screen))
            made.append(_weeks(scenario, now, screen))
    return [block for block in made if block]


def _leads(night: Counted, screen: Screen) -> Block | None:
    language, found = screen.language, sources.leads(night)
    if not found:
        return None
    lately, before = (night.today - timedelta(days=days) for days in (LATELY, 2 * LATELY))

    def bar(each: sources.Leads) -> Bar:
        spans: tuple[tuple[int, dict[str, str]], ...] = (
            (each.lately, {"from": str(lately + timedelta(days=1))}),
            (each.before, {"from": str(before + timedelta(days=1)), "until": str(lately)}),
            (each.ever, {}),
        )
        links = tuple(Link(f"{n:,}", address(None, "lead", detail=each.source, **span)) for n, span in spans)
        return Bar(source(each.source, screen), each.lately, f"{each.lately:,}", links, "", links[0].to)

    head = tuple(say(f"sources.{name}", language) for name in ("source", "lately", "before", "ever"))
    chart = bars([bar(each) for each in found], say("sources.leads", language), head)
    title, lead = (say(key, language) for key in ("sources.leads", "sources.leads_lead"))
    return Block("leads", title, lead, [], chart.svg, chart.table)


def _origins(scenario: Scenario, night: Counted, touch: Touch, screen: Screen) -> Block | None:
    language, found = screen.language, sources.origins(night, scenario.id, touch)
    if not found:
        return None

    def bar(each: sources.Origin) -> Bar:
        counts = (("known", each.rate.of), ("known_goal", each.rate.reached), ("open", each.rate.not_yet))
        links = tuple(Link(f"{n:,}", address(scenario.id, f"{touch}_{what}", detail=each.source)) for what, n in counts)
        read = "–" if each.read is None else sentences.percent(each.read)
        row: tuple[str | Link, ...] = (*links, rate_with_interval(each.rate, language), read)
        return Bar(
            source(each.source, screen), each.rate.share or 0.0, _said(each.rate, language), row, "", links[0].to
        )

    names = ("source", "known", "reached", "waiting", "rate", "read")
    title = say(f"sources.{touch}", language, scenario=_name(scenario, screen))
    chart = bars([bar(each) for each in found], title, tuple(say(f"sources.{name}", language) for name in names))
    lead = say("sources.touch_lead", language)
    return Block(f"{scenario.id}-{touch}", title, lead, [], chart.svg, chart.table)


def _segments(scenario: Scenario, night: Counted, screen: Screen) -> Block | None:
    language, found = screen.language, sources.segments(night, scenario.id)
    if not found:
        return None

    def bar(each: sources.Entrants) -> Bar:
        counts = (("known", each.rate.of), ("known_goal", each.rate.reached), ("open", each.rate.not_yet))
        links = tuple(
            Link(f"{n:,}", address(scenario.id, f"{SEGMENT}{what}", detail=each.segment)) for what, n in counts
        )
        row: tuple[str | Link, ...] = (*links, rate_with_interval(each.rate, language))
        return Bar(
            segment(each.segment, screen), each.rate.share or 0.0, _said(each.rate, language), row, "", links[0].to
        )

    names = ("segment", "known", "reached", "waiting", "rate")
    title = say("sources.segments", language, scenario=_name(scenario, screen))
    chart = bars([bar(each) for each in found], title, tuple(say(f"sources.{name}", language) for name in names))
    return Block(f"{scenario.id}-segments", title, say("sources.segments_lead", language), [], chart.svg, chart.table)


def _weeks(scenario: Scenario, now: Counted, screen: Screen) -> Block | None:
    language, found = screen.language, sources.weeks(now, scenario.id)
    if not found:
        return None

    def bar(week: sources.Week) -> Bar:
        span = {"from": str(week.monday), "until": str(week.monday + timedelta(days=6))}
        counts = (("known", week.rate.of), ("known_goal", week.rate.reached), ("open", week.rate.not_yet))
        links = tuple(Link(f"{n:,}", address(scenario.id, what, **span)) for what, n in counts)
        row: tuple[str | Link, ...] = (*links, rate_with_interval(week.rate, language))
        return Bar(str(week.monday), week.rate.share or 0.0, _said(week.rate, language), row, "", links[0].to)

    names = ("week", "known", "reached", "waiting", "rate")
    title = say("sources.weeks", language, scenario=_name(scenario, screen))
    chart = bars([bar(week) for week in found], title, tuple(say(f"sources.{name}", language) for name in names))
    return Block(f"{scenario.id}-weeks", title, say("sources.weeks_lead", language), [], chart.svg, chart.table)


def _said(rate: Rate, language: str) -> str:
    if rate.share is None:
        return say("sources.open", language, n=f"{rate.not_yet:,}")
    return say("sources.said", language, share=sentences.percent(rate.share), n=f"{rate.reached:,}", of=f"{rate.of:,}")


def _name(scenario: Scenario, screen: Screen) -> str:
    return in_language(scenario.name, screen.language, scenario.id)
