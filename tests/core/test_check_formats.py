"""`mikomi check --format`: places, escapes and links as editors, GitHub and programs read them back."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from mikomi.cli import check_formats
from mikomi.cli.__main__ import main
from mikomi.cli.check_formats import Checked
from mikomi.core.checking import paragraph
from mikomi.model.problem import Problem

from tests.core.workspaces import with_change

FILE = "scoring.json"
ODD = Problem(
    file="assets/100%,a:b\n::error::x.json",
    line=3,
    column=7,
    width=2,
    code="E-id",
    ja="一行\r\n二行 % 終",
    en="a\nb: c, %",
)
GUIDE = "https://ma.example.co.jp/console/guide"
WHOLE = Problem(file="mails/お礼 1.html", code="W-mail-unused", ja="未使用", en="unused")


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """The examples with one misspelt key, and a mail whose name is Japanese."""
    files = with_change(FILE, '"points": 50', '"point": 50')
    for name, raw in {**files, "mails/お礼.html": b"<title>x</title>"}.items():
        path = tmp_path / "会社" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return tmp_path / "会社"


def run(capsys: pytest.CaptureFixture[str], *asked: str) -> tuple[int, str]:
    code = main(["check", *asked, "--lang", "en"])
    return code, capsys.readouterr().out


def checked(*problems: Problem, language: str = "ja", guide: str | None = GUIDE) -> Checked:
    return Checked(problems, 9, "", language, guide)


def test_a_line_of_text_begins_with_its_place(
    spoilt: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, line and column, also of a file as a whole; the file as it was given, relative from where one stands."""
    for where, asked, prefix in (
        (spoilt.parent, "会社", "会社/"),
        (spoilt.parent, str(spoilt), "会社/"),
        (spoilt.parent, "./会社/", "会社/"),
        (spoilt, ".", ""),
        (spoilt / "mails", str(spoilt), f"{spoilt.as_posix()}/"),
        (spoilt / "mails", "..", "../"),
    ):
        monkeypatch.chdir(where)
        code, out = run(capsys, asked)
        assert code == 1
        assert re.findall(r"^(\S+):(\d+):(\d+)  ([EW]-\S+)", out, re.MULTILINE) == [
            (f"{prefix}mails/お礼.html", "1", "1", "E-file-name"),
            (f"{prefix}{FILE}", "4", "85", "E-unknown"),
        ]
        explained = re.search(r"^E-unknown +(\S+)#e-unknown$", out, re.MULTILINE)
        assert explained and Path(explained[1]).name == "problems.md" and Path(explained[1]).exists()


def test_one_file_of_a_workspace(spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is read with all the others, and its own problems alone are told; another is refused."""
    assert run(capsys, str(spoilt / FILE))[0] == 1
    code, out = run(capsys, str(spoilt / "scenarios/doc-request.json"))
    assert code == 0 and "0 errors, 0 warnings in 1 file" in out
    (spoilt / ".hidden").write_text("x")
    assert run(capsys, str(spoilt / ".hidden"))[0] == 2


def test_json_tells_both_languages_and_where_it_is_explained(spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The keys that `docs/guide/problems.md` promises to programs."""
    code, out = run(capsys, str(spoilt), "--format", "json")
    told = json.loads(out)
    assert code == 1 and (told["version"], told["errors"], told["warnings"]) == (1, 2, 0)
    problem = told["problems"][1]
    assert problem.keys() == {
        "file", "line", "column", "end_column", "pointer", "code", "severity", "message", "suggestion", "needs",
        "excerpt", "help",
    }  # fmt: skip
    marked = problem["excerpt"][problem["column"] - 1 : problem["end_column"] - 1]
    assert marked == '"point"' and problem["message"].keys() == {"ja", "en"} == problem["help"].keys()


def test_github_reads_back_what_was_said() -> None:
    """One command a problem, whatever stands in names and sentences: nothing of them ends it, or begins another."""
    lines = check_formats.github(checked(ODD, WHOLE)).splitlines()
    assert len(lines) == 2
    kind, properties, message = re.fullmatch(r"::(\w+) (\S+ ?\S*)::(.*)", lines[0]).groups()  # type: ignore[union-attr]
    read = dict(pair.split("=") for pair in properties.split(","))
    assert kind == "error" and (read["line"], read["col"], read["endColumn"]) == ("3", "7", "9")
    assert unquote(read["file"]) == ODD.file
    assert unquote(message).startswith(ODD.ja) and message.count("%0A") == 2
    assert lines[1].startswith("::warning file=mails/お礼 1.html,line=1,col=1,title=W-mail-unused::未使用%0A")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_sarif_points_to_characters_and_to_the_paragraph(language: str) -> None:
    """Each result has its rule, each rule its help; a path is a URI; a whole file has no region."""
    log = json.loads(check_formats.sarif(checked(ODD, WHOLE, ODD, language=language)))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0" and run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E-id", "W-mail-unused"]
    assert all(
        rule["helpUri"] == paragraph.address(rule["id"], language, GUIDE) and rule["help"]["text"] for rule in rules
    )
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 0]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "error"]
    first, second, _ = (result["locations"][0]["physicalLocation"] for result in run["results"])
    assert first["region"] == {"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 9}
    assert "region" not in second and unquote(second["artifactLocation"]["uri"]) == WHOLE.file
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", second["artifactLocation"]["uri"])


def test_without_a_guide_that_its_reader_can_open_no_address_is_told(
    spoilt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page of this machine is a path, and no URI; where another machine reads it, it is left out."""
    (run_,) = json.loads(check_formats.sarif(checked(ODD, guide=None)))["runs"]
    assert "helpUri" not in json.dumps(run_) and "informationUri" not in run_["tool"]["driver"]
    assert check_formats.github(checked(ODD, guide=None)).endswith("終")
    code, out = run(capsys, str(spoilt), "--format", "github", "--guide", GUIDE + "/")
    assert code == 1 and f"%0A{GUIDE}/problems?lang=en#e-unknown" in out


def test_a_workspace_without_problems_is_nothing_to_github(capsys: pytest.CaptureFixture[str]) -> None:
    """No line, and exit code 0; SARIF and JSON say that nothing was found."""
    assert check_formats.github(checked()) == ""
    assert json.loads(check_formats.sarif(checked()))["runs"][0]["results"] == []
    assert json.loads(check_formats.as_json(checked()))["problems"] == []
