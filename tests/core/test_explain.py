"""`mikomi explain` and `mikomi graph` of a file: what is told, in which language, and what of files that cannot be
read."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from mikomi.cli.__main__ import main
from mikomi.core.checking import workspace
from mikomi.core.telling import flow
from mikomi.model.plan import Plan

from tests.core.workspaces import EXAMPLES, examples, with_change

SCENARIO = "scenarios/doc-request.json"


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder


def example_plan() -> Plan:
    plan, _ = workspace.read(examples())
    assert plan is not None
    return plan


@pytest.mark.parametrize("scenario", sorted(path.stem for path in (EXAMPLES / "scenarios").glob("*.json")))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_example_is_told(scenario: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Six chapters, none of them empty, no brace of ours left open."""
    assert main(["explain", str(EXAMPLES / f"scenarios/{scenario}.json"), "--lang", language]) == 0
    told = capsys.readouterr().out
    chapters = told.strip().split("\n\n")
    assert len(chapters) == 6 and all(len(chapter.splitlines()) > 1 for chapter in chapters)
    assert "{what}" not in told and "{who}" not in told and "None" not in told


def test_the_workspace_says_the_language(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """Without --lang and LANG it is that of settings.json."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    files = with_change("settings.json", '"language": "ja"', '"language": "en"')
    assert main(["explain", str(written(tmp_path, files) / SCENARIO)]) == 0
    assert "Who comes in, and when" in capsys.readouterr().out


def test_an_error_elsewhere_is_said_and_the_scenario_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever writes one file while another is broken can still read it back."""
    files = with_change("forms/contact.json", "{", "{{")
    assert main(["explain", str(written(tmp_path, files) / SCENARIO), "--lang", "ja"]) == 0
    out, err = capsys.readouterr()
    assert "フォーム「資料請求」を送信した方が" in out and "誤りが" in err and "mikomi check" in err


def test_a_scenario_that_cannot_be_read_names_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback and nothing half told: where to look is said."""
    files = with_change(SCENARIO, '"steps": [', '"steps": [ {"mial": 1}, ')
    assert main(["explain", str(written(tmp_path, files) / SCENARIO), "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "mikomi check" in err


@pytest.mark.parametrize("name", ["nowhere.json", "settings.json", "mails/thanks.html", "scenarios"])
def test_what_is_no_scenario_is_said_to_be_none(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is no scenario's file ends with a sentence."""
    assert main(["explain", str(EXAMPLES / name), "--lang", "ja"]) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "file", sorted(name for name in examples() if workspace.belongs(name) and not workspace.is_asset(name))
)
@pytest.mark.parametrize("spoilt", [b"", b"{", b"null", b'{"id": "x"}', b"\xff\xfe"])
def test_what_can_be_read_is_read_whatever_is_wrong(file: str, spoilt: bytes) -> None:
    """One spoilt file takes away no more than itself: the plan of the rest is there, unless there are no settings."""
    plan, problems = workspace.read({**examples(), file: spoilt}, as_far=True)
    assert problems and (plan is not None or file == "settings.json")
    if plan and file != SCENARIO:
        assert "doc-request" in plan.scenarios


def test_segments_that_name_each_other_are_no_circle_without_end() -> None:
    """What is wrong between files is an error there, and still a plan as far as it goes."""
    circle = {"a": "b", "b": "a", "c": "nowhere"}
    segments = {
        f"segments/{one}.json": json.dumps({"version": 1, "id": one, "name": "x", "when": {"segment": other}}).encode()
        for one, other in circle.items()
    }
    plan, problems = workspace.read({**examples(), **segments}, as_far=True)
    assert plan and any(problem.is_error for problem in problems)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_example_is_drawn(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As SVG with the prose as its description, and as Mermaid; to a file or to the terminal."""
    for file in (EXAMPLES / "scenarios").glob("*.json"):
        drawn = tmp_path / f"{file.stem}.svg"
        assert main(["graph", str(file), "--lang", language, "--out", str(drawn)]) == 0
        picture = ElementTree.parse(drawn).getroot()
        described = next(each.text or "" for each in picture if each.tag.endswith("desc"))
        assert described.count("\n\n") == 5 and str(drawn) in capsys.readouterr().out
        assert main(["graph", str(file), "--lang", language, "--mermaid"]) == 0
        plan = example_plan()
        assert capsys.readouterr().out == flow.as_mermaid(plan.scenarios[file.stem], plan, language)


def test_a_picture_that_cannot_be_written_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there is a sentence and exit code 2, not a traceback."""
    assert main(["graph", str(EXAMPLES / SCENARIO), "--lang", "en", "--out", str(tmp_path / "no/x.svg")]) == 2
    assert "cannot be written" in capsys.readouterr().err
