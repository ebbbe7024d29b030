"""What the tag tells of a visit by itself: page views, where they came from, single-page applications."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route

from tests.tracker.conftest import TOKEN, Site, own_id, passes, ready, until


def test_page_views_and_where_they_come_from(page: Page, site: Site) -> None:
    """Two pages of a site are two page views of one visitor, with path, title and referrer; the campaign and the
    advertisement's click are read out of the address; the ids agree."""
    page.goto(f"{site.address}/?utm_source=news&utm_campaign=winter&gclid=g1&yclid=y1&fbclid=f1&x=1#top")
    until(page, lambda: site.named("page"))
    page.click("a[href='/price']")
    first, second = until(page, lambda: (seen := site.named("page")) and len(seen) == 2 and seen)
    assert first.context["page"]["path"] == "/" and second.context["page"]["path"] == "/price"
    assert first.context["page"]["title"].startswith("現場の改善") and "#" not in first.context["page"]["url"]
    clicks = {"gclid": "g1", "yclid": "y1", "fbclid": "f1"}
    assert first.context["campaign"] == {"source": "news", "name": "winter", **clicks}
    assert "campaign" not in second.context
    assert second.context["page"]["referrer"].startswith(site.address)
    assert first.anonymous_id == second.anonymous_id == own_id(page)
    assert first.context["pageId"] != second.context["pageId"]
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["mikomi_id"]["value"] == first.anonymous_id


def test_one_line_is_enough(page: Page, site: Site) -> None:
    """A page with nothing but the script, the key in its address (Tag Manager keeps that), is followed."""
    html = '<!doctype html><title>x</title><script async src="/tag.js?key=wk_local"></script>'
    page.route("**/bare", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{site.address}/bare")
    ready(page)
    page.evaluate("mikomi('track', 'Called')")
    until(page, lambda: site.named("Called") and site.named("page"))
    assert site.named("Called")[0].context["page"]["path"] == "/bare"


def test_a_version_with_its_hash(page: Page, site: Site) -> None:
    """The file by its version, with its integrity hash, is the same tag; the browser runs it, so the hash is right."""
    newest = json.loads(site.stack.request("GET", "/tag/tag.json").body)
    address = f"/tag/{newest['version']}.js?key=wk_local"
    html = (
        f'<!doctype html><title>x</title><script async crossorigin integrity="{newest["integrity"]}" src="{address}">'
        "</script>"
    )
    page.route("**/bare", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{site.address}/bare")
    until(page, lambda: site.named("page"))
    assert page.evaluate("mikomi.version") == newest["version"]


def test_two_tags_on_a_page_are_one(page: Page, site: Site) -> None:
    """A page that carries the tag twice (template and Tag Manager) is viewed once."""
    html = "<!doctype html><title>x</title>" + 2 * '<script src="/tag.js?key=wk_local"></script>'
    page.route("**/bare", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.clock.install()
    page.goto(f"{site.address}/bare")
    page.evaluate("mikomi('track', 'Called')")
    passes(page)
    until(page, lambda: site.named("Called"))
    passes(page)  # each tag that there is has sent what it holds, and is heard before this:
    page.evaluate("mikomi('track', 'Last')")
    until(page, lambda: site.named("Last"))
    assert len(site.named("page")) == len(site.named("Called")) == 1


def test_a_single_page_application_is_seen(page: Page, site: Site) -> None:
    """pushState, replaceState and the back button are page views, each with the one before as its referrer; a change
    of the hash alone is none. What the site says right after is said of the new view."""
    page.clock.install()
    page.goto(site.address)
    ready(page)
    page.evaluate("history.pushState({}, '', '/products/one'); document.title = 'One'")
    page.mouse.move(10, 10)
    page.evaluate("history.replaceState({}, '', '/products/two'); mikomi('track', 'Seen')")
    page.evaluate("location.hash = 'reviews'")
    passes(page)
    page.go_back()
    page.go_back()
    passes(page)
    seen = until(page, lambda: len(site.named("page")) > 3 and site.named("page"))
    assert [view.context["page"]["path"] for view in seen] == ["/", "/products/one", "/products/two", "/"]
    assert seen[1].context["page"]["title"] == "One"
    assert seen[2].context["page"]["referrer"] == f"{site.address}/products/one"
    assert site.named("Seen")[0].context["pageId"] == seen[2].context["pageId"]


def test_a_site_may_tell_its_views_itself(page: Page, site: Site) -> None:
    """`mikomi('init', {manual: true})`: only `mikomi('page', …)` is a view, by its name and properties."""
    page.add_init_script(
        "window.mikomi = function () { (mikomi.q = mikomi.q || []).push(arguments) };mikomi('init', {manual: true})"
    )
    page.clock.install()
    page.goto(site.address)
    ready(page)
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    passes(page)
    page.evaluate("mikomi('page', 'Elsewhere', {shelf: 3}); mikomi('page', {shelf: 4})")
    first, second = until(page, lambda: len(site.named("page")) == 2 and site.named("page"))
    assert (first.name, first.properties) == ("Elsewhere", {"shelf": 3}) and second.properties == {"shelf": 4}
    assert first.context["page"]["path"] == "/elsewhere"


def test_a_page_that_comes_back_is_seen_again(page: Page, site: Site) -> None:
    """A page that the browser had kept (back button) is a view again."""
    page.goto(site.address)
    until(page, lambda: site.named("page"))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    until(page, lambda: len(site.named("page")) == 2)


def test_calls_before_the_tag_are_kept_and_come_in_order(page: Page, site: Site) -> None:
    """What a page says before the script has loaded is said once it has, after the page view."""
    held: list[Route] = []
    page.route("**/tag.js*", lambda route: held.append(route))
    page.goto(site.address, wait_until="commit")
    page.wait_for_function("!!window.mikomi")
    page.evaluate("""() => { mikomi('track', 'Signed Up', {plan: 'pro'});
                            mikomi('identify', 'user-7', {lastName: '山田'});
                            mikomi('group', 'hokusei', {industry: '製造業'}); mikomi('track', 'After'); }""")
    until(page, lambda: held)
    held[0].continue_()
    until(page, lambda: site.named("After"))
    kinds = [(event.type, event.name, event.user_id) for event in site.events()]
    assert kinds == [
        ("page", "", None),
        ("track", "Signed Up", None),
        ("identify", "", "user-7"),
        ("group", "", "user-7"),
        ("track", "After", "user-7"),
    ]
    assert site.named("Signed Up")[0].properties == {"plan": "pro"}
    assert site.named("identify")[0].traits == {"lastName": "山田"}
    assert site.named("group")[0].group_id == "hokusei"


def test_a_link_of_our_mail_leaves_the_address_bar(page: Page, site: Site) -> None:
    """`mk` goes along with what is done in this view, is in no address that is sent, and is gone from the bar; the rest
    stays. The next view, and whoever sits down after a reset, did not come by it."""
    sent: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/v1/b"):
            sent.append(json.loads(request.post_data or "{}"))

    page.on("request", note)
    page.goto(f"{site.address}/price?a=1&mk={TOKEN}#x")
    until(page, lambda: sent and site.named("page"))
    assert page.url == f"{site.address}/price?a=1#x"
    page.evaluate("mikomi('track', 'Here'); mikomi('reset'); mikomi('track', 'Somebody Else')")
    page.evaluate("history.pushState({}, '', '/elsewhere')")

    def shown() -> list[tuple[str, str | None]]:
        events = [event for packet in sent for event in packet["batch"]]
        named = [(event.get("event", event["type"]), event["context"].get("mikomi")) for event in events]
        return [each for each in named if each[0] != "Page Engaged"]

    # what was sent is told to us later than to the server
    until(page, lambda: len(shown()) == 4 and site.named("Somebody Else") and len(site.named("page")) == 2)
    assert shown() == [("page", TOKEN), ("Here", TOKEN), ("Somebody Else", None), ("page", None)]
    assert json.dumps(sent).count(TOKEN) == 2


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?mk={}", ""),
        ("?mk={}&fbclid=1", "?fbclid=1"),
        ("?q=%8E%91%97%BF&b=x%20y+z&mk={}", "?q=%8E%91%97%BF&b=x%20y+z"),
        ("?a=%E8%B3%87&mk={}&b=(1)*!", "?a=%E8%B3%87&b=(1)*!"),
        ("?mk=5&mk={}&c", "?mk=5&c"),
    ],
)
def test_the_rest_of_the_address_bar_stays_to_the_letter(page: Page, site: Site, query: str, left: str) -> None:
    """A query in Shift_JIS, `%20` beside `+`, a site's own `mk`: only our token is cut out."""
    page.goto(f"{site.address}/price{query.replace('{}', TOKEN)}#x")
    until(page, lambda: site.named("page"))
    assert page.url == f"{site.address}/price{left}#x"
    assert site.named("page")[0].context["page"]["url"] == f"{site.address}/price{left}"


@pytest.mark.parametrize("own", ["mk=5", "mk=eyJwYWdlIjoxfQ", "mk=eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "a-mk=1&mk", "mk=#x"])
def test_a_sites_own_mk_stays(page: Page, site: Site, own: str) -> None:
    """What does not look like our token is the site's: in the bar, in what is sent, and nobody is recognised by it."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.url.endswith("/v1/b") else None)
    page.goto(f"{site.address}/price?{own}")
    until(page, lambda: sent and site.named("page"))
    assert page.url == f"{site.address}/price?{own}"
    (packet,) = [json.loads(body) for body in sent]
    assert [event["context"].get("mikomi") for event in packet["batch"]] == [None] * len(packet["batch"])


def test_reset_makes_a_new_visitor(page: Page, site: Site) -> None:
    """After a log-out the browser is somebody else: another anonymousId, no userId, another cookie."""
    page.goto(site.address)
    ready(page)
    page.evaluate("mikomi('identify', 'user-1'); mikomi('track', 'Before'); mikomi('reset'); mikomi('track', 'After')")
    until(page, lambda: site.named("After"))
    (before,), (after,) = site.named("Before"), site.named("After")
    assert before.user_id == "user-1" and after.user_id is None
    assert before.anonymous_id != after.anonymous_id
    until(page, lambda: [cookie["value"] for cookie in page.context.cookies()] == [after.anonymous_id])
