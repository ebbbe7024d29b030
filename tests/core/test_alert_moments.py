"""What an alert calls just now, how long somebody looked, and which points are the reason: both sides of each bound."""

import pytest
from mikomi.model.person import Contribution
from msgspec.structs import replace

from tests.core.mails import lead
from tests.core.test_alerts import NOW, compose, engaged, page

HOUR = 3_600_000


@pytest.mark.parametrize(("ago", "told"), [(59_999, "たった今"), (60_000, "1分前"), (0, "たった今")])
def test_a_minute_ago_is_no_longer_just_now(ago, told):
    """From a whole minute on the alert counts them."""
    assert told in compose(events=[page("p3", NOW - ago)]).fact


@pytest.mark.parametrize(("seconds", "told"), [(1, "1秒"), (0.999, ""), (59, "59秒")])
def test_a_look_of_a_second_is_told(seconds, told):
    """Shorter ones are not worth a word, neither in the list nor in the preview."""
    alert = compose(events=[page("p3", NOW - 300_000), engaged("p3", NOW - 290_000, seconds)])
    (line,) = alert.activities
    assert line[2] == told and alert.preview.endswith(told) and ("秒" in alert.preview) == bool(told)


def gained(*entries):
    recent = tuple(
        Contribution(rule="price", points=points, event_id=f"e{at}", at=NOW + at, plan=1) for at, points in entries
    )
    person = replace(lead(phone="06-6000-0000"), recent=recent)
    return compose(person, [page("p3", NOW - HOUR)]).subject


def test_what_was_done_within_the_hour_is_the_fact_else_what_gave_the_points():
    """A page an hour ago is no fact any more, a millisecond later it still is; without points it is all there is."""
    assert "価格のページ" in gained((0, 10)) and "料金" in gained()
    person = replace(
        lead(phone="06-6000-0000"), recent=(Contribution(rule="price", points=10, event_id="e", at=NOW, plan=1),)
    )
    assert "「料金」" in compose(person, [page("p3", NOW - HOUR + 1)]).subject


def test_points_are_a_reason_for_an_hour_up_to_the_decision():
    """Booked later than an hour ago and no later than the alert; losses are no reason; the last gain counts."""
    for at, points, counts in (
        (-HOUR, 10, False),
        (-HOUR + 1, 10, True),
        (0, 10, True),
        (1, 10, False),
        (0, -10, False),
        (0, 0, False),
    ):
        assert ("価格のページ" in gained((at, points))) is counts, (at, points)
    assert "+7" in gained((-20, 5), (-10, 7), (0, -3))


@pytest.mark.parametrize(("letters", "told"), [(100, 100), (101, 100)])
def test_what_a_rep_wants_to_know_before_dialling(letters, told):
    """Department, title, industry, place: each of them, and of each a hundred characters."""
    known = {"department": "営業部", "title": "課長", "industry": "製造業", "state": "大阪府", "city": "市" * letters}
    about = compose(lead(phone="06-6000-0000", **known)).about
    places = [about.index(part) for part in ("営業部", "課長", "製造業", "大阪府", "市")]
    assert places == sorted(places) and about.count("市") == told
