"""Leads by score: one sort key, written when points are earned, is right at any later time."""

from heapq import nlargest
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.points.scoring import grant
from mikomi.core.score import half_lives
from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.ranking import (
    Candidate,
    Cursor,
    Place,
    decaying_at,
    scales_of,
    side_by_side,
    sort_key,
    start_rank,
    top,
)
from mikomi.core.score.totals import decaying, standing_sum, total
from mikomi.model.person import Person, Standing
from mikomi.model.plan import HalfLife
from msgspec.structs import replace

from tests.core.plans import DAY, NOON

ONE = st.sampled_from([None, 60_000, 3_600_000, 7 * DAY, 30 * DAY])
A_DAY = half_lives.of(DAY)
MONTH = half_lives.of(30 * DAY)


@st.composite
def changed(draw: Any) -> HalfLives:
    """One half-life, or several, each from some hour of the story on."""
    later = sorted(draw(st.lists(st.integers(-50, 2400), max_size=3)))
    spans = [HalfLife(from_=0, millis=draw(ONE))]
    spans += [HalfLife(from_=NOON + hour * 3_600_000, millis=draw(ONE)) for hour in later]
    return HalfLives(tuple(spans))


HALF_LIVES = st.one_of(ONE.map(half_lives.of), changed())
POINTS = st.one_of(st.integers(-60, 120), st.floats(-60, 120).map(lambda points: round(points, 2)))


@st.composite
def crowds(draw: Any, lives: HalfLives = MONTH) -> list[Person]:
    crowd = []
    for n in range(draw(st.integers(0, 12))):
        person = Person(id=f"l_{n:02}")
        for k, (points, hour) in enumerate(draw(st.lists(st.tuples(POINTS, st.integers(0, 300)), max_size=3))):
            person = grant(person, "a:1", f"r{k}", "", points, f"e{k}", NOON + hour * 3_600_000, 1, lives)
        fit = Standing(axis="fit", points=draw(st.integers(-10, 20)), event_id="e", at=NOON, plan=1)
        crowd.append(replace(person, standing={"fit": fit}))
    return crowd


@given(st.data(), HALF_LIVES, st.integers(0, 2000))
def test_keys_stay_right_while_time_passes(data: Any, lives: HalfLives, hours: int) -> None:
    """At any later time people sorted by their keys, never rewritten, are sorted by decaying points, debts included,
    however often the half-life was changed meanwhile."""
    crowd = data.draw(crowds(lives))
    now = NOON + (300 + hours) * 3_600_000
    by_key = sorted(crowd, key=lambda person: sort_key(person, lives))
    left = [decaying(person, now, lives) for person in by_key]
    for lower, higher in pairwise(left):
        assert lower <= higher + 1e-5


@given(crowds(), st.integers(0, 2000))
def test_points_can_be_read_back_from_the_key(crowd: list[Person], hours: int) -> None:
    """A key and a moment give the decaying points of that moment."""
    now = NOON + (300 + hours) * 3_600_000
    for person in crowd:
        key = sort_key(person, MONTH)
        assert decaying_at(key, now, MONTH) == pytest.approx(decaying(person, now, MONTH), rel=1e-9, abs=1e-5)


def test_gains_nothing_and_debts() -> None:
    """Gains sort above nothing, nothing above debts; a debt that fades rises; nothing stays nothing."""
    keys = [
        sort_key(grant(Person(id="l"), "a:1", "r", "", points, "e", NOON, 1, A_DAY), A_DAY)
        for points in (-50, -1, 0, 1e-5, 1, 50)
    ]
    assert keys == sorted(keys) and keys[2] == 0 == sort_key(Person(id="l"), A_DAY)
    newer_debt = sort_key(grant(Person(id="l"), "a:1", "r", "", -1, "e", NOON + DAY, 1, A_DAY), A_DAY)
    assert newer_debt < keys[1]
    assert decaying_at(keys[0], NOON + DAY, A_DAY) == pytest.approx(-25)


def pages(crowd: list[Person], limit: int, now: int, lives: HalfLives) -> tuple[list[Place], list[int]]:
    """All pages one after the other, as a reader of the index turns them, and how many rows each has read."""
    rows = sorted((Candidate(p.id, sort_key(p, lives), standing_sum(p)) for p in crowd), key=lambda row: -row.rank)
    standing = (min((row.standing for row in rows), default=0.0), max((row.standing for row in rows), default=0.0))
    told: list[Place] = []
    reads: list[int] = []
    cursor: Cursor | None = None
    while True:
        start = start_rank(cursor, standing, lives)
        read = 0

        def index(start: float | None = start) -> Any:
            nonlocal read
            for row in rows:
                if start is None or row.rank <= start:
                    read += 1
                    yield row

        page, cursor = top(index(), limit, cursor, standing, now + len(reads) * DAY, lives)
        told += page
        reads.append(read)
        assert len(page) == limit or cursor is None
        if cursor is None:
            return told, reads


@given(st.data(), HALF_LIVES, st.integers(1, 5), st.integers(0, 500))
def test_pages_are_the_ranking_by_total(data: Any, lives: HalfLives, limit: int, hours: int) -> None:
    """Page after page, though time passes between them, shows everybody once, by total at the first page's moment."""
    crowd = data.draw(crowds(lives))
    now = NOON + (300 + hours) * 3_600_000
    told, _ = pages(crowd, limit, now, lives)
    assert sorted(place.id for place in told) == [person.id for person in crowd]
    assert told == sorted(told, key=lambda place: (-place.total, place.id))
    by_id = {person.id: person for person in crowd}
    for place in told:
        assert place.total == pytest.approx(total(by_id[place.id], now, lives), rel=1e-9, abs=1e-5)


def test_a_page_reads_little_more_than_it_shows() -> None:
    """Of 2,000 leads a page of 10 reads the few that standing points could still lift, and the next page begins near
    its cursor."""
    crowd = []
    for n in range(2000):
        person = grant(Person(id=f"l_{n:04}"), "a:1", "r", "", n / 10, "e", NOON, 1, MONTH)
        fit = Standing(axis="fit", points=n * 7 % 4, event_id="e", at=NOON, plan=1)
        crowd.append(replace(person, standing={"fit": fit}))
    told, reads = pages(crowd, 10, NOON + DAY, MONTH)
    best = nlargest(10, (total(person, NOON + DAY, MONTH) for person in crowd))
    assert [place.total for place in told[:10]] == pytest.approx(best)
    assert len(told) == 2000 and max(reads) < 90


@given(st.data(), st.integers(1, 5), st.integers(0, 500))
def test_points_that_never_faded_and_then_do(data: Any, limit: int, hours: int) -> None:
    """Keys from when points did not fade stand beside those written since, page by page in the order of the totals."""
    begins = NOON + 100 * 3_600_000
    lives = HalfLives((HalfLife(from_=0), HalfLife(from_=begins, millis=data.draw(st.sampled_from([DAY, 30 * DAY])))))
    crowd = data.draw(crowds(half_lives.of(None)))
    before = lives.begun_by(begins - 1)
    faded, never = [], []
    for person in crowd:
        if data.draw(st.booleans()):
            person = grant(person, "a:1", "new", "", data.draw(POINTS), "new", begins + 3_600_000, 2, lives)
            faded.append(Candidate(person.id, sort_key(person, lives), standing_sum(person), "halves"))
            crowd = [person if each.id == person.id else each for each in crowd]
        else:
            early = [held for member in person.members.values() for held in member.points.values() if held.at > begins]
            if early:
                crowd = [each for each in crowd if each.id != person.id]
                continue
            never.append(Candidate(person.id, sort_key(person, before), standing_sum(person), "points"))
    now = NOON + (300 + hours) * 3_600_000
    standing = (-10.0, 20.0)
    told: list[Place] = []
    cursor: Cursor | None = None
    while True:
        as_of = cursor.as_of if cursor else now
        rows = []
        for scale in scales_of(lives):
            found = faded if scale == "halves" else never
            start = start_rank(cursor, standing, lives, scale)
            ordered = sorted(found, key=lambda row: (-row.rank, row.id))
            rows.append([row for row in ordered if start is None or row.rank <= start])
        page, cursor = top(side_by_side(rows, as_of, lives), limit, cursor, standing, now, lives)
        told += page
        if cursor is None:
            break
    by_id = {person.id: person for person in crowd}
    assert sorted(place.id for place in told) == sorted(by_id)
    assert told == sorted(told, key=lambda place: (-place.total, place.id))
    for place in told:
        assert place.total == pytest.approx(total(by_id[place.id], now, lives), rel=1e-9, abs=1e-5)


def test_a_new_half_life_never_reaches_back() -> None:
    """80 points that halve every 30 days are 40 after 30 days; if 7 days hold from there on, 20 after 37, and nothing
    jumps at the change."""
    lives = HalfLives((HalfLife(from_=0, millis=30 * DAY), HalfLife(from_=NOON + 30 * DAY, millis=7 * DAY)))
    person = grant(Person(id="l"), "a:1", "r", "", 80, "e", NOON, 1, lives)
    assert [decaying(person, NOON + days * DAY, lives) for days in (0, 30, 37, 44)] == pytest.approx([80, 40, 20, 10])
    assert decaying(person, NOON + 30 * DAY + 1, lives) == pytest.approx(40, rel=1e-8)


@given(changed(), *[st.integers(-900, 3000)] * 3)
def test_half_lives_add_up(lives: HalfLives, one: int, two: int, three: int) -> None:
    """From one moment to another as many go by as over any third, backwards as many less."""
    a, b, c = (NOON + hours * 3_600_000 for hours in (one, two, three))
    assert lives.between(a, b) + lives.between(b, c) == pytest.approx(lives.between(a, c), rel=1e-9, abs=1e-6)
    assert lives.between(a, b) == -lives.between(b, a)
    assert lives.age(b) - lives.age(a) == pytest.approx(lives.between(a, b), rel=1e-9, abs=1e-6)


def test_a_half_life_has_begun_at_its_very_moment() -> None:
    """A millisecond before, it is yet to begin; the first one always has."""
    first, second = HalfLife(from_=NOON, millis=30 * DAY), HalfLife(from_=NOON + DAY, millis=7 * DAY)
    lives = HalfLives((first, second))
    for moment, begun in ((NOON - 1, (first,)), (NOON + DAY - 1, (first,)), (NOON + DAY, (first, second))):
        assert lives.begun_by(moment).spans == begun
