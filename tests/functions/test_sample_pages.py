"""The console's pages on which a mail is looked at: for a lead by address, in a frame that can do nothing."""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from mikomi import clock
from mikomi.console import sample_test
from mikomi.settings import settings

from functions.console.app import handler
from tests.core.mails import NOW, mail_plan, template
from tests.functions.aws_faults import calls, refused
from tests.functions.http_api import asked
from tests.functions.outbox import sent, set_clock
from tests.functions.read_api import form, taken
from tests.functions.world import packet

BEARER = {"Authorization": "Bearer sk_test"}
READER = "yamada1@example.com"
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def at_home(world, monkeypatch):
    """The console as the local stack opens it, with a plan of mails and one lead."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    evil = template("faq", html="<html><body><script>alert(1)</script><p>{{ lead.honorific }}</p></body></html>")
    world.publish(mail_plan(evil, template("thanks"), template("offer", text="{{ offer.url }}")))
    set_clock(NOW)
    taken(packet("a:b1", *form("f", READER, lastName="山田", firstName="太郎"), at=NOW - 3_600_000))
    yield world
    clock.shift(timedelta())


def get(path, query="", language="ja"):
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language}
    return handler({**asked("GET", f"{path}?{query}" if query else path, headers=headers), "cookies": []}, None)


@pytest.mark.parametrize(("language", "said"), [("ja", "メールのライブラリ"), ("en", "Mail library")])
def test_every_mail_of_the_plan_is_there(at_home, language, said):
    """By its subject, with what sends it."""
    body = get("/console/preview", language=language)["body"]
    assert said in body
    assert all(f'href="/console/preview/{mail}"' in body for mail in ("faq", "thanks", "offer"))


def test_the_library_narrows_and_shows_where_each_is_used(at_home):
    """Each stands there as a small picture of itself, in a frame that can do nothing and whose HTML is asked for late;
    with the step that sends it and its results. A search leaves the others out; programs are told the same."""
    body = get("/console/preview")["body"]
    frames = re.findall(r"<iframe[^>]*>", body)
    assert len(frames) == 3 and all(" sandbox referrerpolicy" in each and 'loading="lazy"' in each for each in frames)
    assert 'href="/console/scenarios/nurture/mails/faq"' in body and "3 通のうち 3 通" in body
    narrowed = get("/console/preview", urlencode({"search": "OFFER"}))["body"]
    assert "3 通のうち 1 通" in narrowed and "/console/preview/faq" not in narrowed
    assert "当てはまるメールはありません" in get("/console/preview", urlencode({"search": "<script>"}))["body"]
    told = json.loads(handler(asked("GET", "/v1/mails?search=offer", headers=BEARER), None)["body"])
    assert [mail["id"] for mail in told["mails"]] == ["offer"]
    assert {"scenario": "nurture", "step": "offer", "variant": None, "kind": "marketing"} in told["mails"][0]["uses"]
    assert handler(asked("GET", "/v1/mails?stag=x", headers=BEARER), None)["statusCode"] == 400


def test_a_mail_as_a_lead_would_get_it(at_home):
    """Subject, size, the text, what stands in it and where it came from; nothing was sent and nothing written."""
    before = at_home.rows()
    answer = get("/console/preview/faq", f"lead={quote(READER)}")
    body = answer["body"]
    assert answer["statusCode"] == 200 and READER in body and "KB" in body
    assert "山田様" in body and "lead.honorific" in body and "氏名などから作成" in body
    assert sent() == [] and at_home.rows() == before


def test_its_html_can_do_nothing_but_be_seen(at_home):
    """It stands on a page of its own, without scripts, in a frame without an origin; twice, as wide as a phone and a
    desk."""
    body = get("/console/preview/faq")["body"]
    frames = re.findall(r"<iframe[^>]*>", body)
    assert len(frames) == 2 and all('sandbox="allow-popups' in each and "allow-scripts" not in each for each in frames)
    assert "<script>alert" not in body
    framed = get("/console/preview/faq/html", f"lead={quote(READER)}&way=0")
    policy = framed["headers"]["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert "frame-ancestors 'self'" in policy and "山田様" in framed["body"] and "/o/" not in framed["body"]


@pytest.mark.parametrize("way", ["0", "9", "-1", "x", "9999", "٣"])
@pytest.mark.parametrize("named", ["", "nobody@example.com", "no address", "<script>"])
def test_whatever_is_asked_a_page_comes(at_home, way, named):
    """For nobody known the defaults stand in it; who is not there is said not to be."""
    answer = get("/console/preview/faq", f"lead={quote(named)}&way={quote(way)}")
    assert answer["statusCode"] == 200 and "<script>" not in answer["body"].partition("<main")[2]
    assert ('role="alert"' in answer["body"]) == bool(named)


def test_what_cannot_be_written_says_why(at_home):
    """A mail that speaks of an offer which no step makes: no empty frame, a sentence."""
    body = get("/console/preview/offer")["body"]
    assert "offer" in body
    assert ("<iframe" in body) != ('role="alert"' in body)


@pytest.mark.parametrize("path", ["nowhere", "faq/x", "faq/html/x", "nowhere/html"])
def test_what_is_no_mail_is_nowhere(at_home, path):
    """404, as everywhere."""
    assert get(f"/console/preview/{path}")["statusCode"] == 404


def press(body: str, path: str = "/console/preview/faq", csrf: str | None = None):
    """The button below the preview."""
    form = body.partition('<form class="buttons under"')[2].partition("</form>")[0]
    said = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    headers = {"Host": "127.0.0.1:8000", "Origin": HERE, "content-type": "application/x-www-form-urlencoded"}
    typed = urlencode(said if csrf is None else {**said, "csrf": csrf})
    return handler({**asked("POST", path, headers=headers, body=typed), "cookies": []}, None)


@pytest.mark.parametrize(("language", "told"), [("ja", "テストを {to} に送りました"), ("en", "The test went to {to}.")])
def test_the_button_sends_it_as_a_test_to_whoever_looks(at_home, language, told):
    """As this lead would get it, marked; to nobody whom the form names; nothing of it is noted but the hour's count."""
    before = {(row["pk"]["S"], row["sk"]["S"]) for row in at_home.rows()}
    answer = press(get("/console/preview/faq", f"lead={quote(READER)}")["body"] + "&to=evil@example.com")
    (message,) = sent()
    mine = message["To"]
    assert mine != READER and message["Subject"].startswith("[テスト] ") and message["X-Mikomi-Test"] == "yes"
    new = {(row["pk"]["S"], row["sk"]["S"]) for row in at_home.rows()} - before
    assert [pk.partition("#")[0] for pk, _ in new] == ["limit"]
    place, _, query = answer["headers"]["location"].partition("?")
    assert told.format(to=mine) in unescape(get(place, query, language)["body"])


def test_a_test_is_bounded_and_a_refusal_is_told(at_home):
    """The thirty-first within the hour, a set-up that is not ready, a page that is not ours."""
    body = get("/console/preview/faq")["body"]
    assert press(body, csrf="0" * 32)["statusCode"] == 403 and not sent()
    with calls(refused("SendingPausedException", 400), operation="SendEmail"):
        assert "sent=unready" in press(body)["headers"]["location"]
    for _ in range(40):
        last = press(body)
        set_clock(clock.now() + 1)
    assert "sent=many" in last["headers"]["location"] and len(sent()) == 29


def test_whoever_is_logged_in_gets_it_and_who_has_no_address_has_no_button():
    """Never an address of settings.json in place of one's own."""
    plan = mail_plan()
    assert sample_test.receiver("sato@example.co.jp", plan.settings, local=False) == "sato@example.co.jp"
    assert sample_test.receiver("", plan.settings, local=False) == ""
    assert sample_test.receiver("", plan.settings, local=True)
