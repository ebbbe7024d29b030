"""Segments on the running local stack: over HTTP right after it has settled, night by night, and at a terminal."""

import csv
import io
import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.server import Server
from local.stack import ROOT, WORKSPACE, Stack

SECRET = {"authorization": "Bearer sk_local"}
AS_SERVER = {"authorization": "Basic " + b64encode(b"sk_local:").decode(), "content-type": "application/json"}


def send(stack: Stack, user: str, *events: dict[str, Any]) -> None:
    batch = [{"userId": user, "messageId": f"{user}-{number}", **event} for number, event in enumerate(events)]
    answer = stack.request("POST", "/v1/batch", headers=AS_SERVER, body=json.dumps({"batch": batch}))
    assert answer.status == 200


def order(revenue: int) -> dict[str, Any]:
    return {"type": "track", "event": "Order Completed", "properties": {"revenue": revenue}}


def sizes(stack: Stack) -> dict[str, int]:
    answer = stack.request("GET", "/v1/segments", headers=SECRET)
    return {one["id"]: one["size"] for one in json.loads(answer.body)["segments"]}


def people(stack: Stack, segment: str) -> set[str]:
    answer = stack.request("GET", f"/v1/segments/{segment}/people?limit=100", headers=SECRET)
    return {one["email"] for one in json.loads(answer.body)["people"]}


def publish(stack: Stack, segment: str, when: dict[str, Any]) -> None:
    written = {"version": 1, "id": segment, "name": {"ja": f"{segment}さん", "en": segment}, "when": when}
    s3 = boto3.client("s3", region_name="ap-northeast-1")
    s3.put_object(Bucket=WORKSPACE, Key=f"segments/{segment}.json", Body=json.dumps(written))
    stack.settle()


NONE = dict.fromkeys(("persona-decider", "persona-user", "rfm-best", "rfm-fading", "rfm-new"), 0)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """The examples, and three customers, who bought once, twice and three times."""
    with Stack() as running:
        running.upload(ROOT / "examples")
        running.settle()
        assert sizes(running) == NONE  # counted, and nobody
        for number in range(3):
            traits = {"email": f"buyer{number}@example.jp", "title": "部長"}
            send(running, f"buyer{number}", {"type": "identify", "traits": traits}, *[order(100_000)] * (number + 1))
        running.settle()
        yield running


def test_segments_are_right_as_soon_as_the_stack_has_settled(stack: Stack) -> None:
    """The ready segments of the examples: who buys is new, then best; counts and lists are the same people."""
    assert people(stack, "rfm-new") == {"buyer0@example.jp"} and people(stack, "rfm-best") == {"buyer2@example.jp"}
    now = sizes(stack)
    assert {name: now[name] for name in NONE} == {**NONE, "rfm-new": 1, "rfm-best": 1}
    assert all(len(people(stack, name)) == size for name, size in now.items())


def test_when_nothing_is_new_nothing_is_counted(stack: Stack) -> None:
    """To settle twice costs what it did."""
    from local.recorder import writes

    stack.settle()
    before = writes()
    stack.settle()
    assert writes() == before


def test_a_segment_that_is_uploaded_is_counted(stack: Stack) -> None:
    """By people whom it finds as they stand; one that is removed is no longer listed."""
    s3 = boto3.client("s3", region_name="ap-northeast-1")
    written = {
        "version": 1,
        "id": "heads",
        "name": {"ja": "部長", "en": "Heads"},
        "when": {"trait": "title", "is": "部長"},
    }
    s3.put_object(Bucket=WORKSPACE, Key="segments/heads.json", Body=json.dumps(written))
    stack.settle()
    assert sizes(stack)["heads"] == 3 and len(people(stack, "heads")) == 3
    s3.delete_object(Bucket=WORKSPACE, Key="segments/heads.json")
    stack.settle()
    assert "heads" not in sizes(stack)
    assert stack.request("GET", "/v1/segments/heads/people", headers=SECRET).status == 404


def test_every_night_has_its_figure(stack: Stack) -> None:
    """As days pass, without anybody asking: each has a count of its own, and four months on customers fade."""
    from mikomi.aws import segment_sizes

    stack.advance("4d")
    with stack.lock:
        stack.lambdas.wear("ConsoleFunction")
        days = segment_sizes.read(["rfm-new"])["rfm-new"].days
    assert len(days) >= 4 and {day.size for day in days} == {1}
    stack.advance("120d")
    faded = {"buyer1@example.jp", "buyer2@example.jp"}
    assert people(stack, "rfm-fading") == faded and sizes(stack) == {**NONE, "rfm-fading": 2}


# --- at a terminal


@pytest.fixture(scope="module")
def port(stack: Stack) -> Iterator[int]:
    with Server(stack, 0) as server:
        yield server.http.server_port


def mikomi(port: int, *words: str, lang: str = "en") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "mikomi.cli", "segment", *words, "--local", "--port", str(port), "--lang", lang]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    return ran.returncode, ran.stdout, ran.stderr


def test_the_terminal_lists_shows_and_exports(stack: Stack, port: int, tmp_path: Path) -> None:
    """The same figures and the same people as the API, for people and for programs."""
    publish(stack, "customers", {"event": "Order Completed", "within": "2000d"})
    code, out, _ = mikomi(port, "list", "--json")
    assert code == 0
    assert {one["id"]: one["size"] for one in json.loads(out)} == sizes(stack)
    code, out, _ = mikomi(port, "list", "--count")
    assert code == 0 and f"{sizes(stack)['rfm-fading']}  rfm-fading" in out and "Counted" in out
    code, out, _ = mikomi(port, "list", lang="ja")
    assert code == 0 and "離れそうなお客さま" in out and "人" in out
    code, out, _ = mikomi(port, "people", "customers", "--json")
    assert {one["email"] for one in json.loads(out)} == people(stack, "customers") and len(json.loads(out)) == 3
    code, out, _ = mikomi(port, "people", "customers", "--limit", "1")
    assert code == 0 and out.count("@example.jp") == 1 and "The first 1." in out
    code, out, _ = mikomi(port, "export", "customers")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["email"] for row in rows} == people(stack, "customers") and {row["title"] for row in rows} == {"部長"}
    file = tmp_path / "people.csv"
    code, out, _ = mikomi(port, "export", "customers", "--to", str(file))
    assert code == 0 and out.strip() == "3 people" and file.read_bytes().startswith(b"\xef\xbb\xbfid,email")
    code, out, _ = mikomi(port, "export", "customers", "--json")
    assert [json.loads(line)["email"] for line in out.splitlines()] == [row["email"] for row in rows]


def test_a_name_that_no_segment_has_is_told_with_the_nearest(port: int) -> None:
    """Exit code 2, on the error channel."""
    for verb in ("people", "export"):
        code, out, err = mikomi(port, verb, "rfm-fadng")
        assert code == 2 and out == "" and '"rfm-fadng"' in err and '"rfm-fading"' in err
