"""A mailing on the running local stack: paused at a third, resumed, and then what the command, the results and the
mailbox say of it is the same."""

import json
import subprocess
import sys
from typing import Any

import boto3

from local import workspace
from local.server import Server
from local.stack import ROOT, WORKSPACE, Stack

SECRET = {"authorization": "Bearer sk_local"}
PEOPLE, AGREED = 90, 60
NEWS: dict[str, Any] = {
    "version": 1,
    "id": "news",
    "name": "お知らせ",
    "status": "active",
    "trigger": {"manual": True},
    "steps": [
        {"id": "letter", "mail": {"template": "campaign", "subject": "A", "variants": [{"id": "A"}, {"id": "B"}]}}
    ],
}


def send_everybody(stack: Stack) -> None:
    """Ninety people named by the company's server, of whom sixty agreed."""
    from tests.local.test_segments import AS_SERVER

    batch = []
    for number in range(PEOPLE):
        event: dict[str, Any] = {"type": "identify", "userId": f"u{number}", "messageId": f"i{number}"}
        event["traits"] = {"email": f"p{number}@mail.example"}
        if number < AGREED:
            event["context"] = {"consent": {"marketing": True, "text": "はい", "source": "shop"}}
        batch.append(event)
    for first in range(0, PEOPLE, 45):
        body = json.dumps({"batch": batch[first : first + 45]}, ensure_ascii=False)
        assert stack.request("POST", "/v1/batch", headers=AS_SERVER, body=body).status == 200
    stack.settle()


def mikomi(port: int, *asked: str) -> Any:
    """What the command answers to a program."""
    told = subprocess.run(
        [sys.executable, "-m", "mikomi.cli", "mailing", *asked, "--local", "--port", str(port), "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_paused_at_a_third_and_resumed_all_counts_agree(monkeypatch) -> None:
    """Nobody gets it twice, nobody is left out, and preview, status, results and mailbox say the same number."""
    from mikomi.shell.everybody import mailing

    monkeypatch.setattr(mailing, "MOST", 30)
    monkeypatch.setattr(mailing, "MINUTE", 3_600_000)  # nothing goes on by itself while a command runs
    with Stack() as stack, Server(stack, 0) as server:
        workspace.upload(ROOT / "examples", WORKSPACE)
        s3 = boto3.client("s3", region_name="ap-northeast-1")
        s3.put_object(Bucket=WORKSPACE, Key="scenarios/news.json", Body=json.dumps(NEWS, ensure_ascii=False).encode())
        stack.settle()
        send_everybody(stack)
        before = len(stack.mails())
        seen = mikomi(server.http.server_port, "preview", "news")
        assert (seen["fits"], seen["gets"], seen["reasons"]) == (PEOPLE, AGREED, {"skip.no_consent": PEOPLE - AGREED})
        sent = mikomi(server.http.server_port, "send", "news")
        while (stands := mikomi(server.http.server_port, "status", "news"))["turns"] < PEOPLE // 3:
            stack.advance("1s")
        stands = mikomi(server.http.server_port, "pause", "news")
        assert stands["state"] == "paused" and 0 < stands["remaining"] < PEOPLE and stands["id"] == sent["id"]
        stack.advance("2d")
        assert mikomi(server.http.server_port, "status", "news") == stands
        stack.advance("1m")
        third = len(stack.mails()) - before
        assert mikomi(server.http.server_port, "resume", "news")["state"] == "going"
        stack.advance("2h")
        stands = mikomi(server.http.server_port, "status", "news")
        assert (stands["state"], stands["turns"], stands["remaining"]) == ("ended", PEOPLE, 0)
        stack.settle()
        mails = stack.mails()[before:]
        assert len(mails) == len({mail["to"] for mail in mails}) == AGREED > third
        told = json.loads(stack.request("GET", "/v1/results/scenarios/news", headers=SECRET).body)
        assert told["entered"] == PEOPLE
        assert sum(each["sent"] for each in told["mails"]) == AGREED
        assert sum(each["skipped"].get("no_consent", 0) for each in told["mails"]) == PEOPLE - AGREED
        assert {each["variant"] for each in told["mails"]} == {"A", "B"}
