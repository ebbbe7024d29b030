"""What comes next is told by day, with everybody behind each number once."""

from mikomi.core.telling.outlook import WAITING, Coming, coming
from mikomi.core.telling.portrait import Run, portray
from mikomi.model.base import Millis

from tests.core.story import Story, at, plan_of, tokyo

NOW = at("2026-11-28 15:00")
UNTIL = NOW + 7 * 86_400_000


def run(due: Millis | None, scenario: str = "s", step: str | None = "faq", status: str = "active") -> Run:
    return Run(scenario, 1, step, "mail" if step else None, due, None, status, 0)


def told(*runs: tuple[str, Run], waiting: tuple[tuple[str, Millis], ...] = ()) -> list[Coming]:
    return coming(runs, waiting, NOW, UNTIL, "Asia/Tokyo")


def test_a_day_is_that_of_the_companys_zone() -> None:
    """Midnight in Tokyo parts the days; what is overdue is due today."""
    days = [
        row.day for row in told(("a", run(at("2026-11-29 23:59"))), ("b", run(at("2026-11-30 00:00"))), ("c", run(5)))
    ]
    assert days == ["2026-11-28", "2026-11-29", "2026-11-30"]


def test_only_what_is_due_within_the_days_counts() -> None:
    """On both sides of the end; a run that waits for an event or has ended has no day."""
    rows = told(("a", run(UNTIL - 1)), ("b", run(UNTIL)), ("c", run(None)), ("d", run(NOW, status="finished")))
    assert [row.people for row in rows] == [("a",)]


def test_people_of_the_same_step_stand_together() -> None:
    """By day, scenario and step, the most people first; somebody in two runs of one scenario is one."""
    rows = told(
        ("a", run(NOW, step="x")), ("b", run(NOW)), ("c", run(NOW)), ("c", run(NOW)), ("d", run(NOW, step=None)),
        waiting=(("a", NOW), ("a", NOW), ("e", UNTIL)),
    )  # fmt: skip
    assert [(row.step, row.verb, row.people) for row in rows] == [
        ("faq", "mail", ("b", "c")), ("", WAITING, ("a",)), ("", "", ("d",)), ("x", "mail", ("a",)),
    ]  # fmt: skip


def test_it_is_what_then_happens() -> None:
    """A run that waits two days: the mail after the wait is told, on the day on which it goes out."""
    steps = [{"wait": "2d"}, {"id": "faq", "mail": {"template": "faq", "kind": "transactional"}}]
    story = Story(plan_of([{"id": "s", "trigger": {"when": {"submitted": "download"}}, "steps": steps}]))
    story.submit("download")
    plan = story.books[1].plan
    (row,) = coming(
        [("me", each) for each in portray(story.person, plan, lambda _: plan, story.now).runs],
        (), story.now, story.now + 7 * 86_400_000, "Asia/Tokyo",
    )  # fmt: skip
    story.until("2026-12-20 10:00")
    assert (row.verb, row.step) == ("mail", "faq") and row.day == tokyo(story.letters[0].at)[:10]
