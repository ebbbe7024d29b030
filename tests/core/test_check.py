"""`mikomi check`: exit codes, languages, what a terminal and a program get."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from mikomi.cli.__main__ import main

from tests.core.workspaces import EXAMPLES, with_change


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """The examples with one misspelt key."""
    for name, raw in with_change("scoring.json", '"points": 50', '"point": 50').items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return tmp_path


def test_a_good_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0 and one line, in the language asked for."""
    assert main(["check", str(EXAMPLES), "--lang", "ja"]) == 0
    assert "公開できます" in capsys.readouterr().out
    assert main(["check", str(EXAMPLES), "--lang", "en"]) == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().out


def test_a_spoilt_folder(spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1; no colours where the output is no terminal."""
    assert main(["check", str(spoilt), "--lang", "ja"]) == 1
    told = capsys.readouterr().out
    assert (
        "scoring.json:4:85  E-unknown  /rules/0/point  「point」という項目はありません。もしかして「points」？" in told
    )
    assert "\x1b[" not in told and "誤り 1 件" in told


def test_for_programs(spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON with both languages, the place and the suggestion."""
    assert main(["check", str(spoilt), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["severity"], problem["suggestion"]) == ("E-unknown", "error", "points")
    assert problem["message"]["ja"] and problem["message"]["en"]


def test_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, told on the error channel."""
    assert main(["check", str(tmp_path / "nothing"), "--lang", "en"]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_whoever_has_read_enough_ends_it_without_a_word() -> None:
    """`mikomi … | head`: nobody reads any more, and no traceback says so."""
    told = subprocess.Popen([sys.executable, "-m", "mikomi.cli", "law"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert told.stdout and told.stderr
    told.stdout.close()
    assert (told.wait(), told.stderr.read()) == (0, b"")
    told.stderr.close()
