"""A webhook through the whole local stack: sent to a receiver of this machine, whose reply moves the lead on; and kept
where there is none."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest
from mikomi.outward import client
from mikomi.outward.client import NotPublic, Replied

from local import control, webhooks
from local.__main__ import main
from local.stack import ROOT, WORKSPACE, Stack
from tests.house.doors import SECRET, post

HOOK = {"url": "https://crm.example.co.jp/mikomi", "secret": "crm", "wait_up_to": "1d"}
SCENARIO = {
    "version": 1, "id": "ask", "name": "CRM", "status": "active", "trigger": {"when": {"event": "Asked"}},
    "steps": [
        {"id": "crm", "webhook": HOOK},
        {"id": "q", "if": {"trait": "employees", "is": ">= 100"}, "then": [{"add_tag": "large"}], "else": []},
    ],
}  # fmt: skip
heard: list[tuple[dict[str, str], bytes]] = []


class Crm(BaseHTTPRequestHandler):
    """Busy at first, then it knows how large the company is."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        heard.append((dict(self.headers), body))
        said = b'{"traits": {"employees": 300}}' if len(heard) > 1 else b""
        self.send_response(200 if len(heard) > 1 else 503)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def crm() -> Iterator[str]:
    heard.clear()
    server = HTTPServer(("127.0.0.1", 0), Crm)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()


def test_a_reply_moves_the_lead_on(crm: str) -> None:
    """Refused once, tried again a minute later under the same id, each record delivered twice: one tag, one trait."""
    with Stack() as stack:
        stack.upload(ROOT / "examples")
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key="scenarios/ask.json", Body=json.dumps(SCENARIO))
        stack.settle()
        stack.hooks.target = crm
        events: list[dict[str, Any]] = [
            {"type": "identify", "traits": {"email": "taro@example.jp"}},
            {"type": "track", "event": "Asked"},
        ]
        batch = {"batch": [{"userId": "u1", "messageId": f"m{n}", **event} for n, event in enumerate(events)]}
        assert post(stack, "/v1/batch", batch, SECRET).status == 200
        stack.settle()
        assert len(heard) == 1
        stack.advance(90_000)
        assert len(heard) == 2 and len({headers["webhook-id"] for headers, _ in heard}) == 1
        (lead,) = json.loads(stack.request("GET", "/v1/leads", headers=SECRET).body)["leads"]
        story = stack.request("GET", f"/v1/leads/{lead['id']}/timeline", headers=SECRET).text
        assert '"employees": 300' in story or '"employees":300' in story
        assert "large" in lead["tags"], lead
        kept = json.loads(control.answer(stack, "GET", "/_local/webhooks", b"").body)
        assert [each["status"] for each in kept] == [503, 200] and kept[0]["url"] == HOOK["url"]
        stack.hooks.target = ""
        assert client.post("https://127.0.0.1/", {}, b"") == NotPublic("address")
        assert client.post(HOOK["url"], {}, b"") == Replied(204, b"") and len(stack.hooks.kept) == 3


def test_a_receiver_is_on_this_machine(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves it: not by a name, not by an address of elsewhere, and the product's own hand is given back."""
    assert all(map(webhooks.is_here, ("http://127.0.0.1:9000/x", "http://localhost:1/", "http://[::1]:9/")))
    assert not any(
        map(webhooks.is_here, ("https://example.com", "http://10.0.0.1/", "http://example.com:9000", "", "x"))
    )
    monkeypatch.setattr("sys.argv", ["local", "--webhooks", "https://example.com"])
    assert main() == 2 and "--webhooks" in capsys.readouterr().err
    assert client.post is webhooks._real
