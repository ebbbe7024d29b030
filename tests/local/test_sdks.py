"""Segment's and RudderStack's own SDKs, unmodified, send to the local stack over HTTP."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from mikomi.aws import log
from mikomi.model.events import Event
from rudderstack.analytics.client import Client as RudderStack
from segment.analytics.client import Client as Segment

from local.server import HOST, Server
from local.stack import Stack


@pytest.fixture
def stack(port: int) -> Iterator[Stack]:
    address = f"http://{HOST}:{port}"
    with Stack(address=address) as running, Server(running, port):
        yield running


def _send(client: Any) -> None:
    client.identify("u1", {"email": "hanako@example.co.jp", "lastName": "山田"})
    for number in range(30):
        client.track("u1", "Product Viewed", {"sku": f"A-{number}"})
    client.page("u2", None, "Pricing", {"path": "/price"})
    client.group("u1", "g1", {"name": "見込み商事"})
    client.alias("browser-1", "u1")
    client.screen("u1", None, "Home")
    client.track(anonymous_id="browser-1", event="Seen")
    client.flush()
    client.shutdown()


def _stored(stack: Stack) -> list[Event]:
    with stack.lock:
        table = stack.template.name("EventTable")
        items = boto3.client("dynamodb").scan(TableName=table)["Items"]
    # what we note ourselves of leads is nothing that the SDK was told
    told = [item for item in items if not item["pk"]["S"].startswith("o:")]
    return [event for item in told for event in log.decode(item).events]


@pytest.mark.parametrize("key", ["wk_local", "sk_local"])
@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("sdk", [Segment, RudderStack])
def test_the_unmodified_sdk_stores_what_it_was_told(stack: Stack, sdk: Any, gzip: bool, key: str) -> None:
    """identify, track, page, group, alias, screen: each once in the log, by the SDK's own account without an error."""
    errors: list[Any] = []
    before = {event.id for event in _stored(stack)}
    _send(sdk(key, host=stack.address, gzip=gzip, on_error=lambda *what: errors.append(what), max_retries=2))
    assert errors == []
    new = [event for event in _stored(stack) if event.id not in before]
    kinds = sorted(event.type for event in new)
    assert kinds == sorted(["identify", "page", "group", "alias", "screen", *["track"] * 31])
    skus = {event.properties["sku"] for event in new if event.name == "Product Viewed"}
    assert skus == {f"A-{number}" for number in range(30)}
    assert {event.proof for event in new} == {2 if key.startswith("sk_") else 1}
    identify = next(event for event in new if event.type == "identify")
    assert identify.traits == {"email": "hanako@example.co.jp", "lastName": "山田"}


@pytest.mark.parametrize("sdk", [Segment, RudderStack])
def test_the_sdk_understands_a_wrong_key(stack: Stack, sdk: Any) -> None:
    """The SDK reads code and message out of our 401 and gives up at once."""
    errors: list[Any] = []
    client = sdk("wk_wrong", host=stack.address, on_error=lambda error, _batch: errors.append(error), max_retries=2)
    client.track("u1", "Never")
    client.flush()
    client.shutdown()
    assert [(error.status, error.code) for error in errors] == [(401, "key_wrong")]
    assert errors[0].message
