"""Forms over HTTP: shown, posted by browsers and by scripts, thanked for."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mikomi import tokens
from mikomi.aws import log
from mikomi.model.company import Company, CompanySettings, Sender
from mikomi.model.form import Form
from mikomi.model.plan import Plan

from functions.identify import app as identify
from tests.functions.aws_faults import calls, refused
from tests.functions.http_api import asked, seen
from tests.functions.world import ROOT

BROWSER = {"accept": "text/html,application/xhtml+xml", "content-type": "application/x-www-form-urlencoded"}
GOOD = {"email": "hanako@example.co.jp", "company": "<見込み> 商事", "consent": "on"}
DOWNLOAD = {
    "id": "download",
    "name": "資料請求",
    "title": {"ja": "資料をお届けします", "en": "Get the guide"},
    "fields": [
        {"trait": "email", "label": {"ja": "メールアドレス", "en": "E-mail"}, "type": "email", "required": True},
        {"trait": "company", "label": "会社名", "required": True},
        {"trait": "industry", "label": "業種", "type": "select", "options": ["製造業", "IT"]},
        {"trait": "note", "label": "ご質問", "type": "textarea"},
        {"trait": "news", "label": "ニュースも", "type": "checkbox"},
        {"trait": "source", "label": "", "type": "hidden", "value": "site"},
    ],
    "consent": {"text": "お役立ち情報のメールを受け取ることに同意します", "required": True},
    "gives": {"asset": "assets/guide.pdf", "link_valid_for": "7d"},
    "thanks": {"message": "メールをご確認ください。"},
}
CONTACT = {**DOWNLOAD, "id": "contact", "gives": None, "thanks": {"redirect": "https://example.co.jp/thanks"}}


@pytest.fixture
def plan(world):
    company = CompanySettings(
        company=Company(name="見込み商事", postal_address="東京", contact="info@example.co.jp"),
        sender=Sender(name="見込み商事", address="news@example.co.jp"),
    )
    forms = {each["id"]: Form.model_validate(each) for each in (DOWNLOAD, CONTACT)}
    return world.publish(Plan(settings=company, forms=forms))


def get(address, headers=None):
    return seen(identify.handler(asked("GET", address, None, {**BROWSER, **(headers or {})}), None))


def post(fields, form="download", headers=BROWSER):
    body = urlencode(fields) if headers is BROWSER else json.dumps(fields)
    return seen(identify.handler(asked("POST", f"/v1/forms/{form}", body, headers), None))


def stored(world):
    return [event for item in world.rows("events") for event in log.decode(item).events]


class Fields(HTMLParser):
    """Names and values of a page's inputs, as a browser sends them when nothing is ticked."""

    def __init__(self, html):
        super().__init__()
        self.found = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("input", "select", "textarea"):
            named = dict(attrs)
            if named.get("type") == "checkbox":
                return
            self.found[named["name"]] = named.get("value", "")


def test_the_hosted_page_posted_as_it_is_makes_one_lead(world, plan):
    """A person fills in the page and presses the button twice: one packet, the thanks, and a link to the file."""
    page = get("/v1/forms/download?anonymousId=anon-1", {"accept-language": "en"})
    assert (
        page.status == 200 and "Get the guide" in page.text and "見込み商事" in page.text and "<script" not in page.text
    )
    fields = Fields(page.text).found
    assert fields["anonymousId"] == "anon-1" and fields["timestamp"] and fields["source"] == "site"
    for _ in range(2):
        answer = post({**fields, **GOOD})
        assert answer.status == 200 and "メールをご確認ください。" in answer.text
    (item,) = world.rows("events")
    packet = log.decode(item)
    assert [(event.type, event.name) for event in packet.events] == [("identify", ""), ("track", "Form Submitted")]
    assert packet.subject == "a:anon-1"
    assert packet.events[0].traits == {"email": "hanako@example.co.jp", "company": "<見込み> 商事", "source": "site"}
    assert packet.events[0].context["consent"]["marketing"] is True
    assert "timestamp" not in packet.events[1].properties


def test_the_thanks_give_the_file_by_a_link_that_ends(world, plan):
    """The link is signed for the asset, and says until when."""
    (token,) = re.findall(r"/d/([^\"]+)", post(GOOD).text)
    link = tokens.unseal(ROOT, "asset", token)
    assert link is not None
    received = stored(world)[0].received_at
    assert link["f"] == "assets/guide.pdf"
    assert link["x"] == pytest.approx(received + 7 * 86_400_000, abs=5_000)


def test_two_visitors_of_the_hosted_page_are_two(world, plan):
    """Without an anonymousId of the site each page gets one of its own."""
    one, two = (Fields(get("/v1/forms/download", {"user-agent": agent}).text).found for agent in ("a", "b"))
    assert one["anonymousId"].startswith("form-") and one["anonymousId"] != two["anonymousId"]


def test_what_is_missing_is_marked_and_what_was_typed_is_kept(world, plan):
    """400, each bad field with its sentence, the typed values escaped, nothing stored."""
    typed = {
        "email": "hanako",
        "company": '"><script>x</script>',
        "anonymousId": "anon-1",
        "timestamp": "2026-11-20T00:00:00Z",
    }
    answer = post(typed)
    assert answer.status == 400
    assert "メールアドレスの形になっていません" in answer.text and "送信には同意が必要です" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert "<script" not in answer.text and "&lt;script&gt;" in answer.text
    fields = Fields(answer.text).found
    assert (fields["email"], fields["anonymousId"], fields["timestamp"]) == ("hanako", "anon-1", "2026-11-20T00:00:00Z")
    assert world.rows("events") == []


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


def test_thanks_may_lead_elsewhere(world, plan):
    """303 to the form's own address; the page's policy lets the browser follow; a script is told the address."""
    answer = post(GOOD, "contact")
    assert (answer.status, answer.headers["location"]) == (303, "https://example.co.jp/thanks")
    policy = get("/v1/forms/contact").headers["content-security-policy"]
    assert "form-action 'self' https://example.co.jp" in policy and "frame-ancestors *" in policy
    assert (
        post(GOOD, "contact", {"content-type": "application/json"}).json["redirect"] == "https://example.co.jp/thanks"
    )


def test_a_program_falls_into_the_trap(world, plan):
    """The hidden field filled in: 400 that says why (a person may have been helped by a browser), nothing stored."""
    answer = post({**GOOD, "homepage_url": "https://spam.example"})
    assert answer.status == 400 and "見えない欄" in answer.text
    assert world.rows("events") == []


@pytest.mark.parametrize("form", ["nothing", "x" * 300, "download'"])
def test_a_form_that_is_not_published_is_404(world, plan, form):
    """A page for people, JSON for scripts."""
    assert get(f"/v1/forms/{form}").status == 404
    assert post(GOOD, form, {"content-type": "application/json"}).json["code"] == "form_unknown"


def test_no_plan_no_forms(world):
    """Before anything is published every form is 404, not a fault."""
    assert get("/v1/forms/download").status == 404


def test_a_form_sent_while_the_table_is_busy_is_not_thanked_for(world, plan):
    """503 in the reader's language; the same post afterwards is stored once."""
    fields = {**Fields(get("/v1/forms/download").text).found, **GOOD}
    with calls(refused("InternalServerError", 500)):
        answer = post(fields)
    assert answer.status == 503 and "もう一度" in answer.text
    assert post(fields).status == 200
    assert len(world.rows("events")) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=80)
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
