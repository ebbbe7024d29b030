"""Marketing mail on the running local stack: too much of it bounces, it stops and says so, a person lets it go on."""

import json
import subprocess
import sys
import urllib.request
from typing import Any

import boto3

from local.server import Server
from local.stack import ROOT, WORKSPACE, Stack
from tests.local.test_segments import AS_SERVER

HELLO: dict[str, Any] = {
    "version": 1,
    "id": "hello",
    "name": "ご案内",
    "status": "active",
    "trigger": {"when": {"event": "Signed Up"}},
    "steps": [{"id": "letter", "mail": {"template": "campaign", "subject": "ご案内"}}],
}
BAD = [f"bounce+{number}@simulator.amazonses.com" for number in range(24)]
GOOD = [f"p{number}@mail.example" for number in range(4)]


def sign_up(stack: Stack, addresses: list[str]) -> None:
    """The company's server names them, and says what they agreed to."""
    agreed = {"consent": {"marketing": True, "text": "はい", "source": "shop"}}
    batch: list[dict[str, Any]] = []
    for email in addresses:
        who = {"userId": f"u-{email}"}
        batch.append(
            {"type": "identify", **who, "messageId": f"i-{email}", "traits": {"email": email}, "context": agreed}
        )
        batch.append({"type": "track", **who, "messageId": f"t-{email}", "event": "Signed Up"})
    body = json.dumps({"batch": batch}, ensure_ascii=False)
    assert stack.request("POST", "/v1/batch", headers=AS_SERVER, body=body).status == 200
    stack.settle()


def sending(port: int, act: str) -> tuple[int, Any]:
    """The command's exit code, and what it answers to a program."""
    asked = ["sending", act, "--local", "--port", str(port), "--json"]
    told = subprocess.run(
        [sys.executable, "-m", "mikomi.cli", *asked], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return told.returncode, json.loads(told.stdout)


def letters(stack: Stack) -> list[str]:
    """To whom the letter went, in the order of their addresses."""
    return sorted(mail["to"] for mail in stack.mails() if mail["subject"] == "ご案内")


def test_bounces_stop_it_a_person_is_told_and_lets_it_go_on() -> None:
    """Nobody's mail leaves meanwhile; afterwards each leaves once, and who bounced is never written to again."""
    with Stack() as stack, Server(stack, 0) as server:
        port = server.http.server_port
        stack.upload(ROOT / "examples")
        s3 = boto3.client("s3", region_name="ap-northeast-1")
        s3.put_object(Bucket=WORKSPACE, Key="scenarios/hello.json", Body=json.dumps(HELLO, ensure_ascii=False).encode())
        stack.settle()
        assert sending(port, "status")[0] == 0
        sign_up(stack, BAD)
        stack.advance("12h")  # whatever the hour was, everybody's window was open once
        stack.advance("12h")
        bounced = letters(stack)
        code, stands = sending(port, "status")
        assert code == 1 and stands["stopped"]["because"] == "bounces" and stands["stopped"]["bad"] >= 20
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/console?lang=en") as page:
            assert "Marketing mail is stopped" in page.read().decode()
        sign_up(stack, GOOD)
        stack.advance("1d")
        assert letters(stack) == bounced and not set(GOOD) & set(bounced)
        assert sending(port, "resume")[0] == 0
        stack.advance("1d")
        stack.advance("2d")
        assert letters(stack) == sorted([*bounced, *GOOD]) and len(set(bounced)) == len(bounced)
