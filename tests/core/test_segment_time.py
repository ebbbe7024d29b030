"""Segment's correction of a client's clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.tracking.segment_time import EARLIEST, corrected, moment

NOW = 1_796_100_000_000
SINCE_2000 = st.integers(EARLIEST, NOW)
ANY = st.none() | st.integers(-(10**14), 10**15)


@pytest.mark.parametrize(
    ("written", "millis"),
    [
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01T09:00:01.5+09:00", 1500),
        ("2026-11-21T20:28:09.947896+00:00", 1795292889948),
        ("1970-01-01T00:00:01", 1000),
        ("1970-01-02", 86_400_000),
        ("", None),
        ("yesterday", None),
        ("2026-13-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("1969-12-31T23:59:59Z", None),
        (1_700_000_000_000, None),
        (None, None),
        (True, None),
        (["2026-11-21"], None),
    ],
)
def test_a_moment_is_iso_8601_or_nothing(written: object, millis: int | None) -> None:
    """A missing zone is UTC; what is no ISO time, or lies outside what can be written back, is none."""
    assert moment(written) == millis


@given(st.integers(EARLIEST, 10**14).map(lambda at: datetime.fromtimestamp(at / 1000, UTC)), st.integers(-720, 720))
def test_every_zone_says_the_same_moment(when: datetime, minutes: int) -> None:
    """The moment does not depend on the zone in which it is written."""
    there = when.astimezone(timezone(timedelta(minutes=minutes)))
    assert moment(there.isoformat()) == moment(when.isoformat())


@given(at=SINCE_2000, skew=st.integers(-(10**11), 10**11))
def test_a_wrong_clock_does_not_show(at: int, skew: int) -> None:
    """However wrong the client's clock runs, an event that waited some time happened that time ago."""
    assert corrected(at + skew, NOW + skew, NOW) == at


@given(original=ANY, sent_at=ANY)
def test_never_after_it_was_received(original: int | None, sent_at: int | None) -> None:
    """Rule 3, for whatever a client writes."""
    assert EARLIEST <= corrected(original, sent_at, NOW) <= NOW


def test_without_sent_at_the_past_is_believed() -> None:
    """An import of last year's events keeps their times; the future and the time before 2000 are not believed."""
    assert corrected(NOW - 10**10, None, NOW) == NOW - 10**10
    assert corrected(NOW + 1, None, NOW) == NOW
    assert corrected(0, None, NOW) == NOW
    assert corrected(None, NOW - 5, NOW) == NOW
