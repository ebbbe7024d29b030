"""Who reached a scenario's goal by which day: as a curve, against the holdout, against its targets, and before and
after a version.

Rules
1. A share is told of entry days whose window is over for everybody; until then all who entered on that day are "not
   yet". Who reaches it early is known early, so anything else would lean high.
2. The curve needs no such care: it follows everybody for as long as they are known.
3. Written to and held out are compared where the lots were the same: over the versions with the holdout of today.
4. Two versions are compared over entries of the same number of whole weeks, side by side at the change; not at all
   where the way in or the goal is another one.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, Literal, NamedTuple

from mikomi.core.figures import pace
from mikomi.core.figures.curve import Follow
from mikomi.core.figures.pace import Course, Standing
from mikomi.core.figures.rates import Rate
from mikomi.core.results.counted import Counted, Rows
from mikomi.model.base import Millis
from mikomi.model.scenario import Scenario, Target
from mikomi.model.step_tree import targets_of

DAY = 86_400_000
WEEK = 7


class Arms(NamedTuple):
    """By day of entry: who was written to, and who was held out."""

    treated: Mapping[date, Rate]
    held_out: Mapping[date, Rate]


class Follows(NamedTuple):
    """Runs for as long as they are known, in both arms; and the longest window (days)."""

    treated: list[Follow]
    held_out: list[Follow]
    window: int


class Aim(NamedTuple):
    """A target, of a step or (None) of the goal: where a number stands, or where a share does."""

    step: str | None
    target: Target
    course: Course | None
    share: tuple[Rate, Standing] | None


class Version(NamedTuple):
    """The scenario as it stayed the same for a while: the plans that had it so, its entries from … to."""

    plans: tuple[int, ...]
    first: date
    last: date
    aim: str
    window: int
    rate: Rate


class Change(NamedTuple):
    """Before and after the latest change; or why that cannot be told (`until`: until which day)."""

    verdict: Literal["told", "another_aim", "too_short"]
    before: Rate = Rate(0, 0)
    after: Rate = Rate(0, 0)
    weeks: int = 0
    until: date | None = None


def follows(counted: Counted, scenario: str) -> Follows:
    """What the curve is drawn of: nobody beyond the window of their version."""
    windows = _windows(counted, scenario)
    made = Follows([], [], max(windows.values(), default=1))
    for row in counted.of("goal_days", scenario):
        entered, reached = _day(row["entered_on"]), row["reached_on"]
        window = windows.get(row["plan"], made.window)
        seen = (_day(reached) - entered).days if reached else (counted.today - entered).days
        follow = Follow(float(max(0, min(seen, window))), bool(reached), row["runs"])
        (made.held_out if row["held_out"] else made.treated).append(follow)
    return made


def arms(counted: Counted, scenario: str, holdout: float) -> Arms:
    """Both arms over the versions that held out so many percent."""
    alike = plans_with(counted, scenario, holdout)
    rows = [row for row in counted.of("goal_days", scenario) if row["plan"] in alike]
    windows = _windows(counted, scenario)
    return Arms(*(_by_day((r for r in rows if bool(r["held_out"]) is arm), windows, counted) for arm in (False, True)))


def plans_with(counted: Counted, scenario: str, holdout: float) -> list[int]:
    """The plans by which somebody entered that held out so many percent."""
    return [row["plan"] for row in counted.of("editions", scenario) if row["holdout"] == holdout]


def entry_days(counted: Counted, scenario: str) -> dict[date, Rate]:
    """By day of entry, everybody who was written to."""
    rows = (row for row in counted.of("goal_days", scenario) if not row["held_out"])
    return _by_day(rows, _windows(counted, scenario), counted)


def rates_by_day(rows: Rows, counted: Counted, scenario: str) -> dict[date, Rate]:
    """By day of entry, these rows of `goal_days`."""
    return _by_day(rows, _windows(counted, scenario), counted)


def longest_window(counted: Counted, scenario: str) -> int:
    """Days."""
    return max(_windows(counted, scenario).values(), default=1)


def is_over(counted: Counted, scenario: str, plan: int, day: date) -> bool:
    """Whether everybody's window is over who entered on that day by that plan."""
    return counted.today > day + timedelta(days=_windows(counted, scenario).get(plan, 0))


def day_of(moment: Millis) -> date:
    return datetime.fromtimestamp(moment / 1000, UTC).date()


def aims(counted: Counted, scenario: Scenario) -> list[Aim]:
    """Where each target stands; a goal's is counted over the versions that have the goal of now."""
    return [
        _of_goal(counted, scenario.id, target) if step is None else _of_step(counted, scenario.id, step, target)
        for step, target in targets_of(scenario).items()
    ]


def versions(counted: Counted, scenario: str) -> list[Version]:
    """What the scenario was, one after the other, as far as anybody entered; plans that changed nothing are one."""
    windows, rows = _windows(counted, scenario), counted.of("goal_days", scenario)
    groups: list[tuple[dict[str, Any], list[int]]] = []
    for edition in sorted(counted.of("editions", scenario), key=lambda each: each["plan"]):
        if groups and groups[-1][0]["form"] == edition["form"]:
            groups[-1][1].append(edition["plan"])
        else:
            groups.append((edition, [edition["plan"]]))
    made = []
    for edition, plans in groups:
        if plans[-1] not in windows:
            continue
        own = [row for row in rows if row["plan"] in plans and not row["held_out"]]
        days = _by_day(own, windows, counted)
        if days:
            rate = sum(days.values(), Rate(0, 0))
            window = windows[plans[-1]]
            made.append(Version(tuple(plans), min(days), max(days), edition["aim"], window, rate))
    return made


def change(counted: Counted, scenario: str) -> Change | None:
    """The latest change of the scenario, by the people who entered before and after it; None where there is none."""
    known = versions(counted, scenario)
    if len(known) < 2:
        return None
    before, after = known[-2:]
    if before.aim != after.aim:
        return Change("another_aim")
    over = counted.today - timedelta(days=after.window + 1)
    weeks = min((over - after.first).days + 1, (after.first - before.first).days) // WEEK
    if weeks < 1:
        enough = (after.first - before.first).days >= WEEK
        return Change("too_short", until=after.first + timedelta(days=WEEK + after.window) if enough else None)
    span = timedelta(days=WEEK * weeks)
    rows, windows = counted.of("goal_days", scenario), _windows(counted, scenario)

    def rate(version: Version, begin: date) -> Rate:
        own = (row for row in rows if row["plan"] in version.plans and not row["held_out"])
        days = _by_day(own, windows, counted)
        return sum((each for day, each in days.items() if begin <= day < begin + span), Rate(0, 0))

    return Change("told", rate(before, after.first - span), rate(after, after.first), weeks)


def _of_goal(counted: Counted, scenario: str, target: Target) -> Aim:
    editions = sorted(counted.of("editions", scenario), key=lambda each: each["plan"])
    alike = {each["plan"] for each in editions if each["aim"] == editions[-1]["aim"]}
    rows = [row for row in counted.of("goal_days", scenario) if row["plan"] in alike and not row["held_out"]]
    by_day: dict[date, int] = {}
    for row in rows:
        if row["reached_on"]:
            day = _day(row["reached_on"])
            by_day[day] = by_day.get(day, 0) + row["runs"]
    begun = min((_day(row["entered_on"]) for row in rows), default=counted.today)
    days = _by_day(rows, _windows(counted, scenario), counted)
    return _aim(counted, None, target, by_day, begun, sum(days.values(), Rate(0, 0)))


def _of_step(counted: Counted, scenario: str, step: str, target: Target) -> Aim:
    rows = [row for row in counted.of("step_days", scenario) if row["step"] == step]
    by_day = {_day(row["reached_on"]): row["runs"] for row in rows}
    begun = min((_day(row["entered_on"]) for row in counted.of("goal_days", scenario)), default=counted.today)
    runs = next(iter(counted.of("scenario_runs", scenario)), {})
    came, here = sum(by_day.values()), sum(row["under_way"] for row in rows)
    not_yet = max(0, runs.get("under_way", 0) - runs.get("held_out_under_way", 0) - here)
    of = max(came, runs.get("entered", 0) - runs.get("held_out", 0) - not_yet)
    return _aim(counted, step, target, by_day, min([begun, *by_day]), Rate(came, of, not_yet))


def _aim(
    counted: Counted, step: str | None, target: Target, by_day: Mapping[date, int], begun: date, rate: Rate
) -> Aim:
    by = date.fromisoformat(str(target.by)) if target.by else None
    course = share = None
    if target.count:
        course = pace.of_count(by_day, target.count, counted.today - timedelta(days=1), by, begun)
    if target.rate:
        share = rate, pace.of_rate(rate, target.rate, by is not None and counted.today > by)
    return Aim(step, target, course, share)


def _by_day(rows: Iterable[Mapping[str, Any]], windows: Mapping[int, int], counted: Counted) -> dict[date, Rate]:
    days: dict[date, Rate] = {}
    for row in rows:
        day, runs = _day(row["entered_on"]), row["runs"]
        is_over = counted.today > day + timedelta(days=windows.get(row["plan"], 0))
        rate = Rate(runs if row["reached_on"] else 0, runs) if is_over else Rate(0, 0, runs)
        days[day] = days.get(day, Rate(0, 0)) + rate
    return days


def _windows(counted: Counted, scenario: str) -> dict[int, int]:
    """The days of each plan's window, begun ones whole."""
    rows: Rows = counted.of("editions", scenario)
    return {row["plan"]: max(1, ceil(row["window"] / DAY)) for row in rows if row["window"]}


def _day(said: str) -> date:
    return date.fromisoformat(said)
