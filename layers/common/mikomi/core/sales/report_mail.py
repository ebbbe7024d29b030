"""The weekly report: what came of the last week, and what was done, beside the week before; with ways to the people.

Rules
1. Results first, then activity; each number beside that of the week before, and the way to the list that it counts.
2. Who became hot is named, because somebody is to call them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from mikomi.core import week
from mikomi.core.mails.laid_out import Words, laid_out
from mikomi.core.words.wording import word
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.words import in_language

MOST_NAMED = 10
"""People, and scenarios, that are named; the rest is where the numbers lead to."""


class Mention(NamedTuple):
    """Somebody or something by name: what is said beside it, and the way there."""

    name: str
    beside: str
    url: str


class Figures(NamedTuple):
    """What a report is made of: the weeks as they were counted (`shell.archive.counted`), how many goals each scenario
    (by id) reached in the last week and in the one before, who became hot, and how much needs attention.
    """

    rolled: Json
    goals: dict[str, tuple[int, int]]
    hot: Iterable[Mention]
    attention: int


def report_words(figures: Figures, plan: Plan, language: str, console: str) -> Words:
    """The mail. `console` is the address of the console."""
    weeks, rolled = figures.rolled["weeks"], figures.rolled
    days = _days(weeks["last"]["name"], language)
    band = next((in_language(b.name, language, b.id) for b in plan.scoring.bands if b.id == rolled["hot"]), "")
    hot = list(figures.hot)

    def line(number: str) -> Json:
        last, before = (weeks[which]["numbers"][number] for which in ("last", "before"))
        name = word(f"report.{number}", language, band=band)
        url = f"{console}/week/{weeks['last']['name']}/{number}"
        return {
            "name": name,
            "last": f"{last:,}",
            "before": f"{before:,}",
            "change": _signed(last - before),
            "url": url,
        }

    results = [line(number) for number in week.RESULTS if number != "hot" or rolled["hot"]]
    seen: Json = {
        "language": language,
        "say": lambda key, **params: word(f"report.{key}", language, **params),
        "title": word("report.title", language, days=days),
        "groups": [("results", results), ("activity", [line(number) for number in week.ACTIVITY])],
        "goals": _scenarios(figures.goals, plan, language, console),
        "hot": hot[:MOST_NAMED],
        "hot_title": word("report.hot_names", language, band=band),
        "more_hot": len(hot) - MOST_NAMED if len(hot) > MOST_NAMED else 0,
        "hot_url": f"{console}/week/{weeks['last']['name']}/hot",
        "attention": figures.attention,
        "console": console,
    }
    numbers = weeks["last"]["numbers"]
    subject = word("report.subject", language, days=days, **{name: f"{numbers[name]:,}" for name in ("goals", "leads")})
    return laid_out("report", subject, seen)


def _scenarios(goals: dict[str, tuple[int, int]], plan: Plan, language: str, console: str) -> list[Json]:
    """Those that reached most first."""
    ranked = sorted(goals.items(), key=lambda each: (-each[1][0], -each[1][1], each[0]))[:MOST_NAMED]
    return [
        {
            "name": in_language(plan.scenarios[id].name, language, id) if id in plan.scenarios else id,
            "last": f"{last:,}",
            "before": f"{before:,}",
            "change": _signed(last - before),
            "url": f"{console}/scenarios/{id}" if id in plan.scenarios else "",
        }
        for id, (last, before) in ranked
    ]


def _days(monday: str, language: str) -> str:
    """`11/16〜11/22`, `16 Nov – 22 Nov`."""
    first = date.fromisoformat(monday)
    last = first + timedelta(days=6)
    if language == "ja":
        return f"{first.month}/{first.day}〜{last.month}/{last.day}"
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def _signed(change: int) -> str:
    return f"{change:+,}".replace("-", "−") if change else "±0"
