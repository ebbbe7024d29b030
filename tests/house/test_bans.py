"""The bans of pyproject.toml bite: a planted violation is found, and found only where the rule means it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.template import ROOT

ROOTS = ("functions", "local", "simulation", "bench", "mutation", "tests")
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
    "mikomi/core/decide.py": "import boto3\n",
    "mikomi/model/base.py": "import mikomi.core.decide\n",
    "mikomi/core/turn.py": "import random\n",
    "mikomi/core/session.py": "import mikomi.clock\n",
    "mikomi/aws/log.py": "import mikomi.shell\n",
    "mikomi/keys.py": "import boto3\n",
    "mikomi/pages/words.py": "import mikomi.web\n",
    "mikomi/newcomer.py": "",
    "mikomi/core/newcomer.py": "",
    "mikomi/core/behaviour/rulebook.py": "import mikomi.core.points.caps\n",
    "mikomi/core/people/rights.py": "import mikomi.core.turn\nimport mikomi.core.scenarios.steps\n",
    "mikomi/core/telling/timeline.py": "import mikomi.core.mails.render\n",
    "mikomi/core/score/totals.py": "import mikomi.core.score.ranking\n",
    "simulation/world.py": "import bench.world\n",
    "local/stack.py": "import simulation.world\n",
    "functions/track/app.py": "import functions.score.app\n",
    "tests/core/story.py": "import mikomi.aws.people\n",
    "mikomi/aws/ledger.py": "import boto3\n",
    "mikomi/aws/people.py": "import mikomi.aws.wire.connections\n",
    "mikomi/shell/failures.py": "import mikomi.aws.clients\n",
}
"""What must not be: a direction turned round, a neighbour that is none of its business, a room that has no place."""
BESIDE = {"mikomi/core/score/totals.py": ("mikomi/core/score/ranking.py", "import mikomi.core.score.totals\n")}
"""… and what else must stand there for it to be wrong."""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of our shape with nobody in it: every module is there, and empty."""
    for root in (ROOT / "layers/common/mikomi", *(ROOT / name for name in ROOTS)):
        for file in root.rglob("*.py"):
            place = tmp_path / file.relative_to(root.parent)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("place", PLANTED)
def test_import_directions_bite(place: str, house: Path) -> None:
    """import-linter, with our contracts on an empty house of our shape, finds each planted import."""
    for file, code in (BESIDE[place],) if place in BESIDE else ():
        (house / file).write_text(code)
    assert _lint_imports(house) == 0
    (house / place).write_text(PLANTED[place])
    assert _lint_imports(house) == 1


def _lint_imports(house: Path) -> int:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=house, env={"PYTHONPATH": str(house)}, capture_output=True).returncode
