"""When a mailing is due: by the clock on the wall, on days that count, each moment once."""

from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.scenarios import schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.company import CompanySettings
from mikomi.model.scenario import Scenario
from mikomi.model.trigger import ScheduleTrigger

from tests.core.story import SETTINGS, at, tokyo

COMPANY = CompanySettings.model_validate(SETTINGS)


def mailing(written: str, **more: Any) -> tuple[Scenario, ScheduleTrigger]:
    zone = {"timezone": more.pop("timezone")} if "timezone" in more else {}
    said = {"id": "m", "name": "m", "trigger": {"schedule": written, **more}, "steps": [{"wait": "1d"}], **zone}
    scenario = Scenario.model_validate(said)
    assert isinstance(scenario.trigger, ScheduleTrigger)
    return scenario, scenario.trigger


def times(written: str, many: int = 5, after: str = "2026-12-01 00:00", **more: Any) -> list[str]:
    return [tokyo(due) for due in islice(schedule.dues(*mailing(written, **more), COMPANY, at(after)), many)]


def test_a_moment_is_due_once() -> None:
    """Until it has come; a day alone means its beginning."""
    assert times("2026-12-10T10:00") == ["2026-12-10 10:00"]
    assert times("2026-12-10") == ["2026-12-10 00:00"]
    assert times("2026-12-10T10:00", after="2026-12-10 09:59") == ["2026-12-10 10:00"]
    assert times("2026-12-10T10:00", after="2026-12-10 10:00") == []


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ("next", ["2026-12-25 09:00", "2027-01-04 09:00", "2027-01-25 09:00"]),
        ("before", ["2026-12-25 09:00", "2026-12-28 09:00", "2027-01-25 09:00"]),
        ("skip", ["2026-12-25 09:00", "2027-01-25 09:00", "2027-12-01 09:00"]),
    ],
)
def test_what_falls_on_a_closed_day_moves_as_written(otherwise: str, expected: list[str]) -> None:
    """The first of January is closed, as are the days from the 29th on; the 25ths are not."""
    assert times("0 9 1,25 12,1 *", 3, after="2026-12-02 00:00", on="weekdays", otherwise=otherwise) == expected


def test_a_daily_mailing_on_business_days_is_one_a_day() -> None:
    """Saturday and Sunday move to Monday, and are Monday's."""
    assert times("0 9 * * *", 4, after="2026-12-10 12:00", on="weekdays") == [
        "2026-12-11 09:00",
        "2026-12-14 09:00",
        "2026-12-15 09:00",
        "2026-12-16 09:00",
    ]


def test_the_scenarios_own_zone_is_its_wall() -> None:
    """Nine in New York, also over the change to summer time, is another hour in Tokyo."""
    found = times("0 9 14,15 3 *", 2, after="2027-03-01 00:00", timezone="America/New_York")
    assert found == ["2027-03-14 22:00", "2027-03-15 22:00"]
    assert times("0 9 12 3 *", 1, after="2027-03-01 00:00", timezone="America/New_York") == ["2027-03-12 23:00"]


@pytest.mark.parametrize("written", ["next week", "61 * * * *", "0 10 ? * 2 *", "", "* * * *", "2026-13-01T10:00"])
def test_what_is_no_schedule_says_so(written: str) -> None:
    """Neither a moment nor cron of five parts."""
    with pytest.raises(schedule.NotASchedule):
        times(written)


def test_the_last_moment_is_one_or_a_length() -> None:
    """A day includes itself to its end; a length counts from when the mailing was due."""
    calendar, due = Calendar.of(COMPANY), at("2026-12-10 10:00")
    for limit, last in (
        ("2h", "2026-12-10 12:00"),
        ("2026-12-11", "2026-12-12 00:00"),
        ("2026-12-11T09:00", "2026-12-11 09:00"),
    ):
        _, trigger = mailing("2026-12-10T10:00", not_later_than=limit)
        assert tokyo(schedule.not_after(trigger, calendar, due)) == last
    assert schedule.not_after(mailing("2026-12-10T10:00")[1], calendar, due) is None


@given(
    st.sampled_from(["0 9 * * *", "30 14 * * 1", "0 0 1,15 * *", "15 8 * * 1-5", "0 12 L * *"]),
    st.sampled_from(["all", "weekdays", "weekends"]),
    st.sampled_from(["next", "before", "skip"]),
    st.integers(min_value=0, max_value=700 * 86_400_000),
)
def test_moments_rise_and_fall_on_days_that_count(written: str, on: str, otherwise: str, later: int) -> None:
    """From whichever moment they are asked for: each after the one before, each on such a day; asked from between two
    of them the next is the same."""
    after, calendar = at("2026-01-01 00:00") + later, Calendar.of(COMPANY)
    asked = mailing(written, on=on, otherwise=otherwise)
    found = list(islice(schedule.dues(*asked, COMPANY, after), 8))
    assert found or (on, otherwise) == ("weekends", "skip")
    assert all(sooner < due for sooner, due in pairwise([after, *found]))
    assert all(calendar.counts(calendar.local(due).date(), asked[1].on) for due in found)
    for sooner, due in pairwise(found):
        assert schedule.next_due(*asked, COMPANY, sooner) == due
        assert schedule.next_due(*asked, COMPANY, due - 1) == due
