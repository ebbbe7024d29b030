"""S5: an odd event is told to who sent it, and one that was stored before falls nobody: no page, no alert, no API."""

import json
import math
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from mikomi import clock
from mikomi.settings import settings

from functions.alert import app as alert
from functions.console.app import handler
from functions.track import app as track
from tests.core.story import plan_of
from tests.functions.http_api import asked, seen
from tests.functions.outbox import sent
from tests.functions.read_api import KEY, NOW, SCENARIO, SCORING, form, it_is, taken, view
from tests.functions.test_console import HERE, Text
from tests.functions.tracking import PAGE, PUBLIC, SECRET, batch, post, stored
from tests.functions.world import packet

HUGE = 10**3999
LIMIT = 2**63
SPELT = {"long": "9" * 4_000, "too long": "9" * 5_000, "NaN": "NaN", "infinite": "-Infinity", "1e999": "1e999"}
ODD = [HUGE, -HUGE, math.nan, -math.inf, True, "5000", [HUGE], {"a": [math.nan]}, "x" * 9_000, "\u202eexe", None, "//["]


def _batch_of(properties: str) -> str:
    """A good page, a page with these properties, spelt as they are, and another good page."""
    good, bad, last = (json.dumps({**PAGE, "messageId": name}) for name in ("m1", "m2", "m3"))
    return f'{{"batch": [{good}, {bad[:-1]}, "properties": {properties}}}, {last}]}}'


@pytest.mark.parametrize("spelt", SPELT)
@pytest.mark.parametrize("key", [PUBLIC, SECRET])
def test_a_number_that_nobody_can_hold_is_refused_in_its_place(world, spelt, key):
    """The event is named with the pointer of the number; its neighbours of the batch are stored."""
    answer = post("/v1/batch", _batch_of(f'{{"engaged_ms": {SPELT[spelt]}}}'), key)
    (rejected,) = answer.json["rejected"]
    assert answer.json["accepted"] == 2 and rejected["pointer"] == "/batch/1/properties/engaged_ms"
    assert rejected["code"] in ("number_too_large", "number_not_finite")
    assert sorted(event.id for event in stored(world)) == ["m1", "m3"]


@pytest.mark.parametrize("depth", [17, 200, 990, 20_000])
def test_what_is_nested_too_deep_is_refused_in_its_place(world, depth):
    """However deep: its neighbours are stored."""
    answer = post("/v1/batch", _batch_of('{"a":' * depth + "1" + "}" * depth))
    (rejected,) = answer.json["rejected"]
    assert (rejected["index"], rejected["code"], answer.json["accepted"]) == (1, "nested_too_deep", 2)
    assert post("/v1/batch", _batch_of('{"a":' * 16 + "1" + "}" * 16)).json["accepted"] == 3


def test_brackets_in_texts_are_no_nesting(world):
    """What looks like brackets within a text, and a quote that was escaped, is not counted."""
    text = json.dumps({"a": "[{" * 300 + '"\\' * 99})
    deep = json.dumps({**PAGE, "messageId": "deep", "properties": {}})[:-2] + '"d":' + "[" * 5_000 + "]" * 5_000 + "}}"
    good = (
        json.dumps({**PAGE, "messageId": "good"})[:-1] + f', "context": {{"page": {{"title": {json.dumps(text)}}}}}}}'
    )
    answer = post("/v1/batch", f'{{"batch": [{deep}, {good}]}}')
    assert answer.json["accepted"] == 1 and stored(world)[0].context["page"]["title"] == text


@pytest.mark.parametrize(
    ("number", "taken_"),
    [
        (LIMIT - 1, True),
        (-LIMIT, True),
        (LIMIT, False),
        (-LIMIT - 1, False),
        (1e18, True),
        (1e19, False),
        (-1e19, False),
    ],
)
@pytest.mark.parametrize("place", ["properties", "traits", "context.page.title", "userId", "context.traits.age"])
def test_the_edges_of_a_number(world, number, taken_, place):
    """-2^63 and 2^63-1 are the last that are taken, wherever they stand and are kept."""
    if place == "userId" and isinstance(number, float):
        number = int(number)
    *outer, last = place.split(".") if "." in place else [place, "a"] if place != "userId" else [place]
    event = {"type": "identify", "anonymousId": "a", "messageId": "m"}
    inner: Any = event
    for name in outer:
        inner = inner.setdefault(name, {})
    inner[last] = number
    answer = post("/v1/batch", batch(event))
    assert answer.json["accepted"] == (1 if taken_ else 0), answer.text
    if not taken_:
        assert answer.json["code"] == "number_too_large"
        assert answer.json["rejected"][0]["pointer"] == "/batch/0/" + "/".join([*outer, last])


@pytest.mark.parametrize("more", ['"messageId":"a\\ud800"', '"properties":{"n":NaN}'])
def test_a_picture_reads_json_as_all_do(world, more):
    """Half of an emoji is repaired and NaN refused in a pixel's address too."""
    data = f'{{"event": "x", "anonymousId": "a", {more}}}'
    query = urlencode({"data": b64encode(data.encode()).decode(), "writeKey": "wk_test"})
    answer = seen(track.handler(asked("GET", f"/v1/p.gif?{query}"), None))
    assert (answer.status, len(stored(world))) == ((400, 0) if "NaN" in data else (200, 1))


@pytest.fixture
def at_home(world, monkeypatch):
    """A console that stands open, and a plan that tells sales of who fills in the form."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    told = {"bands": [{"id": "hot", "name": "Hot", "from": 30}, {"id": "cool", "name": "Cool", "from": 0}]}
    scoring = {**SCORING, **told, "alert": {"on_enter": "hot", "cooldown": "24h"}}
    world.publish(plan_of([SCENARIO], scoring).model_copy(update={"standing_range": (0.0, 7.0)}))
    yield world
    clock.shift(timedelta())


def _get(path, **headers):
    given = {"host": "127.0.0.1:8000", "accept": "text/html", "accept-language": "en", **headers}
    return seen(handler(asked("GET", path, None, given), None))


@pytest.mark.parametrize("odd", ODD, ids=lambda value: str(value)[:12])
def test_no_page_and_no_alert_falls_because_of_one_stored_event(at_home, odd):
    """Stored before it was refused: the lead's page, its timeline, the visitor's page, the ranking and the read API
    open in both languages, the API's JSON is JSON, and sales are told of the lead."""
    named = ("engaged_ms", "scroll_percent", "path", "title", "url", "form", "step", "slot", "answer", "price")
    everywhere = dict.fromkeys(named, odd)
    context = {"page": {"path": "/price", "title": odd}, "pageId": odd, "campaign": {"source": odd}, "locale": odd}
    names = ("Page Engaged", "Form Submitted", "Slot Shown", "Order Placed", "Rep Answered")
    events = [
        {"id": f"o{n}", "type": "track", "name": name, "properties": everywhere, "context": context}
        for n, name in enumerate(names)
    ]
    taken(packet("a:b1", view("v1"), {"id": "o9", "type": "page", "properties": everywhere}, *events, at=NOW - 9_000))
    traits = dict.fromkeys(("firstName", "lastName", "company", "title", "phone", "age", "city"), odd)
    taken(packet("a:b1", *form("f", "hanako@example.co.jp", **traits), at=NOW - 5_000))
    (lead,) = {row["pk"]["S"].removeprefix("person#") for row in at_home.rows() if "rank" in row}
    for language in ("en", "ja"):
        for path in (f"/console/leads/{lead}", "/console/visitors/b1", "/console/leads"):
            answer = _get(path, **{"accept-language": language})
            assert answer.status == 200 and "hanako@example.co.jp" in Text(answer.text), path
        for path in (f"/v1/leads/{lead}", f"/v1/leads/{lead}/timeline", "/v1/leads"):
            answer = _get(path, **KEY, **{"accept-language": language})
            assert answer.status == 200
            json.loads(answer.body, parse_constant=lambda constant: pytest.fail(constant))
    _tell_sales(at_home, lead)
    assert any("sato@example.co.jp" in mail["To"] for mail in sent()), "sales were not told"


def _tell_sales(world, lead):
    item = next(row for row in world.rows() if row["pk"]["S"] == f"person#{lead}" and row["sk"]["S"] == "person")
    image = {name: _in_record(value) for name, value in item.items()}
    record = {"eventID": "1", "eventName": "MODIFY", "dynamodb": {"NewImage": image, "SequenceNumber": "1"}}
    assert alert.handler({"Records": [record]})["batchItemFailures"] == []


def _in_record(value):
    return {"B": b64encode(value["B"]).decode()} if "B" in value else value
