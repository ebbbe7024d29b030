"""When marketing mail stops: what is counted of which days, from which share and number on, how rarely by chance."""

from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.mails import breaker
from mikomi.core.mails.breaker import MEASURES
from mikomi.model.breaker import EchoReading, MarketingStop, Tally

NONE = Tally()
numbers = st.integers(0, 3_000)
tallies = st.builds(Tally, numbers, numbers, st.integers(0, 60), st.integers(0, 12))


@pytest.mark.parametrize(
    ("measured", "bad", "of", "stops"),
    [
        ("bounces", 19, 20, False),
        ("bounces", 20, 500, True),
        ("bounces", 20, 501, False),
        ("bounces", 40, 1000, True),
        ("bounces", 0, 0, False),
        ("complaints", 4, 5, False),
        ("complaints", 5, 6250, True),
        ("complaints", 5, 6251, False),
    ],
)
def test_it_takes_a_share_and_a_number(measured, bad, of, stops):
    """On both sides of each bound: a share alone does not stop a small sender, a number alone not a large one."""
    assert breaker.over(measured, EchoReading(bad, of)) is stops


def test_it_stops_below_what_ses_reviews():
    """5 % bounces, 0.1 % complaints (what SES documents)."""
    assert (MEASURES["bounces"].review, MEASURES["complaints"].review) == (0.05, 0.001)
    for measure in MEASURES.values():
        assert measure.share < measure.review
        assert measure.least / measure.share <= measure.enough, "a window that is full can show the share"


def test_a_healthy_sender_comes_there_rarely_by_chance():
    """The smallest window that can stop it, of a sender of whom 2 % bounce: fewer than one in a hundred; of 1 %, a
    usual one, fewer than one in a hundred thousand. 0.02 % complaints: fewer than one in a hundred."""

    def at_least(least, of, share):
        return 1 - sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(least))

    assert at_least(20, 500, 0.02) < 0.01 and at_least(20, 500, 0.01) < 1e-5
    rare = 6250 * 0.0002
    assert 1 - sum(exp(-rare) * rare**n / factorial(n) for n in range(5)) < 0.01


def test_a_bad_list_shows_on_its_day_however_much_went_well_before():
    """The latest days that hold enough mails are asked, not all thirty."""
    days = [Tally(2_000, 2_000, 90), *[Tally(50_000, 50_000, 100)] * 10]
    assert breaker.cause(days) == ("bounces", EchoReading(90, 2_000))
    assert breaker.cause(days[1:]) is None


def test_a_little_of_today_is_judged_with_yesterday():
    """Twenty bounces among the first hundred of a day are no share yet where yesterday had a thousand."""
    days = [Tally(100, 100, 20), Tally(1_000, 1_000, 5)]
    assert breaker.reading("bounces", days) == EchoReading(25, 1_100)
    assert breaker.cause(days) is None


@pytest.mark.parametrize("strangers", [20, 200, 5_000])
def test_a_stranger_who_types_bad_addresses_stops_nothing(strangers):
    """Bounces of addresses that nobody has shown are in no tally's `bounced`, nor do they thin the share out."""
    assert breaker.cause([Tally(mails=100 + strangers, shown=100, bounced=1)]) is None
    assert breaker.reading("bounces", [Tally(mails=500 + strangers, shown=500, bounced=20)]) == EchoReading(20, 500)


def test_counting_begins_anew_when_it_goes_on():
    """What was counted before, and of that day until then, is forgiven."""
    days = {"2026-11-27": Tally(900, 900, 90), "2026-11-28": Tally(100, 100, 30), "2026-11-29": Tally(10, 10, 1)}
    forgiven = Tally(90, 90, 29)
    assert breaker.latest(days, "2026-11-28", forgiven) == [Tally(10, 10, 1), Tally(10, 10, 1)]
    assert breaker.latest(days, "", NONE) == [days["2026-11-29"], days["2026-11-28"], days["2026-11-27"]]
    assert breaker.latest(days, "2026-11-30", forgiven) == []


def test_no_more_than_thirty_days_are_asked():
    """However few mails they hold."""
    days = {f"2026-{month:02}-{day:02}": Tally(1, 1, 0) for month in (10, 11) for day in range(1, 31)}
    assert len(breaker.latest(days, "", NONE)) == 30
    assert breaker.latest(days, "", NONE)[0] is days["2026-11-30"]


@given(st.lists(tallies, max_size=8), tallies)
def test_more_that_came_back_never_lets_it_go_on(days, more):
    """A day with more bounces and complaints, and no more mails, is no reason to go on (monotone)."""
    if breaker.cause(days):
        first = days[0]._replace(
            bounced=days[0].bounced + more.bounced, complained=days[0].complained + more.complained
        )
        assert breaker.cause([first, *days[1:]])


@given(tallies, tallies)
def test_what_is_forgiven_leaves_nothing_below_nought(day, forgiven):
    """Days are counted on; a tally that was read late never turns the difference round."""
    assert all(number >= 0 for number in day.less(forgiven))


@pytest.mark.parametrize(
    ("cause", "after", "ends"),
    [("bounces", 5, 105), ("complaints", 5, 105), ("bounces", None, None), ("by_hand", 5, None)],
)
def test_what_a_person_stopped_a_person_lets_go_on(cause, after, ends):
    """`resume_after` is for what stopped by itself."""
    assert breaker.ends_by_itself(MarketingStop(100, cause, "", EchoReading(0, 0)), after) == ends
