"""Who is let into a scenario: groups, re-entry, seasons, on both sides of each bound."""

from tests.core.story import Story, plan_of
from tests.core.test_journey import MAIL, on_download, told


def test_a_run_that_ended_keeps_nobody_out_of_its_group():
    """Finished, thrown out or arrived: the group is free again, and only then."""
    other = {"id": "o", "group": "nurture", "trigger": {"when": {"submitted": "other"}}, "steps": [MAIL]}
    away = {"id": "away", "trigger": {"when": {"submitted": "away"}}, "steps": [{"exit": "s"}]}
    keys = {"group": "nurture", "goal": {"name": "商談", "when": {"submitted": "contact"}, "then": "exit"}}
    plan = plan_of([on_download({"wait": "1d"}, MAIL, **keys), other, away])
    ended = [
        Story(plan).submit("download").until("2026-11-26 10:00"),
        Story(plan).submit("download").submit("contact"),
        Story(plan).submit("download").submit("away"),
    ]
    assert [story.status_of("s") for story in ended] == ["finished", "goal", "exited"]
    for story in ended:
        story.submit("other")
        assert story.status_of("o") == "finished" and ("not_entered", "group") not in told(story)
