"""The commands that developers live by: what each runs, and that a first start is seen to move."""

import os
import subprocess
import sys

import pytest

from tests.house.template import ROOT


def told_by(*words: str, **environment: str) -> str:
    """What make would do, without doing it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    command = ["make", "--dry-run", "--no-print-directory", *words, f"VENV={ROOT / '.venv'}"]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("machine", ["C.UTF-8", "en_US.UTF-8", "ja_JP.UTF-8", ""])
def test_only_a_language_on_the_command_line_counts(machine: str) -> None:
    """Every machine has a LANG of its own; `make run LANG=en` is somebody's wish, and no locale for what is started."""
    assert "-m local --port 8000 --lang ja\n" in told_by("run", LANG=machine)
    assert "-m local --port 8000 --lang en\n" in told_by("run", "LANG=en", LANG=machine)
    assert "-m local --port 8100 --lang ja\n" in told_by("run", "PORT=8100", LANG=machine)


def test_test_holds_all_of_check_and_proof_holds_the_long_runs() -> None:
    """Whoever is green in `make test` is green in `make check`; what is marked `proof` runs in `make proof` alone."""
    check, test, proof = told_by("check"), told_by("test"), told_by("proof")
    for part in ("ruff format --check", "ruff check", "mypy", "lint-imports"):
        assert part in check and part in test, part
    assert "tests/core tests/house" in check
    assert '"not all_cores and not proof"' in test and '"all_cores and not proof"' in test
    assert "not proof" not in proof and "EFFORT=10" in proof and "simulation --report" in proof
    assert "-m tests.deployed.older" in proof and "-m tests.deployed" not in test


def test_filling_the_environment_is_told_a_package_a_line() -> None:
    """pip on a list that is installed already: each package is named and counted up to their number."""
    ran = subprocess.run(
        [sys.executable, "requirements/install.py", "layers/common/requirements.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    counted = [line.split()[0].split("/") for line in ran.stdout.splitlines() if "/" in line.split()[0]]
    assert len(counted) > 3
    assert [int(at) for at, _ in counted] == list(range(1, len(counted) + 1))
    assert int(counted[-1][1]) == len(counted)
