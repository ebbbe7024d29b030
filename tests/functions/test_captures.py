"""Every captured request of a real client (Segment's and RudderStack's SDKs), replayed as API Gateway would hand it
over."""

from datetime import datetime

import pytest
from mikomi.aws import log
from mikomi.core.tracking import segment_time
from mikomi.settings import settings

from functions.identify import app as identify
from functions.track import app as track
from tests.functions.http_api import Capture, captures, seen
from tests.house import template

ALL = captures()
POSTS = [capture for capture in ALL if capture.method == "POST"]
PREFLIGHTS = [capture for capture in ALL if capture.method == "OPTIONS"]
CONFIGS = [capture for capture in ALL if capture.method == "GET"]


def _named(capture: Capture) -> str:
    return capture.name


def _replay(capture: Capture, monkeypatch):
    monkeypatch.setenv("MIKOMI_WRITE_KEY", capture.key)
    settings.cache_clear()
    app = identify if capture.address in ("/v1/identify", "/v1/i") else track
    return seen(app.handler(capture.event, None))


def _stored(world):
    return [event for item in world.rows("events") for event in log.decode(item).events]


def test_there_is_something_to_replay():
    """The folder is not empty, and each kind of request is in it."""
    assert len(POSTS) >= 20 and PREFLIGHTS and CONFIGS


@pytest.mark.parametrize("capture", POSTS, ids=_named)
def test_a_captured_request_is_stored_whole(world, monkeypatch, capture):
    """Each event is stored once, under its own messageId, with what it said, by Segment's corrected time."""
    answer = _replay(capture, monkeypatch)
    assert answer.status == 200, answer.text
    assert answer.json["success"] is True
    assert answer.json["received"] == answer.json["accepted"] == len(capture.sent)

    stored = {event.id: event for event in _stored(world)}
    assert stored.keys() == {sent["messageId"] for sent in capture.sent}
    for sent in capture.sent:
        event = stored[sent["messageId"]]
        assert event.type == sent["type"]
        assert (event.anonymous_id, event.user_id) == (sent.get("anonymousId") or None, sent.get("userId") or None)
        assert event.name == sent.get("event", sent.get("name", ""))
        assert event.properties == (sent.get("properties") or {})
        if event.type == "identify":
            assert event.traits["email"] == "u1@example.com"
        assert (event.proof, event.origin) == (1, "client")
        waited = _ms(sent["sentAt"]) - _ms(sent.get("originalTimestamp", sent.get("timestamp")))
        assert event.received_at - event.at == pytest.approx(max(waited, 0), abs=1)
        assert not {"ip", "screen", "os", "traits"} & event.context.keys()


@pytest.mark.parametrize("capture", POSTS, ids=_named)
def test_a_captured_request_sent_twice_is_stored_once(world, monkeypatch, capture):
    """A retry, byte for byte, is answered 200 again and lands on the same keys."""
    _replay(capture, monkeypatch)
    first = world.rows("events")
    assert _replay(capture, monkeypatch).status == 200
    assert world.rows("events") == first


def test_retries_of_segments_sdks_are_one_packet(world, monkeypatch):
    """The three tries of one batch (429, 503, 200 when they were captured) leave one item each, whatever changed on
    the wire."""
    for sdk in ("segment-analytics-python-retry", "segment-analytics-node-retry"):
        before = len(world.rows("events"))
        tries = [capture for capture in POSTS if capture.name.startswith(sdk)]
        assert len(tries) == 3
        subjects = {sent.get("anonymousId") or sent.get("userId") for sent in tries[0].sent}
        for capture in tries:
            assert _replay(capture, monkeypatch).status == 200
        assert len(world.rows("events")) == before + len(subjects)


@pytest.mark.parametrize("capture", PREFLIGHTS, ids=_named)
def test_the_http_api_allows_what_browsers_ask_for(capture):
    """Preflight is answered by the HTTP API: its allowed headers cover those that the SDKs ask for."""
    cors = template.raw()["Resources"]["HttpApi"]["Properties"]["CorsConfiguration"]
    wanted = capture.headers["access-control-request-headers"].split(",")
    assert set(wanted) <= set(cors["AllowHeaders"])
    assert capture.headers["access-control-request-method"] in cors["AllowMethods"]


@pytest.mark.parametrize("capture", CONFIGS, ids=_named)
def test_rudderstacks_browser_sdk_gets_a_configuration_that_it_accepts(world, monkeypatch, capture):
    """What `isValidSourceConfig` of the SDK asks for is there: an id, a config object, a list of destinations; and it
    is switched on."""
    answer = _replay(capture, monkeypatch)
    assert answer.status == 200
    source = answer.json["source"]
    assert source["id"] and source["enabled"] is True and source["destinations"] == []
    assert isinstance(source["config"], dict)
    assert answer.headers["access-control-allow-origin"] == "*"


def _ms(written: str) -> int:
    moment = segment_time.moment(written)
    assert moment is not None and datetime.fromisoformat(written)
    return moment
