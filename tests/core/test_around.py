"""Before and after a version: whole weeks on either side, or the reason why they cannot be compared."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures.difference import difference
from mikomi.core.figures.rates import Rate
from mikomi.core.results import around
from mikomi.core.results.around import MOST_WEEKS, Turning
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words.around_lines import LINES, around_line

from tests.core.story import plan_of
from tests.core.test_goals_told import SCENARIO, TODAY, counted, edition, entries
from tests.core.test_sales_told import SCORING, alert, told

WINDOW = 10
UTC = UTC


def at(ago: int) -> int:
    day = TODAY - timedelta(days=ago)
    return round(datetime(day.year, day.month, day.day, 3, tzinfo=UTC).timestamp() * 1000)


def published(ago, plan, **more):
    return {**edition(plan, **more), "published_at": at(ago)}


PLAIN = Calendar.of(
    plan_of([]).settings.model_copy(
        update={"calendar": plan_of([]).settings.calendar.model_copy(update={"country": None})}
    )
)


def compared(rows, editions, turned=40, calendar=PLAIN, version=2):
    return around.of_scenario(
        Turning(version, at(turned), calendar), counted(goal_days=rows, editions=editions), "welcome"
    )


def days(begin, end, runs=2, reached=1, plan=1):
    """So many a day, of whom some reached it on the next day."""
    made = []
    for ago in range(end, begin + 1):
        made += [entries(ago, reached, 1, plan)] if reached else []
        made += [entries(ago, runs - reached, None, plan)] if runs > reached else []
    return made


BOTH = [published(200, 1), published(40, 2, form="g")]


def test_as_many_whole_weeks_stand_on_either_side():
    """To the day: the day itself is in neither, and the last day after it is known for everybody."""
    rows = [*days(120, 41), *days(40, 0, 3, 2, plan=2)]
    came = compared(rows, BOTH)
    assert came.verdict == "told" and came.changed and came.weeks == 4
    assert (came.before.first, came.before.last) == (TODAY - timedelta(days=68), TODAY - timedelta(days=41))
    assert (came.after.first, came.after.last) == (TODAY - timedelta(days=39), TODAY - timedelta(days=12))
    assert (came.before.rate, came.after.rate) == (Rate(28, 56), Rate(56, 84))
    share, low, high = came.apart
    assert share == pytest.approx(2 / 3 - 1 / 2) and (low, high) == difference(Rate(28, 56), Rate(56, 84))
    assert compared(rows, BOTH, turned=39).weeks == 4 and compared(rows, BOTH, turned=38).weeks == 3
    assert (
        compared([*days(400, 301), *days(300, 0, plan=2)], [published(500, 1), published(300, 2)], 300).weeks
        == MOST_WEEKS
    )
    plain = around.outline(2, counted(), [came])["compared"][0]
    assert plain["before"]["of"] == 56 and plain["difference"]["low"] == low and plain["weeks"] == 4


def test_what_cannot_be_compared_says_why():
    """Another aim; another change within a week on either side; too short, with the day; no week before; nobody."""
    rows = [*days(120, 41), *days(40, 0, plan=2)]
    assert compared(rows, [published(200, 1), published(40, 2, form="g", aim="b")]).verdict == "another_aim"
    for other in (published(34, 3, form="h"), published(40, 3, form="h")):
        assert compared([*rows, *days(30, 0, plan=3)], [*BOTH, other]).verdict == "another_version"
    near = [published(200, 1), published(46, 2, form="g"), published(40, 3, form="h")]
    assert compared(rows, near, version=3).verdict == "another_version"
    later = compared([*rows, *days(20, 0, plan=3)], [*BOTH, published(30, 3, form="h")])
    assert later.verdict == "told" and later.weeks == 1 and later.meanwhile == ()
    same = compared([*rows, *days(20, 0, plan=3)], [*BOTH, published(30, 3, form="g")])
    assert same.weeks == 4 and same.meanwhile == (3,)
    early = compared([*days(120, 18), *days(17, 0, plan=2)], [published(200, 1), published(17, 2)], 17)
    assert early.verdict == "too_short" and early.until == TODAY + timedelta(days=1) and early.before is None
    assert compared([*days(120, 19), *days(18, 0, plan=2)], [published(200, 1), published(18, 2)], 18).verdict == "told"
    assert compared([*days(46, 41), *days(40, 0, plan=2)], BOTH).verdict == "nothing_before"
    assert compared(days(40, 0, plan=2), BOTH).verdict == "nothing_before"
    assert compared(days(120, 41), BOTH).verdict == "nobody"
    assert compared([], BOTH) is None


def test_another_season_and_another_crowd_are_not_compared():
    """Holidays on one side alone, by more than a day a week; more than thrice as many people, from thirty on."""
    rows = [*days(120, 41), *days(40, 0, plan=2)]
    closed = [TODAY - timedelta(days=ago) for ago in range(12, 40) if (TODAY - timedelta(days=ago)).weekday() < 5]

    def shut(n):
        settings = plan_of([]).settings
        own = settings.calendar.model_copy(update={"country": None, "closed": [str(day) for day in closed[:n]]})
        return Calendar.of(settings.model_copy(update={"calendar": own}))

    assert compared(rows, BOTH, calendar=shut(4)).verdict == "told"
    assert compared(rows, BOTH, calendar=shut(5)).verdict == "holidays"
    for runs, verdict in ((6, "told"), (7, "another_crowd")):
        assert compared([*days(120, 41), *days(40, 0, runs, 1, plan=2)], BOTH).verdict == verdict
    few = [*days(62, 61), *days(30, 29, 7, 1, plan=2)]
    assert compared(few, BOTH).verdict == "told"


def test_what_was_handed_over_is_held_side_by_side_too():
    """Known after sixty days; who is left out is in neither; what came of a version of before is before it."""
    plan = plan_of([SCENARIO], version=2).model_copy(update={"published_at": at(100), "scoring": SCORING})
    alerts = told(
        *(alert(ago, "meeting" if ago % 2 else "early", name=f"a{ago}") for ago in range(62, 140)),
        alert(80, "rival", name="left out"),
    )
    made = around.of_version(plan, counted(goal_days=[], editions=[]), alerts)
    assert [each.scenario for each in made] == [None]
    [handed] = made
    assert handed.verdict == "told" and handed.weeks == 5 and handed.before and handed.after
    assert handed.before.rate.of == handed.after.rate.of == 35 and handed.after.rate.reached in (17, 18)
    assert around.of_version(plan, counted(goal_days=[], editions=[]), []) == []


def test_every_version_that_changed_a_scenario_is_told_the_latest_first():
    rows = [*days(120, 81), *days(80, 41, plan=2), *days(40, 0, plan=3)]
    editions = [published(200, 1), published(80, 2, form="g"), published(60, 3, form="g"), published(40, 4, form="h")]
    made = around.of_changes("welcome", counted(goal_days=rows, editions=editions), PLAIN)
    assert [number for number, _ in made] == [4, 2]


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 9), st.booleans()), max_size=30), st.integers(0, 120))
def test_nobody_is_on_both_sides_and_nobody_is_not_yet(drawn, turned):
    """Of any entries: as many days on either side, no more people than there are, all of them known; and each verdict
    has its sentence in both languages.
    """
    rows = [entries(ago, runs, 1 if won else None, 1 if ago > turned else 2) for ago, runs, won in drawn]
    came = compared(rows, [published(200, 1), published(turned, 2, form="g")], turned)
    if came is None:
        assert not rows
        return
    for language in ("ja", "en"):
        said = around_line(came.verdict, language, until=came.until, share="1", low="0", high="2")
        assert said and "{" not in said and came.verdict in LINES
    if came.before:
        assert came.before.last < date.fromisoformat(str(TODAY - timedelta(days=turned))) < came.after.first
        assert came.before.last - came.before.first == came.after.last - came.after.first
        assert came.before.rate.not_yet == came.after.rate.not_yet == 0
        assert came.before.rate.of + came.after.rate.of <= sum(row["runs"] for row in rows)
        assert came.after.last + timedelta(days=WINDOW) < TODAY
    assert (came.apart is None) == (came.verdict != "told")
