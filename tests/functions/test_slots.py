"""Slots over HTTP: what a browser is told, what is noted, and what a claimed lead's browser is not told."""

import re
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import log, people
from mikomi.model.company import Company, CompanySettings, Sender
from mikomi.model.plan import Plan
from mikomi.model.slot import Slot
from mikomi.shell.people import fold, rebuild

from functions.identify import app as identify
from tests.functions.aws_faults import calls, refused
from tests.functions.http_api import Seen, asked, seen
from tests.functions.world import World, packet

PRICE = {
    "id": "price",
    "choices": [
        {
            "id": "again",
            "when": {"visited": "/price"},
            "title": {"ja": "初月 <無料>", "en": "First month & more"},
            "text": "二行\nあります",
            "image": {"url": "/a.png", "alt": 'x" onerror="alert(1)'},
            "link": {"url": "https://example.co.jp/?a=1&b=2", "label": "見る"},
            "code": "START",
            "deadline": {"for": "3d"},
        }
    ],
}
GREETING = {
    "id": "greeting",
    "choices": [{"id": "vip", "when": {"tag": "VIP"}, "text": "いつもありがとうございます"}],
    "otherwise": {"text": "ようこそ"},
}


@pytest.fixture
def shop(world: World) -> World:
    company = CompanySettings(
        company=Company(name="見込み商事", postal_address="東京", contact="info@example.co.jp"),
        sender=Sender(name="見込み商事", address="news@example.co.jp"),
    )
    slots = {each["id"]: Slot.model_validate(each) for each in (PRICE, GREETING)}
    world.publish(Plan(settings=company, slots=slots))
    return world


def get(address: str, language: str = "ja") -> Seen:
    return seen(identify.handler(asked("GET", address, None, {"accept-language": language}), None))


def happens(subject: str, **event: Any) -> None:
    """The event is in the log, and folded."""
    arrived = packet(subject, {"id": keys.short(subject, repr(event)), **event}, at=clock.now())
    log.append(arrived)
    fold.fold_packets([arrived])


def visits(subject: str) -> None:
    happens(subject, type="page", context={"page": {"path": "/price"}})


def uncounted(html: str) -> str:
    return re.sub(r'<img class="mikomi-slot-seen"[^>]*>\n', "", html)


def notes(world: World) -> list[Any]:
    found = [event for item in world.rows("events") for event in log.decode(item).events]
    return [event for event in found if event.name == "Slot Shown"]


def test_a_visitor_is_shown_what_fits_and_it_is_noted_once(shop: World) -> None:
    """Escaped HTML for this browser alone, kept for a minute; two looks are one event; after the fold the code and the
    deadline are the same, and two reads are all that it costs; the log folded again gives the same person."""
    assert get("/v1/slots/price?a=b-1").status == 204
    visits("a:b-1")
    first, _ = get("/v1/slots/price?a=b-1"), get("/v1/slots/price?a=b-1")
    assert first.status == 200 and first.headers["cache-control"] == "private, no-store"
    assert first.headers["access-control-allow-origin"] == "*"
    html = first.text
    assert "初月 &lt;無料&gt;" in html and "x&#34; onerror=&#34;alert(1)" in html and "?a=1&amp;b=2" in html
    assert html.count('class="mikomi-slot-text"') == 2 and " まで" in html
    noted = notes(shop)
    assert len({note.id for note in noted}) == 1 and noted[0].origin == "slot"
    assert noted[0].properties["code"].startswith("START-") and noted[0].properties["code"] in html
    fold.fold_packets([log.decode(item) for item in shop.rows("events")])
    with calls() as made:
        again = get("/v1/slots/price?a=b-1")
    assert again.text == html and made == ["GetItem", "GetItem"]  # which plan runs, and the visitor
    assert not rebuild.rebuild_person(keys.visitor_id("a:b-1"))
    for english in (get("/v1/slots/price?a=b-1&lang=en-US").text, get("/v1/slots/price?a=b-1", "en").text):
        assert "First month &amp; more" in english and "until " in english


def test_a_promise_that_cannot_be_noted_is_not_made(shop: World) -> None:
    """The table is busy: the page is refused, and so keeps its own content."""
    visits("a:b-1")
    with calls(refused("ThrottlingException", 400)):
        assert get("/v1/slots/price?a=b-1").status == 429
    assert notes(shop) == []


def test_who_claims_a_lead_is_told_what_a_stranger_is_told(shop: World) -> None:
    """The lead's proven browser is greeted; one that merely says the lead's address is answered like an unknown one."""
    lead = {"email": "hanako@example.co.jp", "tags": ["VIP"]}
    happens("a:own", type="identify", traits=lead, proof=2, origin="server")
    claim = {"type": "identify", "traits": {"email": "hanako@example.co.jp"}}
    happens("a:thief", **claim)
    assert "いつもありがとうございます" in get("/v1/slots/greeting?a=own").text
    stranger = get("/v1/slots/greeting").text
    assert "ようこそ" in stranger
    # its own id, which it said itself, stands in the picture that counts
    assert [uncounted(get(f"/v1/slots/greeting?a={who}").text) for who in ("thief", "nobody")] == [stranger] * 2
    victim = people.load(keys.visitor_id("a:own"))
    assert victim is not None and victim.email == "hanako@example.co.jp"


def test_what_is_not_published_is_not_there(shop: World) -> None:
    """404 in the reader's language, for a script of any site."""
    answer = get("/v1/slots/other?a=b-1", "en")
    assert answer.status == 404 and answer.json["code"] == "slot_unknown"
    assert answer.headers["access-control-allow-origin"] == "*"
