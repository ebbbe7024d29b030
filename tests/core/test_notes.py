"""What of a decision is noted for the log: who came into a scenario, how far, which way, and how it ended."""

from hypothesis import given
from hypothesis import strategies as st
from mikomi.model.effects import Note
from mikomi.model.outcomes import MAIL_DECIDED, SCENARIO_ENTERED, SCENARIO_LEFT, STEP_REACHED
from mikomi.model.plan import Plan
from mikomi.model.segment import Segment

from tests.core.story import Story, plan_of, tokyo

WEEK = {
    "id": "week",
    "trigger": {"when": {"submitted": "download"}},
    "goal": {"name": "問い合わせ", "when": {"submitted": "contact"}, "then": "exit"},
    "steps": [
        {"id": "thanks", "mail": {"template": "thanks", "subject": "-", "kind": "transactional"}},
        {"wait": "1d"},
        {"id": "looked", "if": {"visited": "/price"}, "then": [{"add_tag": "熱心"}], "else": [{"wait": "1d"}]},
        {"id": "half", "split": [{"id": "a", "steps": [{"add_tag": "a"}]}, {"id": "b", "weight": 0.000001}]},
        {"id": "faq", "mail": {"template": "faq", "subject": "-"}},
        {"wait": "1d"},
    ],
}
SCORING = {
    "rules": [{"id": "price", "name": "-", "when": {"visited": "/price"}, "points": 60}],
    "bands": [{"id": "hot", "name": "Hot", "from": 50}],
}


def noted(story: Story) -> list[tuple[str, object]]:
    """Name, and what tells one from another of this name."""
    notes = [effect for effect in story.effects if isinstance(effect, Note)]
    return [
        (
            told.name,
            next(
                (told.properties[key] for key in ("band", "how", "arm", "branch", "step") if key in told.properties),
                None,
            ),
        )
        for note in notes
        for told in note.lines
    ]


def test_a_run_is_noted_from_its_beginning_to_its_end() -> None:
    """Each step that it came to, once, whichever kind; each way that it took; how it ended."""
    story = Story(plan_of([WEEK], SCORING)).submit("download")
    story.until("2026-11-30 10:00")
    assert noted(story) == [
        (SCENARIO_ENTERED, None),
        (STEP_REACHED, "thanks"),
        (STEP_REACHED, "1"),
        (MAIL_DECIDED, "thanks"),
        (STEP_REACHED, "looked"),
        ("Branch Taken", "else"),
        (STEP_REACHED, "2/else/0"),
        (STEP_REACHED, "half"),
        ("Arm Drawn", "a"),
        (STEP_REACHED, "3/a/0"),
        (STEP_REACHED, "faq"),
        (STEP_REACHED, "5"),
        (MAIL_DECIDED, "faq"),
        (SCENARIO_LEFT, "finished"),
    ]


def test_a_goal_and_a_band_are_noted() -> None:
    """With the scenario that the goal is of, and the band that was before."""
    story = Story(plan_of([WEEK], SCORING)).submit("download").visit("/price").submit("contact")
    assert ("Band Changed", "hot") in noted(story)
    assert noted(story)[-2:] == [("Goal Reached", None), (SCENARIO_LEFT, "goal")]


def test_who_enters_is_noted_with_the_segments_of_then() -> None:
    """As they were in them on entering, before any step changed them, none as an empty list; nothing where the plan has
    no segments.
    """
    steps = [{"add_tag": "late"}, {"wait": "1d"}]
    tagged = {**WEEK, "id": "tagged", "trigger": {"when": {"visited": "/price"}}, "steps": steps}
    kinds = {
        "known": {"event": "Form Submitted", "times": 1, "within": "30d"},
        "late": {"tag": "late"},
        "reader": {"visited": "/price", "times": 2, "within": "30d"},
    }
    segments = {
        name: Segment.model_validate({"version": 1, "id": name, "name": name, "when": when})
        for name, when in kinds.items()
    }
    plan = plan_of([WEEK, tagged])

    def entered(plan: Plan) -> list[object]:
        story = (
            Story(plan).submit("download").visit("/price").visit("/price").until("2026-12-20 10:00").submit("download")
        )
        notes = [line for effect in story.effects if isinstance(effect, Note) for line in effect.lines]
        return [line.properties.get("segments") for line in notes if line.name == SCENARIO_ENTERED]

    with_segments = entered(plan.model_copy(update={"segments": segments}))
    assert with_segments[:2] == [["known"], ["known"]] and entered(plan)[:2] == [None, None]


def test_an_alert_is_noted_with_the_points_that_it_stood_on() -> None:
    """By rule, as they stood when it was decided: what is earned afterwards is not in it."""
    scoring = {**SCORING, "alert": {"on_enter": "hot"}}
    scoring["rules"] = [*SCORING["rules"], {"id": "form", "name": "-", "when": {"submitted": "download"}, "points": 30}]
    story = Story(plan_of([WEEK], scoring)).submit("download").visit("/price").visit("/price")
    notes = [line for effect in story.effects if isinstance(effect, Note) for line in effect.lines]
    (alert,) = [line.properties for line in notes if line.name == "Alert Decided"]
    assert alert["rules"] == {"price": 60.0, "form": 30.0} and alert["score"] == 90.0


def test_a_postponed_step_is_reached_once() -> None:
    """However often a mail looks whether it may leave, its step was come to once."""
    night = {"id": "n", "trigger": {"when": {"submitted": "download"}}, "send_window": {"from": "09:00", "to": "18:00"}}
    steps = [{"id": "faq", "mail": {"template": "faq", "subject": "-"}}]
    story = Story(plan_of([{**night, "steps": steps}]), start="2026-11-24 20:00").submit("download")
    story.until("2026-11-24 23:00").until("2026-11-25 10:00")
    assert [what for what in noted(story) if what == (STEP_REACHED, "faq")] == [(STEP_REACHED, "faq")]
    assert (MAIL_DECIDED, "faq") in noted(story)


def test_a_page_view_that_changes_nothing_is_not_noted() -> None:
    """Nor is one that only earns points: they are counted from the page view itself."""
    story = Story(plan_of([], {"rules": SCORING["rules"]}))
    before = len(story.effects)
    story.visit("/about").visit("/price")
    assert story.effects[before:] == []


@given(st.lists(st.integers(1, 200), max_size=8))
def test_how_often_somebody_looks_changes_no_note(hours: list[int]) -> None:
    """The same notes under the same ids, whether time is looked at once or at every hour."""
    once, often = (Story(plan_of([WEEK], SCORING)).submit("download") for _ in range(2))
    start = often.now
    for hour in sorted(hours):
        often.until(tokyo(start + hour * 3_600_000))
    once.until("2026-12-05 10:00")
    often.until("2026-12-05 10:00")
    assert [effect for effect in often.effects if isinstance(effect, Note)] == [
        effect for effect in once.effects if isinstance(effect, Note)
    ]
