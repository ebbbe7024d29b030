"""The part of the page of score and sales that tells how likely a hand-over is won by its score, and whether that came
true in the last month of what is known.
"""

from mikomi.console.behind import address
from mikomi.console.blocks import Block, rate_with_interval
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.pictures.table import Link, Table
from mikomi.core.results.counted import Counted
from mikomi.core.results.handovers import Handover
from mikomi.core.results.propensity import ScoreGroup, propensity


def block(alerts: list[Handover], night: Counted, screen: Screen) -> Block | None:
    """None as long as too little is known."""
    language, made = screen.language, propensity(alerts, night)
    if made is None:
        return None

    def row(each: ScoreGroup) -> tuple[str | Link, ...]:
        of = {"detail": each.range, "from": made.since.isoformat()}
        return (
            say("sales.between", language, low=f"{each.low:g}", high=f"{each.high:g}"),
            sentences.percent(each.expected),
            Link(f"{each.rate.of:,}", address(None, "alert_scored", **of)),
            Link(f"{each.rate.reached:,}", address(None, "alert_scored_won", **of)),
            rate_with_interval(each.rate, language),
            say("sales.chances.yes" if each.came_true else "sales.chances.no", language),
        )

    names = ("score", "expected", "judged", "won", "rate", "came_true")
    head = tuple(say(f"sales.{name}", language) for name in names)
    counts = {"won": f"{made.learnt.reached:,}", "of": f"{made.learnt.of:,}", "since": made.since.isoformat()}
    lead = say("sales.chances_lead", language, **counts)
    said = say("sales.chances.holds" if made.came_true else "sales.chances.fails", language)
    return Block(
        "chances", say("sales.chances", language), lead, [said], table=Table(head, tuple(map(row, made.groups)))
    )
