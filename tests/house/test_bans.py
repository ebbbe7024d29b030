"""The bans of pyproject.toml bite: a planted violation is found, and found only where the rule means it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.template import ROOT

BANNED = {
    "from datetime import datetime\n\nmoment = datetime.now()\n": "datetime.datetime.now",
    "from datetime import datetime\n\nmoment = datetime.utcnow()\n": "datetime.datetime.utcnow",
    "from datetime import date\n\nday = date.today()\n": "datetime.date.today",
    "import time\n\nmoment = time.time()\n": "time.time",
    "from uuid import uuid4\n\nname = uuid4()\n": "uuid.uuid4",
    "import os\n\nhome = os.environ\n": "os.environ",
    "import os\n\nhome = os.getenv('HOME')\n": "os.getenv",
}


def _bans(code: str, place: str) -> list[str]:
    found = subprocess.run(
        [
            Path(sys.executable).with_name("ruff"),
            "check",
            "--output-format=json",
            "--select=TID251",
            "--stdin-filename",
            place,
            "-",
        ],
        input=code,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return [finding["message"] for finding in json.loads(found.stdout)]


@pytest.mark.parametrize("code", BANNED, ids=BANNED.values())
@pytest.mark.parametrize(
    "place", ["layers/common/mikomi/core/planted.py", "layers/common/mikomi/shell/planted.py", "functions/track/app.py"]
)
def test_a_planted_violation_is_found(code: str, place: str) -> None:
    """The clock, chance and the environment are out of reach for the core, the shell and the handlers."""
    assert any(BANNED[code] in message for message in _bans(code, place))


@pytest.mark.parametrize("place", ["clock.py", "settings.py", "aws/planted.py"])
def test_the_three_doors_are_open(place: str) -> None:
    """clock, settings and aws may do what they are there for."""
    for code in BANNED:
        assert not _bans(code, f"layers/common/mikomi/{place}")


PLANTED = {
    "core/planted.py": "import boto3\n",
    "model/planted.py": "import mikomi.core.planted\n",
    "core/random_planted.py": "import random\n",
    "core/clock_planted.py": "import mikomi.clock\n",
    "aws/planted.py": "import mikomi.shell\n",
    "keys_planted.py": "import boto3\n",
}


@pytest.mark.parametrize("place", PLANTED)
def test_import_directions_bite(place: str, tmp_path: Path) -> None:
    """import-linter, with our contracts on a small house of the same shape, finds each planted import."""
    for package in (
        "mikomi",
        "mikomi/model",
        "mikomi/core",
        "mikomi/aws",
        "mikomi/shell",
        "functions",
        "functions/a",
        "functions/b",
        "local",
    ):
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / package / "__init__.py").touch()
    for module in ("clock", "settings", "observe"):
        (tmp_path / "mikomi" / f"{module}.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert _lint_imports(tmp_path) == 0
    if place == "model/planted.py":
        (tmp_path / "mikomi/core/planted.py").touch()
    (tmp_path / "mikomi" / place).write_text(PLANTED[place])
    assert _lint_imports(tmp_path) == 1


def _lint_imports(house: Path) -> int:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=house, env={"PYTHONPATH": str(house)}, capture_output=True).returncode
