"""The weeks of the start page and of the weekly report, counted anew; `counted` reads them.

Rules
1. Numbers and lists are made in one go, of the same rows. The lists lie in a file of their own, because a page of
   numbers need not read them, and are written first.
2. Of footprints only the days of the weeks that are told are read.
3. Nothing has come since, no number changes by time alone, and nobody asks otherwise (another zone, another hot band):
   nothing is read but marks.
"""

import json
from collections.abc import Collection, Iterable, Mapping

from mikomi import clock
from mikomi.aws import archive
from mikomi.core import week
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.week import Lists, Period
from mikomi.model.archive import Half, day_of
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.shell.archive import counted, engine, questions
from mikomi.shell.archive.base import Base

OUTCOMES: tuple[Half, ...] = ("outcomes",)
FOOTPRINTS: tuple[Half, ...] = ("footprints",)
TOLD = ("this", "last", "before")
"""The weeks that lists are kept of; the period compared with is a part of the last one."""
WEEKS = {"week": "VARCHAR", "begins": "TIMESTAMP", "ends": "TIMESTAMP"}


def roll_up(plan: Plan) -> bool:
    """Count anew, if anything could be counted otherwise than last time. Raises what `engine.opened` does."""
    now = clock.now()
    asked = {
        "news": archive.news(),
        "visits": archive.visits(),
        "zone": plan.settings.timezone,
        "hot": week.hot_band(plan),
    }
    before = counted.read(counted.WEEK)
    if before and all(before[name] == value for name, value in asked.items()) and now < before["next_at"]:
        return False
    calendar = Calendar.of(plan.settings)
    periods = week.periods(now, calendar)
    # apart, because outcomes are asked four things, and would have to be looked for among many footprints
    answers = _answers(OUTCOMES, "", week.OUTCOMES, periods, calendar)
    since = day_of(periods["before"].begins)
    answers |= _answers(FOOTPRINTS, since, week.FOOTPRINTS, periods, calendar)
    lists = lists_of(answers, periods, asked["hot"], calendar)
    ahead = [each for name in week.NUMBERS for each in lists["last"][name] if each.at >= periods["then"].ends]
    names = {name: week.name_of(period, calendar) for name, period in periods.items()}
    listed = {names[name]: lists[name] for name in TOLD}
    numbers = {
        name: {
            "name": names[name],
            "from": period.begins,
            "until": period.ends,
            "numbers": week.numbers(lists[name]),
        }
        for name, period in periods.items()
    }
    made = {"schema": counted.SCHEMA, "as_of": now, "next_at": week.next_change(now, ahead, calendar), **asked}
    _write(counted.WEEK_LISTS, {"schema": counted.SCHEMA, "as_of": now, "weeks": listed})
    _write(counted.WEEK, {**made, "weeks": numbers})
    return True


def ask(
    base: Base, asked: Iterable[str], periods: Mapping[str, Period], calendar: Calendar
) -> dict[str, questions.Rows]:
    """What these questions answer over these tables, for the weeks that are told; moments in ms."""
    whole = [periods[name] for name in TOLD]
    rows = [
        (week.name_of(each, calendar), questions.moment(each.begins), questions.moment(each.ends)) for each in whole
    ]
    base.add_table("weeks", WEEKS, rows)
    return {
        question: [
            {**row, "happened_at": questions.millis(row["happened_at"])}
            for row in base.ask(questions.text_of(question))
        ]
        for question in asked
    }


def lists_of(
    answers: Mapping[str, questions.Rows], periods: Mapping[str, Period], hot: str | None, calendar: Calendar
) -> dict[str, Lists]:
    """What each number of each period counts."""
    lists: dict[str, Lists] = {name: week.lists(answers, week.name_of(periods[name], calendar), hot) for name in TOLD}
    return {**lists, "then": week.within(lists["last"], periods["then"])}


def _answers(
    halves: Collection[Half],
    since: str,
    asked: Iterable[str],
    periods: Mapping[str, Period],
    calendar: Calendar,
) -> dict[str, questions.Rows]:
    """Over one half of the archive, since a day."""
    with engine.opened(halves, since=since, remember=True) as base:
        return ask(base, asked, periods, calendar)


def _write(file: str, what: Json) -> None:
    archive.write(file, json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode())
