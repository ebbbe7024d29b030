"""Bad input: whatever a workspace has become, it is refused with a place and a reason, or it is right and runs.

A part of it in `make test`; `make proof` tries ten thousand, and says what became of them:
`.venv/bin/pytest -m proof -s tests/core/test_spoilt.py`.
"""

import json
import random
import re
from collections import Counter

import pytest
from mikomi.cli import check_formats
from mikomi.cli.check_formats import Checked
from mikomi.cli.excerpts import Ink
from mikomi.core.checking import lint_settings, workspace
from mikomi.core.checking.report import Report
from mikomi.core.checking.sentences import SENTENCES
from mikomi.core.checking.source import Source
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem
from mikomi.pages import report as report_page

from tests.core import spoilt, year
from tests.core.spoilt import Slip
from tests.core.spoilt_files import Files
from tests.core.workspaces import with_change
from tests.effort import effort

BLOCK = 1_000
ENDS = ("refused", "doubted", "runs")
_RAW = re.compile(
    r"(?<!\{)\{[a-z_]+\}(?!\})|Traceback|Input should|validation error|NoneType|pydantic|jinja2|object at 0x|Expecting|"
    r"unexpected keyword|codec can't|Errno"
)
"""What no reader of a problem should see: a blank that was not filled in, a library's own words."""


def read(files: Files, *, in_every_form: bool = True) -> tuple[Plan | None, tuple[Problem, ...]]:
    """What the check says of them; every problem has its place and its reason, and can be told in every form."""
    plan, problems = workspace.read(files, year.BEGIN)
    assert (plan is None) == any(problem.is_error for problem in problems)
    for problem in problems:
        check_place(problem, files)
        check_reason(problem)
    if problems and in_every_form:
        check_forms(problems, files)
    return plan, problems


def check_place(problem: Problem, files: Files) -> None:
    """In a file that is there, at a character of it; or of a file as a whole, or of one that is not there."""
    assert problem.pointer.startswith("/")
    if not problem.line:
        assert problem.file
        return
    lines = re.split(r"\r\n|\r|\n", Source(problem.file, files[problem.file]).text)
    assert 1 <= problem.line <= len(lines), problem
    assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
    assert problem.excerpt in lines[problem.line - 1] and 1 <= problem.caret <= len(problem.excerpt) + 1, problem


def check_reason(problem: Problem) -> None:
    assert problem.code in SENTENCES
    for said in (problem.ja, problem.en):
        assert len(said) > 5 and not (_RAW.search(said) and not _RAW.search(problem.excerpt)), said
        assert "\n" not in said.rstrip("\n"), said


def check_forms(problems: tuple[Problem, ...], files: Files) -> None:
    """As the terminal, a program and the uploader's report have it."""
    for language in ("ja", "en"):
        checked = Checked(problems, len(files), "", language)
        for form in (check_formats.as_json, check_formats.sarif):
            json.loads(form(checked))
        assert len(check_formats.github(checked).splitlines()) == len(problems)
        assert check_formats.text(checked, Ink(True))
        report = Report(outcome="refused", version=1, published_at=1, checked_at=1, problems=problems)
        assert json.loads(report.as_json())["problems"]
        assert report_page.html(report, language, "Asia/Tokyo")


def tried(seed: int) -> tuple[Slip, str]:
    """The workspace of this seed, and whether it was `refused`, or `runs`: compiled, told, lived under for a while."""
    made = spoilt.slip(random.Random(seed))
    is_tenth = seed % 10 == 0  # drawing a plan and laying out a report take longer than the check itself
    plan, problems = read(made.files, in_every_form=is_tenth)
    if plan is None:
        return made, "refused"
    if is_tenth:
        year.told(plan)
    year.PlannedLife(plan, random.Random(seed)).lived(6)
    return made, "doubted" if problems else "runs"


def tally(seeds: range) -> Counter[str]:
    """How many of these were refused, doubted (a warning) or right, by the kind of what was spoilt."""
    counted: Counter[str] = Counter()
    for seed in seeds:
        try:
            made, ended = tried(seed)
        except Exception as wrong:
            wrong.add_note(f"seed {seed}: {spoilt.slip(random.Random(seed)).done}")
            raise
        counted[f"{made.kind} {ended}"] += 1
        counted[ended] += 1
    return counted


def test_what_is_spoilt_is_refused_in_its_place_or_runs() -> None:
    """Of every kind some are refused and some run, so that both halves of the law are asked."""
    counted = tally(range(effort(80)))
    assert counted["refused"] > 30 and counted["runs"] + counted["doubted"] > 20
    spoilt_of = {kind for kind in (*spoilt.KINDS, spoilt.FOLDER) for ended in ENDS if counted[f"{kind} {ended}"]}
    assert len(spoilt_of) >= 8


@pytest.mark.proof
@pytest.mark.parametrize("block", range(10))
def test_ten_thousand(block: int) -> None:
    """The same of ten thousand, in tens of a thousand; each kind a dozen times in each."""
    counted = tally(range(BLOCK * block, BLOCK * (block + 1)))
    assert sum(counted[ended] for ended in ENDS) == BLOCK
    print(f"block {block}:", ", ".join(f"{ended} {counted[ended]}" for ended in ENDS))
    for kind in (*spoilt.KINDS, spoilt.FOLDER):
        row = [counted[f"{kind} {ended}"] for ended in ENDS]
        assert sum(row) > 12 and row[0] and sum(row[1:]), kind


def test_every_kind_of_file_is_among_what_is_spoilt() -> None:
    """No file of a sound workspace is of no kind, assets and papers aside."""
    for name, files in spoilt.sound():
        rest = [file for file in files if not any(re.fullmatch(of, file) for of in spoilt.KINDS.values())]
        assert all(file.startswith(("assets/", ".", "README")) for file in rest), (name, rest)
    every = {file for _, files in spoilt.sound() for file in files}
    assert all(any(re.fullmatch(of, file) for file in every) for of in spoilt.KINDS.values())


def test_a_problem_without_its_place_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told a line too far, the law above sees it."""
    position = Source.position
    monkeypatch.setattr(Source, "position", lambda source, at: (position(source, at)[0] + 900, 1))
    with pytest.raises(AssertionError):
        read(with_change("scoring.json", '"points": 50', '"point": 50'))


def test_a_check_that_lets_through_what_cannot_run_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its question for the time zone, a zone that there is not publishes, and fails in the life under it."""
    files = with_change("settings.json", "Asia/Tokyo", "Mars/Olympus")
    assert read(files)[0] is None
    monkeypatch.setattr(lint_settings, "check_timezone", lambda *_: None)
    plan, _ = read(files)
    assert plan is not None
    with pytest.raises(LookupError):
        year.PlannedLife(plan, random.Random(1)).lived(6)
