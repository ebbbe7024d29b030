"""The part of the page of score and sales that tells how long the system and the people took, and how often in time."""

from mikomi.console.behind import address
from mikomi.console.blocks import Block, rate_with_interval
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.pictures.table import Link, Table
from mikomi.core.results import promptness
from mikomi.core.results.handovers import Handover, has_sla
from mikomi.core.results.promptness import Wait
from mikomi.model.base import Millis


def blocks(alerts: list[Handover], as_of: Millis, screen: Screen) -> list[Block]:
    """The waits; and the SLA, where there is one."""
    made = [_waits(alerts, screen)]
    return [*made, _sla(alerts, as_of, screen)] if has_sla(screen.plan) else made


def _waits(alerts: list[Handover], screen: Screen) -> Block:
    language = screen.language

    def row(stage: str, wait: Wait) -> tuple[str | Link, ...]:
        spans = (_span(each, screen) for each in (wait.median, wait.p95))
        counts = ((wait.of, "alert_came"), (wait.open, "alert_waits"))
        links = (Link(f"{n:,}", address(None, what, detail=stage)) for n, what in counts)
        return (say(f"sales.stage.{stage}", language), *spans, *links)

    outside = sum(not each.in_hours for each in alerts)
    apart = (
        say("sales.out_of_hours", language), "–", "–", Link(f"{outside:,}", address(None, "alert_out_of_hours")), "–"
    )  # fmt: skip
    head = tuple(say(f"sales.{name}", language) for name in ("part", "median", "p95", "of", "still"))
    rows = [row(stage, wait) for stage, wait in promptness.waits(alerts).items()]
    table = Table(head, (*rows, apart))
    return Block("waits", say("sales.waits", language), say("sales.waits_lead", language), [], table=table)


def _sla(alerts: list[Handover], as_of: Millis, screen: Screen) -> Block:
    language, rate = screen.language, promptness.within_sla(alerts, as_of)
    counts = ((rate.of, "alert_due"), (rate.reached, "alert_in_time"), (rate.not_yet, "alert_running"))
    links = (Link(f"{n:,}", address(None, what)) for n, what in counts)
    row: tuple[str | Link, ...] = (say("sales.all", language), *links, rate_with_interval(rate, language))
    head = tuple(say(f"sales.{name}", language) for name in ("what", "due", "in_time", "running", "rate"))
    return Block("sla", say("sales.sla", language), say("sales.sla_lead", language), [], table=Table(head, (row,)))


def _span(ms: float | None, screen: Screen) -> str:
    if ms is None:
        return "–"
    minutes = round(ms / 60_000)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = (("days", days), ("hours", hours), ("minutes", rest if not days else 0))
    said = [say(f"sales.{name}", screen.language, n=n) for name, n in parts if n]
    return ("" if screen.language == "ja" else " ").join(said) or say("sales.at_once", screen.language)
