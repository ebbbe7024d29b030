"""A dormant customer is met: a mail after thirty days of nothing, published after the last visit."""

import json
from base64 import b64encode
from typing import Any

import boto3

from local.stack import ROOT, WORKSPACE, Stack

KEY = {"authorization": "Basic " + b64encode(b"sk_local:").decode(), "content-type": "application/json"}
SCENARIO: dict[str, Any] = {
    "version": 1,
    "id": "dormant",
    "name": "お久しぶりです",
    "status": "active",
    "trigger": {"when": {"not": {"visited": "/**", "within": "30d"}}, "also_those_already": True},
    "reentry": {"after": "60d"},
    "steps": [{"id": "back", "mail": {"template": "faq", "subject": "お変わりありませんか"}}],
}


def send(stack: Stack, *events: dict[str, Any]) -> None:
    assert stack.request("POST", "/v1/batch", headers=KEY, body=json.dumps({"batch": list(events)})).status == 200
    stack.settle()


def visit(user: str) -> dict[str, Any]:
    return {"type": "page", "userId": user, "context": {"page": {"path": "/"}}}


def known(user: str) -> dict[str, Any]:
    agreed = {"consent": {"marketing": True, "text": "はい", "source": "form:shop"}}
    return {"type": "identify", "userId": user, "traits": {"email": f"{user}@example.jp"}, "context": agreed}


def days_of(stack: Stack, user: str) -> list[str]:
    mails = [mail for mail in stack.mails(f"{user}@example.jp") if "お変わりありませんか" in mail["subject"]]
    return [mail["at"][:10] for mail in mails]


def test_a_dormant_customer_is_met_once_and_again_only_as_the_scenario_says() -> None:
    """Whoever was here ten days before the scenario is published, and never comes again, has the mail thirty days after
    that; who had been quiet for long, at once; who comes back in between, sixty days after the first at the soonest."""
    with Stack() as stack:
        stack.upload(ROOT / "examples")
        stack.settle()
        send(stack, known("long"), visit("long"))
        stack.advance("40d")
        send(stack, known("gone"), visit("gone"), known("back"), visit("back"))
        stack.advance("10d")
        boto3.client("s3", region_name="ap-northeast-1").put_object(
            Bucket=WORKSPACE, Key="scenarios/dormant.json", Body=json.dumps(SCENARIO).encode()
        )
        stack.settle()
        stack.advance("1h")
        assert [len(days_of(stack, user)) for user in ("long", "gone", "back")] == [1, 0, 0]
        stack.advance("19d")
        assert [len(days_of(stack, user)) for user in ("long", "gone", "back")] == [1, 0, 0]
        stack.advance("3d")
        assert [len(days_of(stack, user)) for user in ("long", "gone", "back")] == [1, 1, 1]
        send(stack, visit("back"))
        stack.advance("32d")
        assert [len(days_of(stack, user)) for user in ("long", "gone", "back")] == [1, 1, 1]
        send(stack, visit("back"))
        stack.advance("35d")
        assert [len(days_of(stack, user)) for user in ("long", "gone", "back")] == [1, 1, 2]
        timeline = stack.request("GET", "/v1/leads?email=gone@example.jp", headers=KEY)
        (lead,) = json.loads(timeline.body)["leads"]
        told = stack.request("GET", f"/v1/leads/{lead['id']}/timeline?limit=100", headers=KEY).text
        assert "時間がたって条件に当てはまったため" in told or "time made its condition true" in told
