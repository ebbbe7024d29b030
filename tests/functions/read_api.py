"""A shop with one scenario, and the read API as a program asks it."""

import json
from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

import boto3
import pytest
from mikomi import clock
from mikomi.aws import log
from mikomi.shell.people import fold

from functions.console.app import handler
from tests.core.story import at, plan_of
from tests.functions.http_api import asked
from tests.functions.world import packet

DAY = 86_400_000
NOW = at("2026-11-24 10:00")
SCORING = {
    "rules": [
        {"id": "price", "name": {"ja": "料金", "en": "Prices"}, "when": {"visited": "/price"}, "points": 10},
        {"id": "download", "name": "資料請求", "when": {"submitted": "download"}, "points": 30},
        {
            "id": "title",
            "name": "部長",
            "when": {"trait": "title", "matches": "部長"},
            "points": 7,
            "axis": "fit",
        },
    ],
    "decay": {"half_life": "30d"},
    "bands": [{"id": "hot", "name": "Hot", "from": 60}, {"id": "cool", "name": "Cool", "from": 0}],
}
SCENARIO = {
    "id": "doc-request",
    "name": "資料請求のお礼",
    "trigger": {"when": {"submitted": "download"}},
    "steps": [
        {"id": "thanks", "mail": {"template": "thanks", "kind": "transactional"}},
        {"wait": "2d"},
        {"id": "faq", "mail": {"template": "faq"}},
    ],
}
KEY = {"authorization": "Basic " + b64encode(b"sk_test:").decode()}


def it_is(moment):
    """Move the system's clock to this moment."""
    clock.shift(timedelta(milliseconds=moment - clock.now()) + clock.shifted())


@pytest.fixture
def shop(world):
    it_is(NOW)
    world.publish(plan_of([SCENARIO], SCORING).model_copy(update={"standing_range": (0.0, 7.0)}))
    yield world
    clock.shift(timedelta())


def taken(made):
    """The packet as the log keeps it and the stream brings it."""
    log.append(made)
    fold.fold_packets([log.decode(_stored(made))])
    return made


def _stored(made):
    key = {"pk": {"S": made.subject}, "sk": {"S": made.sort}}
    dynamodb = boto3.client("dynamodb", region_name="ap-northeast-1")
    return dynamodb.get_item(TableName="events", Key=key, ConsistentRead=True)["Item"]


def view(name, path="/price", **more):
    return {"id": name, "type": "page", "context": {"page": {"path": path}}, **more}


def form(name, email, **traits):
    consent = {"marketing": True, "text": "はい", "source": "form:download"}
    return (
        {
            "id": f"{name}-i",
            "type": "identify",
            "origin": "form",
            "traits": {"email": email, **traits},
            "context": {"consent": consent},
        },
        {
            "id": f"{name}-f",
            "type": "track",
            "name": "Form Submitted",
            "origin": "form",
            "properties": {"form": "download"},
        },
    )


def get(path, query="", headers=KEY):
    query = query if isinstance(query, str) else urlencode(query)
    answer = handler(asked("GET", f"{path}?{query}", headers=headers), None)
    return answer["statusCode"], json.loads(answer["body"])


def hanako():
    """Two anonymous looks at the prices, an hour apart, then the form."""
    taken(packet("a:b1", view("v1"), at=NOW - 3 * 3_600_000))
    taken(packet("a:b1", view("v2"), at=NOW - 2 * 3_600_000))
    traits = {"lastName": "山田", "firstName": "花子", "company": "株式会社青空", "title": "部長"}
    taken(packet("a:b1", *form("f", "hanako@example.co.jp", **traits), at=NOW - 3_600_000))
    return get("/v1/leads")[1]["leads"][0]["id"]
