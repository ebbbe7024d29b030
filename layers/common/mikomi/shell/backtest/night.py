"""A night of the shadow: everybody's day under the candidate, beside what really happened.

Rules
1. A day is tried once it is over and settled, the oldest first. A night that was missed is made up for, as far back as
   `MOST_NIGHTS`.
2. It goes on where it was cut off, and ends by itself before its time does. What was counted since the list was last
   kept is counted again, never twice.
3. Nothing is written but the list.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta

from pydantic import ValidationError

from mikomi import clock
from mikomi.aws import archive, everybody, plans
from mikomi.core.backtest import nights
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.nights import NightBench, NightSum
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words import moments
from mikomi.model.formats import NewerFormat
from mikomi.model.plan import Plan
from mikomi.shell.archive import past, shadow
from mikomi.shell.archive.shadow import Shadow
from mikomi.shell.backtest import run, tried
from mikomi.shell.people.footprints import Past

MOST_NIGHTS = 7
ROWS, PAGES = 200, 20
"""Rows of a page, and pages after which the list is kept."""
ONE_DAY = timedelta(days=1)
HasTime = Callable[[], bool]


def make_up(running: Shadow, has_time: HasTime) -> dict[str, int]:
    """Every day that is due, as far as there is time."""
    made = {"days": 0, "people": 0}
    for day in due(running):
        night, is_whole = _made(running, day, has_time)
        made["people"] += night.people
        if not is_whole:
            break
        made["days"] += 1
    return made


def due(running: Shadow) -> list[str]:
    """The days that are to be tried, the oldest first."""
    first, last = span(running)
    since = max(date.fromisoformat(first), date.fromisoformat(last) - (MOST_NIGHTS - 1) * ONE_DAY).isoformat()
    there = [day for day in shadow.days(running) if (kept := shadow.read(running, day)) and _is_done(kept)]
    return nights.missed(since, last, there)


def span(running: Shadow) -> tuple[str, str]:
    """The day on which it was started, and the last one that is over and settled, if it has not been stopped before."""
    zone = plans.active().settings.timezone
    first = moments.local(running.since, zone).date()
    last = moments.local(run.settled(clock.now()), zone).date() - ONE_DAY
    if running.stopped_at:
        last = min(last, moments.local(running.stopped_at, zone).date() - ONE_DAY)
    return first.isoformat(), last.isoformat()


def plan_of(running: Shadow) -> Plan:
    """What it says. Raises ValidationError, NewerFormat."""
    return Plan.read(json.dumps(running.plan).encode())


def days_of(day: str) -> TriedDays:
    """From its beginning to its end, on the company's calendar."""
    settings = plans.active().settings
    calendar = Calendar.of(settings)
    return TriedDays(calendar.parse_moment(day), calendar.parse_moment(day, end=True) - 1, settings.timezone)


def _is_done(kept: shadow.KeptDay) -> bool:
    """What another release wrote is left as it is."""
    return kept.said is None or kept.said["state"] != "partly"


def _made(running: Shadow, day: str, has_time: HasTime) -> tuple[NightSum, bool]:
    """What came of the day, and whether it is whole: not where time ran out, or somebody else is at it."""
    kept = shadow.read(running, day)
    night, mark = (nights.of_plain(kept.said), kept.mark) if kept and kept.said else (NightSum(), None)
    books = _books(running)
    try:
        if books is None:
            night.state = "not_understood"
            shadow.replace(running, day, night.plain(), mark)
            return night, True
        with past.opened(clock.now()) as gone:
            while night.state == "partly":
                _try_pages(night, books, days_of(day), gone.packets, has_time)
                mark = shadow.replace(running, day, night.plain(), mark)
                if not has_time():
                    break
    except archive.Changed:
        return night, False
    return night, night.state == "whole"


def _try_pages(night: NightSum, books: Rulebooks, days: TriedDays, gone: Past, has_time: HasTime) -> None:
    """So many pages of people more, or as many as there is time for; at least one."""
    running = tried.running()
    for _ in range(PAGES):
        page = everybody.page(night.after, ROWS)
        bench = NightBench(books, running, days, clock.now(), night)
        night.join(run.of(page.people, bench, gone), page.after)
        if night.state != "partly" or not has_time():
            return


def _books(running: Shadow) -> Rulebooks | None:
    """What it says; None if this release cannot read all of it."""
    try:
        plan = plan_of(running)
    except (ValidationError, NewerFormat):
        return None
    return None if plan.unread else tried.books_of(plan)
