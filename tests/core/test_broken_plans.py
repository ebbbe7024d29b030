"""A plan that cannot be followed ends its own run and nothing else: the person's fold goes on, and says so."""

import pytest

from tests.core.story import Story, plan_of

MAIL = {"id": "hello", "mail": {"template": "hello", "subject": "こんにちは", "kind": "transactional"}}
WHEN = {"trigger": {"when": {"submitted": "download"}}}
SOUND = {"id": "sound", **WHEN, "steps": [MAIL, {"wait": "1d"}, {**MAIL, "id": "again"}]}


@pytest.mark.parametrize("until", ["2026-02-30T10:00", "2026-02-30", "2027-02-29", "0000-01-01"])
def test_a_day_that_there_is_not_ends_the_run_where_it_stands(until):
    """What an older check let through: the step before it went out, the broken run ends with its reason, the other
    scenario goes on, and later events are folded as ever."""
    broken = {
        "id": "broken",
        **WHEN,
        "steps": [MAIL, {"wait": {"until": until, "on": "weekdays"}}, {**MAIL, "id": "x"}],
    }
    story = Story(plan_of([broken, SOUND])).submit("download")
    runs = {run.scenario: run for run in story.person.enrolments}
    assert (runs["broken"].status, runs["sound"].status) == ("exited", "active")
    assert [(why.kind, why.code) for why in story.because if why.scenario == "broken"][-1] == ("exited", "broken")
    story.until("2026-12-31 00:00").visit("/price")
    assert [step for _, step in story.mails] == ["hello", "hello", "again"]


def test_a_circle_ends_the_run():
    """Two scenarios that let people into each other without a wait."""
    one = {"id": "one", **WHEN, "reentry": "after_exit", "steps": [{"enter": "two"}, {"exit": True}]}
    two = {
        "id": "two",
        "trigger": {"manual": True},
        "reentry": "after_exit",
        "steps": [{"enter": "one"}, {"exit": True}],
    }
    story = Story(plan_of([one, two, SOUND])).submit("download")
    assert {run.status for run in story.person.enrolments if run.scenario != "sound"} == {"exited"}
    assert [step for _, step in story.until("2026-11-26 00:00").mails] == ["hello", "again"]
