"""Exits and goals that everybody meets who enters: the check says so, and the scenario does so."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.checking.lint_goals import of_newcomers
from mikomi.model.condition import Condition
from pydantic import TypeAdapter

from tests.core.story import Story, plan_of
from tests.core.workspaces import with_change
from tests.effort import effort

DOC = "scenarios/doc-request.json"
QUIET = {"not": {"visited": "/price", "within": "30d"}}
SINCE_EVER = {"not": {"visited": "/price", "within": "30d", "since": "ever"}}
READ: TypeAdapter[Condition] = TypeAdapter(Condition)
LEAVES: list[dict[str, Any]] = [
    {"visited": "/price", "within": "30d"},
    {"visited": "/price", "within": "30d", "since": "ever"},
    {"submitted": "f"},
    {"clicked": "*"},
    {"tag": "x"},
    {"score": ">= 1"},
]
CONDITIONS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda one: {"not": one}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=5,
)


def entered(**more: Any) -> Story:
    """Somebody who looked at the prices, and a day later asks for the guide, which lets them in."""
    steps = [{"id": "m", "mail": {"template": "t", "kind": "transactional"}}, {"wait": "60d"}, {"add_tag": "end"}]
    scenario = {"id": "s", "trigger": {"when": {"submitted": "f"}}, "steps": steps, **more}
    return Story(plan_of([scenario])).visit("/price").until("2026-11-25 10:00").submit("f")


@pytest.mark.parametrize(("condition", "at_once"), [(QUIET, True), (SINCE_EVER, False), ({"tag": "x"}, False)])
def test_the_check_says_what_will_happen(condition: dict[str, Any], at_once: bool) -> None:
    """An exit is left by at once, a goal reached at once, exactly where the check says so."""
    files = with_change(DOC, '{ "unsubscribed": true } ]', f"{json.dumps(condition)} ]")
    assert [each.code for each in workspace.read(files)[1] if each.code == "W-at-once"] == ["W-at-once"] * at_once
    assert entered(exit_when=[condition]).status_of("s") == ("exited" if at_once else "active")
    goal = {"name": "g", "when": condition, "then": "exit"}
    assert entered(goal=goal).status_of("s") == ("goal" if at_once else "active")


@settings(max_examples=effort(150), deadline=None)
@given(CONDITIONS)
def test_a_certain_answer_is_what_the_scenario_does(condition: dict[str, Any]) -> None:
    """Whatever the check is certain of happens to whoever enters; where it is not, it is silent."""
    answer = of_newcomers(READ.validate_python(condition))
    ended = entered(exit_when=[condition]).status_of("s") == "exited"
    assert answer is None or answer == ended
