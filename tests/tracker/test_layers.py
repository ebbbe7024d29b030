"""Slots over the page in a real browser: banners and pop-ups, by keyboard and by touch, closed for good, one at a
time."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, Page

from local.stack import WORKSPACE
from tests.tracker.conftest import Site, settles, until, visitor
from tests.tracker.test_form_pages import AXE
from tests.tracker.test_form_pages import elsewhere as elsewhere
from tests.tracker.test_form_pages import shop as shop

TEXT = {"ja": "12月末まで", "en": "Until December"}
TITLE = {"ja": "冬のご案内", "en": "This winter"}
PUT = "src => document.body.append(Object.assign(document.createElement('script'), {src}))"
LINK = {"url": "/offer", "label": {"ja": "内容を見る", "en": "See it"}}


def slot(id: str, as_: str, choice: str = "winter") -> dict[str, Any]:
    shown = {"id": choice, "title": TITLE, "text": TEXT, "link": LINK}
    return {"version": 1, "id": id, "as": as_, "choices": [shown]}


@pytest.fixture
def layers(shop: Site) -> Iterator[Site]:
    for each in (slot("pop", "popup"), slot("low", "banner"), slot("inside", "place")):
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key=f"slots/{each['id']}.json", Body=json.dumps(each))
    shop.stack.settle()
    yield shop


def line(site: Site, name: str, more: str = "") -> str:
    return f'<script async src="{site.address}/layer.js?id={name}{more}"></script>'


def test_a_popup_is_a_dialog_that_esc_closes_for_good(
    page: Page, layers: Site, elsewhere: Callable[[str], str]
) -> None:
    """On a page of another origin and under a strict policy: the focus goes in and comes back, and the page hears of
    nothing else; closed by Esc it is not there on the next page; another choice of the slot is."""
    address = elsewhere('<button id="mine">x</button>' + line(layers, "pop"))
    page.goto(address)
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert dialog.get_by_role("heading").inner_text() == "冬のご案内"
    assert dialog.evaluate("element => getComputedStyle(element).position") == "fixed"
    assert page.evaluate("document.activeElement.shadowRoot.activeElement !== null")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.get_by_role("button", name="x").click()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("dialog").count() == 0
    again = slot("pop", "popup", choice="spring")
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="slots/pop.json", Body=json.dumps(again))
    layers.stack.settle()
    page.goto(address)
    page.get_by_role("dialog").wait_for()


def test_a_banner_takes_no_focus_and_leaves_the_page_alone(
    page: Page, layers: Site, elsewhere: Callable[[str], str]
) -> None:
    """It stands at the lower edge of a phone, the page stays usable behind it, its button closes it for good; in the
    language of the address."""
    page.set_viewport_size({"width": 390, "height": 800})
    address = elsewhere('<button id="mine">x</button>' + line(layers, "low", "&lang=en"))
    page.goto(address)
    banner = page.get_by_role("complementary", name="This winter")
    banner.wait_for()
    box = banner.bounding_box()
    assert box and box["y"] + box["height"] == 800 and box["x"] == 0 and box["width"] == 390
    assert page.evaluate("document.activeElement === document.body")
    page.click("#mine")
    close = banner.get_by_role("button", name="Close")
    target = close.bounding_box()
    assert target and min(target["width"], target["height"]) >= 44
    close.click()
    assert banner.count() == 0
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert banner.count() == 0


def test_one_at_a_time(page: Page, layers: Site, elsewhere: Callable[[str], str]) -> None:
    """Of two lines one layer comes, and closing it brings no other on the same page; a slot that is a place, and one
    that there is not, bring none."""
    answered: list[str] = []
    page.on("response", lambda answer: answered.append(answer.url) if "/v1/slots/" in answer.url else None)
    page.goto(elsewhere("".join(line(layers, name) for name in ("low", "pop", "inside", "none"))))
    layer = page.locator("[data-choice]")
    until(page, lambda: len(answered) == 4)
    layer.wait_for()
    assert layer.count() == 1
    page.locator("[data-close]").click()
    assert layer.count() == 0
    with page.expect_response("**/v1/slots/pop?**"):
        page.evaluate(PUT, f"{layers.address}/layer.js?id=pop")
    settles(page)
    assert layer.count() == 0


def test_what_is_seen_and_pressed_is_told(browser: Browser, layers: Site) -> None:
    """Beside the tag on the company's site: seen once, pressed once, by the browser that the tag knows."""
    context = visitor(browser)
    page = context.new_page()
    page.goto(layers.address)
    page.evaluate("new Promise((done) => mikomi('ready', done))")
    page.evaluate(PUT, f"{layers.address}/layer.js?id=low")
    link = page.get_by_role("complementary", name="冬のご案内").get_by_role("link")
    link.wait_for()
    viewed = until(page, lambda: layers.named("Promotion Viewed"))
    link.click()
    clicked = until(page, lambda: layers.named("Promotion Clicked"))
    for found in (viewed, clicked):
        assert [(each.properties["promotion_id"], each.properties["creative"]) for each in found] == [("low", "winter")]
    assert viewed[0].subject == clicked[0].subject
    context.close()


if AXE.exists():

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("name", ["low", "pop"])
    def test_axe_finds_nothing(browser: Browser, layers: Site, name: str, scheme: Any) -> None:
        """Names, contrast and order, in both schemes."""
        context = visitor(browser, color_scheme=scheme)
        page = context.new_page()
        html = layers.stack.request("GET", f"/v1/slots/{name}?layer=1", headers={"accept-language": "ja"}).text
        page.set_content(f'<html lang="ja"><title>x</title><main><h1>x</h1></main>{html}</html>')
        page.evaluate("document.querySelector('dialog')?.showModal()")
        assert page.locator("[data-choice]").is_visible()
        page.evaluate(AXE.read_text())
        assert page.evaluate("axe.run().then((result) => result.violations.map((each) => each.id))") == []
        context.close()
