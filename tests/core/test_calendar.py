"""The calendar against the plainest possible one: a walk from day to day, or from minute to minute."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.scenarios.calendar import Calendar, holidays_of
from mikomi.model.company import CompanySettings
from mikomi.model.duration import Span
from mikomi.model.scenario import Window
from mikomi.model.words import Days

COMPANY = {
    "company": {"name": "株式会社サンプル商店", "postal_address": "大阪市", "contact": "info@example.co.jp"},
    "sender": {"name": "サンプル商店", "address": "news@example.co.jp"},
}
JAPAN = {
    "country": "JP",
    "closed": ["2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03"],
}
MINUTE = 60_000


def calendar(zone: str = "Asia/Tokyo", **own: object) -> Calendar:
    return Calendar.of(CompanySettings.model_validate({**COMPANY, "calendar": {**JAPAN, **own}}), zone)


TOKYO = calendar()
BERLIN = calendar("Europe/Berlin", country="DE", closed=[])
NEW_YORK = calendar("America/New_York", country="US", closed=[])
CALENDARS = st.sampled_from([TOKYO, BERLIN, NEW_YORK])
DAYS = st.sampled_from(["weekdays", "all", "weekends"])
HOURS = st.times().map(lambda clock: f"{clock:%H:%M}")
MOMENTS = st.integers(1_767_000_000_000, 1_830_000_000_000)  # 2025-12 to 2027-12


def tokyo(text: str) -> int:
    return TOKYO.parse_moment(text)


def shown(moment: int, own: Calendar = TOKYO) -> str:
    return f"{own.local(moment):%Y-%m-%d %H:%M}"


def plain_business_day(day: date, own: Calendar) -> bool:
    closed = day in own.closed or day in holidays_of(own.country or "", day.year)
    return day.strftime("%a") not in ("Sat", "Sun") and not closed


@given(CALENDARS, MOMENTS, st.integers(1, 40))
def test_business_days_are_counted_one_by_one(own: Calendar, moment: int, amount: int) -> None:
    """`add` of n business days is the n-th business day of a walk from day to day, at the same hour on the wall."""
    there = own.add(moment, Span(amount=amount, unit="bd"))
    day = own.local(moment).date()
    for _ in range(amount):
        day += timedelta(days=1)
        while not plain_business_day(day, own):
            day += timedelta(days=1)
    assert own.local(there).date() == day
    gap = own.local(there).replace(tzinfo=None) - datetime.combine(day, own.local(moment).time())
    assert gap in (timedelta(0), timedelta(hours=1))  # the hour that summer time skips


@given(CALENDARS, MOMENTS, st.integers(1, 40))
def test_business_days_backwards(own: Calendar, moment: int, amount: int) -> None:
    """Going back lands on a business day that has exactly n - 1 business days between itself and the day one came
    from."""
    there = own.local(own.add_business_days(moment, -amount)).date()
    day, between = there + timedelta(days=1), 0
    while day < own.local(moment).date():
        between += plain_business_day(day, own)
        day += timedelta(days=1)
    assert plain_business_day(there, own) and between == amount - 1


@given(CALENDARS, MOMENTS, st.integers(0, 500), st.sampled_from(["d", "w"]))
def test_days_keep_the_hour_on_the_wall(own: Calendar, moment: int, amount: int, unit: str) -> None:
    """Days and weeks are days on the wall, also over a change of the clock; zero days are no time at all."""
    there = own.add(moment, Span(amount=amount, unit=unit))
    before, after = own.local(moment).replace(tzinfo=None), own.local(there).replace(tzinfo=None)
    assert after - before - timedelta(days=amount * (7 if unit == "w" else 1)) in (timedelta(0), timedelta(hours=1))
    assert amount or there == moment


def test_change_of_the_clock() -> None:
    """In Berlin a day over the change has 23 or 25 hours; an hour that is skipped is the hour after it."""
    day, hours = Span(amount=1, unit="d"), 3_600_000
    spring, autumn = BERLIN.parse_moment("2026-03-28T12:00"), BERLIN.parse_moment("2026-10-24T12:00")
    assert BERLIN.add(spring, day) - spring == 23 * hours
    assert BERLIN.add(autumn, day) - autumn == 25 * hours
    assert shown(BERLIN.parse_moment("2026-03-29T02:30"), BERLIN) == "2026-03-29 03:30"
    assert shown(BERLIN.add(BERLIN.parse_moment("2026-03-28T02:30"), day), BERLIN) == "2026-03-29 03:30"
    assert BERLIN.add(spring, Span(amount=24, unit="h")) - spring == 24 * hours


@given(CALENDARS, MOMENTS, HOURS, DAYS)
def test_next_at_is_the_first(own: Calendar, moment: int, hour: str, days: Days) -> None:
    """`next_at` is not before the moment, shows the hour on such a day, and no earlier day would have done."""
    there = own.next_at(moment, hour, days)
    day = own.local(moment).date()
    wall = datetime.strptime(hour, "%H:%M").time()  # noqa: DTZ007 only the hour is read
    while not (own.counts(day, days) and own.moment(day, wall) >= moment):
        day += timedelta(days=1)
    assert there == own.moment(day, wall) >= moment


@given(CALENDARS, MOMENTS, HOURS, HOURS, DAYS)
def test_next_open_is_the_first_open_minute(own: Calendar, moment: int, opens: str, closes: str, days: str) -> None:
    """`next_open` is open, and every quarter of an hour between the moment and it is closed."""
    window = Window.model_validate({"days": days, "from": opens, "to": closes})
    there = own.next_open(moment, window)
    assert there >= moment and own.is_open(there, window)
    assert there == moment or not own.is_open(moment, window)
    for earlier in range(moment, there, max(15 * MINUTE, (there - moment) // 50)):
        assert not own.is_open(earlier, window)
    assert there == moment or not own.is_open(there - 1, window)


@given(CALENDARS, MOMENTS)
def test_business_hours_read_off_the_wall(own: Calendar, moment: int) -> None:
    """9 to 18 o'clock on business days, six o'clock in the evening is closed."""
    wall = own.local(moment)
    assert own.in_business_hours(moment) == (plain_business_day(wall.date(), own) and 9 <= wall.hour < 18)


def test_japanese_holidays() -> None:
    """Public holidays, days in lieu, a day between two holidays, and the company's closed days are no business days."""
    for day in ("2026-01-12", "2026-05-06", "2026-09-22", "2026-11-23", "2026-12-29", "2027-01-01", "2027-03-22"):
        assert not TOKYO.is_business_day(date.fromisoformat(day)), day
    for day in ("2026-05-07", "2026-09-24", "2026-12-28", "2027-01-04"):
        assert TOKYO.is_business_day(date.fromisoformat(day)), day


@pytest.mark.parametrize(
    ("moment", "amount", "there"),
    [
        ("2026-12-28T15:00", 1, "2027-01-04 15:00"),  # over the end of the year
        ("2026-12-25T15:00", 2, "2027-01-04 15:00"),
        ("2026-05-01T10:00", 1, "2026-05-07 10:00"),  # over the golden week, the 6th in lieu of the 3rd
        ("2026-09-18T10:00", 2, "2026-09-25 10:00"),  # over the silver week, the 22nd between two holidays
        ("2026-11-21T10:00", 1, "2026-11-24 10:00"),  # from a Saturday over a Monday that is a holiday
    ],
)
def test_japanese_business_days(moment: str, amount: int, there: str) -> None:
    """Step mails over the Japanese holidays go out when people are back."""
    assert shown(TOKYO.add(tokyo(moment), Span(amount=amount, unit="bd"))) == there


def test_mornings_and_windows() -> None:
    """A Friday evening waits for Monday; a morning's own minute counts; a window past midnight belongs to its
    evening."""
    assert shown(TOKYO.next_business_opening(tokyo("2026-11-20T18:00"))) == "2026-11-24 09:00"
    assert TOKYO.next_business_opening(tokyo("2026-11-20T17:59")) == tokyo("2026-11-20T17:59")
    assert TOKYO.next_business_morning(tokyo("2026-11-24T09:00")) == tokyo("2026-11-24T09:00")
    assert shown(TOKYO.next_business_morning(tokyo("2026-11-24T09:01"))) == "2026-11-25 09:00"
    night = Window.model_validate({"days": "weekdays", "from": "22:00", "to": "02:00"})
    assert TOKYO.is_open(tokyo("2026-11-21T01:59"), night)  # Saturday, by Friday's window
    assert shown(TOKYO.next_open(tokyo("2026-11-21T02:00"), night)) == "2026-11-24 22:00"
    assert TOKYO.is_open(tokyo("2026-11-22T23:59"), Window())


@pytest.mark.parametrize(
    ("text", "end", "there"),
    [
        ("2026-12-18T10:00", False, "2026-12-18 10:00"),
        ("2026-12-18", False, "2026-12-18 00:00"),
        ("2026-12-18", True, "2026-12-19 00:00"),
        ("2026-12-18T10:00", True, "2026-12-18 10:00"),
        ("2026-12-18T01:00:00Z", False, "2026-12-18 10:00"),
        ("2026/12/8", False, "2026-12-08 00:00"),
        ("2026年12月8日", True, "2026-12-09 00:00"),
    ],
)
def test_moments_as_people_write_them(text: str, end: bool, there: str) -> None:
    """A workspace's moments, a form's dates and a client's ISO times are read in the company's zone."""
    assert shown(TOKYO.parse_moment(text, end=end)) == there


def test_what_cannot_be_answered_says_so() -> None:
    """An unknown country, a text that is no moment and a calendar without an open day are errors that name
    themselves."""
    with pytest.raises(ValueError, match=r"calendar\.country"):
        calendar(country="ZZ", closed=[]).is_business_day(date(2026, 11, 24))
    with pytest.raises(ValueError, match="tomorrow"):
        TOKYO.parse_moment("tomorrow")
    every_day = [f"{date(2026, 1, 1) + timedelta(days=n)}" for n in range(4000)]
    with pytest.raises(ValueError, match="営業日"):
        calendar(closed=every_day).next_business_opening(tokyo("2026-01-01T10:00"))


@given(MOMENTS, CALENDARS)
def test_a_moment_survives_the_wall(moment: int, own: Calendar) -> None:
    """To the wall and back is the same millisecond, but for the hour that comes twice."""
    wall = own.local(moment)
    back = own.moment(wall.date(), wall.time())
    assert back == moment or (wall.fold == 1 and moment - back == 3_600_000)
    assert wall.tzinfo == ZoneInfo(str(own.zone))
