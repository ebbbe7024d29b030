"""A code that a slot showed: a shop asks what it is good for and redeems it, once, over HTTP, in the console and at the
terminal; and the scenario hears of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import coupons, people
from mikomi.cli.__main__ import _parser
from mikomi.settings import settings

from functions.console import app as console
from tests.functions.aws_faults import calls, refused
from tests.functions.http_api import asked
from tests.functions.outbox import set_clock
from tests.functions.read_api import KEY
from tests.functions.test_mailing_pages import token
from tests.functions.test_segment_pages import HERE
from tests.functions.test_segment_pages import get as page
from tests.functions.test_segment_pages import post as press
from tests.functions.test_slots import get, visits
from tests.functions.test_slots import shop as shop
from tests.functions.world import World

DAY = 86_400_000


@pytest.fixture
def code(shop: World) -> str:
    """What the browser b-1 was shown: three days are left."""
    return shown(shop)


def shown(shop: World) -> str:
    visits("a:b-1")
    assert get("/v1/slots/price?a=b-1").status == 200
    found = next(item["pk"]["S"] for item in shop.rows("state") if item["pk"]["S"].startswith("coupon#"))
    return found.removeprefix("coupon#")


def api(method: str, code: str, body: Any = None, headers: Any = KEY) -> tuple[int, dict[str, Any]]:
    made = asked(method, f"/v1/coupons/{code}", None if body is None else json.dumps(body), headers)
    answer = console.handler(made, None)
    return answer["statusCode"], json.loads(answer["body"])


def noted(shop: World) -> list[Any]:
    from mikomi.aws import log

    found = [event for item in shop.rows("events") for event in log.decode(item).events]
    return [event for event in found if event.name == "Coupon Applied"]


def test_a_shop_reads_a_code_as_people_type_it(code: str) -> None:
    """In lower case, in full width, with spaces: it is the same code; looking changes nothing."""
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    for typed in (code, code.lower(), f" {code[:6]} {code[6:]}", wide):
        status, told = api("GET", typed)
        assert (status, told["state"], told["code"], told["slot"], told["choice"]) == (
            200,
            "open",
            code,
            "price",
            "again",
        )
        assert told["ends_at"] and told["redeemed_at"] is None and told["order_id"] is None


def test_it_is_redeemed_once(shop: World, code: str) -> None:
    """The second order is refused with the moment of the first; the same order, asked again, is told the same; the
    event is there once, and the visitor's."""
    status, told = api("POST", code, {"order_id": "A-1"})
    assert (status, told["state"], told["order_id"]) == (200, "redeemed", "A-1") and told["redeemed_at"]
    set_clock(clock.now() + 60_000)
    assert api("POST", code, {"order_id": "A-1"}) == (200, told)
    status, refusal = api("POST", code, {"order_id": "A-2"})
    assert status == 409 and refusal["code"] == "coupon_redeemed" and told["redeemed_at"] in refusal["message"]
    assert api("POST", code)[0] == 409
    assert len({event.id for event in noted(shop)}) == len(noted(shop)) == 1
    (event,) = noted(shop)
    assert event.subject == "a:b-1" and event.properties["coupon_id"] == code and event.properties["order_id"] == "A-1"
    visitor = people.load(keys.visitor_id("a:b-1"))
    assert visitor is None or visitor.proof == 0, "redeeming proves nothing of who somebody is"


def test_what_got_lost_between_row_and_event_is_made_good(shop: World, code: str) -> None:
    """The row is written and the log refuses: the shop is asked to come again, and then the event is there, whoever
    asks."""
    with calls(refused("ThrottlingException", 400)) as made:
        status, _ = api("POST", code, {"order_id": "A-1"})
    assert made[-1] == "PutItem" and status == 429 and noted(shop) == []
    assert api("POST", code, {"order_id": "A-2"})[0] == 409
    assert len(noted(shop)) == 1
    assert api("POST", code, {"order_id": "A-1"})[0] == 200


def test_of_two_at_once_one_is_told_yes(code: str) -> None:
    """Both have read it as open; the row decides."""
    now = clock.now()
    assert [coupons.redeem(code, name, now) for name in ("A-1", "A-2")] == [True, False]
    assert api("POST", code, {"order_id": "A-1"})[0] == 200 and api("POST", code, {"order_id": "A-2"})[0] == 409


def test_a_code_ends_with_its_deadline(code: str) -> None:
    """In its last minute it is redeemed still; after it never; and one that was redeemed in time stays so."""
    ends = coupons.read(code).ends_at  # type: ignore[union-attr]
    assert ends is not None
    set_clock(ends + 60_000)
    status, told = api("POST", code, {"order_id": "late"})
    assert status == 410 and told["code"] == "coupon_over" and api("GET", code)[1]["state"] == "over"
    set_clock(ends + 59_000)
    assert api("POST", code, {"order_id": "just"})[0] == 200
    set_clock(ends + DAY)
    assert api("GET", code)[1]["state"] == "redeemed"


def test_what_nobody_was_shown_is_unknown(shop: World) -> None:
    """404 with the code in the sentence; without the key nothing at all; an order that is no text is refused."""
    status, told = api("GET", "WINTER-AAAAAAAA")
    assert status == 404 and told["code"] == "coupon_unknown" and "WINTER-AAAAAAAA" in told["message"]
    assert api("GET", "x" * 3000)[0] == 404
    assert api("GET", "WINTER-AAAAAAAA", headers={})[0] == 401
    code = shown(shop)
    status, told = api("POST", code, {"order_id": 7})
    assert (status, told["code"], told["pointer"]) == (400, "order_invalid", "/order_id")
    assert api("POST", code, {"order_id": "x" * 201})[0] == 400 and api("GET", code)[1]["state"] == "open"


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_counter_looks_and_redeems(shop: World, at_home: None) -> None:
    """The page tells what the code is good for and until when; its button redeems it, once, in either language."""
    code = shown(shop)
    for language, says in (("ja", "使えます"), ("en", "can be redeemed")):
        html = page(f"/console/coupons?code={code.lower()}&lang={language}")["body"]
        assert says in html and code in html and ("初月" if language == "ja" else "First month") in html
    fields = {"csrf": token(page(f"/console/coupons?code={code}")["body"]), "code": code, "order_id": "A-1"}
    sent = press("/console/coupons", fields, Origin=HERE)
    assert sent["statusCode"] == 302 and sent["headers"]["location"].endswith("redeemed=1")
    html = page(f"/console/coupons?code={code}")["body"]
    assert "使用済み" in html and "A-1" in html and '<form method="post" action="/console/coupons"' not in html
    assert "redeemed" not in press("/console/coupons", fields | {"order_id": "A-2"}, Origin=HERE)["headers"]["location"]
    assert "誰にも表示されていません" in page("/console/coupons?code=NOPE-1")["body"]


def test_the_command_tells_the_same(shop: World, capsys: pytest.CaptureFixture[str]) -> None:
    """0 open or redeemed now, 1 redeemed before, 2 unknown; --json is what the API says."""
    code = shown(shop)

    def run(*words: str) -> int:
        asked_for = _parser().parse_args(["coupon", *words, "--lang", "en"])
        done: int = asked_for.act(asked_for)
        return done

    assert run(code) == 0 and "can be redeemed" in capsys.readouterr().out
    assert run(code, "--redeem", "--order", "A-1") == 0 and "(order A-1)" in capsys.readouterr().out
    assert run(code, "--redeem", "--json") == 1
    assert json.loads(capsys.readouterr().out) == api("GET", code)[1]
    assert run("NOPE") == 2 and "NOPE" in capsys.readouterr().err
