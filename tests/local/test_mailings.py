"""A mailing on the running local stack: paused at a third, resumed, and then what the command, the results, the lists
behind them and the mailbox say of it is the same."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import boto3
import pytest

from local.server import Server
from local.stack import ROOT, WORKSPACE, Stack
from tests.local.test_segments import AS_SERVER

SECRET = {"authorization": "Bearer sk_local"}
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


class Company(NamedTuple):
    people: int
    agreed: int
    """How many of them asked for mails."""
    at_once: int
    """Turns on one page."""


SMALL, LARGE = Company(90, 60, 30), Company(5_000, 3_000, 200)


def send_everybody(stack: Stack, company: Company = SMALL) -> None:
    """All of them are named by the company's server."""
    batch = []
    for number in range(company.people):
        event: dict[str, Any] = {"type": "identify", "userId": f"u{number}", "messageId": f"i{number}"}
        event["traits"] = {"email": f"p{number}@mail.example"}
        if number < company.agreed:
            event["context"] = {"consent": {"marketing": True, "text": "はい", "source": "shop"}}
        batch.append(event)
    for first in range(0, company.people, 45):
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


def people_of(stack: Stack, what: str) -> Iterator[str]:
    """The addresses behind a number of the mailing's results, page after page."""
    after = ""
    while after is not None:
        query = f"what={what}&step=letter&limit=100" + (f"&cursor={after}" if after else "")
        page = json.loads(stack.request("GET", f"/v1/results/scenarios/news/people?{query}", headers=SECRET).body)
        yield from (each["email"] for each in page["people"])
        after = page["next"]


@pytest.mark.parametrize("company", [SMALL, pytest.param(LARGE, marks=pytest.mark.proof)], ids=["small", "large"])
def test_paused_at_a_third_and_resumed_all_counts_agree(monkeypatch, company: Company) -> None:
    """Nobody gets it twice, nobody is left out, and preview, status, results, lists and mailbox say the same number."""
    from mikomi.shell.everybody import mailing

    monkeypatch.setattr(mailing, "MOST", company.at_once)
    monkeypatch.setattr(mailing, "MINUTE", 3_600_000)  # nothing goes on by itself while a command runs
    with Stack() as stack, Server(stack, 0) as server:
        stack.upload(ROOT / "examples")
        s3 = boto3.client("s3", region_name="ap-northeast-1")
        s3.put_object(Bucket=WORKSPACE, Key="scenarios/news.json", Body=json.dumps(NEWS, ensure_ascii=False).encode())
        stack.settle()
        send_everybody(stack, company)
        before, silent = len(stack.mails()), company.people - company.agreed
        seen = mikomi(server.http.server_port, "preview", "news")
        assert (seen["fits"], seen["gets"]) == (company.people, company.agreed)
        assert seen["reasons"] == {"skip.no_consent": silent}
        sent = mikomi(server.http.server_port, "send", "news")
        while (stands := mikomi(server.http.server_port, "status", "news"))["turns"] < company.people // 3:
            stack.advance("30m")
        stands = mikomi(server.http.server_port, "pause", "news")
        assert stands["state"] == "paused" and 0 < stands["remaining"] < company.people and stands["id"] == sent["id"]
        stack.advance("2d")
        assert mikomi(server.http.server_port, "status", "news") == stands
        stack.advance("1m")
        third = len(stack.mails()) - before
        assert mikomi(server.http.server_port, "resume", "news")["state"] == "going"
        while (stands := mikomi(server.http.server_port, "status", "news"))["state"] == "going":
            stack.advance("2h")
        assert (stands["state"], stands["turns"], stands["remaining"]) == ("ended", company.people, 0)
        stack.settle()
        addresses = [mail["to"] for mail in stack.mails()[before:]]
        assert len(addresses) == len(set(addresses)) == company.agreed > third
        told = json.loads(stack.request("GET", "/v1/results/scenarios/news", headers=SECRET).body)
        assert told["entered"] == company.people
        assert sum(each["sent"] for each in told["mails"]) == company.agreed
        assert sum(each["skipped"].get("no_consent", 0) for each in told["mails"]) == silent
        assert {each["variant"] for each in told["mails"]} == {"A", "B"}
        assert sorted(people_of(stack, "sent")) == sorted(addresses)
        assert len(set(people_of(stack, "skipped"))) == silent
