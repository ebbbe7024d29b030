"""What visitors were shown on the site, counted once a night on moto: forms and choices of slots, by people, with what
came of it; as page, file and API; and the pictures by which browsers say that they show it."""

import csv
import html
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from mikomi.core.results import showings
from mikomi.model.form import Form
from mikomi.model.slot import Slot
from mikomi.settings import settings

from functions.compact.app import handler as compact
from functions.console.app import handler as console
from functions.identify import app as identify
from functions.results.app import handler
from functions.track import app as track
from tests.core.story import plan_of
from tests.functions import beginnings
from tests.functions.archive import archived
from tests.functions.http_api import asked, seen
from tests.functions.read_api import NOW, get, it_is
from tests.functions.test_result_nights import somebody
from tests.functions.test_slots import GREETING, PRICE
from tests.functions.world import World, packet

DAY = 86_400_000
FORM = {"id": "download", "name": {"ja": "資料請求", "en": "Download"}, "fields": [{"trait": "email", "label": "Mail"}]}
OTHER = {**FORM, "id": "contact", "name": "問い合わせ"}


def did(browser: str, name: str, number: int = 0, **properties: Any) -> Any:
    event = {"id": f"{browser}{name}{number}{properties}", "type": "track", "name": name, "properties": properties}
    return packet(f"a:{browser}", event, at=NOW - DAY + number)


def flood(names: int, views: int) -> list[Any]:
    """So many invented slots, each seen more often than any of ours."""
    event = {"type": "track", "name": "Promotion Viewed"}
    shown = [
        {**event, "id": f"{n}.{k}", "properties": {"promotion_id": f"x{n}", "creative": "x"}}
        for n in range(names)
        for k in range(views)
    ]
    return [packet(f"a:flood{at}", *shown[at : at + 80], at=NOW - 1) for at in range(0, len(shown), 80)]


@pytest.fixture
def shop(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    forms = {each["id"]: Form.model_validate(each) for each in (FORM, OTHER)}
    slots = {each["id"]: Slot.model_validate(each) for each in (PRICE, GREETING)}
    world.publish(plan_of([]).model_copy(update={"forms": forms, "slots": slots}))
    yield world
    settings.cache_clear()


def show() -> None:
    """As `night` tells it, compacted and counted."""
    again: dict[str, Any] = {"promotion_id": "price", "creative": "again"}
    somebody("hanako", "h1", "h2")
    packets = [
        *(did(browser, "Form Viewed", form="download") for browser in ("b1", "b2", "b3", "h1", "h2")),
        did("h1", "Form Viewed", 1, form="download"),
        *(did(browser, "Form Submitted", form="download") for browser in ("h2", "unseen")),
        *(did(browser, "Promotion Viewed", **again) for browser in ("b1", "b2", "h1")),
        did("b1", "Promotion Viewed", 1, **again),
        *(did(browser, "Promotion Clicked", **again) for browser in ("h2", "b9")),
        did("h1", "Coupon Applied", coupon_id="START-AAAAAAAA", **again),
        did("b1", "Promotion Viewed", promotion_id="somebody-else's", creative="x"),
        did("b1", "Promotion Viewed"),
        *flood(1_200, 5),
    ]
    archived(*packets)
    it_is(NOW + 1)
    compact({}, None)
    handler({}, None)


@pytest.fixture
def night(shop: World) -> World:
    """Four were shown the form, one of them by two browsers and twice; two sent it, one without being shown it. Three
    saw the coupon, one twice; one pressed it and redeemed it, one pressed it unseen."""
    beginnings.once("shown", show)
    it_is(NOW + 1)
    return shop


def test_people_are_counted_once_and_what_was_not_seen_stands_apart(night: World) -> None:
    """One person with two browsers is one; what is not the plan's (a shop's own promotions, a flood of
    invented ones) is in no number and pushes none away; what was never shown is 0, its share null."""
    status, told = get("/v1/results/showings")
    assert status == 200 and told["as_of"]
    download, contact = told["forms"]
    assert (download["seen"], download["sent"], download["sent_unseen"]) == (4, 1, 1)
    assert download["rate"] == 0.25 and download["low"] < 0.25 < download["high"]
    assert (contact["form"], contact["seen"], contact["rate"], contact["low"]) == ("contact", 0, None, None)
    assert [(each["slot"], each["choice"]) for each in told["slots"]] == [
        ("price", "again"),
        ("greeting", "vip"),
        ("greeting", showings.OTHERWISE),
    ]
    price = told["slots"][0]
    assert (price["views"], price["seen"], price["pressed"], price["redeemed"]) == (4, 3, 1, 1)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_and_its_files_say_the_same(night: World, language: str) -> None:
    """A picture and a table for the forms and for each slot, in both languages; each table as a file."""
    body = page("/console/showings", language)
    assert body.count("<svg") == 4 and ("資料請求" if language == "ja" else "Download") in body  # one is our mark
    rows = list(csv.reader(io.StringIO(page("/console/showings/forms.csv", language).removeprefix("\ufeff"))))
    assert rows[1][1:3] == ["4", "1"] and rows[1][4] == "1" and rows[2][1:4] == ["0", "0", "–"]
    rows = list(csv.reader(io.StringIO(page("/console/showings/slot-price.csv", language).removeprefix("\ufeff"))))
    assert rows[1][1:4] == ["4", "3", "1"] and rows[1][5] == "1"


def test_before_the_first_night_nothing_is_made_up(shop: World) -> None:
    told = get("/v1/results/showings")[1]
    assert told["as_of"] is None and {each["rate"] for each in (*told["forms"], *told["slots"])} == {None}
    assert "まだ誰も見ていません" in page("/console/showings", "ja")


def page(path: str, language: str) -> str:
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language}
    answer = console({**asked("GET", path, headers=headers), "cookies": []}, None)
    assert answer["statusCode"] == 200, path
    body: str = answer["body"]
    return body


def shown(path: str, **headers: str) -> str:
    return seen(identify.handler(asked("GET", path, None, {"accept-language": "ja", **headers}), None)).text


def picture(body: str) -> tuple[str, dict[str, list[str]]]:
    """The address of the picture that counts, and what it says."""
    found = re.findall(r'<img (?:class="[\w-]+" )?src="([^"]*/v1/p\.gif[^"]*)"', body)
    assert len(found) == 1
    address = urlsplit(html.unescape(found[0]))
    return f"{address.path}?{address.query}", parse_qs(address.query)


def test_a_browser_that_shows_it_says_so(shop: World) -> None:
    """The picture of a form and of a slot is an event of the browser that was told apart, taken in by the same door as
    every event; a pressed link says what the tag needs to tell of it."""
    for path, name, told in (
        ("/f/download?anonymousId=b-1", "Form Viewed", {"form": "download"}),
        ("/f/download?anonymousId=b-1&embedded=1", "Form Viewed", {"form": "download"}),
        (
            "/v1/slots/greeting?a=b-1",
            "Promotion Viewed",
            {"promotion_id": "greeting", "creative": showings.OTHERWISE},
        ),
    ):
        address, said = picture(shown(path))
        assert said["anonymousId"] == ["b-1"] and said["event"] == [name]
        assert {key: said[key][0] for key in told} == told
        assert seen(track.handler(asked("GET", address), None)).status == 200
    html_of = shown("/v1/slots/greeting?a=b-1")
    assert "mikomi-slot-link" not in html_of


def test_who_asked_not_to_be_followed_is_not_counted(shop: World) -> None:
    """Global Privacy Control and Do Not Track on our own page; a slot asked for without an id."""
    assert "p.gif" in shown("/f/download")
    assert "p.gif" not in shown("/f/download", **{"sec-gpc": "1"})
    assert "p.gif" not in shown("/f/download", dnt="1") and "p.gif" not in shown("/v1/slots/greeting")


def test_in_another_page_an_id_of_our_making_is_counted_for_nobody(shop: World) -> None:
    """A browser that has no id yet: the picture waits until the page's script puts one in. Our own page has made one,
    and its cookie."""
    part, whole = shown("/f/download?embedded=1"), shown("/f/download")
    assert "p.gif" in part and 'data-src="' in part and ' src="' not in part
    assert re.search(r'data-src="[^"]+anonymousId="', part) and "data-src" not in whole
    assert ' src="' in shown("/f/download?embedded=1&anonymousId=b-1")
