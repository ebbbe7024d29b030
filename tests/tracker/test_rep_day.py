"""A rep on a phone of 390 pixels: an alert, a call, “too early”, back to nurture with the note; a deal won, mails stop,
and it is counted; two mails without an answer, and a task to call; a customer looks at the upgrade.

Each act takes at most three taps, fits, works without scripts, and axe finds nothing."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from local.stack import WORKSPACE
from tests.functions.form_pages import Fields
from tests.tracker.conftest import Site, until, visitor
from tests.tracker.test_form_pages import AXE

ROOT = Path(__file__).parents[2]
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WHO = {"email": "hanako@mail.example", "lastName": "青木", "firstName": "花子", "company": "青空部品"}
KEY = {"content-type": "application/json", "authorization": "Basic " + b64encode(b"sk_local:").decode()}
SILENT = """{
  "version": 1, "id": "call-the-silent", "name": "反応のない方に電話", "status": "active",
  "trigger": { "when": { "submitted": "contact" } },
  "steps": [ { "id": "one", "mail": { "template": "success-cases", "kind": "transactional" } }, { "wait": "2d" },
             { "id": "two", "mail": { "template": "success-cases", "kind": "transactional" } },
             { "id": "answered", "if": { "visited": "/price" }, "wait_up_to": "3d",
               "else": [ { "id": "call", "task": { "kind": "call", "why": "2通に反応なし" } } ] } ]
}"""
NURTURE = """{
  "version": 1, "id": "nurture", "name": "育成", "status": "active",
  "trigger": { "when": { "stage": "returned" } },
  "steps": [ { "wait": "1d" }, { "id": "faq", "mail": { "template": "faq" } }, { "wait": "1d" },
             { "id": "cases", "mail": { "template": "success-cases" } } ]
}"""


@pytest.fixture
def desk(site: Site) -> Iterator[Site]:
    import boto3

    stack = site.stack
    stack.upload(ROOT / "examples")
    for name, text in (("nurture", NURTURE), ("call-the-silent", SILENT)):
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key=f"scenarios/{name}.json", Body=text.encode())
    stack.settle()
    stack.advance(10_000)
    page = stack.request("GET", "/f/contact?lang=ja", headers={"accept": "text/html"})
    stack.advance(20_000)
    said = {**Fields(page.body.decode()).found, **WHO, "inquiry": "見積書をお願いします。", "consent": "true"}
    headers = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
    assert stack.request("POST", "/f/contact?lang=ja", headers=headers, body=urlencode(said, doseq=True)).status == 200
    stack.settle()
    yield site


@pytest.fixture(params=["with scripts", "without"])
def phone(browser: Browser, desk: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = visitor(browser, java_script_enabled=request.param == "with scripts", **PHONE)
    yield context.new_page()
    context.close()


class Thumb:
    """Taps are counted: an act may take three. Typing is none."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site, self.taps = page, site, 0

    def tap(self, name: str, *, door: bool = False) -> None:
        within = self.page.locator(".desk")
        found = (
            within.locator("summary", has_text=name) if door else within.get_by_role("button", name=name, exact=True)
        )
        self.taps += 1
        found.locator("visible=true").first.tap()

    def done(self) -> None:
        """The act is over; the stream brings it, and the page is looked at again."""
        assert 0 < self.taps <= 3
        self.taps = 0
        self.page.wait_for_url("**acted=*")
        self.site.stack.settle()
        self.page.goto(self.page.url.partition("?")[0])

    def types(self, label: str, words: str) -> None:
        self.page.locator(".desk").get_by_label(label).locator("visible=true").fill(words)


def test_hot_then_a_call_too_early_and_back_to_nurture_with_the_note(phone: Page, desk: Site) -> None:
    (alert,) = [mail for mail in desk.stack.mails() if "青木" in mail["subject"] and mail["to"] != WHO["email"]]
    assert "見積書をお願いします" in alert["text"]
    phone.goto(f"{desk.address}/console/leads?email={WHO['email']}&lang=ja")
    phone.locator("main a", has_text="青木").first.tap()
    thumb = Thumb(phone, desk)
    thumb.tap("電話", door=True)
    thumb.types("話した内容（任意）", "まだ早い。来期に予算を取る")
    thumb.tap("話せた")
    thumb.done()
    thumb.tap("ステージ", door=True)
    thumb.types("「育成に戻す」の理由", "まだ早い")
    thumb.tap("育成に戻す")
    thumb.done()
    told = phone.locator("main").inner_text()
    assert "電話：話せました" in told and "まだ早い。来期に予算を取る" in told and "ステージを「育成に戻す」に" in told
    assert phone.locator(".stands").inner_text().count("育成に戻す") == 1
    assert "育成" in phone.locator(".runs").inner_text(), "the nurture scenario took her in"
    thumb.tap("ステージ", door=True)
    thumb.types("「受注」の金額", "1200000")
    thumb.tap("受注")
    thumb.done()
    assert "マーケティングメールを止めています" in phone.locator(".desk").inner_text()
    lead = phone.url
    phone.goto(f"{desk.address}/console/sales?lang=ja")
    assert "1 · 1,200,000" in str(phone.locator("main").text_content()), "the deal is counted"
    phone.goto(lead)
    desk.stack.advance("4d")
    desk.stack.settle()
    assert not [mail for mail in desk.stack.mails() if mail["to"] == WHO["email"] and "よくある" in mail["subject"]]
    phone.reload()
    assert "今の商談ステージでは、この種類のメールを止めています" in phone.locator("main").inner_text()


def test_the_other_acts_take_three_taps_and_can_be_taken_back(phone: Page, desk: Site) -> None:
    phone.goto(f"{desk.address}/console/leads?email={WHO['email']}&lang=ja")
    phone.locator("main a", has_text="青木").first.tap()
    thumb = Thumb(phone, desk)
    thumb.tap("メモ", door=True)
    thumb.types("メモの内容", "<b>展示会で名刺交換</b>")
    thumb.tap("記録する")
    thumb.done()
    assert "<b>展示会で名刺交換</b>" in phone.locator(".entries").inner_text()
    phone.locator(".entry.act button", has_text="取り消す").first.tap()
    thumb.taps += 1
    thumb.done()
    assert "展示会で名刺交換" not in phone.locator("main").inner_text()
    thumb.tap("タスク", door=True)
    thumb.tap("見積もり")
    thumb.done()
    assert "見積もり" in phone.locator(".tasks").inner_text() and "まで" in phone.locator(".tasks").inner_text()
    thumb.tap("完了")
    thumb.done()
    assert "やることはありません" in phone.locator(".desk").inner_text()
    thumb.tap("担当", door=True)
    thumb.tap("鈴木")
    thumb.done()
    assert "鈴木" in phone.locator(".stands").inner_text()
    thumb.tap("その他", door=True)
    thumb.tap("競合")
    thumb.done()
    assert "営業の対象外です（競合）" in phone.locator(".desk").inner_text()
    phone.goto(f"{desk.address}/console/leads?lang=ja")
    assert "青木" not in phone.locator("main").inner_text()


@pytest.mark.parametrize("phone", ["with scripts"], indirect=True)
def test_two_mails_no_answer_three_days_and_a_call(phone: Page, desk: Site) -> None:
    """The scenario sets the task; it stands on the page of the day with its reason, and is done there in a tap."""
    desk.stack.advance("4d")
    desk.stack.settle()
    phone.goto(f"{desk.address}/console/today?lang=ja")
    assert "2通に反応なし" not in phone.locator("main").inner_text()
    desk.stack.advance("2d")
    desk.stack.settle()
    phone.reload()
    work = phone.locator(".work", has_text="2通に反応なし")
    assert "青木 花子" in work.inner_text() and "電話" in work.inner_text()
    work.locator("li", has_text="2通に反応なし").get_by_role("button", name="話せた").tap()
    phone.wait_for_url("**acted=*")
    desk.stack.settle()
    phone.goto(f"{desk.address}/console/today?lang=ja")
    assert "2通に反応なし" not in phone.locator("main").inner_text()
    phone.goto(f"{desk.address}/console/leads?email={WHO['email']}&lang=ja")
    phone.locator("main a", has_text="青木").first.tap()
    expect(phone.locator(".entries")).to_contain_text("話せました")


@pytest.mark.parametrize("phone", ["with scripts"], indirect=True)
def test_a_customer_who_looks_at_the_upgrade_is_called(phone: Page, desk: Site) -> None:
    """Who bears the tag of customers and reads there for a while rings at once; the alert leads to the call."""
    stack = desk.stack
    traits: dict[str, Any] = {
        "email": "kunio@mail.example",
        "name": "古田 邦夫",
        "phone": "03-1234-5678",
        "tags": ["顧客"],
    }
    reads = {"event": "Page Engaged", "properties": {"engaged_ms": 25_000, "path": "/upgrade/pro"}}
    for path, said in (("/v1/identify", {"traits": traits}), ("/v1/track", reads)):
        body = {"anonymousId": "b-customer", **said}
        assert stack.request("POST", path, headers=KEY, body=json.dumps(body)).status == 200
        stack.settle()
    (alert,) = [mail for mail in stack.mails() if "上位版" in mail["subject"] + mail["text"]]
    assert "03-1234-5678" in alert["text"]
    phone.goto(f"{desk.address}/console/leads?q=古田&lang=ja")
    phone.locator("main a", has_text="古田").first.tap()
    expect(phone.locator("a.button.main").first).to_have_attribute("href", "tel:+81312345678")
    thumb = Thumb(phone, desk)
    thumb.tap("電話", door=True)
    thumb.tap("つながらない")
    thumb.done()
    assert "つながり" in phone.locator(".entries").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_axe_finds_nothing(browser: Browser, desk: Site, scheme: Any) -> None:
    """With every door opened, and the page of what is to be done; in both languages."""
    for language in ("ja", "en"):
        context = visitor(browser, color_scheme=scheme, **PHONE)
        page = context.new_page()
        page.goto(f"{desk.address}/console/leads?email={WHO['email']}&lang={language}")
        page.locator("main a", has_text="青木").first.tap()
        doors = page.locator(".deeds summary")
        until(page, lambda doors=doors: doors.count() == 8)
        for number in range(8):
            doors.nth(number).tap()
            looks_well(page)
        lead = page.url.partition("?")[0].rpartition("/")[2]
        wish = json.dumps({"act": "task", "kind": "quote", "text": language})
        assert desk.stack.request("POST", f"/v1/leads/{lead}/acts", headers=KEY, body=wish).status == 200
        desk.stack.settle()
        page.goto(f"{desk.address}/console/today?lang={language}")
        assert page.locator(".work").count()
        looks_well(page)
        context.close()


def looks_well(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    if AXE.exists():
        page.evaluate(AXE.read_text())
        assert page.evaluate("axe.run({iframes: false}).then((r) => r.violations.map((each) => each.id))") == []
