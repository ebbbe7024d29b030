"""Leads by score: one sort key, written when points are earned, is right at any later time."""

from heapq import nlargest
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.points.ranking import Candidate, Cursor, Place, decaying_at, sort_key, standing_sum, start_rank, top
from mikomi.core.points.scoring import grant
from mikomi.core.points.totals import decaying, total
from mikomi.model.person import Person, Standing

from tests.core.plans import DAY, NOON

HALF_LIVES = st.sampled_from([None, 60_000, 3_600_000, 7 * DAY, 30 * DAY])
POINTS = st.one_of(st.integers(-60, 120), st.floats(-60, 120).map(lambda points: round(points, 2)))


@st.composite
def crowds(draw: Any, half_life: int | None = 30 * DAY) -> list[Person]:
    crowd = []
    for n in range(draw(st.integers(0, 12))):
        person = Person(id=f"l_{n:02}")
        for k, (points, hour) in enumerate(draw(st.lists(st.tuples(POINTS, st.integers(0, 300)), max_size=3))):
            person = grant(person, "a:1", f"r{k}", "", points, f"e{k}", NOON + hour * 3_600_000, 1, half_life)
        fit = Standing(axis="fit", points=draw(st.integers(-10, 20)), event_id="e", at=NOON, plan=1)
        crowd.append(person.model_copy(update={"standing": {"fit": fit}}))
    return crowd


@given(st.data(), HALF_LIVES, st.integers(0, 2000))
def test_keys_stay_right_while_time_passes(data: Any, half_life: int | None, hours: int) -> None:
    """At any later time people sorted by their keys, never rewritten, are sorted by decaying points, debts included."""
    crowd = data.draw(crowds(half_life))
    now = NOON + (300 + hours) * 3_600_000
    by_key = sorted(crowd, key=lambda person: sort_key(person, half_life))
    left = [decaying(person, now, half_life) for person in by_key]
    for lower, higher in pairwise(left):
        assert lower <= higher + 1e-5


@given(crowds(), st.integers(0, 2000))
def test_points_can_be_read_back_from_the_key(crowd: list[Person], hours: int) -> None:
    """A key and a moment give the decaying points of that moment."""
    now = NOON + (300 + hours) * 3_600_000
    for person in crowd:
        key = sort_key(person, 30 * DAY)
        assert decaying_at(key, now, 30 * DAY) == pytest.approx(decaying(person, now, 30 * DAY), rel=1e-9, abs=1e-5)


def test_gains_nothing_and_debts() -> None:
    """Gains sort above nothing, nothing above debts; a debt that fades rises; nothing stays nothing."""
    keys = [
        sort_key(grant(Person(id="l"), "a:1", "r", "", points, "e", NOON, 1, DAY), DAY)
        for points in (-50, -1, 0, 1e-5, 1, 50)
    ]
    assert keys == sorted(keys) and keys[2] == 0 == sort_key(Person(id="l"), DAY)
    newer_debt = sort_key(grant(Person(id="l"), "a:1", "r", "", -1, "e", NOON + DAY, 1, DAY), DAY)
    assert newer_debt < keys[1]
    assert decaying_at(keys[0], NOON + DAY, DAY) == pytest.approx(-25)


def pages(crowd: list[Person], limit: int, now: int, half_life: int | None) -> tuple[list[Place], list[int]]:
    """All pages one after the other, as a reader of the index turns them, and how many rows each has read."""
    rows = sorted((Candidate(p.id, sort_key(p, half_life), standing_sum(p)) for p in crowd), key=lambda row: -row.rank)
    standing = (min((row.standing for row in rows), default=0.0), max((row.standing for row in rows), default=0.0))
    told: list[Place] = []
    reads: list[int] = []
    cursor: Cursor | None = None
    while True:
        start = start_rank(cursor, standing, half_life)
        read = 0

        def index(start: float | None = start) -> Any:
            nonlocal read
            for row in rows:
                if start is None or row.rank <= start:
                    read += 1
                    yield row

        page, cursor = top(index(), limit, cursor, standing, now + len(reads) * DAY, half_life)
        told += page
        reads.append(read)
        assert len(page) == limit or cursor is None
        if cursor is None:
            return told, reads


@given(st.data(), HALF_LIVES, st.integers(1, 5), st.integers(0, 500))
def test_pages_are_the_ranking_by_total(data: Any, half_life: int | None, limit: int, hours: int) -> None:
    """Page after page, though time passes between them, shows everybody once, by total at the first page's moment."""
    crowd = data.draw(crowds(half_life))
    now = NOON + (300 + hours) * 3_600_000
    told, _ = pages(crowd, limit, now, half_life)
    assert sorted(place.id for place in told) == [person.id for person in crowd]
    assert told == sorted(told, key=lambda place: (-place.total, place.id))
    by_id = {person.id: person for person in crowd}
    for place in told:
        assert place.total == pytest.approx(total(by_id[place.id], now, half_life), rel=1e-9, abs=1e-5)


def test_a_page_reads_little_more_than_it_shows() -> None:
    """Of 2,000 leads a page of 10 reads the few that standing points could still lift, and the next page begins near
    its cursor."""
    crowd = []
    for n in range(2000):
        person = grant(Person(id=f"l_{n:04}"), "a:1", "r", "", n / 10, "e", NOON, 1, 30 * DAY)
        fit = Standing(axis="fit", points=n * 7 % 4, event_id="e", at=NOON, plan=1)
        crowd.append(person.model_copy(update={"standing": {"fit": fit}}))
    told, reads = pages(crowd, 10, NOON + DAY, 30 * DAY)
    best = nlargest(10, (total(person, NOON + DAY, 30 * DAY) for person in crowd))
    assert [place.total for place in told[:10]] == pytest.approx(best)
    assert len(told) == 2000 and max(reads) < 90
