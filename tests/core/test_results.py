"""What is told of counts: order, zeros, nulls, and a rate beside its n and its "not yet"."""

import pytest
from mikomi.core.results.conditions import condition_of, segment_of
from mikomi.core.results.counted import Counted
from mikomi.core.results.numbers import NAMES
from mikomi.core.results.scenarios import MAIL_NUMBERS, overview, scenario_results
from mikomi.model.segment import Segment

from tests.core.story import plan_of

SCENARIO = {
    "id": "welcome",
    "name": {"ja": "ようこそ", "en": "Welcome"},
    "trigger": {"when": {"submitted": "download"}},
    "goal": {"name": "相談", "when": {"submitted": "contact"}},
    "steps": [
        {"id": "thanks", "mail": {"template": "thanks", "kind": "transactional"}},
        {"wait": "2d"},
        {"id": "test", "mail": {"template": "faq", "variants": [{"id": "A"}, {"id": "B"}]}},
        {"id": "fork", "if": {"visited": "/price"}, "then": [{"id": "call", "alert": {"why": "x"}}], "else": []},
    ],
}
PLAN = plan_of([SCENARIO, {**SCENARIO, "id": "other", "goal": None}])
ZERO = dict.fromkeys(MAIL_NUMBERS, 0)
AS_OF = 1_796_000_000_000


def counted(**answers) -> Counted:
    return Counted(AS_OF, answers)


def test_before_anything_was_counted_there_are_zeros_and_no_moment():
    """The shape is whole from the first day on: every step and mail of the scenario, nothing reached, no rate."""
    made = scenario_results("welcome", Counted(None, {}), PLAN)
    assert made
    (compared,) = made.pop("variants")
    assert made.pop("timings") == []
    assert compared["step"] == "test" and {arm["of"] for arm in compared["arms"]} == {0} and compared["before"] is None
    assert made == {
        "scenario": "welcome",
        "as_of": None,
        "entered": 0,
        "under_way": 0,
        "steps": [{"id": each, "reached": 0} for each in ("thanks", "test", "fork", "call")],
        "mails": [
            {"step": "thanks", "variant": None, **ZERO, "skipped": {}},
            {"step": "test", "variant": "A", **ZERO, "skipped": {}},
            {"step": "test", "variant": "B", **ZERO, "skipped": {}},
        ],
        "goal": {"reached": 0, "of": 0, "not_yet": 0, "rate": None},
    }


def test_counts_stand_where_they_belong_and_former_steps_behind():
    """Each row at its step and variant; what only an earlier version had follows; other scenarios are left out."""
    mail = {"scenario": "welcome", "step": "test", "variant": "B", **ZERO, "decided": 3, "sent": 2, "failed": 1}
    skip = {"scenario": "welcome", "step": "test", "variant": "B", "reason": "no_consent", "skipped": 1}
    answers = counted(
        scenario_runs=[
            {"scenario": "welcome", "entered": 5, "held_out": 1, "under_way": 2},
            {"scenario": "other", "entered": 9, "held_out": 0, "under_way": 9},
        ],
        scenario_steps=[
            {"scenario": "welcome", "step": "gone", "reached": 4},
            {"scenario": "welcome", "step": "test", "reached": 3},
            {"scenario": "welcome", "step": "1", "reached": 3},
            {"scenario": "welcome", "step": "4/else/0", "reached": 2},
            {"scenario": "welcome", "step": "2nd", "reached": 2},
        ],
        scenario_mails=[mail, {**mail, "step": "gone", "variant": None, "decided": 4}],
        scenario_skips=[skip],
        scenario_goals=[{"scenario": "welcome", "reached": 1, "decided": 4, "not_yet": 1}],
    )
    made = scenario_results("welcome", answers, PLAN) or {}
    assert (made["as_of"], made["entered"], made["under_way"]) == ("2026-11-30T00:53:20.000Z", 5, 2)
    assert [(step["id"], step["reached"]) for step in made["steps"]] == [
        ("thanks", 0), ("test", 3), ("fork", 0), ("call", 0), ("gone", 4), ("2nd", 2),
    ]  # fmt: skip
    assert [(each["step"], each["variant"], each["decided"]) for each in made["mails"]] == [
        ("thanks", None, 0), ("test", "A", 0), ("test", "B", 3), ("gone", None, 4),
    ]  # fmt: skip
    assert made["mails"][2]["skipped"] == {"no_consent": 1} and "failed" not in made["mails"][2]
    assert made["goal"] == {"reached": 1, "of": 4, "not_yet": 1, "rate": 0.25}


def test_no_goal_is_null_and_no_scenario_is_none():
    """A scenario without a goal has none; an id that neither plan nor archive knows is none; one that was taken out of
    the plan is still told of.
    """
    assert (scenario_results("other", counted(), PLAN) or {})["goal"] is None
    assert scenario_results("nobody", counted(), PLAN) is None
    gone = counted(scenario_runs=[{"scenario": "gone", "entered": 1, "held_out": 0, "under_way": 0}])
    assert (scenario_results("gone", gone, PLAN) or {})["steps"] == []


def test_the_list_has_every_scenario_of_the_plan():
    """By the plan's order, named in the reader's language."""
    made = overview(
        counted(scenario_runs=[{"scenario": "other", "entered": 2, "held_out": 0, "under_way": 1}]), PLAN, "en"
    )
    assert [(each["id"], each["name"], each["entered"], each["under_way"]) for each in made["scenarios"]] == [
        ("welcome", "Welcome", 0, 0),
        ("other", "Welcome", 2, 1),
    ]
    assert made["scenarios"][1]["goal"] is None and made["scenarios"][0]["status"] == "active"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ({"what": "clicked"}, {"clicked": "welcome/test"}),
        ({"what": "opened", "variant": ""}, {"opened": "welcome/test"}),
        ({"what": "link", "detail": "https://x.jp/a?b=1"}, {"clicked": "welcome/test", "link": "https://x.jp/a?b=1"}),
        ({"what": "clicked", "variant": "A"}, None),
        ({"what": "clicked", "step": ""}, None),
        ({"what": "link", "detail": "https://x.jp/a"}, None),
        ({"what": "link", "detail": "https://x.jp/a?b=1#c"}, None),
    ],
)
def test_a_number_is_kept_as_a_segment_only_where_a_condition_says_the_same(number, said):
    """Who clicked a mail, or a link with its query; a variant, a link without its query and all other numbers have no
    condition. What is offered is a segment as it stands."""
    asked = {"step": "test", **number}
    assert condition_of("welcome", asked) == said
    made = segment_of("welcome-to-all-of-you-who-came-by", asked, {"ja": "名", "en": "name"})
    assert (made is None) == (said is None)
    if made:
        assert Segment.model_validate(made).id == made["id"] and len(made["id"]) <= 40


def test_no_other_number_has_a_condition():
    """Of all that there are."""
    known = {what for what in NAMES if condition_of("s", {"what": what, "step": "m", "detail": "https://x.jp/?a=1"})}
    assert known == {"clicked", "opened", "link"}
