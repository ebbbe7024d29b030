"""Where there is room for one mail in a period, the more important one has it, also if it is due a little later."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.model.plan import Plan

from tests.core.story import Story, plan_of
from tests.effort import effort

START = "2026-11-24 10:00"
A_DAY: dict[str, Any] = {"limits": {"marketing_mails": 1, "per": "1d"}}
HOUR = 3_600_000


def scenario(id: str, priority: int, wait: str, *, form: str = "f", **more: Any) -> dict[str, Any]:
    steps = [{"wait": wait}, {"add_tag": id}, {"id": id, "mail": {"template": id}}]
    return {"id": id, "priority": priority, "trigger": {"when": {"submitted": form}}, "steps": steps, **more}


def lived(*scenarios: dict[str, Any], edition: int | None = None, **limits: Any) -> Story:
    plan: Plan = plan_of([*scenarios], **(limits or A_DAY))
    if edition:
        plan = plan.model_copy(update={"edition": edition})
    return Story(plan, start=START).submit("f").until("2026-12-20 00:00")


def test_the_more_important_mail_of_the_same_day_goes_first() -> None:
    """The other is due three hours earlier, and leaves a day after it."""
    story = lived(scenario("low", 10, "1h"), scenario("high", 90, "4h"))
    assert story.mails == [("2026-11-24 14:00", "high"), ("2026-11-25 14:00", "low")]


def test_what_is_due_after_the_period_takes_nobodys_place() -> None:
    """A day later to the minute there is room for both; a minute less, and the earlier one waits."""
    assert lived(scenario("low", 10, "1h"), scenario("high", 90, "25h")).mails[0] == ("2026-11-24 11:00", "low")
    story = lived(scenario("low", 10, "1h"), scenario("high", 90, "1499m"))
    assert story.mails == [("2026-11-25 10:59", "high"), ("2026-11-26 10:59", "low")]


def test_with_room_for_both_nobody_waits() -> None:
    """Two a day: the third is too many, so the least important of three waits for the other two."""
    two: dict[str, Any] = {"limits": {"marketing_mails": 2, "per": "1d"}}
    story = lived(scenario("low", 10, "1h"), scenario("high", 90, "4h"), **two)
    assert story.mails == [("2026-11-24 11:00", "low"), ("2026-11-24 14:00", "high")]
    story = lived(scenario("low", 10, "1h"), scenario("mid", 50, "3h"), scenario("high", 90, "4h"), **two)
    assert story.mails == [("2026-11-24 13:00", "mid"), ("2026-11-24 14:00", "high"), ("2026-11-25 13:00", "low")]
    story = lived(scenario("low", 10, "1h"), scenario("high", 90, "4h"), limits=None)
    assert story.mails == [("2026-11-24 11:00", "low"), ("2026-11-24 14:00", "high")]


QUIETER: list[dict[str, Any]] = [
    {"status": "paused"},
    {"holdout": 100},
    {"send_window": {"days": "all", "from": "20:00", "to": "21:00", "outside": "skip"}},
    {"steps": [{"wait": "4h"}, {"id": "high", "mail": {"template": "high", "kind": "transactional"}}]},
    {"steps": [{"wait": "4h"}, {"wait": "1h"}, {"id": "high", "mail": {"template": "high"}}]},
    {
        "steps": [
            {"wait": "4h"},
            {"id": "b", "if": {"visited": "/x"}, "then": [{"id": "high", "mail": {"template": "h"}}]},
        ]
    },
    {"priority": 10},
]


@pytest.mark.parametrize("more", QUIETER)
def test_nobody_gives_way_to_what_sends_nothing_or_may_not_come(more: dict[str, Any]) -> None:
    """Paused, held out, a closed window, no marketing mail, one that hangs on another wait or a branch, no higher
    priority: the mail leaves when it is due."""
    assert lived(scenario("low", 10, "1h"), {**scenario("high", 90, "4h"), **more}).mails[0] == (
        "2026-11-24 11:00",
        "low",
    )


def test_who_gave_way_goes_on_when_the_other_has_left_its_scenario() -> None:
    """Asked again when that mail would have been due: there is none, and room."""
    high = scenario("high", 90, "4h", exit_when=[{"submitted": "stop"}])
    story = (
        Story(plan_of([scenario("low", 10, "1h"), high], **A_DAY), start=START).submit("f").until("2026-11-24 12:00")
    )
    assert story.mails == [] and story.codes("waiting") == ["postponed"]
    assert story.submit("stop").until("2026-11-30 00:00").mails == [("2026-11-24 14:00", "low")]


def test_a_plan_of_before_lets_the_earlier_one_go_first() -> None:
    """As its release decided."""
    for edition in (1, 2):
        story = lived(scenario("low", 10, "1h"), scenario("high", 90, "4h"), edition=edition)
        assert story.mails == [("2026-11-24 11:00", "low"), ("2026-11-25 11:00", "high")]


@settings(max_examples=effort(60))
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 60)), min_size=1, max_size=5),
    st.integers(1, 3),
    st.integers(1, 48),
)
def test_each_mail_leaves_within_the_limit_and_the_most_important_one_at_its_moment(
    runs: list[tuple[int, int]], most: int, hours: int
) -> None:
    """Whatever is due when: every mail leaves, no period holds more than its number, and the most important one leaves
    at its moment, whoever else is due before it."""
    scenarios = [scenario(f"s{n}", priority, f"{due}h") for n, (priority, due) in enumerate(runs)]
    limits: dict[str, Any] = {"limits": {"marketing_mails": most, "per": f"{hours}h"}}
    story = Story(plan_of(scenarios, **limits), start=START)
    begin = story.now
    story.submit("f").until("2027-02-01 00:00")
    left = {letter.step: letter.at for letter in story.letters}
    assert sorted(left) == sorted(f"s{n}" for n in range(len(runs))) and len(story.letters) == len(runs)
    for at in left.values():
        assert sum(at - hours * HOUR < other <= at for other in left.values()) <= most
    highest = max(runs, key=lambda run: run[0])
    if sum(priority == highest[0] for priority, _ in runs) == 1:
        assert left[f"s{runs.index(highest)}"] == begin + highest[1] * HOUR
