"""What a body may be: limits that hold before the first call to AWS, encodings, and what is wrong with an event, told
by pointer and code."""

import gzip
import json

import pytest

from tests.functions.aws_faults import calls
from tests.functions.tracking import PAGE, PUBLIC, SECRET, batch, post, stored

BIG = "x" * 600_000


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ({**PAGE, "properties": {"x": BIG}}, PUBLIC, "body_too_large"),
        ({**PAGE, "properties": {"x": BIG[:40_000]}}, PUBLIC, "event_too_large"),
        (gzip.compress(b"[" * 50_000_000, mtime=0), {**PUBLIC, "content-encoding": "gzip"}, "body_too_large"),
        (
            gzip.compress(b" " * 50_000_000, mtime=0),
            {**PUBLIC, "content-type": "application/octet-stream"},
            "body_too_large",
        ),
    ],
    ids=["body", "event", "bomb", "bomb without a header"],
)
def test_what_is_too_large_is_refused_before_the_first_call(world, body, headers, code):
    """413, and AWS is not asked at all."""
    with calls() as made:
        answer = post("/v1/page", body, headers)
    assert (answer.status, answer.json["code"], made) == (413, code, [])


@pytest.mark.parametrize(("count", "packets"), [(100, 1), (101, 2), (250, 3), (3_000, 30)])
def test_a_batch_is_bounded_by_its_bytes_not_by_its_events(world, count, packets):
    """Segment's clients send 250 events at once: all are stored, once; the retry finds them there."""
    job = {"type": "track", "anonymousId": "a", "event": "Job", "timestamp": "2026-11-27T10:00:00Z"}
    sent = batch(*[{**job, "messageId": f"m{n}"} for n in range(count)])
    for _ in range(2):
        answer = post("/v1/batch", sent)
        assert (answer.status, answer.json["accepted"]) == (200, count)
    assert len(world.rows("events")) == packets
    assert sorted(event.id for event in stored(world)) == sorted(f"m{n}" for n in range(count))


@pytest.mark.parametrize(("count", "status"), [(10_000, 400), (10_001, 413)])
def test_a_batch_of_events_that_say_nothing_has_an_end(world, count, status):
    """Ten thousand that are none are counted, in an answer that Lambda can still give (6 MB). One more is refused
    whole."""
    answer = post("/v1/batch", b'{"batch":[' + b",".join([b"{}"] * count) + b"]}")
    assert answer.status == status and len(answer.text.encode()) < 3_000_000
    assert answer.json["code"] == ("type_missing" if status == 400 else "batch_too_long")
    if status == 400:
        assert (answer.json["accepted"], len(answer.json["rejected"])) == (0, 2_000)


def test_beside_what_is_named_everything_good_is_stored(world):
    """Two thousand bad events are named, one more is only counted; the good one behind them is stored."""
    sent = b'{"batch":[' + b'{"type":"page","userId":"null"},' * 2_001 + b'{"type":"page","anonymousId":"a"}]}'
    told = post("/v1/batch", sent).json
    assert (told["received"], told["accepted"], len(told["rejected"])) == (2_002, 1, 2_000)
    assert len(stored(world)) == 1


@pytest.mark.parametrize(("headers", "most"), [(PUBLIC, 250), (SECRET, 1_000)])
@pytest.mark.parametrize("beyond", [0, 1])
def test_a_request_is_bounded_by_its_people(world, headers, most, beyond):
    """Each is a put: one too many is 413 before the first, with the figures in the sentence. A server may send more
    than a stranger."""
    people = most + beyond
    sent = batch(*[{"type": "track", "anonymousId": f"a{n}", "event": "x", "messageId": "m"} for n in range(people)])
    with calls() as made:
        answer = post("/v1/batch", sent, headers)
    if beyond:
        assert (answer.status, answer.json["code"], made.count("PutItem")) == (413, "batch_of_too_many", 0)
        assert str(most) in answer.json["message"] and str(people) in answer.json["message"]
    else:
        assert (answer.status, made.count("PutItem")) == (200, people)


def test_in_a_batch_only_the_large_event_is_rejected(world):
    """The others are stored; the answer names index, pointer, code and a sentence in both languages."""
    large = {**PAGE, "messageId": "m2", "properties": {"x": BIG[:40_000]}}
    answer = post("/v1/batch", batch(PAGE, large), {**PUBLIC, "accept-language": "en-GB,en;q=0.9,ja;q=0.1"})
    assert answer.status == 200
    assert (answer.json["received"], answer.json["accepted"]) == (2, 1)
    (rejected,) = answer.json["rejected"]
    assert (rejected["index"], rejected["pointer"], rejected["code"]) == (1, "/batch/1", "event_too_large")
    assert rejected["message"] == rejected["messages"]["en"] != rejected["messages"]["ja"]
    assert [event.id for event in stored(world)] == ["m1"]


def test_events_that_do_not_compress_are_stored_in_several_items(world):
    """A packet that would not fit one item (400 KB) is parted: every event is stored."""
    import random

    noise = random.Random(7)
    letters = [chr(c) for c in range(35, 127) if chr(c) not in '"\\']
    events = [
        {**PAGE, "messageId": f"m{n}", "properties": {"x": "".join(noise.choices(letters, k=32_000))}}
        for n in range(15)
    ]
    answer = post("/v1/batch", batch(*events))
    assert (answer.status, answer.json["accepted"], len(world.rows("events"))) == (200, 15, 2)
    assert sorted(event.id for event in stored(world)) == sorted(f"m{n}" for n in range(15))


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"", {}, "json_invalid"),
        (b"{", {}, "json_invalid"),
        (b"[]", {}, "json_not_object"),
        (b"\xff\xfe{}", {"content-type": "application/octet-stream"}, "not_utf8"),
        (b"[" * 100_000, {}, "json_invalid"),
        (b'{"a":' + b"1" * 5000 + b"}", {}, "json_invalid"),
        (b"\x1f\x8bnonsense", {"content-encoding": "gzip"}, "gzip_invalid"),
        (gzip.compress(json.dumps(PAGE).encode(), mtime=0)[:-9], {"content-encoding": "gzip"}, "gzip_invalid"),
        (gzip.compress(b"{}", mtime=0) + b"more", {"content-encoding": "gzip"}, "gzip_invalid"),
        (b"x", {"content-encoding": "br"}, "encoding_unsupported"),
    ],
)
def test_a_body_that_cannot_be_read_is_400(world, body, headers, code):
    """Each with its own code; nothing is asked of AWS."""
    with calls() as made:
        answer = post("/v1/page", body, {**PUBLIC, **headers})
    assert (answer.status, answer.json["code"], made) == (400, code, [])
    assert answer.json["messages"].keys() == {"ja", "en"}


def test_a_body_may_be_gzip_base64_or_begin_with_a_byte_order_mark(world):
    """What real clients and proxies do to JSON is undone."""
    raw = json.dumps(PAGE).encode()
    assert post("/v1/page", gzip.compress(raw), {**PUBLIC, "content-encoding": "gzip"}).status == 200
    assert post("/v1/page", b"\xef\xbb\xbf" + raw).status == 200
    assert post("/v1/page", raw, {**PUBLIC, "content-type": "application/octet-stream"}).status == 200
    assert len(stored(world)) == 1


def test_half_an_emoji_becomes_a_replacement_character(world):
    """JavaScript sends lone surrogates when a text is cut within an emoji: the event is stored, readable by
    everybody."""
    body = (
        b'{"anonymousId":"a","messageId":"m","event":"E","properties":{"title":"ok \\ud83d","whole":"\\ud83d\\ude00"}}'
    )
    assert post("/v1/track", body).status == 200
    (event,) = stored(world)
    assert event.properties == {"title": "ok \ufffd", "whole": "😀"}


@pytest.mark.parametrize(
    ("kind", "change", "pointer", "code"),
    [
        ("track", {}, "/event", "event_name_missing"),
        ("track", {"event": " "}, "/event", "event_name_missing"),
        ("page", {"anonymousId": None, "userId": ""}, "", "id_missing"),
        ("page", {"anonymousId": {"a": 1}}, "/anonymousId", "not_text"),
        ("page", {"messageId": True}, "/messageId", "not_text"),
        ("page", {"properties": "x"}, "/properties", "not_object"),
        ("identify", {"traits": []}, "/traits", "not_object"),
        ("page", {"context": 1}, "/context", "not_object"),
        ("page", {"properties": {"a/b": [float("nan")]}}, "/properties/a~1b/0", "number_not_finite"),
        ("group", {}, "/groupId", "group_id_missing"),
        ("alias", {"previousId": "b"}, "/userId", "user_id_missing"),
        ("alias", {"userId": "b"}, "/previousId", "previous_id_missing"),
    ],
)
def test_a_bad_event_is_400_with_a_pointer(world, kind, change, pointer, code):
    """Alone it is refused with 400; in a batch it is rejected by the same pointer below its place, and its neighbour
    is stored."""
    bad = {"anonymousId": "a", "messageId": "bad", **change}
    alone = post(f"/v1/{kind}", bad)
    assert (alone.status, alone.json["code"], alone.json["pointer"]) == (400, code, pointer)
    assert world.rows("events") == []
    together = post("/v1/batch", batch({**bad, "type": kind}, PAGE))
    assert together.status == 200
    (rejected,) = together.json["rejected"]
    assert (rejected["code"], rejected["pointer"]) == (code, "/batch/0" + pointer)
    assert [event.id for event in stored(world)] == ["m1"]


def test_depth_is_bounded(world):
    """Properties nested deeper than readers follow are refused; a context that deep is not kept anyway."""
    deep: dict = {}
    for _ in range(40):
        deep = {"d": deep}
    assert post("/v1/page", {**PAGE, "properties": deep}).json["code"] == "nested_too_deep"
    assert post("/v1/page", {**PAGE, "context": deep}).status == 200


def test_a_batch_in_which_nothing_is_good_is_400_and_one_without_events_is_200(world):
    """What a client should not send again is told so; an empty flush is no fault."""
    answer = post("/v1/batch", batch({}, 1))
    assert (answer.status, answer.json["success"], len(answer.json["rejected"])) == (400, False, 2)
    assert answer.json["code"] and answer.json["message"]
    assert post("/v1/batch", batch()).json == {"success": True, "received": 0, "accepted": 0, "rejected": []}
    assert post("/v1/batch", {}).json["code"] == "batch_missing"


def test_explicit_nulls_and_numbers_as_ids(world):
    """segment-analytics-python sends null for what it does not know; databases number their users."""
    body = {"anonymousId": None, "userId": 42, "messageId": "m", "properties": None, "traits": None, "context": None}
    assert post("/v1/page", {**body, "name": None, "timestamp": None}).status == 200
    (event,) = stored(world)
    assert (event.subject, event.user_id, event.anonymous_id) == ("a:user:42", "42", None)


@pytest.mark.parametrize("short", ["t", "p", "s", "g", "a"])
def test_short_addresses_are_the_long_ones(world, short):
    """`/v1/t` is `/v1/track`, and so on; the address decides over a `type` in the body."""
    body = {"anonymousId": "a", "userId": "u", "previousId": "b", "groupId": "g", "event": "E", "type": "identify"}
    assert post(f"/v1/{short}", body).status == 200
    (event,) = stored(world)
    assert event.type == {"t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias"}[short]


def test_nothing_of_the_senders_address_is_stored(world):
    """The IP of the request, and one that the client writes, never enter the log (I28 begins here)."""
    post("/v1/page", {**PAGE, "context": {"ip": "203.0.113.5", "device": {"id": "x"}, "locale": "ja-JP"}})
    (event,) = stored(world)
    assert event.context == {"locale": "ja-JP"}
    assert "192.0.2.7" not in repr(event) and "203.0.113.5" not in repr(event)
