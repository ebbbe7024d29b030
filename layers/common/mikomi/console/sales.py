"""The page of score and sales: what was handed over, what came of it by band and by rule, how well the score told them
apart, and how long the system and the people took. Counted once a night.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from mikomi.console import behind, sales_chances, sales_patterns, sales_times
from mikomi.console.behind import address, alert_detail, band_name
from mikomi.console.blocks import Block, as_of, rate_with_interval
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.directory.deals import StageDeals
from mikomi.core.figures import sentences
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.pairs import Pair, pairs
from mikomi.core.pictures.table import Link, as_csv
from mikomi.core.results import sales
from mikomi.core.results.counted import Counted
from mikomi.core.results.handovers import KNOWN_AFTER, Handover, handovers
from mikomi.core.results.sales import ENOUGH, FEWEST, WIDEST, BandResult, RuleResult
from mikomi.model.base import Json
from mikomi.shell.archive import counted
from mikomi.shell.archive.behind import asked as numbers_of
from mikomi.shell.people import deals


def seen(screen: Screen) -> Json:
    night = counted.looked_back()
    return {"as_of": as_of(night, screen), "blocks": _blocks(night, screen)}


def people(query: Mapping[str, str], screen: Screen) -> Json | None:
    """A page of those behind a number; None for what is no number."""
    asked = numbers_of(None, query)
    return {**behind.seen(None, asked, query, screen), "of": say("sales", screen.language)} if asked else None


def file(name: str, query: Mapping[str, str], screen: Screen) -> str | None:
    if name == "people":
        asked = numbers_of(None, query)
        return behind.file(asked, screen) if asked else None
    made = _blocks(counted.looked_back(), screen)
    return next((as_csv(block.table) for block in made if block.id == name and block.table), None)


def _blocks(night: Counted, screen: Screen) -> list[Block]:
    alerts = handovers(night, screen.plan)
    standing = [block] if (block := _deals(screen)) else []
    if not alerts:
        return standing
    made = [*standing, _bands(alerts, screen), _rules(alerts, screen)]
    made += [sales_chances.block(alerts, night, screen), sales_patterns.block(alerts, night, screen)]
    made += [_answers(alerts, screen)]
    return [block for block in (*made, *sales_times.blocks(alerts, night.as_of or 0, screen)) if block]


def _deals(screen: Screen) -> Block | None:
    """How the deals stand at this moment; None where nobody is in a stage."""
    language, tallies = screen.language, deals.counted()
    if not tallies:
        return None

    def bar(each: StageDeals) -> Bar:
        here = f"/console/leads?{urlencode({'stage': each.stage})}"
        parts = (each.all, each.this_month, each.last_month)
        row = [cell for part in parts for cell in (f"{part.leads:,}", f"{part.worth:,.0f}" if part.worth else "–")]
        name = screen.names.get(f"stage:{each.stage}", each.stage)
        said = " · ".join(cell for cell in row[:2] if cell != "–")
        return Bar(name, each.all.leads, said, (Link(row[0], here), *row[1:]), "", here)

    names = ("stage", "in_it", "value", "this_month", "value", "last_month", "value")
    head = tuple(say(f"sales.{name}", language) for name in names)
    chart = bars([bar(each) for each in tallies], say("sales.deals", language), head)
    return Block("deals", say("sales.deals", language), say("sales.deals_lead", language), [], chart.svg, chart.table)


def _bands(alerts: list[Handover], screen: Screen) -> Block:
    language = screen.language

    def bar(each: BandResult) -> Bar:
        band, rate = each.band, each.rate
        counts = (
            (rate.of, "alert_judged"),
            (rate.reached, "alert_won"),
            (rate.not_yet, "alert_not_yet"),
            (each.excluded, "alert_excluded"),
        )
        links = tuple(Link(f"{n:,}", address(None, what, step=band)) for n, what in counts)
        row: tuple[str | Link, ...] = (*links, rate_with_interval(rate, language))
        shown = {"n": f"{rate.reached:,}", "of": f"{rate.of:,}"}
        said = say("sources.open", language, n=f"{rate.not_yet:,}")
        if rate.share is not None:
            said = say("sources.said", language, share=sentences.percent(rate.share), **shown)
        name = band_name(band, screen) or say("sales.by_step", language)
        return Bar(name, rate.share or 0.0, said, row, "", links[0].to)

    names = ("band", "judged", "won", "not_yet", "excluded", "rate")
    chart = bars(
        [bar(each) for each in sales.by_band(alerts, screen.plan.scoring)],
        say("sales.bands", language),
        tuple(say(f"sales.{name}", language) for name in names),
    )
    apart = sales.told_apart(alerts)
    said = _few(alerts, language)
    if apart:
        figures = {name: f"{getattr(apart, name):.2f}" for name in ("auc", "low", "high")}
        said = say("sales.auc", language, **figures, won=f"{apart.first:,}", lost=f"{apart.second:,}")
    lead = say("sales.bands_lead", language, days=KNOWN_AFTER)
    return Block("bands", say("sales.bands", language), lead, [said], chart.svg, chart.table)


def _few(alerts: list[Handover], language: str) -> str:
    """How many are to go before the score can be judged; of scores that nobody noted, that."""
    to_go = sales.still_to_go(alerts)
    if to_go.is_over:
        return say("sales.unscored", language)
    return say("sales.few", language, enough=ENOUGH, won=f"{to_go.won:,}", lost=f"{to_go.lost:,}")


def _rules(alerts: list[Handover], screen: Screen) -> Block | None:
    language, found = screen.language, sales.by_rule(alerts)
    if not found:
        return None
    if not sales.still_to_go(alerts).is_over:
        return Block("rules", say("sales.rules", language), "", [_few(alerts, language)])

    def pair(each: RuleResult) -> Pair:
        sides = ((each.having, "rule_with"), (each.lacking, "rule_without"))
        cells: list[str | Link] = []
        for rate, what in sides:
            cells += [
                Link(f"{rate.of:,}", address(None, what, detail=each.rule)),
                Link(f"{rate.reached:,}", address(None, f"{what}_won", detail=each.rule)),
                rate_with_interval(rate, language),
            ]
        apart = "–"
        if each.apart:
            low, high = (sentences.points(bound) for bound in each.apart)
            apart = say("sales.between", language, low=low, high=high)
        row = (*cells, apart, say(f"sales.verdict.{each.verdict}", language))
        shares = (each.having.share or 0.0, each.lacking.share or 0.0)
        return Pair(_rule(each, screen), *shares, (_share(each.having), _share(each.lacking)), row)

    title, most = say("sales.rules", language), found[0].having.of + found[0].lacking.of
    names = ("rule", "with", "with_won", "rate", "without", "without_won", "rate", "apart", "verdict")
    head = tuple(say(f"sales.{name}", language) for name in names)
    sides = (say("sales.with", language), say("sales.without", language))
    chart = pairs([pair(each) for each in found], sides, title, head)
    idle = [_rule(each, screen) for each in found if each.verdict == "nothing"]
    joined = ("、" if language == "ja" else ", ").join(idle)
    said = say("sales.rules_nothing", language, rules=joined) if idle else say("sales.rules_none", language)
    width = f"{100 * WIDEST:.0f}"
    lead = say("sales.rules_lead", language, days=KNOWN_AFTER, fewest=FEWEST, width=width)
    notes = [say("sales.rules_of", language, n=f"{most:,}"), said, say("sales.rules_fit", language)]
    return Block("rules", title, lead, notes, chart.svg, chart.table)


def _rule(each: RuleResult, screen: Screen) -> str:
    return alert_detail("rule_with", each.rule, screen)


def _share(rate: Rate) -> str:
    return f"{rate.reached:,}/{rate.of:,}" if rate.of else "–"


def _answers(alerts: list[Handover], screen: Screen) -> Block:
    """From the alert to the answer: each out of what was handed over."""
    language, counts = screen.language, dict[str, int]()
    for each in alerts:
        if each.answer:
            counts[each.answer] = counts.get(each.answer, 0) + 1
    sent = sum(each.is_sent for each in alerts)
    looked = sum("seen" in each.came for each in alerts)
    rows = [
        (say("sales.decided", language), len(alerts), address(None, "alert"), ""),
        (say("sales.sent", language), sent, address(None, "alert_sent"), ""),
        (say("sales.seen", language), looked, address(None, "alert_seen"), ""),
        (say("sales.open", language), sent - sum(counts.values()), address(None, "alert_open"), "before"),
        *(
            (alert_detail("alert_answered", key, screen), n, address(None, "alert_answered", detail=key), "")
            for key, n in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        ),
    ]

    def bar(name: str, n: int, to: str, tone: str) -> Bar:
        share = sentences.percent(n / len(alerts))
        said = f"{n:,}（{share}）" if language == "ja" else f"{n:,} ({share})"
        return Bar(name, n, said, (Link(f"{n:,}", to), share), tone, to)

    head = tuple(say(f"sales.{name}", language) for name in ("what", "n", "of_all"))
    chart = bars([bar(*row) for row in rows], say("sales.answers", language), head)
    title, lead = (say(key, language) for key in ("sales.answers", "sales.answers_lead"))
    return Block("answers", title, lead, [], chart.svg, chart.table)
