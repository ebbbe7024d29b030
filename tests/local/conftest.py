"""Stacks for the tests of this folder: the small system that does as it is told, and the real one."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.stack import Stack
from tests.local.small.worker import app

ENGINE = bool(os.environ.get("DYNAMODB_LOCAL_HOME") and shutil.which("java"))
if not ENGINE:
    collect_ignore = ["test_dynamodb_local.py"]

SMALL = Path(__file__).parent / "small" / "template.yaml"


def pytest_report_header() -> str | None:
    return None if ENGINE else "tests/local: DYNAMODB_LOCAL_HOME is not set, the stack was not tried on DynamoDB Local"


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
