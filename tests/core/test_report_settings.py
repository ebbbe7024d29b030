"""`report` of settings.json: whom the weekly report may go to, and when."""

import pytest
from mikomi.core.checking import workspace
from mikomi.model.company import WeeklyReport

from tests.core.workspaces import with_change


def read(report: str) -> tuple[WeeklyReport | None, set[str]]:
    """What is read of the examples with this `report`, and the codes of what is wrong."""
    plan, problems = workspace.read(with_change("settings.json", '"owner": {', f'"report": {report}, "owner": {{'))
    assert all(problem.file == "settings.json" and problem.ja and problem.en for problem in problems)
    return plan.settings.report if plan else None, {problem.code for problem in problems}


def test_reps_and_addresses_may_get_it() -> None:
    """Both beside each other; Monday at half past eight where nothing else is said."""
    report, codes = read('{ "to": ["sato", "marketing@example.co.jp"] }')
    assert not codes and report and (report.on, report.at, report.language) == ("mon", "08:30", None)
    report, codes = read('{ "to": ["sato"], "on": "fri", "at": "17:00", "language": "en", "note": "weekly" }')
    assert not codes and report and (report.on, report.at, report.language) == ("fri", "17:00", "en")


@pytest.mark.parametrize(
    ("report", "code"),
    [
        ('{ "to": ["yamada"] }', "E-receiver"),
        ('{ "to": ["owner"] }', "E-receiver"),
        ('{ "to": ["x@y@z"] }', "E-address"),
        ('{ "to": ["sato", "SATO@example.co.jp"] }', "E-twice"),
        ('{ "to": ["a@example.co.jp", "a@example.co.jp"] }', "E-twice"),
        ('{ "to": [] }', "E-length"),
        ('{ "to": "sato" }', "E-type"),
        ('{ "on": "mon" }', "E-missing"),
        ('{ "to": ["sato"], "on": "monday" }', "E-choice"),
        ('{ "to": ["sato"], "at": "8:30" }', "E-hour"),
        ('{ "to": ["sato"], "langage": "ja" }', "E-unknown"),
    ],
)
def test_what_could_not_be_sent_is_said_before(report: str, code: str) -> None:
    """Who is no rep and no address, the same address twice under two names, nobody; a day or an hour that is none."""
    assert read(report) == (None, {code})
