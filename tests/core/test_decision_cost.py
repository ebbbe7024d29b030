"""What a decision may copy for an event: counted, so that it cannot grow unseen. `make bench` times it."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from mikomi.core.behaviour.conditions import holds
from mikomi.core.decide import decide
from mikomi.model.events import Event
from msgspec.structs import replace

from tests.core.story import SUBJECT, Story, plan_of

RULES = [
    {"id": "price", "name": "-", "when": {"visited": "/price"}, "points": 5, "cap": {"points": 50, "per": "7d"}},
    {"id": "fit", "name": "-", "when": {"trait": "industry", "is": "製造業"}, "points": 9, "axis": "fit"},
]
THRICE = {"visited": "/price", "times": 3, "within": "7d"}
SCENARIOS = [{"id": "s", "trigger": {"when": THRICE}, "steps": [{"wait": "1d"}]}]


GOAL = {"name": "-", "when": {"submitted": "contact"}, "then": "exit"}
LONG = [{"id": "s", "trigger": {"when": {"visited": "/price"}}, "goal": GOAL, "steps": [{"wait": "300d"}]}]


def counted(story: Story, event: Event, is_one: Callable[[FrameType, str, Any], bool]) -> int:
    """How many of the calls within the decision on this event are of those."""
    number = 0

    def seen(frame: FrameType, what: str, function: Any) -> None:
        nonlocal number
        number += is_one(frame, what, function)

    sys.setprofile(seen)
    try:
        decide(story.person, event, story.books_now, event.received_at)
    finally:
        sys.setprofile(None)
    return number


def copies(story: Story, event: Event) -> int:
    """How many values the decision copies."""
    return counted(story, event, lambda _frame, what, function: what == "c_call" and function is replace)


def view_of(path: str, story: Story) -> Event:
    return Event(
        subject=SUBJECT, id="x", type="page", at=story.now, received_at=story.now, context={"page": {"path": path}}
    )


@pytest.mark.parametrize("before", [20, 400])
@pytest.mark.parametrize(
    ("path", "most"),
    [("/about", 3), ("/price", 6)],
    ids=["an event that earns nothing", "an event that earns points and is remembered"],
)
def test_a_decision_copies_little_however_long_the_story_is(before: int, path: str, most: int) -> None:
    """The handful of marks, the browser, the person: and the person once more for each thing that changes besides."""
    story = Story(plan_of(SCENARIOS, {"rules": RULES}))
    for _ in range(before):
        story.visit("/about")
    assert 0 < copies(story, view_of(path, story)) <= most


def test_a_run_that_nothing_moves_is_asked_once_an_event() -> None:
    """What an event changes may change more; where it changed nothing, the goal is not looked at again."""
    story = Story(plan_of(LONG))
    story.visit("/price")
    assert [run.status for run in story.person.enrolments] == ["active"]
    looks = counted(
        story, view_of("/about", story), lambda frame, what, _: what == "call" and frame.f_code is holds.__code__
    )
    assert looks == 1
