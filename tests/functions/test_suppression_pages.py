"""The page of stopped addresses and its read API: looked at, added to, lifted from; by whom."""

import json
from typing import Any

import pytest
from mikomi.aws import addresses, soft_bounces, suppressions
from mikomi.console import door
from mikomi.core import session
from mikomi.packing import iso
from mikomi.settings import settings

from functions.console import app as console
from tests.core.mails import NOW, mail_plan
from tests.functions.http_api import asked
from tests.functions.read_api import KEY
from tests.functions.test_mailing_pages import token
from tests.functions.test_opt_in import HOLDER
from tests.functions.test_segment_pages import HERE, post
from tests.functions.test_segment_pages import get as page
from tests.functions.test_suppressions import OTHER, stopped


@pytest.fixture
def open_console(world, monkeypatch):
    world.publish(mail_plan())
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    return world


def test_the_page_adds_and_lifts(open_console):
    """From the form to the list and back, each with its reason; what is wrong is said beside the form."""
    csrf = token(page("/console/suppressions", "en")["body"])
    headers = {"Origin": HERE}
    answer = post("/console/suppressions", {"csrf": csrf, "address": HOLDER, "because": "phone"}, **headers)
    assert answer["statusCode"] == 302
    body = page("/console/suppressions", "en")["body"]
    assert HOLDER in body and "added by hand" in body and "local: phone" in body
    bad = post("/console/suppressions", {"csrf": csrf, "address": "x", "because": "y"}, **headers)
    assert "address of mail" in bad["body"] or "メールアドレスの形" in bad["body"]
    wrong = post("/console/suppressions/lift", {"csrf": csrf, "address": HOLDER, "because": " "}, **headers)
    assert "理由を書いてください" in wrong["body"] and suppressions.read(HOLDER)
    lifted = post("/console/suppressions/lift", {"csrf": csrf, "address": HOLDER, "because": "found"}, **headers)
    assert lifted["statusCode"] == 302 and suppressions.read(HOLDER) is None
    assert "is not stopped" in page(f"/console/suppressions?address={HOLDER}", "en")["body"]
    evil = "%22%3E%3Cscript%3Ealert(1)"
    assert "<script>alert(1)" not in page(f"/console/suppressions?address={evil}", "en")["body"]


def test_the_page_names_who_is_left_in_peace(open_console, monkeypatch):
    """Since when, and what ends it; whoever may use the console may try again, without evidence."""
    soft_bounces.suspend(HOLDER, soft_bounces.note_return(HOLDER, "m", NOW), NOW)
    monkeypatch.setattr(door, "HERE", _seat("sales"))
    for path in ("/console/suppressions", f"/console/suppressions?address={HOLDER}"):
        body = page(path, "en")["body"]
        assert HOLDER in body and "emails kept coming back" in body and "ends this by itself" in body
        assert 'name="evidence"' not in body
    lifted = post("/console/suppressions/lift", {"csrf": token(body), "address": HOLDER, "because": "x"}, Origin=HERE)
    assert lifted["statusCode"] == 302 and not soft_bounces.is_suspended(HOLDER)
    assert "is not stopped" in page(f"/console/suppressions?address={HOLDER}", "en")["body"]


def test_a_colleague_sees_what_only_an_admin_lifts(open_console, monkeypatch):
    """The form of what one may not lift is not there, and posting it all the same changes nothing."""
    addresses.suppress(HOLDER, "complaint", NOW)
    addresses.suppress(OTHER, "bounce", NOW)
    monkeypatch.setattr(door, "HERE", _seat("sales"))
    body = page("/console/suppressions", "en")["body"]
    assert "Only an admin may lift this" in body and body.count('action="/console/suppressions/lift"') == 1
    csrf = token(body)
    said = {"csrf": csrf, "address": HOLDER, "because": "x", "evidence": "y"}
    assert "admins" in post("/console/suppressions/lift", said, Origin=HERE)["body"]
    assert stopped(HOLDER).reason == "complaint"
    monkeypatch.setattr(door, "HERE", _seat("admins"))
    assert post("/console/suppressions/lift", said, Origin=HERE)["statusCode"] == 302
    assert suppressions.read(HOLDER) is None


def test_the_page_shows_what_somebody_wants_less_of_and_an_admin_puts_it_back(open_console, monkeypatch):
    """Of the address that was typed: each topic and the pause, since when, until when, and by whom it may be lifted."""
    addresses.want_less(HOLDER, "news", NOW)
    addresses.want_less(HOLDER, None, NOW)
    here = f"/console/suppressions?address={HOLDER}"
    for group, forms in (("sales", 0), ("admins", 2)):
        monkeypatch.setattr(door, "HERE", _seat(group))
        body = page(here, "en")["body"]
        assert "No mail of “news”" in body and "Paused for 30 days" in body and "is not stopped" not in body
        assert body.count('action="/console/suppressions/lift"') == forms
        assert ("Only an admin may lift this" in body) == (not forms)
        said = {"csrf": token(body), "address": HOLDER, "because": "phone", "evidence": "his mail"}
        for wish in ("topic:news", "pause"):
            answer = post("/console/suppressions/lift", {**said, "wish": wish}, Origin=HERE)
            assert answer["statusCode"] == (302 if forms else 200)
    assert "is not stopped" in page(here, "en")["body"] and suppressions.wishes(HOLDER, NOW) == []
    addresses.suppress(HOLDER, "bounce", NOW)
    addresses.want_less(HOLDER, "sale", NOW + 1)
    assert "Lifting the stop of all mail" in page(here, "en")["body"]


def test_programs_read_the_list(open_console):
    """Page by page with the secret key alone; a cursor of nobody's is refused."""
    for number in range(5):
        addresses.suppress(f"a{number}@example.com", "bounce", NOW + number)
    status, first = api("?limit=3")
    assert status == 200 and [each["address"][:2] for each in first["suppressions"]] == ["a4", "a3", "a2"]
    assert api(f"?limit=3&cursor={first['next']}")[1]["next"] is None
    assert api("?email=a1@example.com")[1]["suppressions"][0]["reason"] == "bounce"
    addresses.want_less(OTHER, "news", NOW)
    assert api(f"?email={OTHER}")[1]["wishes"] == [
        {"reason": "unsubscribed_topic", "topic": "news", "since": iso(NOW), "until": None, "may_lift": ["admin"]}
    ]
    assert api("?cursor=x")[0] == api("?limit=0")[0] == api("?x=1")[0] == api("?email=x")[0] == 400
    assert api("", {})[0] == 401


def api(query: str, headers: Any = KEY) -> tuple[int, dict[str, Any]]:
    answer = console.handler(asked("GET", f"/v1/suppressions{query}", None, headers), None)
    return answer["statusCode"], json.loads(answer["body"])


def _seat(group: str) -> session.Session:
    return session.Session(id="s", user="u", email="sato@example.co.jp", groups=(group,), ends=2**60)
