"""A release is rolled back and put forward again, with people under way: nothing is unreadable, nothing is lost.

The release before is the code as it was before what we store changed last (`tests/stored`), out of the repository's own
history, in a process of its own. Where there is no history (a copy, a shallow clone) this file is not collected, and
pytest's first lines say so; what a release before does with keys that it does not know is shown there too, by
`tests/functions/test_stored.py` and by the simulation's newer release.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.house.template import ROOT
from tests.local.history import before_stored_forms_changed, git

ADDRESS, OTHER = "yamada@factory.example", "suzuki@plant.example"
FIRST = [["begin"], ["absence"], ["view", "/products/board"], ["download", ADDRESS], ["advance", "2d"]]
MEANWHILE = [["view", "/price"], ["download", OTHER], ["advance", "4d"], ["view", "/price"], ["contact", ADDRESS]]
AFTERWARDS = [["advance", "9d"], ["view", "/price"], ["advance", "3d"]]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The release before what we store changed last."""
    folder = tmp_path_factory.mktemp("releases") / "before"
    commit = before_stored_forms_changed()
    assert commit
    git("worktree", "add", "--detach", str(folder), commit)
    yield folder
    git("worktree", "remove", "--force", str(folder))


def run(release: Path, state: Path, acts: list[list[str]]) -> dict[str, Any]:
    """What there is once this release has done these acts."""
    script = ROOT / "tests/local/release.py"
    path = os.pathsep.join((str(release / "layers/common"), str(release)))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, str(script), str(state)],
        input=json.dumps(acts),
        capture_output=True,
        text=True,
        cwd=release,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


@pytest.mark.proof
def test_back_and_forward_again(before: Path, tmp_path: Path) -> None:
    """Begun by this release, with a setting that the one before does not know; carried on by that, taken up by this
    one: the same mails as where nobody rolled back (alerts go to a rep who is away, or to the deputy), each at its
    time, to the minute or two that a process takes; everybody is read, by both; no dead letter, no line that warns.
    """
    stayed = run(ROOT, tmp_path / "stayed", [*FIRST, *MEANWHILE, *AFTERWARDS])
    state = tmp_path / "rolled"
    ours = run(ROOT, state, FIRST)
    theirs = run(before, state, MEANWHILE)
    again = run(ROOT, state, AFTERWARDS)
    assert len(again["mails"]) > len(theirs["mails"]) > len(ours["mails"]) > 0
    for lead in (ADDRESS, OTHER):
        times, expected = (sorted(at for at, to, _ in told["mails"] if to == lead) for told in (again, stayed))
        assert len(times) == len(expected) >= 2
        assert all(abs(_seconds(one) - _seconds(other)) < 120 for one, other in zip(times, expected, strict=True))
    assert len(again["mails"]) == len(stayed["mails"])
    assert ours["away"] == again["away"] == 1 and theirs["away"] == 0, "kept, whoever wrote in between"
    assert again["people"].keys() == stayed["people"].keys()
    for told in (ours, theirs, again):
        assert all(told["people"].values()) and len(told["people"]) >= 1
        assert (told["letters"], told["warnings"], told["lags"]) == ([], [], [])
