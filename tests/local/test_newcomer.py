"""A newcomer's path on the running local stack: a ready workspace, one change, check, explain, test, push, and the
mails that come of it while the clock moves.

How long each step took is told, and judged by nobody: `.venv/bin/pytest -s tests/local/test_newcomer.py`.
"""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import boto3

from local.server import Server
from local.stack import ROOT, Stack

HANGS = 120
"""Seconds after which a command that waits for something is ended; by itself each takes about one."""
OWN = ("--company", "株式会社青空", "--domain", "aozora.example", "--postal-address", "東京都港区 1-2-3")
KEY = {"authorization": "Basic " + b64encode(b"sk_local:").decode()}
ASKED: dict[str, Any] = {
    "email": "hanako@mail.example",
    "lastName": "山田",
    "firstName": "花子",
    "company": "青空部品",
    "timing": "半年以内",
    "consent": True,
}


class Course:
    """The steps of the path as they were gone, each with its seconds on the clock on the wall."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = monotonic()
        yield
        self.taken[name] = self.taken.get(name, 0.0) + monotonic() - began

    def table(self) -> str:
        rows = [*self.taken.items(), ("all of it", sum(self.taken.values()))]
        return "\n".join(f"  {name:<26} {seconds:6.1f} s" for name, seconds in rows)


def mikomi(*asked: str, code: int = 0) -> str:
    """What the command says."""
    told = subprocess.run(
        [sys.executable, "-m", "mikomi.cli", *asked, "--lang", "ja"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        timeout=HANGS,
    )
    assert told.returncode == code, told.stdout + told.stderr
    return told.stdout


def rows_of(stack: Stack) -> set[str]:
    """What the log holds."""
    with stack.lock:
        items = boto3.client("dynamodb").scan(TableName=stack.template.name("EventTable"))["Items"]
    return {item["sk"]["S"] for item in items}


def test_from_nothing_to_the_first_mails(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Six commands and one form, and the mails that arrive are the company's own, with the newcomer's change in them;
    a change that breaks the story is told by its test, before anybody gets it. Each step is timed."""
    course, folder = Course(), tmp_path / "mine"
    with course.step("init"):
        mikomi("init", "document", str(folder), *OWN)
    with course.step("edit"):
        faq = folder / "mails/faq.html"
        faq.write_text(
            faq.read_text("utf-8").replace("導入前によくいただく3つのご質問", "ご検討中の方からの3つのご質問")
        )
    with course.step("check"):
        assert "公開できます" in mikomi("check", str(folder))
    with course.step("explain"):
        assert "資料請求" in mikomi("explain", str(folder / "scenarios/document.json"))
    with course.step("test"):
        assert "すべて期待どおり" in mikomi("test", str(folder))

    scenario = folder / "scenarios/document.json"
    right = scenario.read_text()
    scenario.write_text(right.replace('"for": "2bd"', '"for": "4bd"', 1))
    with course.step("test, of a broken story"):
        assert "期待: 1月15日(金)10:00 メール「faq」" in mikomi("test", str(folder), code=1)
    scenario.write_text(right)

    with Stack() as stack, Server(stack, 0) as server:
        here = ("--local", "--port", str(server.http.server_port))
        with course.step("push"):
            assert "公開しました: 第1版" in mikomi("push", str(folder), "--delete", *here)
        with course.step("push, again"):
            assert "送るものはありません" in mikomi("push", str(folder), *here)
        with course.step("the form, the first mail"):
            sent = stack.request(
                "POST", "/v1/forms/document", headers={"content-type": "application/json"}, body=json.dumps(ASKED)
            )
            assert sent.status == 200, sent.body
            stack.settle()
            (thanks,) = stack.mails(to=ASKED["email"])
        assert thanks["subject"] == "資料をお届けします" and "東京都港区 1-2-3" in thanks["html"]
        before = rows_of(stack)
        with course.step("preview, and a test mail"):
            (lead,) = json.loads(stack.request("GET", "/v1/leads", headers=KEY).body)["leads"]
            seen = mikomi("preview", "faq", "--lead", lead["id"], *here)
            assert "宛先: hanako@mail.example" in seen and "山田様" in seen and "ご検討中の方からの3つのご質問" in seen
            mikomi("preview", "faq", "--lead", lead["id"], "--send-to", "sales", *here)
        assert rows_of(stack) == before, "a test mail is counted nowhere"
        (test,) = stack.mails(to="sales@aozora.example")
        assert "ご検討中の方からの3つのご質問" in test["subject"]
        with course.step("the clock, two weeks on"):
            stack.advance("14d")
        subjects = [mail["subject"] for mail in stack.mails(to=ASKED["email"])]
        assert subjects[:2] == ["資料をお届けします", "ご検討中の方からの3つのご質問"]

    told = course.table()
    record_property("seconds", json.dumps(course.taken))
    print(f"\n{told}")
    steps = ["init", "edit", "check", "explain", "test", "push", "the form, the first mail", "the clock, two weeks on"]
    assert [step for step in course.taken if step in steps] == steps and all(step in told for step in steps)
