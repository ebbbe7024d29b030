"""A rule, a trigger and a segment that are published today know what happened yesterday."""

import json
from base64 import b64encode
from typing import Any

import boto3
import pytest

from local.stack import ROOT, WORKSPACE, Stack

KEY = {"authorization": "Basic " + b64encode(b"sk_local:").decode(), "content-type": "application/json"}
OFTEN: dict[str, Any] = {"visited": "/price-list", "times": 3, "within": "7d"}


def send(stack: Stack, **event: Any) -> None:
    batch = {"batch": [{"anonymousId": "b-1", "userId": "u-1", **event}]}
    assert stack.request("POST", "/v1/batch", headers=KEY, body=json.dumps(batch)).status == 200
    stack.settle()


def view(stack: Stack, times: int) -> None:
    for _ in range(times):
        send(stack, type="page", context={"page": {"path": "/price-list"}})


def upload(name: str, written: Any) -> None:
    s3 = boto3.client("s3", region_name="ap-northeast-1")
    s3.put_object(Bucket=WORKSPACE, Key=name, Body=json.dumps(written).encode())


def publish(stack: Stack) -> None:
    scoring = json.loads((ROOT / "examples/scoring.json").read_text())
    rule = {"id": "often", "name": "料金を何度も", "when": OFTEN, "points": 33}
    upload("scoring.json", {**scoring, "rules": [*scoring["rules"], rule]})
    steps = [{"wait": "5d"}]
    scenario = {
        "version": 1,
        "id": "often",
        "name": "料金",
        "status": "active",
        "trigger": {"when": OFTEN},
        "steps": steps,
    }
    upload("scenarios/often.json", scenario)
    upload("segments/often.json", {"version": 1, "id": "often", "name": "料金", "when": OFTEN})
    stack.settle()


def lead(stack: Stack) -> Any:
    answer = stack.request("GET", "/v1/leads?email=taro@example.jp", headers=KEY)
    (found,) = json.loads(answer.body)["leads"]
    return found


def size(stack: Stack) -> int:
    told = json.loads(stack.request("GET", "/v1/segments", headers=KEY).body)["segments"]
    return int(next(one["size"] for one in told if one["id"] == "often"))


@pytest.mark.parametrize(("before", "after", "counts"), [(2, 1, True), (2, 0, False), (1, 1, False), (0, 3, True)])
def test_views_of_before_the_publishing_count(before: int, after: int, counts: bool) -> None:
    """Three within a week: two yesterday and one today are three, in points, in the scenario and in the segment."""
    with Stack() as stack:
        stack.upload(ROOT / "examples")
        stack.settle()
        send(stack, type="identify", traits={"email": "taro@example.jp"})
        view(stack, before)
        stack.advance("1d")
        publish(stack)
        view(stack, after)
        found = lead(stack)
        assert ("often" in [run["scenario"] for run in found["enrolments"]]) == counts
        assert ("often" in [reason["rule"] for reason in found["because"]]) == counts
        assert size(stack) == counts


def test_a_segment_finds_who_did_it_before_it_was_there() -> None:
    """Three views yesterday: in the segment as soon as it is published. No trigger is let loose on the past."""
    with Stack() as stack:
        stack.upload(ROOT / "examples")
        stack.settle()
        send(stack, type="identify", traits={"email": "taro@example.jp"})
        view(stack, 3)
        stack.advance("1d")
        publish(stack)
        assert size(stack) == 1 and "often" not in [run["scenario"] for run in lead(stack)["enrolments"]]
        timeline = stack.request("GET", f"/v1/leads/{lead(stack)['id']}/timeline?limit=100", headers=KEY)
        assert timeline.status == 200 and "Looked Back" in timeline.text
        stack.advance("8d")
        assert size(stack) == 0
