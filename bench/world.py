"""The world that the handlers are measured in: their environment, the dummy that answers, and what they asked of it."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mikomi import keys
from mikomi.aws import api, plans
from mikomi.model.plan import Plan

Item = dict[str, Any]

WRITE_KEY = "wk_bench"
SECRET_KEY = "sk_bench"
EVENTS = "events"
STATE = "state"
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "ap-northeast-1",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "MIKOMI_EVENT_TABLE": EVENTS,
    "MIKOMI_STATE_TABLE": STATE,
    "MIKOMI_PLAN_BUCKET": "plans",
    "MIKOMI_ARCHIVE_BUCKET": "archive",
    "MIKOMI_WRITE_KEY": WRITE_KEY,
    "MIKOMI_API_URL": "https://ma.example.co.jp",
    "MIKOMI_STEP_QUEUE_URL": "https://sqs/steps",
    "MIKOMI_STEP_QUEUE_ARN": "arn:aws:sqs:steps",
    "MIKOMI_SCHEDULE_GROUP": "steps",
    "MIKOMI_SCHEDULER_ROLE_ARN": "arn:aws:iam:role",
    "MIKOMI_CONFIGURATION_SET": "mikomi",
    "MIKOMI_SECRET_ARN": "secret",
}


def record(item: Item) -> Item:
    """A record of a table's stream with this new image."""
    return {
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"NewImage": item, "SequenceNumber": "1"},
    }


class World:
    """A running dummy and the ways to look at it from outside the figures."""

    def __init__(self, address: str) -> None:
        self.address = address

    def publish(self, plan: Plan) -> None:
        """Make this plan the active one for this process and for whoever asks the dummy."""
        body = plan.model_dump_json(by_alias=True, exclude_none=True).encode()
        self.put(f"plans/plans/{plan.version}.json", body)
        pointer = {"pk": {"S": keys.PLAN_POINTER}, "sk": {"S": "plan"}, "version": {"N": str(plan.version)}}
        api.call("dynamodb", "PutItem", TableName=STATE, Item=pointer)
        plans.forget_all()

    def put(self, place: str, body: bytes) -> None:
        """An object of S3, by its bucket and key."""
        self._ask(urllib.request.Request(f"{self.address}/{place}", data=body, method="PUT"))

    def records(self) -> list[Item]:
        """What ingestion has written since the last time, as the stream hands it to `score`, oldest first."""
        return [
            record(item) for item in json.loads(self._ask(urllib.request.Request(f"{self.address}/taken/{EVENTS}")))
        ]

    def forget(self) -> None:
        """Both tables are empty again, but for the plan's pointer."""
        place = {"pk": {"S": keys.PLAN_POINTER}, "sk": {"S": "plan"}}
        pointer = api.call("dynamodb", "GetItem", TableName=STATE, Key=place)
        for table in (EVENTS, STATE):
            self._ask(urllib.request.Request(f"{self.address}/taken/{table}"))
        if "Item" in pointer:
            api.call("dynamodb", "PutItem", TableName=STATE, Item=pointer["Item"])

    @contextmanager
    def recorded(self) -> Iterator[list[tuple[str, Item]]]:
        """The AWS calls that are made meanwhile: operation and parameters."""
        calls: list[tuple[str, Item]] = []
        carry = api.carry

        def noted(service: str, operation: str, params: Item) -> Item:
            calls.append((operation, params))
            return carry(service, operation, params)

        api.carry = noted
        try:
            yield calls
        finally:
            api.carry = carry

    def _ask(self, request: urllib.request.Request) -> bytes:
        with urllib.request.urlopen(request) as answer:
            return bytes(answer.read())


@contextmanager
def running() -> Iterator[World]:
    """A dummy, and this process's environment pointing at it."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.dummy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as dummy:
        assert dummy.stdin and dummy.stdout
        address = f"http://127.0.0.1:{dummy.stdout.readline().strip()}"
        os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=address)
        try:
            yield World(address)
        finally:
            dummy.stdin.close()
