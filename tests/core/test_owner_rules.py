"""An owner by rule: the first that fits, for good, the same however often it is asked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.people.owners import owner_of

from tests.core.story import Story, plan_of
from tests.core.test_slips import changed, told

REPS = [{"id": name, "name": name, "email": f"{name}@example.co.jp"} for name in ("a", "b", "c", "d")]
RULES: list[dict[str, Any]] = [
    {"when": {"trait": "state", "in": ["大阪府", "京都府"]}, "to": "a"},
    {"when": {"all": [{"tag": "cloud"}, {"trait": "employees", "is": ">= 100"}]}, "to": "b"},
    {"when": {"trait": "industry", "is": "IT"}, "to": ["c", "d"]},
]
TAG = {"id": "t", "trigger": {"when": {"visited": "/cloud"}}, "steps": [{"add_tag": "cloud"}]}


def story_of(rules: list[dict[str, Any]] | None = None, **keys: Any) -> Story:
    return Story(plan_of([TAG], reps=REPS, owner={"rules": RULES if rules is None else rules, "default": "d"}), **keys)


def owner(story: Story) -> str | None:
    return owner_of(story.person, story.books_now.active.plan.settings)


TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["大阪府", "東京都"]),
        "employees": st.sampled_from([50, 100]),
        "industry": st.sampled_from(["IT", "製造業"]),
    },
)


@given(traits=st.lists(TRAITS, min_size=1, max_size=5))
def test_the_first_rule_that_fitted_decides_and_stays(traits):
    """Whatever becomes known afterwards, and however often it is told."""
    story, known = story_of(), dict[str, Any]()
    expected: set[str | None] | None = None
    for each in traits:
        story.now += 1000
        story.identify(each)
        known |= each
        if expected is None and known.get("state") == "大阪府":
            expected = {"a"}
        elif expected is None and known.get("industry") == "IT":
            expected = {"c", "d"}
        assert owner(story) in (expected or {"d"})
        if expected is not None:
            expected = {owner(story)}
    assert story.codes("owner") == (["rule"] if expected else [])


def test_what_a_step_tagged_counts_and_an_event_decides_it_once():
    story = story_of().identify({"employees": 100}).visit("/cloud")
    assert (owner(story), story.person.owner) == ("b", "b")
    assert story.identify({"state": "大阪府"}).person.owner == "b"


def test_a_visitor_belongs_to_nobody_until_it_is_a_lead():
    visitor = story_of(lead=False).happens(type="identify", traits={"state": "大阪府"})
    assert visitor.person.owner is None
    assert visitor.identify({"email": "yamada@example.com"}).person.is_lead == (visitor.person.owner == "a")


def test_a_rep_who_left_hands_over_to_the_next_rule_and_an_unknown_one_is_passed_by():
    story = story_of().identify({"state": "大阪府", "industry": "IT"})
    gone = plan_of([TAG], version=2, reps=REPS[1:], owner={"rules": RULES, "default": "d"})
    story.publish(gone)
    assert owner(story.visit("/")) in ("c", "d")


def test_without_rules_nothing_is_decided():
    """As plans of before: nobody's owner is written down."""
    story = story_of([]).identify({"state": "大阪府"})
    assert (story.person.owner, owner(story), story.codes("owner")) == (None, "d", [])


@pytest.mark.parametrize(
    ("rule", "code", "place"),
    [
        ({"when": {"visited": "/price"}, "to": "sato"}, "E-owner-when", "/owner/rules/0/when"),
        ({"when": {"any": [{"tag": "x"}, {"band": "hot"}]}, "to": "sato"}, "E-owner-when", "/owner/rules/0/when/any/1"),
        ({"when": {"tag": "x"}, "to": "sat0"}, "E-rep", "/owner/rules/0/to"),
        ({"when": {"tag": "x"}, "to": ["sato", "owner"]}, "E-rep", "/owner/rules/0/to/1"),
    ],
)
def test_the_check_points_at_what_a_rule_cannot_look_at_and_at_whom_nobody_knows(rule, code, place):
    files = changed("settings.json", owner={"rules": [rule]})
    assert [problem.pointer for problem in told(files, code)] == [place]
