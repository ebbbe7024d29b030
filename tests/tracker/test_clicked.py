"""A mail's link in a real browser: what the door says of it, and by what the page tells that a person came."""

import json

import boto3
import pytest
from mikomi import clock, tokens
from playwright.sync_api import Browser, Page

from tests.tracker.conftest import Site, passes, ready, until, visitor

MAIL = {"p": "l_1", "m": "mail-1", "s": "thanks", "t": "faq", "e": "e1", "r": 1}


def link(site: Site, age: int) -> str:
    """A link to the prices, in a mail that was written so many seconds ago."""
    with site.stack.lock:
        said = {**MAIL, "u": f"{site.address}/price", "w": clock.now() // 1000 - age}
        secret = boto3.client("secretsmanager").get_secret_value(SecretId=site.stack.environment()["MIKOMI_SECRET_ARN"])
        root = json.loads(secret["SecretString"])["root"]
        return f"{site.address}/c/{tokens.seal(root, 'click', said)}"


def test_the_page_and_a_hand_on_it_report_the_click_by_which_they_came(page: Page, site: Site) -> None:
    """A click so soon after the mail is unknown. Page view and the link that is pressed there bear the id of that
    very click in what the log has of them, and the next page does not."""
    page.goto(link(site, 20))
    until(page, lambda: site.named("page"))
    (click,) = site.named("Mail Clicked")
    assert (click.properties["by"], click.properties["why"]) == ("unknown", "early")
    page.evaluate("mikomi('track', 'Link Clicked')")
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    until(page, lambda: site.named("Link Clicked") and len(site.named("page")) == 2)
    here, next_page = site.named("page")
    (hand,) = site.named("Link Clicked")
    assert here.context["clicked"] == hand.context["clicked"] == click.id
    assert "clicked" not in next_page.context


def leaves(page: Page) -> None:
    """The page is hidden, as it is when its reader goes away."""
    page.clock.run_for(1000)  # less than half a second of reading is not told
    page.goto("about:blank")


def test_a_page_on_which_nothing_moves_tells_of_no_hand(page: Page, site: Site) -> None:
    """What a filter does that runs the page's scripts: it waits, scrolls, and sends movements of its own making."""
    page.clock.install()
    page.goto(link(site, 20))
    ready(page)
    passes(page)
    until(page, lambda: site.named("page"))
    page.evaluate(
        "scrollTo(0, 400); for (const name of ['pointermove', 'pointerdown', 'keydown'])"
        "document.body.dispatchEvent(new Event(name, {bubbles: true, cancelable: true}))"
    )
    leaves(page)
    (engaged,) = until(page, lambda: site.named("Page Engaged"))
    (click,) = site.named("Mail Clicked")
    assert engaged.context["clicked"] == click.id and not engaged.properties.get("hand")


@pytest.mark.parametrize("hand", ["pointer", "key", "touch"])
def test_a_hand_is_told_with_the_time_that_somebody_was_there(browser: Browser, site: Site, hand: str) -> None:
    """A pointer that moves, a key, a finger: told once, of the very click, and by no request more than without."""
    context = visitor(browser, has_touch=hand == "touch")
    page = context.new_page()
    page.clock.install()
    page.goto(link(site, 20))
    ready(page)
    passes(page)
    until(page, lambda: site.named("page"))
    match hand:
        case "pointer":
            page.mouse.move(40, 60)
        case "key":
            page.keyboard.press("Tab")
        case _:
            page.touchscreen.tap(40, 60)
    leaves(page)
    (engaged,) = until(page, lambda: site.named("Page Engaged"))
    (click,) = site.named("Mail Clicked")
    assert (engaged.context["clicked"], engaged.properties["hand"]) == (click.id, 1)
    context.close()


def test_a_browsers_later_click_is_a_persons_at_once(page: Page, site: Site) -> None:
    """What a real Chromium sends of itself is what the door looks for."""
    page.goto(link(site, 3600))
    until(page, lambda: site.named("page"))
    (click,) = site.named("Mail Clicked")
    assert (click.properties["by"], click.properties["why"], click.proof) == ("human", "browser", 2)
