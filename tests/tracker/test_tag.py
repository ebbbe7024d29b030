"""The browser tag in a real browser, against the real handlers."""

import gzip
import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from local import story
from tests.tracker.conftest import Site
from tracker import build


def until(page: Page, condition: Any, seconds: float = 8) -> Any:
    """What the condition answers once it is truthy; it gets that long."""
    for _ in range(int(seconds * 20)):
        if found := condition():
            return found
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen in time")


def test_the_shipped_tag_is_its_source_and_small() -> None:
    """The packaged file is what `python -m tracker.build` makes, and less than 4 kB on the wire."""
    assert build.SHIPPED.read_text() == build.built(), "run .venv/bin/python -m tracker.build"
    assert len(gzip.compress(build.SHIPPED.read_bytes(), 9)) < 4096


def test_page_views_and_where_they_come_from(page: Page, site: Site) -> None:
    """Two pages of a site are two page views of one visitor, with path, title, referrer and campaign; the ids agree."""
    page.goto(f"{site.address}/?utm_source=news&utm_campaign=winter")
    until(page, lambda: site.named("page"))
    page.click("a[href='/price']")
    first, second = until(page, lambda: (seen := site.named("page")) and len(seen) == 2 and seen)
    assert first.context["page"]["path"] == "/" and second.context["page"]["path"] == "/price"
    assert first.context["campaign"] == {"source": "news", "name": "winter"}
    assert second.context["page"]["referrer"].startswith(site.address)
    assert first.anonymous_id == second.anonymous_id == page.evaluate("mikomi.anonymousId()")
    assert first.context["pageId"] != second.context["pageId"]
    assert first.context["locale"] == "ja-JP" and first.context["timezone"] == "Asia/Tokyo"
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["mikomi_id"]["value"] == first.anonymous_id


def test_calls_before_the_tag_are_kept_and_come_in_order(page: Page, site: Site) -> None:
    """What a page says before the script has loaded is said once it has, after the page view."""

    held: list[Route] = []
    page.route("**/tag.js", lambda route: held.append(route))
    page.goto(site.address, wait_until="commit")
    page.wait_for_function("window.mikomi")
    page.evaluate("""() => { mikomi.track("Signed Up", {plan: "pro"}); mikomi.identify("user-7", {lastName: "山田"});
                            mikomi.track("After"); }""")
    until(page, lambda: held)
    held[0].continue_()
    until(page, lambda: site.named("After"))
    kinds = [(event.type, event.name, event.user_id) for event in site.events()]
    assert kinds == [
        ("page", "", None),
        ("track", "Signed Up", None),
        ("identify", "", "user-7"),
        ("track", "After", "user-7"),
    ]
    assert site.named("Signed Up")[0].properties == {"plan": "pro"}
    assert site.named("identify")[0].traits == {"lastName": "山田"}


def test_one_line_is_enough(page: Page, site: Site) -> None:
    """A page with nothing but the script, the key in its address (Tag Manager keeps that), is followed."""
    html = '<!doctype html><title>x</title><script async src="/tag.js?key=wk_local"></script>'
    page.route("**/bare", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{site.address}/bare")
    page.wait_for_function("window.mikomi && mikomi.version")
    page.evaluate("mikomi.track('Called')")
    until(page, lambda: site.named("Called") and site.named("page"))


def test_a_single_page_application_is_seen(page: Page, site: Site) -> None:
    """pushState, replaceState and the back button are page views; a change of the hash alone is none."""
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    page.evaluate("history.pushState({}, '', '/products/one')")
    page.wait_for_timeout(30)
    page.evaluate("history.replaceState({}, '', '/products/two')")
    page.wait_for_timeout(30)
    page.evaluate("location.hash = 'reviews'")
    page.wait_for_timeout(30)
    page.go_back()
    page.go_back()
    page.wait_for_timeout(30)
    paths = until(
        page, lambda: len(site.named("page")) > 3 and [seen.context["page"]["path"] for seen in site.named("page")]
    )
    assert paths == ["/", "/products/one", "/products/two", "/"]


def test_engaged_time_counts_only_what_was_seen_and_done(page: Page, site: Site) -> None:
    """Visible and active: 10 s of reading and 20 s more count; the rest of the hour away from the desk does not.
    Deltas, no total."""
    page.clock.install()
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    page.mouse.move(10, 10)
    page.clock.run_for(10_000)
    page.mouse.move(20, 20)
    page.clock.run_for(3_600_000)
    page.goto("about:blank")

    def total() -> int:
        return sum(event.properties["engaged_ms"] for event in site.named("Page Engaged"))

    until(page, lambda: total() >= 39_000)
    assert total() <= 41_000
    engaged = site.named("Page Engaged")
    assert len(engaged) > 1, "it is told in parts, while the visit lasts"
    (view,) = site.named("page")
    assert {event.context["pageId"] for event in engaged} == {view.context["pageId"]}
    assert {event.properties["path"] for event in engaged} == {"/"}


def test_a_page_that_goes_away_takes_nothing_with_it(page: Page, site: Site) -> None:
    """A page closed a moment after a click still sends the click and its engaged time."""
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    page.wait_for_timeout(700)
    page.evaluate("mikomi.track('Last Words')")
    keeper = page.context.new_page()
    page.close(run_before_unload=True)
    until(keeper, lambda: site.named("Last Words") and site.named("Page Engaged"))


def test_a_retry_is_the_same_event(page: Page, site: Site) -> None:
    """While the network or the server fails nothing is lost, and what arrives in the end has the messageId of the
    first try."""
    tries: list[list[str]] = []

    def fail_twice(route: Route) -> None:
        sent = json.loads(route.request.post_data or "{}")
        tries.append([event["messageId"] for event in sent["batch"]])
        if len(tries) == 1:
            route.abort()
        elif len(tries) == 2:
            route.fulfill(status=503, body="{}")
        else:
            route.continue_()

    page.route("**/v1/b", fail_twice)
    page.goto(site.address)
    until(page, lambda: site.named("page"))
    assert len(tries) == 3 and tries[0] == tries[1] == tries[2]


def test_what_could_not_be_sent_waits_for_the_next_page(page: Page, site: Site) -> None:
    """Offline to the end of the page: the next page of the visitor sends it, by its old messageId."""
    page.clock.install()
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    page.context.set_offline(True)
    page.evaluate("mikomi.track('Offline')")
    page.clock.run_for(3_000)
    page.context.set_offline(False)
    page.evaluate("Object.defineProperty(navigator, 'onLine', {value: false}); navigator.sendBeacon = () => false")
    page.goto("about:blank")
    page.clock.run_for(120_000)
    page.goto(f"{site.address}/price")
    page.clock.run_for(2_000)
    until(page, lambda: site.named("Offline"))
    assert site.named("Offline")[0].context["page"]["path"] == "/"


def test_a_refused_event_does_not_come_again(page: Page, site: Site) -> None:
    """A 4xx is an answer: the batch leaves the queue, the next ones are sent."""
    answers: list[int] = []

    def refuse_once(route: Route) -> None:
        answers.append(1)
        if len(answers) == 1:
            route.fulfill(status=400, body="{}")
        else:
            route.continue_()

    page.route("**/v1/b", refuse_once)
    page.goto(site.address)
    until(page, lambda: answers)
    page.evaluate("mikomi.track('Next')")
    until(page, lambda: site.named("Next"))
    assert not site.named("page")


def test_a_link_of_our_mail_leaves_the_address_bar(page: Page, site: Site) -> None:
    """`mk` goes along with the first page view only, is in no address that is sent, and is gone from the bar; the
    rest stays."""
    sent: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/v1/b"):
            sent.append(json.loads(request.post_data or "{}"))

    page.on("request", note)
    page.goto(f"{site.address}/price?a=1&mk=secret-token#x")
    until(page, lambda: site.named("page"))
    assert page.url == f"{site.address}/price?a=1#x"
    page.evaluate("mikomi.track('Later')")
    until(page, lambda: site.named("Later"))
    events = [event for batch in sent for event in batch["batch"]]
    assert [event["context"].get("mikomi") for event in events if event["type"] == "page"] == ["secret-token"]
    assert json.dumps(events).count("secret-token") == 1


def test_a_form_of_the_site_makes_the_visitor_a_lead(page: Page, site: Site) -> None:
    """`mikomi.form`: what is filled in arrives with the anonymousId and the consent; the thanks take its place.

    Before that the server refuses a bad address, and the field says so in the reader's language.
    """
    story.publish(site.stack)
    page.goto(f"{site.address}/products/board")
    until(page, lambda: site.named("page"))
    page.click("header .button")
    page.wait_for_function("mikomi.version")
    page.evaluate("document.querySelector('#download').noValidate = true")
    filled = {"email": "taro@", "lastName": "山田", "firstName": "太郎", "company": "北星精機", "title": "部長"}
    for name, value in filled.items():
        page.fill(f"#download [name={name}]", value)
    page.select_option("[name=industry]", "製造業")
    page.check("[name=consent]")
    page.click("#download button")
    page.wait_for_function("document.querySelector('[name=email]').validationMessage")
    assert site.named("Form Submitted") == []
    page.fill("#download [name=email]", "taro@hokusei.example")
    page.click("#download button")
    page.get_by_text("お申し込みありがとうございます").wait_for()
    assert page.get_attribute("#download a", "href").startswith(f"{site.address}/d/")  # type: ignore[union-attr]
    (submitted,), (known,) = site.named("Form Submitted"), site.named("identify")
    assert submitted.properties["form"] == "download" and known.traits["email"] == "taro@hokusei.example"
    assert known.context["consent"]["marketing"] is True
    assert {submitted.anonymous_id} == {seen.anonymous_id for seen in site.named("page")}
    until(page, lambda: [mail for mail in site.stack.mails() if mail["to"] == "taro@hokusei.example"])


def test_a_form_whose_answer_was_lost_is_one_form(page: Page, site: Site) -> None:
    """Sent again unchanged after a lost answer it is the same form; changed, it is another."""
    story.publish(site.stack)
    page.goto(f"{site.address}/contact")
    page.wait_for_function("mikomi.version")
    for name in ("lastName", "firstName", "company", "inquiry"):
        page.fill(f"#contact [name={name}]", "見込み")
    page.fill("#contact [name=email]", "a@hokusei.example")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/forms/contact", lose)
    page.click("#contact button")
    until(page, lambda: len(lost) == 1 and page.inner_text("#contact [role=status]"))
    page.click("#contact button")
    until(page, lambda: len(lost) == 2)
    page.fill("#contact [name=inquiry]", "別の質問")
    page.click("#contact button")
    until(page, lambda: "ありがとうございます" in page.inner_text("#contact"))
    assert lost == [200, 200]
    assert len(site.named("Form Submitted")) == 2


def test_do_not_track_and_consent(browser: Browser, site: Site) -> None:
    """Do Not Track: nothing is sent or stored until the visitor agrees; taking it back stops everything and forgets
    the visitor."""
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(navigator, 'doNotTrack', {value: '1'})")
    page = context.new_page()
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    page.evaluate("mikomi.track('Hidden')")
    page.wait_for_timeout(1500)
    assert site.events() == [] and context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("mikomi.consent(true); mikomi.track('Seen')")
    until(page, lambda: site.named("Seen"))
    page.evaluate("mikomi.consent(false); mikomi.track('Hidden Again')")
    page.wait_for_timeout(1500)
    assert {event.name for event in site.events()} == {"Seen"}
    assert context.cookies() == [] and page.evaluate("Object.keys(localStorage)") == ["mikomi.consent"]
    context.close()


def test_a_page_that_asks_first_waits(page: Page, site: Site) -> None:
    """`mikomi.ask = true`: events wait in the page, unsent and unstored, and go when the visitor agrees."""
    page.add_init_script("window.mikomi = window.mikomi || []; window.mikomi.ask = true")
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    page.wait_for_timeout(1500)
    assert site.events() == [] and page.context.cookies() == [] and page.evaluate("localStorage.length") == 0
    page.evaluate("mikomi.consent(true)")
    (view,) = until(page, lambda: site.named("page"))
    assert view.anonymous_id == page.evaluate("mikomi.anonymousId()")


def test_reset_makes_a_new_visitor(page: Page, site: Site) -> None:
    """After a log-out the browser is somebody else: another anonymousId, no userId."""
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    page.evaluate("mikomi.identify('user-1'); mikomi.track('Before'); mikomi.reset(); mikomi.track('After')")
    until(page, lambda: site.named("After"))
    (before,), (after,) = site.named("Before"), site.named("After")
    assert before.user_id == "user-1" and after.user_id is None
    assert before.anonymous_id != after.anonymous_id


@pytest.mark.parametrize("broken", ["circular", "storage"])
def test_the_tag_never_breaks_the_page(page: Page, site: Site, broken: str) -> None:
    """Properties that cannot be sent and a browser that stores nothing throw no error, and the page view arrives."""
    if broken == "storage":
        page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})")
    page.goto(site.address)
    page.wait_for_function("mikomi.version")
    if broken == "circular":
        page.evaluate("() => { const loop = {}; loop.loop = loop; mikomi.track('Loop', loop); mikomi.track('Fine') }")
    until(page, lambda: site.named("page"))
