"""The archive on the local stack: the stream, a night of the moved clock, and `mikomi archive audit` in a terminal."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from local import story
from local.server import Server
from local.stack import ROOT, Stack
from tests.house.test_permissions_in_use import PUBLIC


class Running:
    def __init__(self, stack: Stack, port: int) -> None:
        self.stack, self.port = stack, port
        self.bucket = stack.template.name("ArchiveBucket")

    def audit(self, *words: str) -> tuple[int, str]:
        """Exit code and standard output."""
        command = [sys.executable, "-m", "mikomi.cli", "archive", "audit", *words, "--local", "--port", str(self.port)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert not ran.stderr, ran.stderr
        return ran.returncode, ran.stdout

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
