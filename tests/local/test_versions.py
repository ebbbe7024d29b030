"""Versions at the terminal, against the running local stack: listed with who and why, and an earlier one brought back
whole, or not at all."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from mikomi.aws import plans
from mikomi.cli.__main__ import main

from local import story
from local.server import Server
from local.stack import ROOT, WORKSPACE, Stack
from tests.local.test_operating import Running


@pytest.fixture
def running() -> Iterator[Running]:
    with Stack() as stack:
        story.publish(stack)
        with Server(stack, 0) as server:
            yield Running(stack, server.http.server_port)


@pytest.fixture
def folder(running: Running, tmp_path: Path) -> Path:
    """The sample company; without one of its scenarios it is pushed as the next version."""
    there = shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (there / "scenarios" / "winter-sale.json").unlink()
    code, _, failed = running.mikomi("push", str(there), "--delete", "--by", "sato", "--note", "the sale is over")
    assert code == 0, failed
    return there


def in_bucket() -> set[str]:
    listed = boto3.client("s3").list_objects_v2(Bucket=WORKSPACE)["Contents"]
    return {each["Key"] for each in listed}


def test_an_earlier_version_is_brought_back_whole(running: Running, folder: Path) -> None:
    """A new version with the old content, its files in the bucket as they were, so that the next upload of them changes
    nothing; the list says who did what, and which version came back."""
    with running.stack.lock:
        before = plans.pointer_version()
        assert "scenarios/winter-sale.json" not in in_bucket()
    code, told, failed = running.mikomi("rollback", str(before - 1), "--by", "suzuki", "--json")
    assert (code, json.loads(told)["outcome"]) == (0, "published"), failed
    with running.stack.lock:
        assert plans.pointer_version() == before + 1
        assert "winter-sale" in plans.version(before + 1).scenarios and "scenarios/winter-sale.json" in in_bucket()
    code, told, _ = running.mikomi("versions")
    assert code == 0
    newest, *rest = told.splitlines()
    assert newest.startswith(f"version {before + 1}  ") and newest.endswith("suzuki  <- running")
    assert rest[0].strip() == f"brings back version {before - 1}" and "    the sale is over" in rest
    listed = json.loads(running.mikomi("versions", "--limit", "2", "--json")[1])["versions"]
    assert [(each["version"], each["by"], each["of"], each["running"]) for each in listed] == [
        (before + 1, "suzuki", before - 1, True),
        (before, "sato", None, False),
    ]
    assert "nothing to push" in running.mikomi("upload", str(ROOT / "examples"))[1]


def test_what_cannot_come_back_whole_does_not_come_back(running: Running, folder: Path) -> None:
    """The version that runs, one that there is not, and one whose asset is another now: each is said, nothing moves."""
    with running.stack.lock:
        now = plans.pointer_version()
    assert running.mikomi("rollback", str(now))[::2] == (1, f"Version {now} is the one that runs.\n")
    for unknown in ("0", "99"):
        code, _, failed = running.mikomi("rollback", unknown)
        assert code == 2 and "cannot be brought back" in failed
    with running.stack.lock:
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key="assets/guide.pdf", Body=b"%PDF-another")
        running.stack.settle()
    code, _, failed = running.mikomi("rollback", str(now - 1))
    assert code == 1 and "assets/guide.pdf" in failed
    with running.stack.lock:
        assert plans.active().scenarios.keys() == plans.version(now).scenarios.keys()


def test_versions_and_folders_are_compared_in_words(running: Running, folder: Path) -> None:
    """Of two versions, of a folder and what runs, of two folders without any deployment: what differs is said, and what
    cannot be compared too."""
    with running.stack.lock:
        now = plans.pointer_version()
    code, told, failed = running.mikomi("diff", str(now - 1), str(now))
    assert (code, failed) == (0, "") and told.startswith(f"version {now - 1} → version {now} (running)\n")
    assert "Scenario “冬のセール” removed" in told
    scoring = folder / "scoring.json"
    scoring.write_text(scoring.read_text().replace('"points": 50', '"points": 55', 1))
    code, told, _ = running.mikomi("diff", str(folder), "--json")
    said = json.loads(told)
    assert (code, said["before"], said["after"]) == (0, {"version": now}, {"folder": str(folder)})
    (scoring_differs,) = said["differences"]
    assert [(each["before"], each["after"]) for each in scoring_differs["differences"]] == [("50", "55")]
    scoring.write_text("{")
    assert running.mikomi("diff", str(folder))[0] == running.mikomi("diff", "99")[0] == 2
    assert main(["diff", str(folder), str(folder)]) == main(["diff", str(folder)]) == 2
    assert main(["diff", str(ROOT / "examples"), str(ROOT / "examples")]) == 0
