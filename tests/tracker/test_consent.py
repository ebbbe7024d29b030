"""Nothing before consent: granted, pending, denied; Global Privacy Control, Do Not Track; machines."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.tracker.conftest import Site, own_id, passes, ready, until, visitor

STUB = "window.mikomi = function () { (mikomi.q = mikomi.q || []).push(arguments) };"


def noted(page: Page, site: Site) -> list[str]:
    """Every request of the page that reaches for Mikomi's addresses from now on, on a clock that we move."""
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    return asked


def stored(page: Page) -> Any:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('mikomi')).sort()")


def names(context: BrowserContext) -> list[str]:
    return [cookie["name"] for cookie in context.cookies()]


def test_a_page_that_asks_first_waits_in_memory(page: Page, site: Site) -> None:
    """pending: events, forms and slots wait in the page, nothing is sent or stored; once granted all of it goes, under
    the id it had, and the next page knows."""
    page.add_init_script(STUB + "mikomi('consent', 'pending')")
    asked = noted(page, site)
    page.goto(f"{site.address}/price")
    ready(page)
    page.evaluate("mikomi('track', 'Early'); mikomi('identify', 'user-1')")
    before = own_id(page)
    passes(page)
    assert asked == [] and names(page.context) == [] and stored(page) == []
    page.evaluate("mikomi('consent', 'granted')")
    (view,) = until(page, lambda: site.named("page"))
    assert view.anonymous_id == before == own_id(page)
    assert [event.user_id for event in site.events()] == [None, None, "user-1"]
    until(page, lambda: any("/v1/slots/price" in url for url in asked))
    page.goto(site.address)
    ready(page)
    passes(page)
    until(page, lambda: len(site.named("page")) == 2)
    assert {event.anonymous_id for event in site.events()} == {before}


def test_a_page_that_never_asks_again_keeps_nothing(page: Page, site: Site) -> None:
    """pending to the end of the page: the next page's visitor is another, and nobody knows of either."""
    page.add_init_script(STUB + "mikomi('consent', 'pending')")
    asked = noted(page, site)
    page.goto(site.address)
    ready(page)
    first = own_id(page)
    page.goto(f"{site.address}/price")
    ready(page)
    assert own_id(page) != first and asked == [] and stored(page) == []


def test_denied_stops_and_forgets(page: Page, site: Site) -> None:
    """Taken back: what waits is thrown away, cookie and storage are cleared, the refusal alone is kept; it holds on the
    next page, against a page that asks again too, until the visitor agrees."""
    asked = noted(page, site)
    with page.expect_response(lambda answer: "/v1/id.gif" in answer.url):  # later it would write the cookie once more
        page.goto(site.address)
    passes(page)
    until(page, lambda: site.named("page"))
    asked.clear()
    page.evaluate("mikomi('track', 'Unsent'); mikomi('consent', 'denied'); mikomi('track', 'Hidden')")
    passes(page)
    assert names(page.context) == [] and stored(page) == ["mikomi.consent"]
    page.add_init_script(STUB + "mikomi('consent', 'pending')")
    page.goto(f"{site.address}/price")
    ready(page)
    assert page.evaluate("new Promise((tell) => mikomi('ready', (id) => tell(id === undefined)))")
    passes(page)
    assert [url for url in asked if "/v1/f" not in url] == [] and stored(page) == ["mikomi.consent"]
    page.evaluate("mikomi('consent', 'granted'); mikomi('track', 'Agreed')")
    until(page, lambda: site.named("Agreed"))
    assert {event.name for event in site.events()} == {"", "Agreed"}


@pytest.mark.parametrize(
    "signal", ["navigator, 'doNotTrack', {value: '1'}", "navigator, 'globalPrivacyControl', {value: true}"]
)
def test_a_browser_that_says_no(browser: Browser, site: Site, signal: str) -> None:
    """Do Not Track and Global Privacy Control are a no, whatever the page asks; only the visitor's own yes is more."""
    context = visitor(browser)
    context.add_init_script(f"Object.defineProperty({signal}); {STUB} mikomi('consent', 'pending')")
    page = context.new_page()
    asked = noted(page, site)
    page.goto(site.address)
    ready(page)
    page.evaluate("mikomi('track', 'Hidden')")
    passes(page)
    assert asked == [] and context.cookies() == [] and stored(page) == []
    page.evaluate("mikomi('consent', 'granted'); mikomi('track', 'Seen')")
    until(page, lambda: site.named("Seen"))
    assert not site.named("Hidden")
    context.close()


@pytest.mark.parametrize("machine", ["Googlebot/2.1", "Chrome-Lighthouse", "HeadlessChrome/140"])
def test_machines_are_nobody(browser: Browser, site: Site, machine: str) -> None:
    """A crawler or a test machine makes no visitor, though it runs scripts; a phone named Cubot does."""
    context = visitor(browser, user_agent=f"Mozilla/5.0 (X11; {machine}) Safari/537.36")
    page = context.new_page()
    asked = noted(page, site)
    page.goto(site.address)
    ready(page)
    page.evaluate("mikomi('consent', 'granted'); mikomi('track', 'Hidden')")
    passes(page)
    assert asked == [] and context.cookies() == []
    context.close()


def test_a_driven_browser_is_nobody_and_a_phone_is_somebody(browser: Browser, site: Site) -> None:
    """`navigator.webdriver` says that nobody looks; a telephone with "bot" in its name is held by somebody."""
    context = visitor(browser, user_agent="Mozilla/5.0 (Linux; Android 13; CUBOT X70) Mobile Safari/537.36")
    page = context.new_page()
    page.goto(site.address)
    until(page, lambda: site.named("page"))
    page.add_init_script("Object.defineProperty(navigator, 'webdriver', {value: true})")
    asked = noted(page, site)
    page.goto(f"{site.address}/price")
    ready(page)
    page.evaluate("mikomi('track', 'Hidden')")
    passes(page)
    assert [url for url in asked if "/v1/f" not in url] == [] and len(site.named("page")) == 1
    context.close()


def test_a_browser_without_storage_is_one_visitor_by_its_cookie(page: Page, site: Site) -> None:
    """Storage that throws: nothing breaks, and the cookie alone makes two pages one visit."""
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})")
    page.goto(site.address)
    until(page, lambda: site.named("page") and names(page.context) == ["mikomi_id"])
    page.goto(f"{site.address}/price")
    first, second = until(page, lambda: len(site.named("page")) == 2 and site.named("page"))
    assert first.anonymous_id == second.anonymous_id


def test_a_full_storage_loses_nothing(page: Page, site: Site) -> None:
    """Where the site has filled the storage, the tag works from memory."""
    page.add_init_script(
        "Storage.prototype.setItem; try { localStorage.big = 'x'.repeat(5 * 1024 * 1024 - 40) } catch {}"
    )
    page.goto(site.address)
    until(page, lambda: site.named("page"))
    page.evaluate("mikomi('track', 'Fine', {text: 'x'.repeat(3000)})")
    until(page, lambda: site.named("Fine"))


def test_the_server_is_asked_once_a_day_to_renew_the_cookie(page: Page, site: Site) -> None:
    """One picture a day, with the id and the domain that took the cookie; not on the next page, again a day later."""
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/id.gif" in request.url else None)
    page.goto(site.address)
    until(page, lambda: asked)
    page.goto(f"{site.address}/price")
    passes(page)
    assert asked == [f"{site.address}/v1/id.gif?a={own_id(page)}&d=127.0.0.1"]
    page.evaluate("localStorage['mikomi.day'] -= 864e5")
    until(page, lambda: len(asked) == 2)
    (cookie,) = page.context.cookies()
    assert cookie["value"] == own_id(page) and cookie["sameSite"] == "Lax"
    assert cookie["expires"] - page.evaluate("Date.now() / 1000") == pytest.approx(34_560_000, abs=60)
