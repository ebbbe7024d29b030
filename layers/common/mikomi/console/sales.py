"""The page of score and sales: what was handed over, what came of it by band, how well the score told them apart, and
how long the system and the people took. Counted once a night.
"""

from collections.abc import Mapping
from datetime import timedelta

from mikomi.console import behind
from mikomi.console.behind import address
from mikomi.console.blocks import Block, rate_with_interval
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import Link, Table, as_csv
from mikomi.core.results import sales
from mikomi.core.results.counted import Counted
from mikomi.core.results.sales import KNOWN_AFTER, BandResult, Handover, Wait
from mikomi.core.words import moments
from mikomi.model.base import Json
from mikomi.model.words import in_language
from mikomi.shell.archive import counted
from mikomi.shell.archive.behind import asked as numbers_of


def seen(screen: Screen) -> Json:
    night = counted.looked_back()
    as_of = say("sources.not_yet", screen.language)
    if night.as_of is not None:
        at = moments.full(night.as_of, screen.zone, screen.language, screen.now)
        as_of = say("sources.as_of", screen.language, at=at)
    return {"as_of": as_of, "blocks": _blocks(night, screen)}


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
    alerts = sales.handovers(night, screen.plan.scoring)
    if not alerts:
        return []
    return [_bands(night, alerts, screen), _answers(alerts, screen), _waits(alerts, screen)]


def _bands(night: Counted, alerts: list[Handover], screen: Screen) -> Block:
    language = screen.language
    known = {"until": str(night.today - timedelta(days=KNOWN_AFTER + 1))}
    waiting = {"from": str(night.today - timedelta(days=KNOWN_AFTER))}

    def bar(each: BandResult) -> Bar:
        band, rate = each.band, each.rate
        counts = (
            (rate.of, "alert_judged", known),
            (rate.reached, "alert_won", known),
            (rate.not_yet, "alert", waiting),
            (each.excluded, "alert_excluded", known),
        )
        links = tuple(Link(f"{n:,}", address(None, what, step=band, **span)) for n, what, span in counts)
        row: tuple[str | Link, ...] = (*links, rate_with_interval(rate, language))
        shown = {"n": f"{rate.reached:,}", "of": f"{rate.of:,}"}
        said = say("sources.open", language, n=f"{rate.not_yet:,}")
        if rate.share is not None:
            said = say("sources.said", language, share=sentences.percent(rate.share), **shown)
        return Bar(_band(band, screen), rate.share or 0.0, said, row, "", links[0].to)

    names = ("band", "judged", "won", "not_yet", "excluded", "rate")
    results = sales.by_band(night, alerts, screen.plan.scoring)
    chart = bars(
        [bar(each) for each in results],
        say("sales.bands", language),
        tuple(say(f"sales.{name}", language) for name in names),
    )
    apart = sales.told_apart(night, alerts)
    said = say("sales.few", language)
    if apart:
        figures = {name: f"{getattr(apart, name):.2f}" for name in ("auc", "low", "high")}
        said = say("sales.auc", language, **figures, won=f"{apart.first:,}", lost=f"{apart.second:,}")
    lead = say("sales.bands_lead", language, days=KNOWN_AFTER)
    return Block("bands", say("sales.bands", language), lead, [said], chart.svg, chart.table)


def _answers(alerts: list[Handover], screen: Screen) -> Block:
    """From the alert to the answer: each out of what was handed over."""
    language, counts = screen.language, dict[str, int]()
    for each in alerts:
        if each.answer:
            counts[each.answer] = counts.get(each.answer, 0) + 1
    sent = sum(each.sent_at is not None or each.answer is not None for each in alerts)
    rows = [
        (say("sales.decided", language), len(alerts), address(None, "alert"), ""),
        (say("sales.sent", language), sent, address(None, "alert_sent"), ""),
        (say("sales.open", language), sent - sum(counts.values()), address(None, "alert_open"), "before"),
        *(
            (_answer(key, screen), n, address(None, "alert_answered", detail=key), "")
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


def _waits(alerts: list[Handover], screen: Screen) -> Block:
    language = screen.language

    def row(name: str, wait: Wait) -> tuple[str, ...]:
        spans = (_span(each, screen) for each in (wait.median, wait.p95))
        return (say(f"sales.{name}", language), *spans, f"{wait.of:,}", f"{wait.open:,}")

    head = tuple(say(f"sales.{name}", language) for name in ("wait", "median", "p95", "of", "still"))
    taken = sales.waits(alerts)
    table = Table(head, (row("system", taken.system), row("person", taken.person)))
    return Block("waits", say("sales.waits", language), say("sales.waits_lead", language), [], table=table)


def _span(ms: float | None, screen: Screen) -> str:
    if ms is None:
        return "–"
    minutes = round(ms / 60_000)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = (("days", days), ("hours", hours), ("minutes", rest if not days else 0))
    said = [say(f"sales.{name}", screen.language, n=n) for name, n in parts if n]
    return ("" if screen.language == "ja" else " ").join(said) or say("sales.at_once", screen.language)


def _band(name: str, screen: Screen) -> str:
    if not name:
        return say("sales.by_step", screen.language)
    known = next((band for band in screen.plan.scoring.bands if band.id == name), None)
    return in_language(known.name, screen.language, name) if known else name


def _answer(key: str, screen: Screen) -> str:
    known = screen.plan.scoring.feedback.get(key)
    return in_language(known.label, screen.language, key) if known else key
