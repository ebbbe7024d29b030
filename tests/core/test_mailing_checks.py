"""What is wrong with a mailing's time is said where it is written; so is a trigger that lets nobody in."""

import pytest
from mikomi.core.checking import workspace

from tests.core.story import at
from tests.core.test_workspace import SALE
from tests.core.workspaces import with_change

CHANGES = [
    (SALE, '"status": "draft"', '"status": "active"', None),
    (SALE, '"schedule": "2026-12-10T10:00"', '"schedule": "0 10 * * MON"', "W-cron-once"),
    (SALE, '"schedule": "2026-12-10T10:00"', '"schedule": "*/30 10 * * *"', "E-schedule-often"),
    (SALE, '"schedule": "2026-12-10T10:00"', '"schedule": "0 10 30 2 *"', "E-schedule"),
    (SALE, '"schedule": "2026-12-10T10:00"', '"schedule": "0 10 ? * 2 *"', "E-schedule"),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "who": { "until": "2026-12-20" } }', None),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "who": { "until": "2026-12-09" } }', "E-from-until"),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "who": "later" }', "E-choice"),
    (SALE, '00" }, "audience": { "tag": "会員" }', '00", "who": { "until": "2026-12-20" } }', "E-joining-audience"),
    (SALE, '"2026-12-10T10:00" }', '"0 10 * * MON", "who": { "until": "2026-12-20" } }', "E-joining-cron"),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "not_later_than": "4h" }', None),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "not_later_than": "2026-12-11" }', None),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "not_later_than": "2026-12-09T10:00" }', "E-not-later"),
    (SALE, '"2026-12-10T10:00" }', '"0 10 * * MON", "not_later_than": "2026-12-09T10:00" }', "E-not-later-cron"),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "not_later_than": "2bd" }', "E-duration-fixed"),
    (SALE, '2026-12-10T10:00" }', '2026-12-10T10:00", "on": "weekdays", "otherwise": "before" }', None),
    (SALE, '"2026-12-10T10:00" }', '"2026-12-13T10:00", "on": "weekdays", "otherwise": "skip" }', "W-schedule-never"),
    (SALE, '"schedule": "2026-12-10T10:00"', '"when": { "tag": "誰も付けない" }', "W-trigger-nobody"),
    (SALE, '"schedule": "2026-12-10T10:00"', '"when": { "tag": "誰も付けない" }, "also_those_already": true', None),
    (SALE, '"schedule": "2026-12-10T10:00"', '"when": { "not": { "visited": "/**" } }', "W-trigger-nobody"),
    (SALE, '"schedule": "2026-12-10T10:00"', '"when": { "not": { "visited": "/**", "within": "30d" } }', None),
    (
        SALE,
        '"schedule": "2026-12-10T10:00"',
        '"when": { "any": [ { "not": { "visited": "/a" } }, { "visited": "/" } ] }',
        None,
    ),
    (SALE, '"schedule": "2026-12-10T10:00"', '"when": { "not": { "trait": "plan", "is": "within 30d" } }', None),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), CHANGES)
def test_each_slip_is_found(file: str, old: str, new: str, code: str | None) -> None:
    """One change to the example: it is found under its code, and nothing else of that file is."""
    _, problems = workspace.read(with_change(file, old, new))
    assert {problem.code for problem in problems if problem.file == file} == ({code} if code else set())


def test_what_is_over_is_said_by_whoever_can_tell_the_time() -> None:
    """From its moment on there is a warning; without the time there is none, and it is never an error."""
    files = with_change(SALE, '"status": "draft"', '"status": "active"')
    for moment, codes in ((None, []), ("2026-12-10 09:59", []), ("2026-12-10 10:01", ["W-schedule-past"])):
        plan, problems = workspace.read(files, at(moment) if moment else None)
        assert plan and [problem.code for problem in problems if problem.file == SALE] == codes
