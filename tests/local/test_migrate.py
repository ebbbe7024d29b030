"""A price is wrong in a mail that is already on its way to people: corrected in flight, on the running local stack."""

import json
import subprocess
import sys
from typing import Any

import boto3

from local.server import Server
from local.stack import ROOT, WORKSPACE, Stack
from tests.local.test_segments import AS_SERVER

SECRET = {"authorization": "Bearer sk_local"}
PAGE = "<html><head><title>お見積もり</title></head><body>月額 {price} 円です。</body></html>"
OFFER: dict[str, Any] = {
    "version": 1,
    "id": "quote",
    "name": "見積もり",
    "status": "active",
    "trigger": {"when": {"event": "Quote Asked"}},
    "steps": [
        {"id": "thanks", "mail": {"template": "price-thanks", "kind": "transactional", "subject": "ありがとう"}},
        {"wait": "2d"},
        {"id": "price", "mail": {"template": "price", "kind": "transactional"}},
        {"wait": "2d"},
        {"id": "again", "mail": {"template": "price", "kind": "transactional", "subject": "もう一度"}},
    ],
}


def upload(name: str, written: str) -> None:
    boto3.client("s3", region_name="ap-northeast-1").put_object(Bucket=WORKSPACE, Key=name, Body=written.encode())


def asks(stack: Stack, number: int) -> None:
    """Somebody asks for a quote, named by the company's server."""
    traits = {"email": f"p{number}@mail.example"}
    batch = [
        {"type": "identify", "userId": f"u{number}", "messageId": f"i{number}", "traits": traits},
        {"type": "track", "userId": f"u{number}", "messageId": f"q{number}", "event": "Quote Asked"},
    ]
    assert stack.request("POST", "/v1/batch", headers=AS_SERVER, body=json.dumps({"batch": batch})).status == 200
    stack.settle()


def mikomi(port: int, *asked: str) -> Any:
    """What the command answers to a program."""
    command = [sys.executable, "-m", "mikomi.cli", "migrate", *asked, "--local", "--port", str(port), "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def prices(stack: Stack) -> dict[str, list[str]]:
    """Which prices each address was told, in their order."""
    found: dict[str, list[str]] = {}
    for mail in stack.mails():
        for price in ("9,800", "12,800"):
            if f"月額 {price} 円" in mail["text"]:
                found.setdefault(mail["to"], []).append(price)
    return found


def test_a_price_corrected_in_flight() -> None:
    """Two wait before the wrong price, one has had it. Published, it would still go out as the old one; corrected, the
    two are told the right one, the third is told the right one next time, and nobody is told anything twice."""
    with Stack() as stack, Server(stack, 0) as server:
        stack.upload(ROOT / "examples")
        upload("mails/price-thanks.html", "<html><head><title>t</title></head><body>承りました。</body></html>")
        upload("mails/price.html", PAGE.format(price="9,800"))
        upload("scenarios/quote.json", json.dumps(OFFER))
        stack.settle()
        asks(stack, 0)
        stack.advance("3d")
        asks(stack, 1)
        asks(stack, 2)
        upload("mails/price.html", PAGE.format(price="12,800"))
        stack.settle()
        seen = mikomi(server.http.server_port, "quote", "--words")
        assert (seen["inside"], seen["concerned"], seen["begun"]) == (3, 3, False)
        assert {(each["from"], each["count"]) for each in seen["places"]} == {("1", 2), ("3", 1)}
        assert mikomi(server.http.server_port, "quote", "--words", "--yes", "--by", "佐藤")["begun"]
        stack.advance("2m")
        stack.advance("9d")
        assert prices(stack) == {
            "p0@mail.example": ["9,800", "12,800"],
            "p1@mail.example": ["12,800", "12,800"],
            "p2@mail.example": ["12,800", "12,800"],
        }
        assert sum(mail["subject"] == "ありがとう" for mail in stack.mails()) == 3
        lead = json.loads(stack.request("GET", "/v1/leads?email=p1@mail.example", headers=SECRET).body)["leads"][0]
        story = json.loads(stack.request("GET", f"/v1/leads/{lead['id']}/timeline?limit=100", headers=SECRET).body)
        said = [reason["text"] for entry in story["timeline"] for reason in entry["why"] if reason["kind"] == "moved"]
        assert len(said) == 1 and said[0].startswith("佐藤がシナリオ「見積もり」のこの先の文面を版")
