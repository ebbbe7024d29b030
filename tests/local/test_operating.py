"""`mikomi dead`, `audit` and `rebuild` as an operator types them, against the running local stack: another process,
which speaks to it through AWS's own APIs.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import log, people
from mikomi.model.events import Packet
from mikomi.shell.people import fold
from msgspec.structs import replace

from local import story
from local.server import Server
from local.stack import ROOT, Stack
from tests.functions.world import packet
from tests.local.test_dead_letters import mend, poison, views_of

SEEN = {"type": "page", "context": {"page": {"path": "/price"}}}
HOUR = 3_600_000


class Running:
    """The stack, where it is served, and the terminal beside it."""

    def __init__(self, stack: Stack, port: int) -> None:
        self.stack, self.port = stack, port

    def mikomi(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        command = [sys.executable, "-m", "mikomi.cli", *words, "--local", "--port", str(self.port), "--lang", "en"]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with Stack() as stack:
        story.publish(stack)
        stack.advance("1d")  # the commands must go by the stack's clock
        server = Server(stack, 0)
        with server:
            yield Running(stack, server.http.server_port)


def bring(stack: Stack, one: Packet) -> None:
    with stack.lock:
        stack.lambdas.wear("TrackFunction")
        log.append(one)
        stack.touch()
        stack.settle()


def test_a_dead_letter_from_the_terminal(running: Running) -> None:
    """Listed with its event, tried again too early, given up, and tried again with success; each exit code says what is
    left to do.
    """
    stack = running.stack
    assert running.mikomi("dead", "list")[:2] == (0, "Nothing needs attention\n")
    with stack.lock:
        key = poison(stack, "b-bad")
    bring(stack, packet("a:b-bad", {"id": "e1", **SEEN}, at=clock.now()))
    code, told, _ = running.mikomi("dead", "list", "--json")
    ((letter, reason, event),) = [(each["id"], each["reason"], each["event"]) for each in json.loads(told)]
    assert code == 1 and reason.startswith("zlib.error mikomi.") and event["events"][0]["id"] == "e1"
    assert "Could not be processed: page" in running.mikomi("dead", "list")[1]
    assert '"path": "/price"' in running.mikomi("dead", "show", letter)[1]
    code, _, failed = running.mikomi("dead", "retry", letter)
    assert code == 1 and f"{letter}  failed again: zlib.error mikomi." in failed
    assert running.mikomi("dead", "drop", letter, "--because", " ")[0] == 2
    assert running.mikomi("dead", "drop", letter, "--because", "only a test")[0] == 0
    assert running.mikomi("dead", "list")[0] == 0
    assert "dismissed: only a test" in running.mikomi("dead", "list", "--dropped")[1]
    with stack.lock:
        mend(stack, key)
    assert running.mikomi("dead", "retry", letter)[:2] == (0, f"{letter}  done\n")
    with stack.lock:
        assert views_of(stack, "b-bad") == 1
    assert running.mikomi("dead", "show", letter)[0] == 1 and running.mikomi("dead", "retry")[0] == 2


def test_the_audit_finds_and_repairs_and_can_be_taken_up(running: Running) -> None:
    """Packets that the stream never brought, as after a day without it: found, folded, and found no more."""
    stack = running.stack
    with stack.lock:
        stack.lambdas.wear("TrackFunction")
        for number in range(4):
            log.append(packet(f"a:lost-{number}", {"id": f"l{number}", **SEEN}, at=clock.now() - 5 * HOUR))
        skip_what_is_in_the_stream(stack)
    code, told, _ = running.mikomi("audit")
    found = [line.split()[0] for line in told.splitlines() if "lags behind" in line]
    assert code == 1 and sorted(found) == [f"a:lost-{number}" for number in range(4)]
    code, told, _ = running.mikomi("audit", "--from", found[1])
    assert [line.split()[0] for line in told.splitlines() if "lags behind" in line] == found[2:]
    code, told, _ = running.mikomi("audit", "--repair")
    assert code == 0 and "4 lagged behind, 4 caught up" in told
    code, told, _ = running.mikomi("audit")
    assert code == 0 and "0 lagged behind" in told
    with stack.lock:
        assert views_of(stack, "lost-0") == 1


def skip_what_is_in_the_stream(stack: Stack) -> None:
    """The readers of the log stand behind everything, as if it had been trimmed."""
    reader = boto3.client("dynamodbstreams")
    for mapping in stack.mappings:
        for shard in reader.describe_stream(StreamArn=mapping.stream)["StreamDescription"]["Shards"]:
            start = {"StreamArn": mapping.stream, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
            records = reader.get_records(ShardIterator=reader.get_shard_iterator(**start)["ShardIterator"])["Records"]
            mapping.checkpoints[shard["ShardId"]] = records[-1]["dynamodb"]["SequenceNumber"]
            mapping._iterators.clear()


def test_a_rebuild_mends_one_and_leaves_the_others(running: Running) -> None:
    """Everybody is gone through; who was spoiled is as the log says again, and nobody else is touched."""
    stack = running.stack
    visitor = keys.visitor_id("a:b-whole")
    bring(stack, packet("a:b-whole", {"id": "w1", **SEEN}, at=clock.now()))
    with stack.lock:
        stack.lambdas.wear("ScheduleStepFunction")
        whole = people.load(visitor)
        assert whole
        fold.commit(replace(whole, tags={"wrong": 1}), (), clock.now(), whole)
    code, told, _ = running.mikomi("rebuild", "--all")
    assert code == 0 and f"{visitor}  rebuilt" in told and "1 rebuilt, 0 failed" in told
    code, told, _ = running.mikomi("rebuild", visitor)
    assert code == 0 and f"{visitor}  matches the log" in told
    code, _, wrong = running.mikomi("rebuild", "l_nobody")
    assert code == 1 and "no such person" in wrong
    assert running.mikomi("rebuild")[0] == 2


def test_who_names_no_deployment_is_told_how(running: Running) -> None:
    """Neither a stack nor the local one, or one that is not there: both languages, exit code 2."""
    bare = [sys.executable, "-m", "mikomi.cli", "dead", "list"]
    for more in ([], ["--local", "--port", "9"]):
        ran = subprocess.run([*bare, *more], cwd=ROOT, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})
        assert ran.returncode == 2 and " / " in ran.stderr and "Traceback" not in ran.stderr


def test_a_workspace_from_the_terminal(running: Running, tmp_path: Path) -> None:
    """Nobody needs another tool to publish: unchanged files are not sent, a changed one becomes the next version, a
    mistake stays here with its line, and a file that is gone from the folder goes only where it is told to."""
    folder = tmp_path / "workspace"
    shutil.copytree(ROOT / "examples", folder)
    code, told, failed = running.mikomi("upload", str(folder))
    assert (code, "nothing to push" in told) == (0, True), failed
    scenario = folder / "scenarios" / "price-3-views.json"
    whole = scenario.read_text()
    scenario.write_text(whole.replace("料金のご相談を承ります", "お見積もりをお出しします"))
    code, told, _ = running.mikomi("upload", str(folder))
    assert (code, "Published as version 2." in told) == (0, True) and told.count(".json") == 1
    scenario.write_text(whole.replace('"wait"', '"wiat"'))
    code, told, _ = running.mikomi("upload", str(folder))
    assert code == 1 and "price-3-views.json:6" in told and "Published" not in told
    scenario.unlink()
    (folder / "mails" / "campaign.html").unlink()
    code, told, _ = running.mikomi("upload", str(folder))
    assert code == 0 and told.count("--delete") == 2
    settings = folder / "settings.json"
    settings.write_text(settings.read_text().replace("佐藤", "佐東"))
    code, told, _ = running.mikomi("upload", str(folder), "--delete")
    assert code == 0 and told.count("removed") == 2 and "Published as version" in told
    assert running.mikomi("upload", str(tmp_path / "nowhere"))[0] == 2
