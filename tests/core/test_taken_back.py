"""Points by hand that are taken back: the act's own, once, whoever does it and in whatever order it is heard."""

import pytest
from mikomi.core.points import scoring
from mikomi.core.score import half_lives
from mikomi.model.person import Member, Person

from tests.core.story import at, plan_of
from tests.core.test_acts import SCORING, act, story


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 1, 3, 2), (1, 2, 0, 3), (3, 2, 1, 0), (1, 3, 2, 0)])
def test_what_two_reps_take_back_at_once_goes_once(order):
    """Whoever is heard first: other points of the same hand stay."""
    began, life = at("2026-11-24 11:00"), story()
    events = [
        act(0, "points", began, points=20),
        act(1, "points", began + 1, points=5),
        act(2, "undo", began + 2, of="m-001"),
        act(3, "undo", began + 3, of="m-001"),
    ]
    for number in order:
        life.fold(events[number])
    rest = [member.points["hand"] for member in life.person.members.values() if "hand" in member.points]
    assert [(each.count, each.raw) for each in rest] == [(1, 20)]


@pytest.mark.parametrize("taken", ["m-001", "m-002"])
def test_of_two_who_became_one_the_points_of_the_right_place_are_taken_back(taken):
    """Two leads had points by hand before they were one: what is taken back is the event's own."""
    lives, began = half_lives.of_plan(plan_of([], SCORING)), at("2026-11-24 11:00")
    person = Person(id="l_someone", members={place: Member(first_at=began, last_at=began) for place in ("p:a", "p:b")})
    points = {"m-001": 5, "m-002": 20}
    for place, event in (("p:a", "m-001"), ("p:b", "m-002")):
        person = scoring.grant(person, place, "hand", "n", points[event], event, began, 1, lives)
    left = scoring.taken_back(person, "hand", points[taken], taken, began, lives)
    rest = [member.points["hand"] for member in left.members.values() if "hand" in member.points]
    assert [(each.event_id, each.raw) for each in rest] == [(e, p) for e, p in points.items() if e != taken]
    assert [each.event_id for each in left.recent] == [e for e in points if e != taken]
