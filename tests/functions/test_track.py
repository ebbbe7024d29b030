"""The tracking API: keys, limits, answers, faults, and what nobody can do with it."""

import gzip
import json
from base64 import b64encode, urlsafe_b64encode

import pytest
from mikomi import tokens
from mikomi.aws import log

from functions.identify import app as identify
from functions.track import app as track
from tests.functions.aws_faults import calls, done_but_silent, refused, silent
from tests.functions.http_api import asked, basic, seen
from tests.functions.world import ROOT

PUBLIC = basic("wk_test")
SECRET = basic("sk_test")
PAGE = {
    "type": "page",
    "anonymousId": "anon-1",
    "messageId": "m1",
    "timestamp": "2026-11-20T00:00:00.000Z",
    "properties": {"path": "/price"},
}


def post(address, body, headers=PUBLIC, app=track):
    return seen(app.handler(asked("POST", address, body, headers), None))


def get(address, headers=None):
    return seen(track.handler(asked("GET", address, None, headers), None))


def stored(world):
    return [event for item in world.rows("events") for event in log.decode(item).events]


def batch(*events, **more):
    return {"batch": list(events), **more}


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "body", "headers"),
    [
        ("/v1/page", PAGE, PUBLIC),
        ("/v1/page", {**PAGE, "writeKey": "wk_test"}, {"content-type": "text/plain"}),
        ("/v1/page?writeKey=wk_test", PAGE, {}),
        ("/beacon/v1/batch?writeKey=wk_test", batch(PAGE), {"content-type": "text/plain"}),
    ],
)
def test_the_key_may_come_in_the_header_the_body_or_the_address(world, address, body, headers):
    """Each way of showing the public key stores the event."""
    assert post(address, body, headers).status == 200
    assert [event.id for event in stored(world)] == ["m1"]


@pytest.mark.parametrize(
    ("address", "body", "headers", "code"),
    [
        ("/v1/page", PAGE, {}, "key_missing"),
        ("/v1/page", PAGE, basic(""), "key_missing"),
        ("/v1/page", PAGE, {"authorization": "Basic \xff\xfe!"}, "key_missing"),
        ("/v1/page", PAGE, basic("wk_other"), "key_wrong"),
        ("/v1/page", PAGE, basic("sk_other"), "key_wrong"),
        ("/v1/page", PAGE, basic("sk_ключ"), "key_wrong"),
        ("/v1/page", {**PAGE, "writeKey": "wk_test"}, basic("wk_other"), "key_wrong"),
        ("/v1/page?writeKey=sk_test", PAGE, {}, "key_secret_in_address"),
    ],
)
def test_without_the_right_key_nothing_is_stored(world, address, body, headers, code):
    """401 with the reason; the secret key in an address is refused though it is right."""
    answer = post(address, body, headers)
    assert (answer.status, answer.json["code"]) == (401, code)
    assert world.rows("events") == []


def test_what_only_the_secret_key_may_say(world):
    """Proof, origin and a consent are taken from the key, never from the body."""
    agreed = {"marketing": True, "text": "yes", "source": "import"}
    said = {
        "anonymousId": "anon-1",
        "traits": {"email": "a@example.com"},
        "context": {"consent": agreed, "recognised": "l_x", "ip": "192.0.2.9"},
        "origin": "form",
        "proof": 2,
    }
    assert post("/v1/identify", {**said, "messageId": "public"}, PUBLIC, identify).status == 200
    assert post("/v1/identify", {**said, "messageId": "secret"}, SECRET, identify).status == 200
    public, secret = sorted(stored(world), key=lambda event: event.id)
    assert (public.proof, public.origin, public.context) == (1, "client", {})
    assert (secret.proof, secret.origin, secret.context) == (2, "server", {"consent": agreed})


def test_what_was_sent_with_the_secret_key_cannot_be_occupied_by_anybody(world):
    """I4: the same ids sent with the public key first do not make the server's event a duplicate."""
    event = {"userId": "u1", "event": "Paid", "messageId": "order-1", "timestamp": "2026-11-20T00:00:00Z"}
    assert post("/v1/track", {**event, "properties": {"amount": 0}}, PUBLIC).status == 200
    assert post("/v1/track", {**event, "properties": {"amount": 9}}, SECRET).status == 200
    assert sorted((e.proof, e.properties["amount"]) for e in stored(world)) == [(1, 0), (2, 9)]


def test_a_stored_event_cannot_be_changed(world):
    """I4: another content under the same subject, time and messageId is answered 200 and changes nothing."""
    post("/v1/page", PAGE)
    before = world.rows("events")
    assert post("/v1/page", {**PAGE, "properties": {"path": "/evil"}}).status == 200
    assert world.rows("events") == before


def test_the_link_of_a_mail_shows_whose_browser_it_is(world):
    """A recognise token makes a page view proven; a forged one, or one for another purpose, proves nothing; neither
    is stored."""
    good = tokens.seal(ROOT, "recognise", {"p": "l_lead"})
    other = tokens.seal(ROOT, "unsubscribe", {"p": "l_lead"})
    forged = tokens.seal("another root", "recognise", {"p": "l_lead"})
    for number, token in enumerate((good, other, forged, "x", 7)):
        assert post("/v1/page", {**PAGE, "messageId": f"m{number}", "context": {"mikomi": token}}).status == 200
    events = sorted(stored(world), key=lambda event: event.id)
    assert [(event.proof, event.context) for event in events] == [(2, {"recognised": "l_lead"})] + [(1, {})] * 4


def test_the_link_of_a_mail_does_not_prove_what_its_reader_claims(world):
    """A forwarded mail's token beside an identify does not make the claim a proven one, nor its consent a given one."""
    claim = {"anonymousId": "a", "userId": "boss", "messageId": "m", "traits": {"email": "boss@example.com"}}
    token = tokens.seal(ROOT, "recognise", {"p": "l_lead"})
    context = {"mikomi": token, "consent": {"marketing": True}}
    assert post("/v1/identify", {**claim, "context": context}, PUBLIC, identify).status == 200
    (event,) = stored(world)
    assert (event.proof, event.context) == (1, {})


def test_our_own_token_is_not_kept_in_addresses(world):
    """`mk=` is taken out of page addresses, wherever a client puts them."""
    page = {
        "url": "https://example.co.jp/p?a=1&mk=abc.def&b=2#x",
        "search": "?mk=abc.def",
        "referrer": "https://x/?mk=q",
    }
    assert post("/v1/page", {**PAGE, "properties": page, "context": {"page": page}}).status == 200
    (event,) = stored(world)
    kept = {"url": "https://example.co.jp/p?a=1&b=2#x", "search": "", "referrer": "https://x/"}
    assert event.properties == kept
    assert event.context["page"] == kept


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────

BIG = "x" * 600_000


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ({**PAGE, "properties": {"x": BIG}}, PUBLIC, "body_too_large"),
        ({**PAGE, "properties": {"x": BIG[:40_000]}}, PUBLIC, "event_too_large"),
        (gzip.compress(b"[" * 50_000_000), {**PUBLIC, "content-encoding": "gzip"}, "body_too_large"),
        (gzip.compress(b" " * 50_000_000), {**PUBLIC, "content-type": "application/octet-stream"}, "body_too_large"),
    ],
    ids=["body", "event", "bomb", "bomb without a header"],
)
def test_what_is_too_large_is_refused_before_the_first_call(world, body, headers, code):
    """413, and AWS is not asked at all."""
    with calls() as made:
        answer = post("/v1/page", body, headers)
    assert (answer.status, answer.json["code"], made) == (413, code, [])


def test_a_batch_of_more_than_a_hundred_is_refused_before_the_first_call(world):
    """413 with the figures in the sentence."""
    with calls() as made:
        answer = post("/v1/batch", batch(*[PAGE] * 101))
    assert (answer.status, answer.json["code"], made) == (413, "batch_too_long", [])
    assert "100" in answer.json["message"] and "101" in answer.json["message"]


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


def test_events_that_do_not_compress_are_refused_before_the_first_call(world):
    """A request whose packet would not fit one item (400 KB) is 413, not a failure of the table."""
    import random

    noise = random.Random(7)
    letters = [chr(c) for c in range(35, 127) if chr(c) not in '"\\']
    events = [
        {**PAGE, "messageId": f"m{n}", "properties": {"x": "".join(noise.choices(letters, k=32_000))}}
        for n in range(15)
    ]
    with calls() as made:
        answer = post("/v1/batch", batch(*events))
    assert (answer.status, answer.json["code"], made) == (413, "packet_too_large", [])


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
        (gzip.compress(json.dumps(PAGE).encode())[:-9], {"content-encoding": "gzip"}, "gzip_invalid"),
        (gzip.compress(b"{}") + b"more", {"content-encoding": "gzip"}, "gzip_invalid"),
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
    assert (event.subject, event.user_id, event.anonymous_id) == ("u:42", "42", None)


@pytest.mark.parametrize("short", ["t", "p", "s", "g", "a"])
def test_short_addresses_are_the_long_ones(world, short):
    """`/v1/t` is `/v1/track`, and so on; the address decides over a `type` in the body."""
    body = {"anonymousId": "a", "userId": "u", "previousId": "b", "groupId": "g", "event": "E", "type": "identify"}
    assert post(f"/v1/{short}", body).status == 200
    (event,) = stored(world)
    assert event.type == {"t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias"}[short]


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (refused("ProvisionedThroughputExceededException", 400), 429),
        (refused("ThrottlingException", 400), 429),
        (refused("InternalServerError", 500), 503),
        (silent, 503),
    ],
)
def test_a_busy_table_asks_the_client_to_come_back(world, fault, status):
    """429 or 503 with Retry-After, readable by a browser's script; the same request then stores the event once."""
    with calls(fault):
        answer = post("/v1/page", PAGE)
    assert answer.status == status
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["access-control-allow-origin"] == "*"
    assert post("/v1/page", PAGE).status == 200
    assert len(stored(world)) == 1


def test_an_answer_that_got_lost_stores_the_event_once(world):
    """The put was done, we did not learn of it: the client is told 503, its retry 200, and the log holds one event."""
    with calls(done_but_silent):
        assert post("/v1/page", PAGE).status == 503
    assert post("/v1/page", PAGE).status == 200
    assert len(stored(world)) == 1


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_one_put_of_several_fails_and_the_retry_completes(world, failing):
    """Whichever subject's put fails, the request is answered "again", and again leaves each event once (I1, I2)."""
    events = [{**PAGE, "anonymousId": f"a{n}", "messageId": f"m{n}"} for n in range(3)]
    with calls(refused("ThrottlingException", 400), on=failing):
        assert post("/v1/batch", batch(*events)).status == 429
    assert post("/v1/batch", batch(*events)).status == 200
    assert sorted(event.id for event in stored(world)) == ["m0", "m1", "m2"]


def test_one_put_a_subject(world):
    """A batch of twenty events from two browsers is two AWS calls, both conditional puts."""
    events = [{**PAGE, "anonymousId": f"a{n % 2}", "messageId": f"m{n}"} for n in range(20)]
    with calls() as made:
        assert post("/v1/batch", batch(*events)).status == 200
    assert made == ["PutItem", "PutItem"]
    (one, two) = world.rows("events")
    assert {one["count"]["N"], two["count"]["N"]} == {"10"}
    assert int(one["expires_at"]["N"]) > int(one["received_at"]["N"]) / 1000 + 399 * 86_400


def test_a_fault_of_the_deployment_is_not_hidden(world):
    """A missing permission is neither 429 nor 4xx: the function fails, which rings the alarm."""
    with calls(refused("AccessDeniedException", 400)), pytest.raises(Exception, match="AccessDenied"):
        post("/v1/page", PAGE)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ja"),
        ("*", "ja"),
        ("ja", "ja"),
        ("en-US,en;q=0.9", "en"),
        ("ja,en-US;q=0.8", "ja"),
        ("fr, en;q=0.5", "en"),
    ],
)
def test_the_message_is_in_the_readers_language(world, header, language):
    """`message` follows Accept-Language, `messages` has both."""
    headers = {**PUBLIC, **({"accept-language": header} if header else {})}
    answer = post("/v1/track", {}, headers)
    assert answer.json["message"] == answer.json["messages"][language]


def test_the_dry_run_answers_as_the_real_one_and_stores_nothing(world):
    """Same refusals, same counts, the events as they would be stored, no put."""
    with calls() as made:
        good = post("/v1/validate", batch(PAGE, {"type": "nonsense"}))
        bad = post("/v1/validate", {**PAGE, "type": "trak"})
    assert good.status == 200
    assert (good.json["dry_run"], good.json["accepted"], good.json["rejected"][0]["code"]) == (True, 1, "type_unknown")
    assert good.json["events"][0]["id"] == "m1"
    assert (bad.status, bad.json["code"]) == (400, "type_unknown")
    assert made == []
    assert post("/v1/validate", PAGE, {}).status == 401


def test_an_unknown_address_is_404(world):
    """Addresses that the API does not route say so in JSON."""
    assert get("/v1/nothing").json["code"] == "not_found"


# ── the pixel, the tag ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pixel_takes_an_event_from_the_query(world):
    """Plain parameters become a page view, or with `event` a track; the page is the one that showed the picture."""
    answer = get(
        "/v1/p.gif?writeKey=wk_test&anonymousId=a&campaign=mail", {"referer": "https://example.co.jp/price?x=1"}
    )
    assert (answer.status, answer.headers["content-type"], answer.body[:6]) == (200, "image/gif", b"GIF89a")
    assert get("/v1/p.gif?writeKey=wk_test&userId=u&event=Seen&messageId=m2").status == 200
    page, seen_ = sorted(stored(world), key=lambda event: event.type)
    assert (page.type, page.properties, page.context["page"]["path"]) == ("page", {"campaign": "mail"}, "/price")
    assert (seen_.type, seen_.name, seen_.user_id) == ("track", "Seen", "u")


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_the_pixel_takes_base64_json(world, encode):
    """`data` holds the event as Segment's pixel does, in either alphabet, with or without padding."""
    data = encode(json.dumps({**PAGE, "writeKey": "wk_test", "x": "??>>~~"}).encode()).decode().rstrip("=")
    assert get(f"/v1/p.gif?data={data}").status == 200
    assert [event.id for event in stored(world)] == ["m1"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("anonymousId=a", 401, "key_missing"),
        ("writeKey=sk_test&anonymousId=a", 401, "key_secret_in_address"),
        ("writeKey=wk_test", 400, "id_missing"),
        ("writeKey=wk_test&data=%21", 400, "base64_invalid"),
        ("writeKey=wk_test&data=" + "A" * 9000, 413, "body_too_large"),
    ],
)
def test_a_bad_pixel_is_a_picture_that_says_why(world, query, status, code):
    """The page shows no broken picture; the status and a header tell whoever looks."""
    answer = get(f"/v1/p.gif?{query}")
    assert (answer.status, answer.headers["x-mikomi-error"], answer.body[:3]) == (status, code, b"GIF")
    assert world.rows("events") == []


def test_nothing_of_the_senders_address_is_stored(world):
    """The IP of the request, and one that the client writes, never enter the log (I28 begins here)."""
    post("/v1/page", {**PAGE, "context": {"ip": "203.0.113.5", "device": {"id": "x"}, "locale": "ja-JP"}})
    (event,) = stored(world)
    assert event.context == {"locale": "ja-JP"}
    assert "192.0.2.7" not in repr(event) and "203.0.113.5" not in repr(event)
