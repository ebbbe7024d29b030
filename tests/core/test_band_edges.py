"""Bands with a lower edge for leaving: nobody flickers, and a moment's band follows from the person and the moment."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.people import merging
from mikomi.core.score import bands
from mikomi.core.score.totals import shown, total
from mikomi.core.telling.portrait import portray
from mikomi.model.events import Event
from mikomi.model.person import Person
from msgspec.structs import replace

from tests.core.plans import DAY
from tests.core.story import Story, plan_of
from tests.effort import effort

EDGES: list[dict[str, Any]] = [
    {"id": "hot", "name": "Hot", "from": 60, "leave_below": 50},
    {"id": "warm", "name": "Warm", "from": 30, "leave_below": 20},
    {"id": "cool", "name": "Cool", "from": 5},
]
SCORING: dict[str, Any] = {
    "rules": [
        {"id": "up", "name": "up", "when": {"visited": "/up"}, "points": 10},
        {"id": "jump", "name": "jump", "when": {"visited": "/jump"}, "points": 65},
        {"id": "down", "name": "down", "when": {"visited": "/down"}, "points": -7},
        {"id": "fall", "name": "fall", "when": {"visited": "/fall"}, "points": -45},
        {"id": "fit", "name": "fit", "when": {"tag": "fit"}, "points": 15, "axis": "fit"},
    ],
    "decay": {"half_life": "30d"},
    "bands": EDGES,
    "alert": {"on_enter": "hot", "to": "owner", "outside_hours": "now"},
}
WELCOME = {
    "id": "s", "reentry": "after_exit", "trigger": {"when": {"band": "hot"}}, "steps": [{"add_tag": "met"}],
}  # fmt: skip
PLAN = plan_of([WELCOME], SCORING)
WITHOUT_EDGES = {**SCORING, "bands": [{k: v for k, v in each.items() if k != "leave_below"} for each in EDGES]}
EDGELESS = plan_of([WELCOME], WITHOUT_EDGES)


def band(story: Story, later: int = 0) -> str | None:
    rules = story.books_now.active
    stands = bands.band_at(story.person, story.now + later, rules.half_lives, rules.bands)
    return stands.id if stands else None


def points(story: Story, later: int = 0) -> float:
    return shown(total(story.person, story.now + later, story.books_now.active.half_lives))


class Triggers:
    """The law, said another way: each band is a switch of its own, on from its `from`, off under its `leave_below`."""

    def __init__(self) -> None:
        self.on: dict[str, bool] = {each["id"]: False for each in EDGES}

    def see(self, score: float) -> str | None:
        for each in EDGES:
            edge = each.get("leave_below", each["from"]) if self.on[each["id"]] else each["from"]
            self.on[each["id"]] = score >= edge
        return next((each["id"] for each in EDGES if self.on[each["id"]]), None)


DEEDS = st.lists(
    st.tuples(st.sampled_from(["/up", "/up", "/jump", "/down", "/fall", "/"]), st.integers(0, 40 * DAY)), max_size=12
)


@hypothesis_settings(max_examples=effort(60))
@given(DEEDS, st.booleans())
def test_the_band_of_any_moment_is_what_watching_without_pause_would_say(deeds, lead):
    """Nothing is noted while points fade, and whoever asks at the end gets what an observer of every day got; a visitor
    as well as a lead, and on the lead's page too."""
    story, watched = Story(PLAN, lead=lead), Triggers()
    watched.see(points(story))
    for path, wait in deeds:
        for part in range(9):
            said = watched.see(points(story, wait * part // 8))
            assert band(story, wait * part // 8) == said
        story.now += wait
        story.visit(path)
        assert band(story) == watched.see(points(story))
        stands = portray(story.person, PLAN, lambda _: PLAN, story.now).band
        assert (stands.id if stands else None) == band(story)
        assert not lead or story.person.band == band(story)


@hypothesis_settings(max_examples=effort(60))
@given(st.lists(st.sampled_from(["/up", "/down"]), max_size=40))
def test_a_score_that_wanders_between_the_edges_changes_the_band_at_most_once(paths):
    """From 50 up to 60 no band is both entered and left: whoever was in Hot stays, whoever was not does not come."""
    story = Story(PLAN).visit("/jump")
    seen = [band(story)]
    for path in paths:
        if 50 <= points(story) + (10 if path == "/up" else -7) < 75:
            story.visit(path)
            seen.append(band(story))
    assert set(seen) == {"hot"} and len(story.alerts) == 1
    story = Story(PLAN)
    for path in ["/up"] * 5 + paths:
        if points(story) + (10 if path == "/up" else -7) < 60:
            story.visit(path)
    assert band(story) != "hot" and story.alerts == []


def test_without_an_edge_everything_is_as_it_was():
    """A plan that says nothing of leaving decides by the points alone, and notes nothing."""
    story = Story(EDGELESS).visit("/jump").visit("/down").visit("/up").visit("/down").visit("/up")
    assert story.person.in_band is None and len(story.alerts) == 2
    edged = Story(PLAN).visit("/jump").visit("/down").visit("/up").visit("/down").visit("/up")
    assert edged.person.in_band == "hot" and len(edged.alerts) == 1


def test_who_faded_out_between_two_visits_has_left():
    """65 points fade to under 50 in twelve days. The visit that comes then finds somebody who is not Hot any more, and
    lifts nobody back whom it does not carry over 60."""
    story = Story(PLAN).visit("/jump")
    assert band(story, 11 * DAY) == "hot" and band(story, 12 * DAY) == "warm"
    story.now += 13 * DAY
    story.visit("/up")
    assert 50 < points(story) < 60 and band(story) == "warm" and story.person.band == "warm"
    story.visit("/up")
    assert band(story) == "hot" and len(story.alerts) == 2


def test_who_faded_out_has_left_when_time_adds_points_of_its_own():
    """What a scenario adds at its hour is added to what had faded by then."""
    adds = {
        "id": "t", "trigger": {"when": {"visited": "/jump"}},
        "steps": [{"wait": "13d"}, {"add_points": 8, "reason": "r"}, {"wait": "1d"}, {"add_tag": "x"}],
    }  # fmt: skip
    story = Story(plan_of([adds], SCORING)).visit("/jump")
    story.until("2026-12-07 11:00")
    assert 50 < points(story) < 60 and band(story) == "warm"


def test_a_scenario_that_lets_in_who_is_hot_meets_them_once():
    """The trigger goes by the same band: a step down and up between the edges is no new occasion."""
    story = Story(PLAN).visit("/jump")
    for _ in range(4):
        story.visit("/down").visit("/up")
    assert [b.kind for b in story.because].count("entered") == 1
    flickers = Story(EDGELESS).visit("/jump")
    for _ in range(2):
        flickers.visit("/down").visit("/up")
    assert [b.kind for b in flickers.because].count("entered") == 2


def joined(lead: Story, visitor: Story) -> Story:
    link = Event(subject="a:other", id="link", type="page", at=lead.now, received_at=lead.now)
    past = {f"a:{visitor.person.id}": next(iter(visitor.person.members.values()))}
    other = replace(visitor.person, members=past, heard=())
    lead.person = merging.join(lead.person, other, link, lead.books[1], lead.now, brings=True)
    return lead


def test_nobody_falls_out_of_a_band_by_becoming_a_lead():
    """A visitor who is Hot at 58 points is a Hot lead, of which sales are told now."""
    visitor = Story(PLAN, lead=False).visit("/jump").visit("/down")
    assert band(visitor) == "hot" and visitor.person.band is None and visitor.alerts == []
    lead = joined(Story(PLAN), visitor)
    assert band(lead) == "hot"
    lead.visit("/")
    assert [alert.band for alert in lead.alerts] == ["hot"] and lead.person.band == "hot"


@pytest.mark.parametrize("first", [0, 1])
def test_two_who_are_one_are_in_the_higher_band_whichever_came_first(first):
    """58 and Hot, 0 and in none: together 58 and Hot, by either order; the same again when joined again."""
    made = [Story(PLAN, lead=False).visit("/jump").visit("/down"), Story(PLAN, lead=False)]
    for number, each in enumerate(made):
        each.visit("/")
        each.person = replace(each.person, id=f"v_{number}")
    one = joined(made[first], made[1 - first])
    assert band(one) == "hot"
    again = one.person.in_band
    assert joined(one, made[1 - first]).person.in_band == again


def test_a_band_that_is_gone_or_has_other_edges_is_asked_by_the_plan_of_now():
    """Another version: who was Hot stays so down to the new edge; of a band that is gone the points alone decide."""
    story = Story(PLAN).visit("/jump").visit("/down")
    higher = [{"id": "hot", "name": "Hot", "from": 70, "leave_below": 55}]
    story.publish(plan_of([], {**SCORING, "bands": higher}, version=2))
    assert points(story) == 58 and band(story) == "hot"
    renamed = [{"id": "top", "name": "Top", "from": 60, "leave_below": 50}, EDGES[1]]
    story.publish(plan_of([], {**SCORING, "bands": renamed}, version=3))
    assert band(story) == "warm"
    story.publish(plan_of([WELCOME], WITHOUT_EDGES, version=4))
    story.visit("/")
    assert story.person.in_band is None and band(story) == "warm"


def test_the_state_of_nobody_is_no_band():
    assert bands.highest([Person(id="v_")], 0, Story(PLAN).books_now.active.half_lives, []) is None
