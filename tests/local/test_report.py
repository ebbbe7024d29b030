"""The reports by mail on the local stack, each message delivered twice: the weekly one, the clock moved over two
Mondays, and that of each attempt to publish."""

import json
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from mikomi import clock

from local import story
from local.stack import ROOT, WORKSPACE, Stack
from tests.house.doors import SECRET, post

TO = "marketing@example.co.jp"
DAY = 86_400_000
WEEK, TUESDAY = 7 * DAY, 5 * DAY + 3_600_000
"""The epoch began on a Thursday; ten o'clock in Tokyo is one o'clock in UTC."""


@pytest.fixture
def stack() -> Iterator[Stack]:
    """It is Tuesday, and the report goes to marketing."""
    with Stack() as running:
        running.advance((TUESDAY - clock.now()) % WEEK)
        story.publish(running)
        settings = json.loads((ROOT / "examples/settings.json").read_text())
        settings["report"] = {"to": [TO], "on": "mon", "at": "08:30"}
        with running.lock:
            boto3.client("s3").put_object(Bucket=WORKSPACE, Key="settings.json", Body=json.dumps(settings))
            running.touch()
        running.settle()
        yield running
    clock.shift(timedelta())


def test_one_a_week_with_the_week_s_own_numbers(stack: Stack) -> None:
    """Three leads come on Tuesday, none in the week after: two Mondays, two reports, 3 and then 0."""
    for number in range(3):
        told = {"userId": f"u-{number}", "traits": {"email": f"u{number}@example.com"}}
        assert post(stack, "/v1/identify", told, SECRET).status == 200
    stack.settle()
    stack.advance("5d")
    assert not stack.mails(to=TO)
    stack.advance("1d")
    (first,) = stack.mails(to=TO)
    assert "新しい見込み客: 3 / 0 / +3" in first["text"]
    stack.advance("7d")
    _, second = stack.mails(to=TO)
    assert "新しい見込み客: 0 / 3 / −3" in second["text"]
    assert "新しい見込み客0人" in second["subject"] and second["from"].endswith("<news@example.co.jp>")


def test_each_attempt_to_publish_is_told_once(stack: Stack) -> None:
    """Published, refused with the place of the fault, and mended: three mails, whatever is delivered twice."""
    settings = json.loads((ROOT / "examples/settings.json").read_text())
    said = json.dumps({**settings, "publish_reports": {"to": [TO], "language": "en"}})
    broken = '{ "version": 1, "id": "back", "name": "-", "when": { "visted": "/x" } }'
    mended, at = broken.replace("visted", "visited"), broken.index('"visted"') + 1
    for key, body in (("settings.json", said), ("segments/back.json", broken), ("segments/back.json", mended)):
        with stack.lock:
            boto3.client("s3").put_object(Bucket=WORKSPACE, Key=key, Body=body)
            stack.touch()
        stack.advance(10_000)
    published, refused, anew = stack.mails(to=TO)
    assert published["subject"] == "Version 3 is published: Settings changed"
    assert refused["subject"] == "Not published. Errors: 1" and f"segments/back.json:1:{at}" in refused["text"]
    assert anew["subject"] == "Version 4 is published: Segment “-” added"
    assert "/console/versions/4" in anew["text"]
