"""The total taken apart for its readers: each rule's points, how often it gave them, and what decay took."""

from math import floor

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.points.scoring import grant
from mikomi.core.score import half_lives
from mikomi.core.score.totals import in_whole, parts
from mikomi.model.person import Person, Standing

from tests.core.plans import DAY, NOON

MONTH = half_lives.of(30 * DAY)

gains = st.lists(
    st.tuples(
        st.sampled_from(["a:1", "a:2", "a:3"]),
        st.sampled_from(["price", "seminar"]),
        st.floats(-30, 60).map(lambda points: round(points, 1)),
        st.integers(0, 90),
    ),
    max_size=12,
)


def earned(told: list[tuple[str, str, float, int]], fit: int = 0) -> Person:
    standing = {"fit": Standing(axis="fit", points=fit, event_id="e", at=NOON, plan=1)} if fit else {}
    person = Person(id="l_1", standing=standing)
    for number, (subject, rule, points, day) in enumerate(told):
        person = grant(person, subject, rule, rule, points, f"e{number}", NOON + day * DAY, 1, MONTH)
    return person


@given(gains)
def test_a_rule_says_how_often_it_gave_points_in_whatever_browsers(told: list[tuple[str, str, float, int]]) -> None:
    """Two views on the telephone and one on the desk are three views."""
    for row in parts(earned(told), NOON + 90 * DAY, MONTH).rows:
        assert row.times == sum(rule == row.rule for _, rule, _, _ in told)


@given(gains, st.integers(-10, 20), st.integers(90, 400))
def test_in_whole_points_the_parts_still_add_up(told: list[tuple[str, str, float, int]], fit: int, day: int) -> None:
    """Whole points round down, and rows, decay and total are one sum, as interest and fit are."""
    exact = parts(earned(told, fit), NOON + day * DAY, MONTH)
    whole = in_whole(exact)
    assert whole.total == floor(exact.total) and whole.rows == exact.rows
    assert round(sum(row.points for row in whole.rows) + whole.decay, 1) == whole.total == whole.interest + whole.fit
