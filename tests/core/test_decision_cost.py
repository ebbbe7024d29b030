"""What a decision may copy for an event: counted, so that it cannot grow unseen. `make bench` times it."""

import sys
from types import FrameType
from typing import Any

import pytest
from mikomi.core.decide import decide
from mikomi.model.events import Event
from mikomi.model.person import Person
from msgspec.structs import replace

from tests.core.story import SUBJECT, Story, plan_of

RULES = [
    {"id": "price", "name": "-", "when": {"visited": "/price"}, "points": 5, "cap": {"points": 50, "per": "7d"}},
    {"id": "fit", "name": "-", "when": {"trait": "industry", "is": "製造業"}, "points": 9, "axis": "fit"},
]
THRICE = {"visited": "/price", "times": 3, "within": "7d"}
SCENARIOS = [{"id": "s", "trigger": {"when": THRICE}, "steps": [{"wait": "1d"}]}]


def copies(person: Person, event: Event, story: Story) -> int:
    """How many values the decision copies."""
    counted = 0

    def seen(_frame: FrameType, what: str, function: Any) -> None:
        nonlocal counted
        counted += what == "c_call" and function is replace

    sys.setprofile(seen)
    try:
        decide(person, event, story.books_now, event.received_at)
    finally:
        sys.setprofile(None)
    return counted


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
    event = Event(
        subject=SUBJECT, id="x", type="page", at=story.now, received_at=story.now, context={"page": {"path": path}}
    )
    assert 0 < copies(story.person, event, story) <= most
