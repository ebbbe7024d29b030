"""`make run` as a process of its own: it serves, saves by itself, and a kill loses no more than the last seconds."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.stack import ROOT

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(port: int, tmp_path: Path) -> Any:
    """Starts the process, on the same port and state each time; whatever still runs at the end is ended."""
    running: list[subprocess.Popen[str]] = []
    told = {**os.environ, "PORT": str(port), "MIKOMI_LOCAL_STATE": str(tmp_path / "state"), "STORY": "0"}

    def begin() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
            env=told,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        running.append(process)
        assert process.stdout
        for line in process.stdout:
            if "Ctrl+C" in line:
                return process
        raise AssertionError(f"it ended with {process.wait()}")

    yield begin
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def ask(port: int, path: str, body: object = None) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer sk_local", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        raw = answer.read()
        return json.loads(raw) if answer.headers["content-type"].startswith("application/json") else raw.decode()


def test_it_serves_and_survives_being_killed(start: Start, port: int) -> None:
    """Site, tag and API answer; what was saved before a SIGKILL is there after a start, the clock too."""
    process = start()
    assert "サンプル商店" in ask(port, "/") and "mikomi" in ask(port, "/tag.js")
    fields = {
        "email": "taro@hokusei.example",
        "lastName": "山田",
        "firstName": "太郎",
        "company": "北星精機",
        "consent": "on",
    }
    assert ask(port, "/v1/forms/download", {**fields, "consent": "on"})["success"] is True
    ask(port, "/_local/clock", {"advance": "2d"})
    before = ask(port, "/_local/mails")
    assert len(before) >= 1
    until(lambda: ask(port, "/_local/deployment")["saved"])
    process.send_signal(signal.SIGKILL)
    process.wait()
    moved = ask_clock_after(start, port)
    assert moved > 2 * 86_400_000 - 10_000
    assert ask(port, "/_local/mails") == before
    assert [lead["email"] for lead in ask(port, "/v1/leads")["leads"]] == ["taro@hokusei.example"]


def ask_clock_after(start: Start, port: int) -> int:
    start()
    ahead: int = ask(port, "/_local/clock")["ahead_ms"]
    return ahead


def test_it_says_how_it_is_used() -> None:
    """`--help` names every option, in both languages; a language that there is not is refused, not guessed."""
    told = subprocess.run([sys.executable, "-m", "local", "--help"], cwd=ROOT, text=True, capture_output=True)
    assert told.returncode == 0
    for word in ("--port", "--lang", "--state", "--no-story", "ポート", "the port", "begin anew"):
        assert word in told.stdout, word
    wrong = subprocess.run(
        [sys.executable, "-m", "local", "--lang", "C.UTF-8"], cwd=ROOT, text=True, capture_output=True
    )
    assert wrong.returncode == 2 and "invalid choice" in wrong.stderr


def test_it_ends_well_and_a_second_one_says_why_it_cannot_start(start: Start, port: int, tmp_path: Path) -> None:
    """A taken port is explained in both languages; SIGTERM saves and ends with 0."""
    process = start()
    second = subprocess.run(
        [sys.executable, "-m", "local"], cwd=ROOT, env={**os.environ, "PORT": str(port)}, text=True, capture_output=True
    )
    assert second.returncode == 1 and "使用中" in second.stderr and "in use" in second.stderr
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert (tmp_path / "state" / "state.pickle").exists()
