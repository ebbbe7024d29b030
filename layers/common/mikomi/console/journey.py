"""The page of the journey of those who reached a scenario's goal, beside those who did not: what came before, how often
and in which order.
"""

from mikomi.console.behind import address, deed
from mikomi.console.blocks import Block
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.pictures.pairs import Pair, pairs
from mikomi.core.pictures.table import Link
from mikomi.core.results import journeys
from mikomi.core.results.counted import Counted
from mikomi.core.results.journeys import Deed
from mikomi.model.scenario import Scenario


def blocks(scenario: Scenario, night: Counted, screen: Screen) -> list[Block]:
    """One, or none where nothing is known yet."""
    found, language = journeys.journey(night, scenario.id), screen.language
    if found is None or not found.deeds:
        return []

    def pair(each: Deed) -> Pair:
        shares = tuple(rate.share or 0.0 for rate in (each.reached, each.missed))
        percents = tuple(
            "–" if rate.share is None else sentences.percent(rate.share) for rate in (each.reached, each.missed)
        )
        people = [
            Link(f"{rate.reached:,}", address(scenario.id, what, step=each.kind, detail=each.what))
            for what, rate in (("journey_goal", each.reached), ("journey_missed", each.missed))
        ]
        low, high = each.apart
        apart = "–"
        if each.reached.of and each.missed.of:
            apart = say("journey.between", language, low=sentences.points(low), high=sentences.points(high))
        row = (people[0], percents[0], people[1], percents[1], apart, f"{each.times:.1f}", f"{each.first_day:+.1f}")
        name = deed(each.kind, each.what, scenario, screen)
        return Pair(name, shares[0], shares[1], (percents[0], percents[1]), row)

    sides = (
        say("journey.reached", language, n=f"{found.reached:,}"),
        say("journey.missed", language, n=f"{found.missed:,}"),
    )
    names = ("deed", "reached_n", "share", "missed_n", "share", "apart", "times", "first_day")
    title = say("journey", language)
    chart = pairs(
        [pair(each) for each in found.deeds], sides, title, tuple(say(f"journey.{n}", language) for n in names)
    )
    said = [
        say(
            "journey.counts",
            language,
            reached=f"{found.reached:,}",
            missed=f"{found.missed:,}",
            open=f"{found.not_yet:,}",
        )
    ]
    return [Block("journey", title, say("journey.lead", language), said, chart.svg, chart.table)]
