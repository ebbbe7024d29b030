"""Moments as people read them: how far apart, by the clock within a day, by the calendar beyond."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.words.moments import apart, full

from tests.core.story import at

ZONE = "Asia/Tokyo"


@pytest.mark.parametrize(
    ("then", "now", "ja", "en"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00", "0分", "0 min"),
        ("2026-11-24 10:00", "2026-11-24 10:59", "59分", "59 min"),
        ("2026-11-24 10:00", "2026-11-24 11:00", "1時間", "1 h"),
        ("2026-11-24 23:00", "2026-11-25 09:00", "10時間", "10 h"),
        ("2026-11-24 10:00", "2026-11-25 09:59", "23時間", "23 h"),
        ("2026-11-24 10:00", "2026-11-25 10:00", "1日", "1 d"),
        ("2026-11-24 00:01", "2026-11-25 23:59", "1日", "1 d"),
        ("2026-11-24 23:59", "2026-11-26 00:01", "2日", "2 d"),
        ("2026-11-24 23:00", "2026-11-26 09:00", "2日", "2 d"),
        ("2026-11-24 23:00", "2026-11-27 01:00", "3日", "3 d"),
        ("2026-12-31 23:00", "2027-01-02 00:00", "2日", "2 d"),
        ("2026-11-24 09:00", "2026-12-24 08:00", "30日", "30 d"),
    ],
)
def test_days_are_counted_by_the_calendar(then: str, now: str, ja: str, en: str) -> None:
    """Minutes and hours within a day; then midnights in the company's zone, in both directions alike."""
    for one, other in ((at(then), at(now)), (at(now), at(then))):
        assert (apart(one, other, ZONE, "ja"), apart(one, other, ZONE, "en")) == (ja, en)


def test_the_midnight_is_that_of_the_zone() -> None:
    """The same two moments lie two midnights apart in Tokyo, and one in London."""
    one, other = at("2026-11-24 23:00"), at("2026-11-26 03:00")
    assert apart(one, other, ZONE, "en") == "2 d" and apart(one, other, "Europe/London", "en") == "1 d"


@given(st.integers(0, 4 * 10**12), st.integers(0, 10**10), st.sampled_from([ZONE, "America/New_York", "UTC"]))
def test_what_is_a_day_away_is_never_none(moment: int, length: int, zone: str) -> None:
    """Law: the count of days is within one of the length, and no zone's summer time makes it nothing."""
    told = apart(moment, moment + length, zone, "en")
    if length >= 86_400_000:
        days = int(told.removesuffix(" d"))
        assert max(1, length // 86_400_000 - 1) <= days <= length // 86_400_000 + 1


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (23, "月", "Mon"), (24, "火", "Tue"), (25, "水", "Wed"), (26, "木", "Thu"), (27, "金", "Fri"),
        (28, "土", "Sat"), (29, "日", "Sun"),
    ],
)  # fmt: skip
def test_a_moment_carries_its_weekday(day: int, ja: str, en: str) -> None:
    """Each of the seven, in both languages."""
    moment = at(f"2026-11-{day} 09:05")
    assert full(moment, ZONE, "ja") == f"11月{day}日({ja})09:05"
    assert full(moment, ZONE, "en") == f"{en} {day} Nov, 09:05"
