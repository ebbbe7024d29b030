"""The archive on the local stack: the stream, a night of the moved clock, and `mikomi archive audit` in a terminal."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws import log

from local import story
from local.server import Server
from local.stack import ROOT, Stack
from tests.functions.world import packet
from tests.house.doors import PUBLIC, SECRET


class Running:
    def __init__(self, stack: Stack, port: int) -> None:
        self.stack, self.port = stack, port
        self.bucket = stack.template.name("ArchiveBucket")

    def mikomi(self, *words: str) -> tuple[int, str]:
        """Exit code and standard output."""
        command = [sys.executable, "-m", "mikomi.cli", *words, "--local", "--port", str(self.port)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert bool(ran.stderr) == (ran.returncode == 2), ran.stderr
        return ran.returncode, ran.stdout

    def audit(self, *words: str) -> tuple[int, str]:
        return self.mikomi("archive", "audit", *words)

    def visit(self, *browsers: str) -> None:
        for browser in browsers:
            page = {"type": "page", "anonymousId": browser, "context": {"page": {"path": "/price"}}}
            answer = self.stack.request("POST", "/v1/batch", headers=PUBLIC, body=json.dumps({"batch": [page]}))
            assert answer.status == 200
        self.stack.settle()

    def keys(self, prefix: str) -> list[str]:
        with self.stack.lock:
            found: dict[str, Any] = boto3.client("s3").list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return [each["Key"] for each in found.get("Contents", [])]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with Stack() as stack:
        story.publish(stack)
        server = Server(stack, 0)
        with server:
            yield Running(stack, server.http.server_port)


def test_what_happened_is_archived_by_the_time_everything_is_settled_and_compacted_at_night(running: Running) -> None:
    """Raw files at once; after a night one file a day, everybody beside it, no raw file; the audit says equal each
    time, in both languages and for programs. A file that is lost is named, and written anew.
    """
    assert running.audit("--lang", "en") == (0, "Nothing has been recorded yet\n")
    running.visit("b-1", "b-2")
    assert len(running.keys("raw/")) >= 1 and not running.keys("events/")
    code, said = running.audit("--json")
    (day,) = json.loads(said)["days"]
    assert (code, day["packets"], day["equal"], day["missing"]) == (0, 2, True, [])
    running.stack.advance("1d")
    assert not running.keys("raw/")
    assert len(running.keys("events/")) == 1 and len(running.keys("people/")) == 1
    running.visit("b-1")
    assert running.audit("--lang", "en")[1].endswith("2 days checked: 0 not equal\n")
    assert running.audit("--lang", "ja")[1].endswith("2 日分を照合、一致しない日 0 日\n")
    (lost,) = running.keys("events/")
    with running.stack.lock:
        boto3.client("s3").delete_object(Bucket=running.bucket, Key=lost)
    code, said = running.audit("--lang", "en")
    assert code == 1 and "not equal: 2 packets missing (--repair writes them anew)" in said
    code, said = running.audit("--lang", "en", "--repair")
    assert code == 0 and "written anew: 2 packets" in said
    assert running.audit("--lang", "en")[0] == 0


def test_results_are_right_by_the_time_everything_is_settled(running: Running) -> None:
    """What the log says of a scenario's runs is counted when the stack has settled, and is the same by the read API and
    in a terminal, in both languages; a scenario that there is not is told so.
    """
    stack = running.stack
    said = {"scenario": "doc-request", "enrolment": "n1", "plan": 1}
    events = [
        {"id": f"o{n}", "type": "track", "name": name, "properties": {**said, **more}}
        for n, (name, more) in enumerate(
            [
                ("Scenario Entered", {}),
                ("Step Reached", {"step": "thanks"}),
                ("Mail Decided", {"step": "thanks", "mail": "m1"}),
                ("Mail Skipped", {"step": "thanks", "mail": "m1", "reason": "no_consent"}),
            ]
        )
    ]
    with stack.lock:
        stack.lambdas.wear("TrackFunction")
        log.append(packet("o:l_1", *events, at=clock.now()))
        stack.touch()
        stack.settle()
    answer = stack.request("GET", "/v1/results/scenarios/doc-request", headers=SECRET)
    made = json.loads(answer.body)
    assert (made["entered"], made["under_way"], made["mails"][0]["skipped"]) == (1, 1, {"no_consent": 1})
    code, printed = running.mikomi("results", "doc-request", "--json")
    assert (code, json.loads(printed)) == (0, made)
    code, printed = running.mikomi("results", "doc-request", "--lang", "en")
    assert code == 0 and "1 entered, 1 under way" in printed and "they have not agreed to marketing email 1" in printed
    code, printed = running.mikomi("results", "doc-request", "--goal")
    assert code == 0 and json.loads(printed)["stops"][0] == {"step": None, "waiting": 0, "left": 0, "through": 0}
    code, printed = running.mikomi("results", "doc-request", "--people", "skipped", "--step", "thanks")
    assert code == 0 and printed.startswith("id,email,name")
    assert running.mikomi("results", "doc-request", "--people", "skippd")[0] == 2
    for words in (("doc-request", "--journey"), ("--sources",), ("--sales",)):
        code, printed = running.mikomi("results", *words)
        assert code == 0 and (words[-1] == "--journey") == (json.loads(printed) is None)
    assert running.mikomi("results", "--people", "lead") == (0, "id,email,name,company,title,phone\n")
    assert running.mikomi("results", "--people", "clicked")[0] == 2
    code, printed = running.mikomi("results", "--lang", "ja")
    assert code == 0 and "doc-request" in printed and "開始 1、進行中 1" in printed
    assert running.mikomi("results", "nobody", "--lang", "en")[0] == 2
