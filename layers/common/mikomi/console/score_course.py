"""The score of a lead over the last days, with what happened on the line."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from mikomi.console.blocks import Block
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.pictures.course import DayValue, course
from mikomi.core.telling.timeline import Entry
from mikomi.core.words import moments
from mikomi.model.base import Json
from mikomi.shell.people.portraits import StoryPage

MARKED = ("form", "clicked", "alert", "answer", "act", "unsubscribed", "replied")
"""What is shown on the line; the timeline below tells the rest."""
MOST_NAMES = 6
"""Of one day."""


def seen(page: StoryPage, story: Sequence[Json], screen: Screen) -> Block | None:
    """The curve; None where the score of one day alone is known. `story`: the page's entries as they are printed."""
    if len(page.scores) < 2:
        return None
    happened: dict[date, list[str]] = defaultdict(list)
    for entry, shown in reversed(list(zip(page.entries, story, strict=True))):
        if entry.kind in MARKED and not shown.get("undone"):
            names = happened[_day(entry, screen)]
            if shown["title"] not in names and len(names) < MOST_NAMES:
                names.append(shown["title"])
    language, title = screen.language, say("score.course", screen.language)
    values = [DayValue(each.day, each.total) for each in page.scores]
    head = (say("score.day", language), say("score.total", language), say("score.happened", language))
    chart = course(values, happened, title, head)
    return Block("course", title, say("score.course_lead", language, days=len(values)), [], chart.svg, chart.table)


def _day(entry: Entry, screen: Screen) -> date:
    return moments.local(entry.at, screen.zone).date()
