"""The demo site as a newcomer meets it: clicks around, sees each footprint arrive in the console, becomes somebody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from mikomi import clock
from playwright.sync_api import Browser, Page

from local import story
from tests.tracker.conftest import Site, passes, ready, settles, until, visitor

AXE = Path(__file__).parent.parent.parent / "tracker" / "node_modules" / "axe-core" / "axe.min.js"
PATHS = ("/", "/products", "/products/board", "/price", "/cases", "/cases/factory", "/download", "/contact", "/offer")
OURS = {"/price": "/v1/slots/price", "/download": "/f/download", "/contact": "/f/contact"}
"""What Mikomi is asked for to be put into a page, where the page has a place for it."""
OWN = "ご不明な点は、お気軽にお問い合わせください。"


@pytest.fixture
def shop(site: Site) -> Iterator[Site]:
    """The demo site over the example workspace."""
    story.publish(site.stack)
    yield site
    clock.shift(timedelta())


def folded_views(shop: Site, path: str) -> int:
    """Page views of this path that the next decision knows."""
    shop.stack.settle()
    return sum(event.context["page"]["path"] == path for event in shop.named("page"))


def test_a_newcomer_sees_the_own_footprints_arrive_and_becomes_a_lead(page: Page, shop: Site) -> None:
    """From the banner to the own browser's page in the console; each page view arrives there within seconds, unasked;
    whoever comes back to the prices is shown a coupon; with the form the visitor has a name, and keeps the past."""
    page.goto(f"{shop.address}/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="あなたの足あとを見る").click(modifiers=["ControlOrMeta"])
    console = opened.value
    console.get_by_role("heading", name="匿名の訪問者").wait_for()
    console.get_by_text("現場の改善を、今日から").wait_for(timeout=8_000)

    page.get_by_role("link", name="料金", exact=True).click()
    page.get_by_text("料金の決め方が 5 分で分かります").wait_for()
    console.get_by_text("/price").first.wait_for(timeout=8_000)
    page.get_by_role("link", name="導入事例", exact=True).click()
    page.get_by_role("link", name="料金", exact=True).click()
    until(page, lambda: folded_views(shop, "/price") == 2)
    page.reload()
    page.get_by_text("初月無料クーポン").wait_for()
    code = page.locator(".mikomi-slot-code code").inner_text()
    assert code.startswith("START-") and page.locator(".slot time").inner_text().endswith("まで")
    console.get_by_text(code).wait_for(timeout=8_000)

    page.get_by_role("link", name="資料請求").first.click()
    for name, value in (
        ("email", "hanako@example.co.jp"),
        ("lastName", "見込"),
        ("firstName", "花子"),
        ("company", "青空"),
    ):
        page.fill(f"#f-{name}", value)
    page.check("#f-consent")
    clock.shift(clock.shifted() + timedelta(seconds=20))
    page.get_by_role("button", name="資料を受け取る").click()
    page.get_by_role("heading", name="ありがとうございます").wait_for()
    console.get_by_role("heading", name="見込 花子").wait_for(timeout=8_000)
    assert console.get_by_text(code).is_visible() and console.get_by_text("匿名", exact=True).count()
    console.get_by_role("link", name="見込み客のページへ").click()
    console.get_by_role("heading", name="見込 花子").wait_for()
    console.close()


def test_a_page_works_without_mikomi(page: Page, shop: Site) -> None:
    """No slot, no tag: the place keeps the page's own content, and nothing is thrown."""
    page.route("**/v1/slots/**", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "/v1/slots/" in request.url):
        page.goto(f"{shop.address}/price")
    settles(page)
    assert page.get_by_text(OWN).is_visible()
    page.route("**/tag.js*", lambda route: route.abort())
    page.goto(f"{shop.address}/price?lang=en")
    assert page.get_by_text("Any questions? Just ask.").is_visible()
    assert page.locator("#mine").is_hidden()


def test_who_may_not_be_followed_is_shown_the_pages_own_content(browser: Browser, shop: Site) -> None:
    """A browser that says no (Global Privacy Control): no slot, no link to footprints, no footprint."""
    context = visitor(browser)
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{shop.address}/price")
    ready(page)
    passes(page)
    assert page.get_by_text(OWN).is_visible() and page.locator("#mine").is_hidden()
    assert shop.events() == []
    context.close()


if AXE.exists():

    @pytest.mark.parametrize("width", [390, 1280])
    def test_axe_finds_nothing_serious_on_the_demo_site(browser: Browser, shop: Site, width: int) -> None:
        """Every page of it in both languages, with what Mikomi puts there; and the page of a browser's footprints."""
        context = visitor(browser, viewport={"width": width, "height": 900}, bypass_csp=True)
        page = context.new_page()
        for path in PATHS:
            for language in ("ja", "en"):
                with page.expect_response(lambda answer: OURS.get(path, path) in answer.url):  # noqa: B023
                    page.goto(f"{shop.address}{path}?lang={language}")
                page.locator("#mine").wait_for()
                settles(page)
                assert _serious(page) == [], (path, language)
        page.goto(f"{shop.address}{page.locator('#mine').get_attribute('href')}")
        assert _serious(page) == []
        context.close()

    def _serious(page: Page) -> list[Any]:
        page.evaluate(AXE.read_text())
        found = page.evaluate("async () => (await axe.run()).violations")
        return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]
