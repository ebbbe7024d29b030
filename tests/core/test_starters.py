"""Ready workspaces: each is lawful, passes its check without a warning and its own tests, as it stands and made one's
own, in both languages."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from mikomi.cli import starter
from mikomi.cli.__main__ import main
from mikomi.cli.starter import NAMES, Own
from mikomi.core.checking import workspace
from mikomi.core.tryouts import verdict
from mikomi.core.tryouts.course import TryoutCourse
from mikomi.model.effects import SendMail
from mikomi.model.words import Language

LANGUAGES: tuple[Language, ...] = ("ja", "en")
NOW = 1_796_000_000_000
"""30 November 2026."""
OWN = Own('株式会社"青空"', "aozora.jp", "hello@aozora.jp", "03-0000-0000", "東京都港区 1-2-3", date(2027, 3, 2))
EVERY = [(name, language) for name in NAMES for language in LANGUAGES]


@pytest.mark.parametrize("own", [Own(), OWN], ids=["sample", "own"])
@pytest.mark.parametrize(("name", "language"), EVERY)
def test_it_passes_its_check_and_its_tests(name: str, language: Language, own: Own) -> None:
    """Not one problem, and every story as told; of every scenario at least two stories, and each mail is in one."""
    files = starter.made(name, language, own)
    plan, problems = workspace.read(files, NOW)
    assert problems == () and plan is not None
    told: set[str] = set()
    tests = workspace.tryouts(files)
    for file, (_, tryout) in tests.items():
        course = TryoutCourse(tryout, plan)
        assert verdict.failures(course) == [], file
        told |= {one.effect.template for one in course.sent if isinstance(one.effect, SendMail) and not one.skip}
    assert len(tests) >= 2 * len(plan.scenarios) and told == set(plan.mails)
    assert "README.md" in files and workspace.language_of(files) == language


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_are_one_workspace(name: str) -> None:
    """The same files; the English one has no Japanese left."""
    japanese, english = (starter.made(name, language, Own()) for language in LANGUAGES)
    assert japanese.keys() == english.keys()
    for file, raw in english.items():
        assert file.startswith("assets/") or not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", raw.decode()), file


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_nothing_of_the_sample_is_left(name: str, language: Language) -> None:
    """Whoever answers every question finds neither the sample's name nor its domain in any file; but the files of the
    sample have them."""
    sample = starter.SAMPLES[language]
    own, as_it_is = starter.made(name, language, OWN), starter.made(name, language, Own())
    for word in (sample.company, sample.postal_address, sample.domain):
        assert any(word.encode() in raw for raw in as_it_is.values())
        assert not [file for file, raw in own.items() if word.encode() in raw]
    company = json.loads(own["settings.json"])
    assert company["company"]["name"] == OWN.company and company["company"]["contact"] == OWN.contact
    assert (
        company["sender"] == {"name": '"青空"', "address": OWN.sender, "reply_to": "03-0000-0000"}
        or "@" in (company["sender"]["reply_to"])
    )


def test_the_days_move_with_the_day() -> None:
    """As dates and as texts, with the weekday that they then have; what hangs on no day stays."""
    files = starter.made("seminar", "ja", OWN)
    assert '"2027-03-01T10:00"' in files["scenarios/seminar.json"].decode()
    assert "3月2日(火)14:00" in files["mails/registered.html"].decode()
    assert "Tuesday 2 March" in starter.made("seminar", "en", OWN)["mails/registered.html"].decode()
    untouched = starter.made("document", "ja", OWN)["tests/quiet.test.json"].decode()
    assert "2027-01-12T11:00" in untouched


def test_a_day_that_nobody_named_is_a_business_day_weeks_ahead() -> None:
    """28 days after 30 November is the year's end: the first Thursday on which the company works."""
    assert starter.default_day("seminar", "ja", NOW) == date(2027, 1, 7)
    assert starter.default_day("document", "ja", NOW) is None


@pytest.mark.parametrize(("language", "page"), [("ja", "start.ja.md"), ("en", "start.md")])
def test_the_example_of_the_page_is_so(language: Language, page: str) -> None:
    """What docs/start shows is a test of the ready workspace, and comes as it says."""
    (written,) = re.findall(r"```json\n(.*?)```", (starter.FOLDER.parent / "docs" / page).read_text("utf-8"), re.DOTALL)
    files = starter.made("document", language, Own()) | {"tests/page.test.json": written.encode()}
    plan, problems = workspace.read(files, NOW)
    assert problems == () and plan is not None
    assert verdict.failures(TryoutCourse(workspace.tryouts(files)["tests/page.test.json"][1], plan)) == []


# --- the command


def run(folder: Path, *more: str, name: str = "document") -> int:
    return main(["init", name, str(folder), "--lang", "en", *more])


def test_a_folder_is_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0; what is still the sample's is named, and check and test pass at once."""
    folder = tmp_path / "new"
    assert run(folder, "--company", "Blue Ltd", "--domain", "https://blue.example/") == 0
    said = capsys.readouterr().out
    assert "Still the sample's" in said and "postal address" in said and "company," not in said
    assert json.loads((folder / "settings.json").read_text("utf-8"))["sender"]["name"] == "Blue"
    assert main(["check", str(folder), "--lang", "en"]) == 0
    assert main(["test", str(folder), "--lang", "en"]) == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--domain", "not a domain"], "not a domain"),
        (["--sender", "hello"], "hello"),
        (["--company", "a\nb"], "company"),
    ],
)
def test_an_answer_that_cannot_be_writes_nothing(
    more: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, what was said, and no folder."""
    assert run(tmp_path / "new", *more) == 2
    assert told in capsys.readouterr().err and not (tmp_path / "new").exists()


def test_a_folder_that_is_in_use_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2; an empty one is welcome."""
    (tmp_path / "mine.txt").write_text("mine")
    assert run(tmp_path) == 2
    assert "not empty" in capsys.readouterr().err and [each.name for each in tmp_path.iterdir()] == ["mine.txt"]
    (tmp_path / "mine.txt").unlink()
    assert run(tmp_path) == 0


def test_an_unknown_name_is_answered_with_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, the name that was meant, and the list."""
    assert run(tmp_path / "new", name="documnt") == 2
    said = capsys.readouterr().err
    assert 'Did you mean "document"?' in said and all(name in said for name in NAMES)
