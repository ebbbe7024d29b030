"""A hold-out arm is held out: whoever falls into it gets nothing more of this run, and is counted all the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.model.effects import Note, SendAlert, SendMail
from mikomi.model.scenario import Scenario
from mikomi.model.step_tree import held_out_at_entry

from tests.core.story import Story, plan_of
from tests.core.test_slips import changed, told

NONE = {"id": "none", "weight": 1, "holdout": True}
SOME = {"id": "some", "weight": 0, "steps": [{"add_tag": "some"}]}
SPLIT = {"id": "lots", "split": [SOME, NONE]}
GIFT = {"id": "gift", "mail": {"template": "t", "kind": "transactional", "offer": {"id": "cheap", "valid_for": "3d"}}}
ACTS: list[dict[str, Any]] = [
    GIFT,
    {"id": "hello", "mail": {"template": "t"}},
    {"id": "call", "alert": {"to": "owner", "why": "見ています", "urgency": "now"}},
    {"add_tag": "after"},
    {"remove_tag": "before"},
    {"add_points": 5},
    {"set_trait": {"stage": "mql"}},
    {"enter": "other"},
]
OTHER = {"id": "other", "trigger": {"when": {"submitted": "never"}}, "steps": [{"wait": "90d"}]}
GOAL = {"name": "問い合わせ", "when": {"visited": "/contact"}, "within": "60d"}


def scenario(*steps, **keys):
    return {"id": "s", "trigger": {"when": {"submitted": "download"}}, "steps": list(steps), **keys}


def story_of(*steps, edition=2, **keys):
    plan = plan_of([scenario(*steps, **keys), OTHER])
    story = Story(plan.model_copy(update={"edition": edition}))
    return story.happens(type="identify", traits={"tags": ["before"]}).submit("download")


def gifts(story):
    return [effect for effect in story.effects if isinstance(effect, SendMail | SendAlert)]


def noted(story, name):
    lines = [line for effect in story.effects if isinstance(effect, Note) for line in effect.lines]
    return [line.properties for line in lines if line.name == name]


nested: st.SearchStrategy[Any] = st.deferred(
    lambda: st.lists(
        st.sampled_from(ACTS)
        | st.sampled_from([{"wait": "2d"}, {"wait": {"until": "offer.cheap - 1d"}}])
        | st.builds(
            lambda then, other: {"id": "q", "if": {"visited": "/x"}, "wait_up_to": "1d", "then": then, "else": other},
            nested,
            nested,
        )
        | nested.map(
            lambda inner: {"id": "again", "split": [{"id": "a", "steps": inner}, {"id": "b", "steps": inner}]}
        ),
        max_size=4,
    )
)


@given(steps=nested, visits=st.booleans())
def test_nothing_of_what_follows_reaches_whoever_is_held_out(steps, visits):
    """Whatever steps there are, in whatever branches: no effect, no change of the person, nothing noted as reached."""
    story = story_of(SPLIT, *steps, {"add_tag": "end"})
    before = story.person
    if visits:
        story.visit("/x")
    story.until("2027-06-01 00:00")
    assert gifts(story) == []
    assert (story.person.tags, story.person.traits, story.person.members.keys()) == (
        before.tags,
        before.traits,
        before.members.keys(),
    )
    assert not any(member.points for member in story.person.members.values())
    assert [run.scenario for run in story.person.enrolments] == ["s"]
    assert story.status_of("s") == "finished"
    assert {line["step"] for line in noted(story, "Step Reached")} == {"lots"}


@given(steps=nested)
def test_whoever_is_held_out_is_in_it_for_as_long_as_everybody_else(steps):
    """Without anything that they do, both lots end at the same moment."""
    ends = []
    for split in (SPLIT, {"id": "lots", "split": [{**SOME, "weight": 1}, {**NONE, "weight": 0}]}):
        story = story_of(split, *steps).until("2027-06-01 00:00")
        ends.append(next(run.ended_at for run in story.person.enrolments if run.scenario == "s"))
    assert ends[0] == ends[1]


def test_the_goal_is_looked_for_until_its_window_is_over():
    story = story_of(SPLIT, *ACTS, goal=GOAL).until("2026-12-20 00:00").visit("/contact")
    (reached,) = noted(story, "Goal Reached")
    assert reached["scenario"] == "s"
    (drawn,) = noted(story, "Arm Drawn")
    assert (drawn["arm"], drawn["held_out"], drawn["step"]) == ("none", True, "lots")


@pytest.mark.parametrize("what", [True, "s", "*", "club"])
def test_an_exit_of_this_run_ends_it_and_no_other(what):
    """A held-out run leaves where everybody does, and throws nobody out of anything else."""
    other = {**OTHER, "trigger": {"when": {"submitted": "download"}}}
    plan = plan_of([other, scenario(SPLIT, {"wait": "1d"}, {"exit": what}, {"wait": "9d"}, group="club")])
    story = Story(plan).submit("download").until("2026-11-26 10:00")
    assert (story.status_of("s"), story.status_of("other")) == ("exited", "active")


def test_an_exit_of_another_scenario_is_passed_by():
    other = {**OTHER, "trigger": {"when": {"submitted": "download"}}}
    story = Story(plan_of([other, scenario(SPLIT, {"exit": "other"}, {"wait": "9d"})])).submit("download")
    assert (story.status_of("s"), story.status_of("other")) == ("active", "active")


def test_what_was_published_before_decides_as_it_did():
    """A plan of the first edition lets whoever falls into the arm go on after the split."""
    story = story_of(SPLIT, *ACTS, edition=1)
    assert [effect.step for effect in gifts(story)] == ["gift", "hello", "call"]
    assert {"after"} < set(story.person.tags) | {"x"} and not noted(story, "Arm Drawn")[0].get("held_out")


@pytest.mark.parametrize(
    ("steps", "holdout", "percent"),
    [
        ([{"add_tag": "x"}], 0, 0),
        ([{"add_tag": "x"}], 5, 5),
        ([{"id": "l", "split": [SOME | {"weight": 3}, NONE]}], 0, 25),
        ([{"id": "l", "split": [SOME | {"weight": 3}, NONE]}], 20, 40),
        ([{"wait": "1d"}, {"id": "l", "split": [SOME | {"weight": 3}, NONE]}], 20, 0),
        ([{"id": "q", "if": {"tag": "x"}, "then": [SPLIT]}], 20, 0),
    ],
)
def test_a_lift_is_told_where_everybody_drew_a_lot_on_entering(steps, holdout, percent):
    one = Scenario.model_validate({"name": "-", **scenario(*steps, holdout=holdout)})
    assert held_out_at_entry(one) == pytest.approx(percent)
    assert held_out_at_entry(one, edition=1) == holdout


def test_the_check_names_steps_of_a_held_out_arm_and_a_split_that_holds_out_everybody():
    arms = [{**NONE, "steps": [{"add_tag": "x"}]}, {**NONE, "id": "all"}]
    files = changed("scenarios/price-3-views.json", steps=[{"id": "l", "split": arms}])
    assert [problem.pointer for problem in told(files, "W-holdout-steps")] == ["/steps/0/split/0/steps"]
    assert [problem.pointer for problem in told(files, "W-all-held-out")] == ["/steps/0/split"]
