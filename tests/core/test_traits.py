"""What `is` asks of a trait: numbers, days and how long ago, on both sides of each edge; and its words."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mikomi.core.behaviour import traits
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.comparison import Numbered, UnreadableComparison, numbered, read
from mikomi.core.words.conditions import in_words
from mikomi.model.condition import TraitIs

from tests.core.plans import NOON, book, condition, lead

TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = datetime.fromtimestamp(NOON / 1000, TOKYO)


def asked(written: str, told: Any) -> bool:
    """Whether a lead who told this is as `is` wants it."""
    return traits.holds(TraitIs.model_validate({"trait": "asked", "is": written}), told, NOON, TOKYO)


def days_ago(days: int) -> str:
    return f"{TODAY - timedelta(days=days):%Y-%m-%d}"


@pytest.mark.parametrize(
    ("written", "told", "fits"),
    [
        (">= 100", 100, True),
        (">= 100", "100", True),
        (">= 100", "１，２００", True),
        (">= 100", 99.9, False),
        (">= 100", "about 100", False),
        (">= 100", None, False),
        (">= 100", True, False),
        (">100", 100, False),
        ("< -1.5", -2, True),
        ("= 5", "5.0", True),
        ("<= 100", [500, 80], True),
        (">= 2027-01-05", "2027/1/5", True),
        (">= 2027-01-05", "令和9年1月4日", False),
        ("> 2027-01-05", "2027-01-05 23:59", False),
        ("> 2027-01-05", "2027-01-06", True),
        ("<= 2027-01-05", "2027-01-05T23:59:59", True),
        ("<= 2027-01-05", "2027-01-06", False),
        ("< 2027-01-05", "2027-01-05", False),
        ("= 2027年1月5日", "2027-01-05T10:00", True),
        ("= 2027-01-05", "2027-01-05T20:00Z", False),
        (">= 2027-01-05T10:00", "2027-01-05T10:00", True),
        ("> 2027-01-05T10:00", "2027-01-05T10:00", False),
        (">= 2027-01-05", "next week", False),
        ("within 30d", days_ago(0), True),
        ("within 30d", days_ago(30), True),
        ("within 30d", days_ago(31), False),
        ("within 30d", days_ago(-1), False),
        ("Within 30日", days_ago(1), True),
        ("within 2h", NOON - 7_200_000, True),
        ("within 2h", NOON - 7_200_001, False),
        ("within 30d", "long ago", False),
        ("within reach", "Within Reach", True),
        (">= many", ">= many", False),
    ],
)
def test_what_is_asks(written: str, told: Any, fits: bool) -> None:
    """A number, a day by the company's clock, a span back from now; the same text where nothing is compared."""
    there = lead(asked=told)
    assert holds(condition({"trait": "asked", "is": written}), Facts(there, NOON, book())) is fits


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
@example(0.0, -0.0)
def test_signs_divide_the_numbers(limit: float, told: float) -> None:
    """Each number is below, at, or above each limit, and the signs agree on which."""
    limit, told = round(limit, 3), round(told, 3)
    below, at, above = (asked(f"{sign} {limit:.3f}", told) for sign in "<=>")
    assert (below, at, above).count(True) == 1
    assert asked(f">= {limit:.3f}", told) is (at or above)
    assert asked(f"<= {limit:.3f}", told) is (at or below)


@given(st.dates(date(1950, 1, 1), date(2149, 12, 31)), st.times(), st.dates(date(1950, 1, 1), date(2149, 12, 31)))
def test_signs_divide_the_days(day: date, hour: time, limit: date) -> None:
    """As numbers: a moment lies before, on or after a day."""
    told = f"{day} {hour:%H:%M}"
    signs = {sign: asked(f"{sign} {limit}", told) for sign in "<=>"}
    assert signs == {"<": day < limit, "=": day == limit, ">": day > limit}


@given(st.integers(1, 500), st.integers(0, 600 * 24))
def test_within_is_the_last_days(days: int, hours: int) -> None:
    """A moment with an hour is within so many days if so much time or less has passed."""
    told = (datetime.fromtimestamp(NOON / 1000, UTC) - timedelta(hours=hours)).isoformat(timespec="milliseconds")
    assert asked(f"within {days}d", told) is (hours <= 24 * days)


@pytest.mark.parametrize("written", [">= 百", "> 2026-02-30", "=>", "within 3", "within 30 days", "within 2bd", "< "])
def test_what_begins_as_a_comparison_and_is_none(written: str) -> None:
    """It is refused, and is no number's either."""
    with pytest.raises(UnreadableComparison):
        read(written)
    assert numbered(written) is None


@pytest.mark.parametrize("written", ["= x{}x", "within 3{}x", "{}x", ">={}", "within{}x"])
def test_a_long_text_is_read_in_time_that_follows_from_its_length(written: str) -> None:
    """A file of a megabyte of space keeps the check no longer than one that is read at once."""
    with suppress(UnreadableComparison):
        assert read(written.format(" " * 900_000)) is None


def test_a_value_is_no_comparison() -> None:
    """Texts that marketers ask for are left alone."""
    assert [read(text) for text in ("IT", "製造業", "within", "100", "a >= 1", "")] == [None] * 6
    assert numbered(">= 80") == Numbered(">=", "80")


@pytest.mark.parametrize(
    ("written", "ja", "en"),
    [
        (">= 100", "人数が 100 以上の", "has 人数 of 100 or more"),
        ("< 2027-01-05", "人数が 2027-01-05 より前の", "has 人数 before 2027-01-05"),
        ("within 30d", "人数がこの30日以内の", "has 人数 within the last 30 days"),
        ("IT", "人数が「IT」の", "has “IT” as 人数"),
        (">= 百", "人数が「>= 百」の", "has “>= 百” as 人数"),
    ],
)
def test_in_words(written: str, ja: str, en: str) -> None:
    """As a marketer would say it."""
    asked = condition({"trait": "employees", "is": written})
    names = {"trait:employees": "人数"}
    assert (in_words(asked, names, "ja", ""), in_words(asked, names, "en", "")) == (ja, en)
