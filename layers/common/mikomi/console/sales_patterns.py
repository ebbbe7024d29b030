"""The part of the page of score and sales that tells what those did before they were handed over who were won."""

from mikomi.console.behind import address, deed
from mikomi.console.blocks import Block, rate_with_interval
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.pictures.table import Link, Table
from mikomi.core.results.counted import Counted
from mikomi.core.results.handovers import Handover
from mikomi.core.results.patterns import Pattern, patterns
from mikomi.core.results.sales import FEWEST


def block(alerts: list[Handover], night: Counted, screen: Screen) -> Block | None:
    """None where too little is known, or nothing was done by enough people."""
    language, made = screen.language, patterns(alerts, night, screen.plan)
    if made is None or not made.patterns:
        return None

    def row(each: Pattern) -> tuple[str | Link, ...]:
        of = {"step": each.kind, "detail": each.what}
        share, low, high = map(sentences.points, each.lift)
        return (
            deed(each.kind, each.what, None, screen),
            Link(f"{each.having.of:,}", address(None, "pattern_known", **of)),
            Link(f"{each.having.reached:,}", address(None, "pattern_won", **of)),
            rate_with_interval(each.having, language),
            rate_with_interval(each.lacking, language),
            say("sales.lift", language, share=share, low=low, high=high),
            say("sales.patterns.yes" if each.stands_out else "sales.patterns.no", language),
        )

    names = ("deed", "did", "did_won", "rate", "others", "apart", "stands_out")
    head = tuple(say(f"sales.{name}", language) for name in names)
    found = sum(each.stands_out for each in made.patterns)
    said = say("sales.patterns_said" if found else "sales.patterns_none", language, n=found, of=made.looked_at)
    lead = say("sales.patterns_lead", language, fewest=FEWEST)
    table = Table(head, tuple(map(row, made.patterns)))
    return Block("patterns", say("sales.patterns", language), lead, [said], table=table)
