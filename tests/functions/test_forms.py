"""Forms over HTTP: posted by scripts and by pages that are not ours, captured by the tag, thanked for."""

import json
import re
from datetime import timedelta
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mikomi import clock, tokens

from functions.identify import app as identify
from tests.effort import effort
from tests.functions.form_pages import GOOD, Fields, forms, get, post, press, stored
from tests.functions.http_api import asked, seen
from tests.functions.world import ROOT


@pytest.fixture
def plan(world):
    yield forms(world)
    clock.shift(timedelta())


def capture(body, form="download"):
    """The tag's beacon: text, because that needs no preflight."""
    event = asked("POST", f"/v1/forms/{form}", json.dumps({"captured": True, **body}), {"content-type": "text/plain"})
    return seen(identify.handler(event, None))


def test_a_captured_form_is_taken_as_it_is(world, plan):
    """Bad values are left out and named, what is required may be missing; the same beacon again is stored once."""
    once = {"anonymousId": "a", "messageId": "m", "timestamp": "2026-11-20T00:00:00Z"}
    body = {**once, "fields": {"email": "bad", "company": "商事", "consent": "on"}}
    for _ in range(2):
        answer = capture(body)
        assert (answer.status, answer.json) == (200, {"success": True, "dropped": ["email"]})
    identified, submitted = stored(world)
    assert identified.traits == {"company": "商事", "source": "site"}
    assert identified.context["consent"]["marketing"] is True
    assert submitted.properties == {"form": "download", "dropped": ["email"]}


def test_two_forms_with_placeholders_for_ids_are_two_people(world, plan):
    """anonymousId, userId and messageId of `undefined` are none: each form has a browser of its own, and the answer
    names all three, for the form's own address and for the tag's beacon. An address with one opens an empty page."""
    ids = {"anonymousId": "undefined", "userId": "[object Object]", "messageId": "null"}
    for address in ("a@example.com", "b@example.com"):
        answer = capture({**ids, "timestamp": "2026-11-20T00:00:00Z", "fields": {"email": address}})
        assert [w["pointer"] for w in answer.json["warnings"]] == ["/anonymousId", "/userId", "/messageId"]
        assert all(w["code"] == "id_placeholder" for w in answer.json["warnings"])
    sent = {**ids, "email": "c@example.com", "lastName": "山田", "company": "商事", "consent": True}
    headers = {"content-type": "application/json", "accept": "application/json"}
    told = seen(identify.handler(asked("POST", "/v1/forms/download", sent, headers), None))
    assert (told.status, len(told.json["warnings"])) == (200, 3)
    assert len({event.subject for event in stored(world)}) == 3
    assert not {event.user_id for event in stored(world)} - {None}
    shown = get("/f/download?anonymousId=undefined").text
    assert 'value="undefined"' not in shown and 'value="form-' in shown


def test_a_captured_form_of_the_site_needs_no_definition(world, plan):
    """Sent, with its traits; nobody agreed to words that we do not have."""
    assert (
        capture({"anonymousId": "a", "fields": {"email": "A@example.com", "consent": "on"}}, "site-form").status == 200
    )
    identified, submitted = stored(world)
    assert identified.traits == {"email": "a@example.com"} and "consent" not in identified.context
    assert submitted.properties == {"form": "site-form"}
    assert capture({"fields": {}}, "x" * 101).status == 404


def test_the_thanks_give_the_file_by_a_link_that_ends(world, plan):
    """The link is signed for the asset, and says until when."""
    (token,) = re.findall(r"/d/([^\"]+)", press(get("/f/download"), GOOD).text)
    link = tokens.unseal(ROOT, "asset", token)
    assert link is not None
    received = stored(world)[0].received_at
    assert link["f"] == "assets/guide.pdf"
    assert link["x"] == pytest.approx(received + 7 * 86_400_000, abs=5_000)


def test_a_script_gets_json(world, plan):
    """The tag's fetch: thanks as data; problems by field with code and both languages; fields may stand in `fields`."""
    headers = {"content-type": "application/json", "origin": "https://example.co.jp", "accept-language": "en"}
    good = post({"anonymousId": "a", "messageId": "m", "fields": GOOD}, headers=headers)
    assert (good.status, good.json["success"], good.json["message"]) == (200, True, "メールをご確認ください。")
    assert good.json["download"].startswith("https://ma.example.co.jp/d/")
    assert good.headers["access-control-allow-origin"] == "*"
    assert [event.id for event in stored(world)] == ["m-identify", "m"]
    bad = post({"anonymousId": "a", "email": "x"}, headers=headers)
    assert (bad.status, bad.json["code"]) == (400, "form_incomplete")
    problems = {problem["pointer"]: problem["code"] for problem in bad.json["problems"]}
    assert problems == {"/email": "field_email", "/company": "field_required", "/consent": "consent_required"}
    assert all(problem["messages"].keys() == {"ja", "en"} for problem in bad.json["problems"])


JSON = {"accept": "application/json"}


def send(body, headers):
    """A body as some page wrote it."""
    return seen(identify.handler(asked("POST", "/v1/forms/download", body, headers), None))


def parts(fields, files=()):
    each = [f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    each += [
        f'--B\r\nContent-Disposition: form-data; name="{name}"; filename="a.pdf"\r\n\r\n{x}\r\n' for name, x in files
    ]
    return "".join(each) + "--B--\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize("accept", ["application/json", "text/html", "*/*"])
def test_a_form_of_a_japanese_page_is_read(world, plan, encoding, accept):
    """Urlencoded in the page's encoding, not named anywhere: the name is the name."""
    values = {"email": "yamada@example.co.jp", "company": "株式会社見本 山田太郎", "consent": "on"}
    body = "&".join(f"{name}={quote_from_bytes(value.encode(encoding))}" for name, value in values.items())
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": accept}
    assert send(body, headers).status == 200
    assert stored(world)[0].traits["company"] == "株式会社見本 山田太郎"


@pytest.mark.parametrize("more", [JSON, {"accept": "text/html"}, {"accept": "*/*", "sec-fetch-mode": "cors"}])
def test_a_form_as_multipart(world, plan, more):
    """`fetch(url, {body: new FormData(form)})`, curl -F, `<form enctype>`: read like any other; a file is not taken,
    and the answer and the event name it."""
    fields = [("email", "m@example.jp"), ("company", "見本"), ("consent", "on"), ("interest", "A"), ("interest", "B")]
    headers = {"content-type": "multipart/form-data; boundary=B", **more}
    answer = send(parts(fields, [("resume", "%PDF" * 20_000)]), headers)
    assert answer.status == 200
    identified, submitted = stored(world)
    assert identified.traits["company"] == "見本" and identified.context["consent"]["marketing"] is True
    assert submitted.properties == {"form": "download", "interest": ["A", "B"], "dropped": ["resume"]}
    if "html" not in more["accept"]:
        assert answer.json["success"] is True and answer.json["dropped"] == ["resume"]


def test_a_multipart_that_falls_apart_says_so(world, plan):
    """With its reason, in the reader's language; nothing is stored, no field is called missing."""
    answer = post(
        "--C\r\n", headers={"content-type": "multipart/form-data; boundary=B", **JSON, "accept-language": "en"}
    )
    assert (answer.status, answer.json["code"]) == (400, "form_unreadable") and "multipart" in answer.json["message"]
    assert stored(world) == []


def test_two_ticked_boxes_are_two_values(world, plan):
    """In a page's own fields and in the tag's beacon; what says something about the form is said once."""
    urlencoded = {"content-type": "application/x-www-form-urlencoded", **JSON}
    pairs = [("interest", "製品A"), ("interest", "製品B"), ("anonymousId", "x"), ("anonymousId", "y")]
    assert send(urlencode([*GOOD.items(), *pairs]), urlencoded).status == 200
    assert capture({"anonymousId": "a", "fields": {"interest": ["製品A", "製品B"]}}, "own").status == 200
    sent = {event.name: event for event in stored(world) if event.properties.get("form") == "download"}
    assert sent["Form Submitted"].properties["interest"] == ["製品A", "製品B"]
    assert sent["Form Submitted"].anonymous_id == "y"
    assert [event.traits["interest"] for event in stored(world) if "interest" in event.traits] == [["製品A", "製品B"]]


def test_a_program_falls_into_the_trap(world, plan):
    """The hidden field filled in: 400 that says why, with the field emptied and everything else kept (a person may have
    been helped by a browser), nothing stored."""
    answer = post({**GOOD, "homepage_url": "https://spam.example"})
    assert answer.status == 400 and "見えない欄" in answer.text and "spam" not in answer.text
    assert Fields(answer.text).found["email"] == GOOD["email"]
    program = {"content-type": "application/json"}
    assert post({**GOOD, "homepage_url": "x"}, headers=program).json["code"] == "form_trap"
    assert world.rows("events") == []


@pytest.mark.parametrize("form", ["nothing", "x" * 300, "download'"])
def test_a_form_that_is_not_published_is_404(world, plan, form):
    """A page for people, JSON for scripts."""
    assert get(f"/v1/forms/{form}").status == 404
    assert post(GOOD, form, {"content-type": "application/json"}).json["code"] == "form_unknown"


def test_no_plan_no_forms(world):
    """Before anything is published every form is 404, not a fault."""
    assert get("/v1/forms/download").status == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=effort(80))
@given(
    body=st.binary(max_size=200)
    | st.dictionaries(st.text(max_size=9), st.text(max_size=20), max_size=6).map(
        lambda fields: urlencode(fields, errors="replace").encode()
    ),
    kind=st.sampled_from(
        ["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]
    ),
    accept=st.sampled_from(["text/html", "application/json", "", "*/*"]),
)
def test_any_post_is_answered(world, plan, body, kind, accept):
    """Whatever is posted without the required fields: 4xx, nothing stored, no failure."""
    event = asked(
        "POST", "/v1/forms/download", body, {"content-type": kind or "application/octet-stream", "accept": accept}
    )
    assert 400 <= seen(identify.handler(event, None)).status < 500
    assert world.rows("events") == []
