"""Where people came from, and how many of them reached a goal: by the first touch and by the last before they entered;
in which segments they were then; and week by week of entry.

A share is told of entry days whose window is over, as everywhere (`goals`). Small cells are read together with the
others (`figures.shrinkage`) where they are compared; counted is only what was counted.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from mikomi.core.figures.rates import Rate
from mikomi.core.figures.shrinkage import common, shrunk
from mikomi.core.results import goals, outline
from mikomi.core.results.counted import Counted
from mikomi.model.base import Json

Touch = Literal["first", "last"]
DIRECT, NEVER = "", "?"
"""Came by typing the address, or nobody knows; was never on the site."""
OUTSIDE, NOT_NOTED = "", "?"
"""Entered in no segment; entered before the log said in which."""
LATELY = 28
"""Days."""


class Origin(NamedTuple):
    """A source: what is known of those who came from there, and their share read together with all the others."""

    source: str
    rate: Rate
    read: float | None


class Leads(NamedTuple):
    """Leads that were seen first in the last four weeks, in the four before, and ever."""

    source: str
    lately: int
    before: int
    ever: int


class Week(NamedTuple):
    """A week of entry (its Monday), over all who were written to."""

    monday: date
    rate: Rate


def origins(counted: Counted, scenario: str, touch: Touch) -> list[Origin]:
    """Most entries first."""
    cells: dict[str, Rate] = {}
    for row in counted.of("sources", scenario):
        if row["touch"] == touch:
            cells[row["source"]] = cells.get(row["source"], Rate(0, 0)) + _of_day(counted, scenario, row)
    of_all = common(list(cells.values()))
    ranked = sorted(cells.items(), key=lambda each: (-each[1].entered, each[0]))
    return [Origin(source, rate, shrunk(rate, of_all) if of_all else None) for source, rate in ranked]


def leads(counted: Counted) -> list[Leads]:
    """Most of the last four weeks first."""
    lately, before = (counted.today - timedelta(days=days) for days in (LATELY, 2 * LATELY))
    made: dict[str, Leads] = {}
    for row in counted.answers.get("lead_sources", []):
        day, n = date.fromisoformat(row["first_on"]) if row["first_on"] else date.min, row["leads"]
        known = made.get(row["source"], Leads(row["source"], 0, 0, 0))
        made[row["source"]] = Leads(
            known.source,
            known.lately + n * (day > lately),
            known.before + n * (before < day <= lately),
            known.ever + n,
        )
    return sorted(made.values(), key=lambda each: (-each.lately, -each.ever, each.source))


class Entrants(NamedTuple):
    """Who entered in a segment. Somebody may have been in several, and counts in each."""

    segment: str
    rate: Rate


def segments(counted: Counted, scenario: str) -> list[Entrants]:
    """Most entries first; empty as long as nobody's segments are known."""
    cells: dict[str, Rate] = {}
    for row in counted.of("segment_goals", scenario):
        rate = _of_day(counted, scenario, row)
        for name in _named(row["segments"]):
            cells[name] = cells.get(name, Rate(0, 0)) + rate
    if not cells.keys() - {NOT_NOTED, OUTSIDE}:
        return []
    return [Entrants(*each) for each in sorted(cells.items(), key=lambda each: (-each[1].entered, each[0]))]


def lists_with(counted: Counted, scenario: str, segment: str) -> Iterator[str]:
    """The lists of segments, as the log has them, that hold this one."""
    lists = {row["segments"] for row in counted.of("segment_goals", scenario)}
    return (each for each in sorted(lists) if segment in _named(each))


def _named(written: str) -> list[str]:
    return [NOT_NOTED] if written == NOT_NOTED else json.loads(written) or [OUTSIDE]


def _of_day(counted: Counted, scenario: str, row: Json) -> Rate:
    """What a row of entries says, if that day's window is over."""
    day, runs = date.fromisoformat(row["entered_on"]), row["runs"]
    known = goals.is_over(counted, scenario, row["plan"], day)
    return Rate(runs if row["reached"] else 0, runs) if known else Rate(0, 0, runs)


def weeks(counted: Counted, scenario: str) -> list[Week]:
    """The latest first."""
    made: dict[date, Rate] = {}
    for day, rate in goals.entry_days(counted, scenario).items():
        monday = day - timedelta(days=day.weekday())
        made[monday] = made.get(monday, Rate(0, 0)) + rate
    return [Week(monday, rate) for monday, rate in sorted(made.items(), reverse=True)]


def told_of(counted: Counted, scenarios: Iterable[str]) -> Json:
    """All of it as programs read it."""
    return {
        "as_of": counted.moment,
        "leads": [
            {"source": each.source, "last_28_days": each.lately, "before": each.before, "ever": each.ever}
            for each in leads(counted)
        ],
        "scenarios": [
            {
                "scenario": scenario,
                **{
                    f"{touch}_touch": [
                        {"source": each.source, **outline.rate(each.rate), "read_with_others": each.read}
                        for each in origins(counted, scenario, touch)
                    ]
                    for touch in ("first", "last")
                },
                "segments": [
                    {"segment": each.segment, **outline.rate(each.rate)} for each in segments(counted, scenario)
                ],
            }
            for scenario in scenarios
        ],
    }
