"""Whatever is sent: no 5xx, nothing lost, nothing stored by half. received = stored + rejected (I3)."""

import gzip
import json
from base64 import b64encode
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mikomi.aws import log
from mikomi.aws.clients import client

from functions.track import app as track
from tests.effort import effort
from tests.functions.http_api import asked, basic, seen

PUBLIC = basic("wk_test")
RELAXED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=effort(150)
)

ODD = ["", "\ud83d", "\x00", "a:b", "2026-11-20T00:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01", "1e999"]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(ODD)
ANYTHING = st.recursive(
    SCALARS,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3),
    max_leaves=8,
)
KEYS = [
    *("type", "event", "name", "anonymousId", "userId", "messageId", "groupId", "previousId", "timestamp"),
    *("originalTimestamp", "sentAt", "properties", "traits", "context", "origin", "proof", "writeKey"),
]
CONTEXT = ["page", "campaign", "traits", "mikomi", "consent", "recognised", "ip"]
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["track", "page", "screen", "identify", "group", "alias", "batch", None, 1, "TRACK"]),
        "event": st.sampled_from(["Viewed", "", None, 7]),
        "anonymousId": st.sampled_from(["a1", "a2", "", None, 5, "x" * 300, "あ"]),
        "userId": st.sampled_from(["u1", None, 9, [], "p:l_x"]),
        "messageId": st.sampled_from(["m1", "m2", None, "", "m\x1fm", 3]),
        "groupId": st.sampled_from(["g", None]),
        "previousId": st.sampled_from(["b", None]),
        "timestamp": SCALARS,
        "sentAt": SCALARS,
        "properties": st.dictionaries(st.text(max_size=5), ANYTHING, max_size=3) | st.none(),
        "traits": ANYTHING,
        "context": st.dictionaries(st.sampled_from(CONTEXT), ANYTHING, max_size=3),
    },
)
EVENTS = LIKELY | st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6) | ANYTHING
PIXELS = st.text(max_size=60) | st.dictionaries(st.sampled_from(["data", "event", "userId", "x"]), st.text(max_size=20))


def _stored(world):
    return [event for item in world.rows("events") for event in log.decode(item).events]


def _empty(world):
    for item in world.rows("events"):
        client("dynamodb").delete_item(TableName="events", Key={"pk": item["pk"], "sk": item["sk"]})


@RELAXED
@given(events=st.lists(EVENTS, max_size=6), sent_at=ANYTHING)
def test_every_event_of_a_batch_is_accounted_for(world, events, sent_at):
    """What was accepted is in the log (an event twice under one key counts once), what was not is named by its place;
    again changes nothing."""
    _empty(world)
    body = json.dumps({"batch": events, "sentAt": sent_at}).encode()
    answer = seen(track.handler(asked("POST", "/v1/batch", body, PUBLIC), None))
    assert answer.status in (200, 400), answer.text
    told = answer.json
    assert told["received"] == len(events) == told["accepted"] + len(told["rejected"])
    assert len({rejected["index"] for rejected in told["rejected"]}) == len(told["rejected"])
    for rejected in told["rejected"]:
        assert rejected["pointer"].startswith(f"/batch/{rejected['index']}")
        assert rejected["messages"]["ja"] and rejected["messages"]["en"]
    stored = _stored(world)
    assert len(stored) == told["accepted"]
    for event in stored:
        assert (event.proof, event.origin) == (1, "client")
        assert 0 < event.at <= event.received_at
        assert not {"consent", "recognised", "ip"} & event.context.keys()
    assert seen(track.handler(asked("POST", "/v1/batch", body, PUBLIC), None)).json == told


@RELAXED
@given(event=EVENTS, kind=st.sampled_from(["track", "page", "screen", "group", "alias", "t", "p", "s", "g", "a"]))
def test_a_single_event_is_stored_or_refused(world, event, kind):
    """200 and one event in the log, or 4xx with a code and none."""
    _empty(world)
    answer = seen(track.handler(asked("POST", f"/v1/{kind}", json.dumps(event).encode(), PUBLIC), None))
    stored = _stored(world)
    if answer.status == 200:
        assert len(stored) == 1
    else:
        assert answer.status in (400, 401, 413), answer.text
        assert answer.json["code"] and not stored


@RELAXED
@given(
    body=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    address=st.sampled_from(["/v1/batch", "/v1/track", "/v1/validate", "/beacon/v1/batch", "/v1/nothing"]),
    packed=st.booleans(),
    headers=st.dictionaries(
        st.sampled_from(["content-encoding", "content-type", "authorization", "accept-language", "sentat", "referer"]),
        st.text(max_size=30) | st.sampled_from(["gzip", "Basic d2tfdGVzdDo=", "application/json", "br"]),
    ),
    query=st.text(alphabet=st.characters(codec="ascii"), max_size=40),
)
def test_any_bytes_are_answered(world, body, address, packed, headers, query):
    """Bodies, headers and queries of any kind: an answer in JSON, below 500, and nothing stored."""
    event = asked("POST", address, None, headers)
    event["rawQueryString"] = query
    event["body"] = b64encode(gzip.compress(body) if packed else body).decode()
    event["isBase64Encoded"] = True
    answer = seen(track.handler(event, None))
    assert 400 <= answer.status < 500
    assert answer.json["success"] is False
    assert world.rows("events") == []


@RELAXED
@given(query=PIXELS)
def test_any_pixel_is_a_picture(world, query):
    """Whatever stands in the address: a picture, and 200 exactly if an event was stored."""
    _empty(world)
    event = asked("GET", "/v1/p.gif", None, {"referer": "https://[bad"})
    plain = isinstance(query, str)
    event["rawQueryString"] = query if plain else urlencode({"writeKey": "wk_test", **query}, errors="replace")
    answer = seen(track.handler(event, None))
    assert answer.body[:3] == b"GIF" and answer.status < 500
    assert len(_stored(world)) == (answer.status == 200)
