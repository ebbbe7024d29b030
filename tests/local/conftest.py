"""Stacks for the tests of this folder: the small system that does as it is told, and the real one."""

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import story
from local.stack import Stack
from tests.local.history import before_stored_forms_changed
from tests.local.small.worker import app

ENGINE = bool(os.environ.get("DYNAMODB_LOCAL_HOME") and shutil.which("java"))
HISTORY = before_stored_forms_changed() is not None
collect_ignore = [
    *([] if ENGINE else ["test_dynamodb_local.py"]),
    *([] if HISTORY else ["test_roll_back.py"]),
]

SMALL = Path(__file__).parent / "small" / "template.yaml"


def pytest_report_header() -> str | None:
    missing = [
        *([] if ENGINE else ["DYNAMODB_LOCAL_HOME is not set, the stack was not tried on DynamoDB Local"]),
        *([] if HISTORY else ["there is no history of the repository, no release was rolled back"]),
    ]
    return f"tests/local: {'; '.join(missing)}" if missing else None


def forget() -> None:
    """The worker remembers nothing of earlier tests."""
    for kept in (app.seen, app.at, app.failing, app.raising):
        kept.clear()


@pytest.fixture
def small() -> Iterator[Stack]:
    forget()
    with Stack(description=SMALL) as running:
        running.settle()
        app.seen.clear()
        app.at.clear()
        yield running


@pytest.fixture
def port() -> int:
    return free_port()


def free_port() -> int:
    """A free port whose successor is free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            number = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", number + 1))
            except OSError:
                continue
            return number


@pytest.fixture(scope="session")
def told_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The state of a stack after its story, which one of the processes tells and the others wait for."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    state = folder / "story.pickle"
    with (folder / "story.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not state.exists():
            with Stack(keep=state) as stack:
                story.play(stack)
    return state


@pytest.fixture(scope="module")
def played(told_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running stack in which the story has been told; what a module does to it is its own."""
    own = tmp_path_factory.mktemp("story") / "state.pickle"
    shutil.copy(told_once, own)
    with Stack(keep=own) as stack:
        yield stack
