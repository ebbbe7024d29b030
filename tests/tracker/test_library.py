"""The library of mails in a real browser: small pictures that can do nothing, found by typing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from local import story
from tests.tracker.conftest import Site, visitor
from tests.tracker.test_form_pages import AXE


@pytest.fixture
def console(site: Site) -> Iterator[Site]:
    story.publish(site.stack)
    yield site


def test_mails_are_found_and_looked_at(page: Page, console: Site) -> None:
    """Enter that ends a conversion asks for nothing, the next one searches; a tag leads to those that have it; a
    picture is the mail, and no focus goes into it; a card leads to its mail."""
    page.goto(f"{console.address}/console/preview?lang=ja")
    assert page.locator(".library > li").count() == 11
    assert "料金のご相談を承ります" in page.frame_locator(".thumb iframe").first.locator("h1").inner_text()
    search = page.get_by_role("searchbox")
    search.fill("セール")
    search.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    assert "search=" not in page.url
    search.press("Enter")
    page.wait_for_url("**search=**")
    assert page.locator(".library > li").count() == 3
    page.get_by_role("link", name="季節の特集").click()
    page.wait_for_url("**theme=**")
    assert page.get_by_role("combobox", name="テーマ").input_value() == "季節の特集"
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.tagName"))
    assert "A" in seen and "IFRAME" not in seen
    page.get_by_role("link", name="ママのよそゆきコーデ大特集", exact=True).click()
    page.wait_for_url("**/preview/kids-ceremony")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_axe_finds_nothing(browser: Browser, console: Site, scheme: str) -> None:
    """On a phone nothing is wider than it; names, contrast and order are right in both schemes."""
    for language in ("ja", "en"):
        context = visitor(browser, color_scheme=scheme, viewport={"width": 390, "height": 900})
        page = context.new_page()
        page.goto(f"{console.address}/console/preview?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        if AXE.exists():
            page.evaluate(AXE.read_text())
            told = page.evaluate("axe.run({iframes: false}).then((r) => r.violations.map((each) => each.id))")
            assert told == []
        context.close()
