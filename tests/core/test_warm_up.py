"""How many marketing mails a new domain sends on a day, and who of those who wait has their turn first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.mails import warm_up
from mikomi.model.base import DAY
from mikomi.model.company import WarmUp
from pydantic import ValidationError

FIRST = date(2026, 12, 1)


def asked(**more: object) -> WarmUp:
    return WarmUp.model_validate({"from": "2026-12-01", **more})


ASKED = st.builds(lambda start, grow: asked(start=start, grow=grow), st.integers(1, 49_999), st.floats(1.05, 2))


def test_the_first_days_and_the_last() -> None:
    """50, 65, 84 …; 27 days; the last one has a ceiling, the day after and the day before the first have none."""
    said = [warm_up.ceiling(asked(), FIRST + timedelta(days=n)) for n in range(-1, 28)]
    assert said[:5] == [None, 50, 65, 84, 109] and said[-2:] == [45_866, None]
    assert warm_up.days(asked()) == 27 and warm_up.day_of(asked(), FIRST) == 1
    assert warm_up.ceiling(asked(start=49_999), FIRST) == 49_999
    assert warm_up.ceiling(asked(start=49_999), FIRST + timedelta(days=1)) is None


@given(ASKED)
def test_it_never_falls_and_comes_to_an_end(written: WarmUp) -> None:
    """No day has fewer than the one before, none more than `ENDS`, and each has one."""
    lasts = warm_up.days(written)
    ceilings = [warm_up.ceiling(written, FIRST + timedelta(days=n)) for n in range(lasts)]
    numbers = [each for each in ceilings if each is not None]
    assert len(numbers) == lasts >= 1 and numbers == sorted(numbers) and numbers[0] == written.start
    assert numbers[-1] <= warm_up.ENDS and warm_up.ceiling(written, FIRST + timedelta(days=lasts)) is None
    assert numbers[-1] * written.grow >= warm_up.ENDS - written.grow


@given(ASKED, st.integers(0, 30), st.integers(0, 500), st.integers(1, 100_000))
def test_a_forecast_is_the_walk_from_day_to_day(written: WarmUp, day: int, taken: int, many: int) -> None:
    """So many days as it takes when each day takes what is left of its ceiling."""
    left, walked = many, 0
    while left > 0:
        most = warm_up.ceiling(written, FIRST + timedelta(days=day + walked))
        left -= left if most is None else max(0, most - (taken if walked == 0 else 0))
        walked += 1
    assert warm_up.days_for(written, FIRST + timedelta(days=day), taken, many) == walked


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 400 * DAY), st.integers(0, 400 * DAY))
def test_the_more_important_goes_first_then_the_older(one: int, other: int, age: int, older: int) -> None:
    """Whatever their age; and nobody waits more than an hour for their turn."""
    now = 500 * DAY
    mine, theirs = warm_up.turn(one, now - age, now), warm_up.turn(other, now - older, now)
    assert 0 <= mine <= 3_600_000
    if one > other:
        assert mine <= theirs
    if one == other and older >= age:
        assert theirs <= mine


@pytest.mark.parametrize(
    "more", [{"start": 0}, {"start": 50_000}, {"grow": 1}, {"grow": 2.1}, {"from": "tomorrow"}, {"to": 9}]
)
def test_what_is_no_warm_up(more: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        asked(**more)
