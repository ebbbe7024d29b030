"""Before and after a version: of each scenario, and of what was handed over to sales, the same number of whole weeks on
either side of the day on which it came into force.

Rules
1. The day itself is in neither. Counted are days whose windows are over for everybody, so that neither side leans high.
2. Nothing is compared where the scenario let others in or looked for another goal (`another_aim`), where another
   version changed the scenario within a week (`another_version`), where a week is not over or never was (`too_short`,
   `nothing_before`), where more than a business day a week is a holiday on one side alone (`holidays`), or where one
   side has more than thrice as many people (`another_crowd`): then it is another season, or others came.
3. Which other versions came within these weeks is said beside what is compared: they changed something else.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from mikomi.core.figures import sentences
from mikomi.core.figures.difference import difference
from mikomi.core.figures.rates import Rate
from mikomi.core.results import goals
from mikomi.core.results.counted import Counted, Rows
from mikomi.core.results.goals import WEEK, day_of
from mikomi.core.results.handovers import KNOWN_AFTER, Handover
from mikomi.core.results.outline import rate
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words.around_lines import around_line
from mikomi.model.base import Json, Millis
from mikomi.model.plan import Plan

MOST_WEEKS = 8
CROWD, FEWEST = 3, 30
"""So many times as many people is another crowd, from so many on."""
_DAY = timedelta(days=1)

Comparable = Literal[
    "told", "another_aim", "another_version", "too_short", "nothing_before", "holidays", "another_crowd", "nobody"
]


class Weeks(NamedTuple):
    """The days of one side, both of them in it, and what came of them."""

    first: date
    last: date
    rate: Rate


class Around(NamedTuple):
    """`scenario` None: of what was handed over. `changed`: whether the version changed the scenario. `until`: since
    which day it can be told. `meanwhile`: other versions that came within these weeks."""

    scenario: str | None
    changed: bool
    verdict: Comparable
    before: Weeks | None = None
    after: Weeks | None = None
    until: date | None = None
    meanwhile: tuple[int, ...] = ()

    @property
    def weeks(self) -> int:
        return ((self.before.last - self.before.first).days + 1) // WEEK if self.before else 0

    @property
    def apart(self) -> tuple[float, float, float] | None:
        """By how much the later share is above the earlier one, from … to; None unless it is told."""
        if self.verdict != "told" or not self.before or not self.after:
            return None
        shares = self.before.rate.share or 0.0, self.after.rate.share or 0.0
        return shares[1] - shares[0], *difference(self.before.rate, self.after.rate)


class Turning(NamedTuple):
    """A version, since when it held, and the company's calendar."""

    version: int
    at: Millis
    calendar: Calendar

    @property
    def day(self) -> date:
        return day_of(self.at)


def of_version(plan: Plan, counted: Counted, alerts: Iterable[Handover]) -> list[Around]:
    """Each scenario with a goal that anybody had entered by then or since, and what was handed over."""
    turning = Turning(plan.version, plan.published_at, Calendar.of(plan.settings))
    goals_of = [scenario.id for scenario in plan.scenarios.values() if scenario.goal]
    made = [each for scenario in goals_of if (each := of_scenario(turning, counted, scenario))]
    handed = _of_handovers(turning, counted, list(alerts))
    return [*made, handed] if handed else made


def of_changes(scenario: str, counted: Counted, calendar: Calendar) -> list[tuple[int, Around]]:
    """Each version that changed the scenario, the latest first."""
    ordered = sorted(counted.of("editions", scenario), key=lambda each: each["plan"])
    turnings = [
        Turning(now["plan"], now["published_at"], calendar)
        for then, now in pairwise(ordered)
        if now["form"] != then["form"]
    ]
    made = ((each.version, of_scenario(each, counted, scenario)) for each in reversed(turnings))
    return [(number, around) for number, around in made if around]


def of_scenario(turning: Turning, counted: Counted, scenario: str) -> Around | None:
    """None where nobody entered it."""
    number = turning.version
    rows, editions = counted.of("goal_days", scenario), counted.of("editions", scenario)
    own = [row for row in rows if not row["held_out"]]
    if not own:
        return None
    then = max((each for each in editions if each["plan"] < number), key=lambda each: each["plan"], default=None)
    now = min((each for each in editions if each["plan"] >= number), key=lambda each: each["plan"], default=None)
    changed = bool(then and now and then["form"] != now["form"])
    if then and now and then["aim"] != now["aim"]:
        return Around(scenario, changed, "another_aim")
    earlier, later = (
        goals.rates_by_day([row for row in own if (row["plan"] >= number) is late], counted, scenario)
        for late in (False, True)
    )
    over = counted.today - timedelta(days=goals.longest_window(counted, scenario) + 1)
    about = Around(scenario, changed, "told")
    return _compared(about, turning, (earlier, later), over, _changes(editions, number), counted)


def _of_handovers(turning: Turning, counted: Counted, alerts: list[Handover]) -> Around | None:
    """What was handed over, by the day of the hand-over."""
    if not alerts:
        return None
    sides: tuple[dict[date, Rate], dict[date, Rate]] = {}, {}
    for each in alerts:
        day, side = day_of(each.decided_at), sides[each.decided_at >= turning.at]
        one = Rate(int(each.is_won), int(each.is_judged)) if each.is_known else Rate(0, 0, 1)
        side[day] = side.get(day, Rate(0, 0)) + one
    over = counted.today - timedelta(days=KNOWN_AFTER + 1)
    return _compared(Around(None, True, "told"), turning, sides, over, [], counted)


def _changes(editions: Rows, number: int) -> list[date]:
    """The days on which other versions changed the scenario."""
    ordered = sorted(editions, key=lambda each: each["plan"])
    return [
        day_of(now["published_at"])
        for then, now in pairwise(ordered)
        if now["form"] != then["form"] and now["plan"] != number
    ]


def _compared(
    about: Around,
    turning: Turning,
    sides: tuple[Mapping[date, Rate], Mapping[date, Rate]],
    over: date,
    changes: list[date],
    counted: Counted,
) -> Around:
    """`over`: the last day that is known for everybody; `changes`: other changes of the same."""
    turned, (earlier, later) = turning.day, sides
    if not earlier:
        return about._replace(verdict="nothing_before")
    since = max((day for day in changes if day <= turned), default=None)
    until = min((day for day in changes if day > turned), default=None)
    room: dict[Comparable, int] = {
        "another_version": min(
            (turned - since - _DAY).days // WEEK if since else MOST_WEEKS,
            (until - turned - _DAY).days // WEEK if until else MOST_WEEKS,
        ),
        "nothing_before": (turned - min(earlier)).days // WEEK,
        "too_short": (over - turned).days // WEEK,
    }
    weeks = min(MOST_WEEKS, *room.values())
    if weeks < 1:
        why = next(reason for reason, most in room.items() if most < 1)
        known = turned + timedelta(days=WEEK) + (counted.today - over)
        return about._replace(verdict=why, until=known if why == "too_short" else None)
    span = timedelta(days=WEEK * weeks)
    before = _weeks(turned - span, turned - _DAY, earlier)
    after = _weeks(turned + _DAY, turned + span, later)
    meanwhile = _meanwhile(counted, turning.version, before, after)
    verdict = _verdict(before, after, weeks, turning.calendar)
    return about._replace(verdict=verdict, before=before, after=after, meanwhile=meanwhile)


def _weeks(first: date, last: date, days: Mapping[date, Rate]) -> Weeks:
    return Weeks(first, last, sum((each for day, each in days.items() if first <= day <= last), Rate(0, 0)))


def _verdict(before: Weeks, after: Weeks, weeks: int, calendar: Calendar) -> Comparable:
    open_days = [
        sum(calendar.is_business_day(side.first + timedelta(days=n)) for n in range(WEEK * weeks))
        for side in (before, after)
    ]
    few, many = sorted((before.rate.of, after.rate.of))
    if not few:
        return "nobody"
    if abs(open_days[0] - open_days[1]) > weeks:
        return "holidays"
    return "another_crowd" if many >= FEWEST and many > CROWD * few else "told"


def _meanwhile(counted: Counted, number: int, before: Weeks, after: Weeks) -> tuple[int, ...]:
    rows = counted.answers.get("editions", [])
    published = {row["plan"]: day_of(row["published_at"]) for row in rows if row["plan"] != number}
    return tuple(sorted(plan for plan, day in published.items() if before.first <= day <= after.last))


def sentence(each: Around, language: str) -> str:
    """What may be said of the difference, or why there is none."""
    if each.apart:
        share, low, high = map(sentences.points, each.apart)
        return around_line("told", language, share=share, low=low, high=high)
    return around_line(each.verdict, language, until=each.until.isoformat() if each.until else "")


def outline(number: int, counted: Counted, made: Iterable[Around]) -> Json:
    """The same for programs."""
    return {"version": number, "as_of": counted.moment, "compared": [_plain(each) for each in made]}


def _plain(each: Around) -> Json:
    value, low, high = each.apart or (None, None, None)
    return {
        "scenario": each.scenario,
        "changed": each.changed,
        "verdict": each.verdict,
        "weeks": each.weeks or None,
        "before": _side(each.before),
        "after": _side(each.after),
        "difference": {"value": value, "low": low, "high": high},
        "until": each.until.isoformat() if each.until else None,
        "meanwhile": list(each.meanwhile),
    }


def _side(side: Weeks | None) -> Json | None:
    return {"from": side.first.isoformat(), "to": side.last.isoformat(), **rate(side.rate)} if side else None
