"""What people remember of before somebody asked: joined with what they remember since, and an occasion for nothing."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour import recollection
from mikomi.core.behaviour.leaves import remembered
from mikomi.core.behaviour.recollection import LookBack
from mikomi.core.behaviour.rulebook import compile
from mikomi.model.events import LOOKED_BACK
from mikomi.model.person import Person

from tests.core.story import Story, plan_of

DAY = 86_400_000
TIMES = st.lists(st.integers(min_value=0, max_value=30), max_size=12)
LOOK = st.builds(LookBack, st.just("k"), st.integers(1, 5), st.one_of(st.none(), st.integers(0, 20)))
VIEWS: dict[str, Any] = {
    "id": "p",
    "name": "p",
    "when": {"visited": "/price", "times": 3, "within": "7d"},
    "points": 30,
}
HOT: dict[str, Any] = {
    "rules": [VIEWS], "bands": [{"id": "hot", "name": "Hot", "from": 30}, {"id": "cool", "name": "Cool", "from": 0}],
}  # fmt: skip
SCENARIO: dict[str, Any] = {"id": "s", "trigger": {"when": VIEWS["when"]}, "steps": [{"wait": "1d"}]}


def key_of(plan: Any) -> LookBack:
    (one,) = recollection.of(compile(plan))
    return one


def looked_back(story: Story, times: tuple[int, ...], subject: str | None = None, id: str = "b") -> Story:
    one = key_of(plan_of([SCENARIO]))
    told = {"plan": 2, "seen": [{"leaf": one.written, "times": list(times)}]}
    return story.happens(
        type="track", name=LOOKED_BACK, origin="server", proof=2, id=id, properties=told, at=story.now,
        subject=subject or f"p:{story.person.id}",
    )  # fmt: skip


@given(LOOK, TIMES, TIMES, TIMES)
def test_a_time_that_both_know_counts_once_and_one_that_only_one_knows_counts_too(
    one: LookBack, before: list[int], both: list[int], since: list[int]
) -> None:
    """Whatever is trimmed on the way: what was remembered live, joined with all that the log tells (what was remembered
    live among it), is what would be remembered of everything; told twice nothing changes."""
    whole = (*before, *both, *since)
    live = remembered((*both, *since), one.keep, one.max_age) if both or since else ()
    person = Person(id="l_1", memory={"k": live} if live else {})
    log = {"k": remembered(whole, one.keep, one.max_age)} if whole else {}
    news = recollection.news(person, log, [one])
    for _ in range(2):
        for piece in news:
            assert LookBack.read(piece["leaf"]) == one
            joined = recollection._joined(person.memory.get("k", ()), piece["times"], one)
            person = Person(id="l_1", memory={"k": joined})
    held = person.memory.get("k", ())
    assert Counter(held) >= Counter(log.get("k", ())) and set(held) <= set(whole)
    assert not recollection.news(person, log, [one])


@given(LOOK, LOOK)
def test_a_plan_that_asks_for_no_more_adds_nothing(one: LookBack, other: LookBack) -> None:
    """More times or a longer time is more; the same, or less of both, is not."""
    more = other.keep > one.keep or (one.max_age is not None and (other.max_age is None or other.max_age > one.max_age))
    assert one.holds(other) == (not more)
    assert LookBack.read(one.written) == one


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        ({"times": 3, "within": "7d"}, {"times": 3, "within": "7d"}, False),
        ({"times": 3, "within": "7d"}, {"times": 2, "within": "7d"}, False),
        ({"times": 3, "within": "7d"}, {"times": 4, "within": "7d"}, True),
        ({"times": 3, "within": "7d"}, {"times": 3, "within": "8d"}, True),
        ({"times": 3, "within": "8d"}, {"times": 3, "within": "7d"}, False),
        ({}, {"times": 2, "within": "7d"}, True),
        ({"times": 2, "within": "7d"}, {}, False),
    ],
)
def test_what_a_new_plan_adds_is_told_from_the_one_before(before: Any, after: Any, adds: bool) -> None:
    """Of one leaf; a lone look (`times` 1) asks for no memory."""
    books = [compile(plan_of([], {"rules": [{**VIEWS, "when": {"visited": "/price", **w}}]})) for w in (before, after)]
    assert bool(recollection.added(books[1], books[0])) == adds


def test_yesterdays_views_count_with_todays() -> None:
    """Two before the plan that asks for three, and one after: points, and into the scenario. Without what is told the
    third would be the first."""
    for is_told in (True, False):
        story = Story(plan_of()).visit("/price").visit("/price")
        seen = (story.now, story.now)
        story.publish(plan_of([SCENARIO], HOT, version=2))
        story.now += DAY
        if is_told:
            looked_back(story, seen)
        story.visit("/price")
        assert (story.status_of("s") == "active") == is_told and (story.person.band == "hot") == is_told


def test_to_be_told_is_an_occasion_for_nothing() -> None:
    """Three views before: no points, no band, no scenario, no alert, and no other plan for the person; the next view is
    the fourth, so none either. When they were last seen stays."""
    story = Story(plan_of()).visit("/price").visit("/price").visit("/price")
    story.publish(plan_of([SCENARIO], HOT, version=2))
    before, seen = story.person, (story.now,) * 3
    looked_back(story, seen)
    after = story.person
    assert after.memory[key_of(plan_of([SCENARIO])).key] == seen
    assert (after.plans, after.band, after.enrolments, after.last_at) == (
        before.plans, before.band, before.enrolments, before.last_at,
    )  # fmt: skip
    assert not story.effects[len(story.letters) :] and after.members[f"p:{after.id}"].events == 1
    assert story.visit("/price").status_of("s") is None and story.person.band != "hot"


def test_told_twice_is_told_once_and_other_plans_leave_it_alone() -> None:
    """The same event again changes nothing. What is remembered for a plan that keeps more stays."""
    story = Story(plan_of([SCENARIO], version=2))
    looked_back(story, (story.now - 5, story.now - 4), id="one")
    once = story.person
    looked_back(story, (story.now - 5, story.now - 4), id="one")
    assert story.person == once
    looked_back(story, (story.now - 5, story.now - 4), id="two")
    assert story.person.memory == once.memory
    story.visit("/price")
    assert len(story.person.memory[key_of(plan_of([SCENARIO])).key]) == 3


@pytest.mark.parametrize("subject", ["a:browser-1", "u:somebody", "o:l_someone"])
def test_nobody_else_can_make_anybody_remember(subject: str) -> None:
    """A client's event of the same name, in a browser or by the secret key, is a track event like any other."""
    story = Story(plan_of([SCENARIO], version=2))
    looked_back(story, (story.now,) * 2, subject=subject)
    assert story.person.memory == {}
    assert story.visit("/price").status_of("s") is None
