"""Nothing is lost and nothing counts twice: packets are fixed, retried as they are, sent when the page goes away."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route

from tests.tracker.conftest import Site, answers, passes, ready, settles, until


def packet(request: Request) -> tuple[str, ...]:
    """The messageIds of what was sent."""
    return tuple(event["messageId"] for event in json.loads(request.post_data or "{}")["batch"])


def stored_packets(site: Site) -> int:
    import boto3

    with site.stack.lock:
        found: int = boto3.client("dynamodb").scan(TableName=site.stack.template.name("EventTable"))["Count"]
    return found


def test_a_retry_is_the_same_packet(page: Page, site: Site) -> None:
    """Refused, then answered too late: what happens meanwhile goes into the next packet, each try of the first one
    sends the same events under another time of sending, and the log holds it once."""
    page.clock.install()
    tries: list[tuple[str, ...]] = []
    sent_at: list[str] = []

    def fail_twice(route: Route) -> None:
        tries.append(packet(route.request))
        sent_at.append(json.loads(route.request.post_data or "{}")["sentAt"])
        if len(tries) == 1:
            route.abort()
        elif len(tries) == 2:
            assert route.fetch().status == 200  # taken, but the answer never comes
            route.fulfill(status=503, body="{}")
        else:
            route.continue_()

    page.route("**/v1/b", fail_twice)
    ended = answers(page)
    page.goto(site.address)
    ready(page)
    passes(page)
    for number in range(3):
        until(page, lambda: len(tries) > number)  # noqa: B023
        page.evaluate(f"mikomi('track', 'Meanwhile {number}')")
        until(page, lambda: len(ended) > number)  # noqa: B023
        settles(page)
        page.clock.run_for(12_000)
    until(page, lambda: site.named("Meanwhile 2"))
    assert tries[0] == tries[1] == tries[2] and len(tries[0]) == 1 and len(set(sent_at)) == len(sent_at)
    ids = [event.id for event in site.events()]
    assert len(ids) == len(set(ids)) and stored_packets(site) == len(set(tries))


def test_a_page_that_goes_away_takes_nothing_with_it(page: Page, site: Site) -> None:
    """A page closed a moment after a click still sends the click and its engaged time."""
    page.clock.install()
    page.goto(site.address)
    ready(page)
    page.clock.run_for(700)
    page.evaluate("mikomi('track', 'Last Words')")
    keeper = page.context.new_page()
    page.close(run_before_unload=True)
    until(keeper, lambda: site.named("Last Words") and site.named("Page Engaged"))


def test_what_is_under_way_goes_again_as_it_is(page: Page, site: Site) -> None:
    """The page ends while a packet is under way: the beacon carries the very same packet, then the rest. Should the
    first try have arrived after all, the log does not grow."""
    page.goto(site.address)
    until(page, lambda: site.named("page"))
    held: list[Route] = []
    page.route("**/v1/b", lambda route: held.append(route))
    page.evaluate("mikomi('track', 'Under Way')")
    until(page, lambda: held)
    first_try = held[0].request.post_data or ""
    page.evaluate("mikomi('track', 'Rest')")
    page.unroute("**/v1/b")
    page.goto("about:blank")
    until(page, lambda: site.named("Under Way") and site.named("Rest"))
    assert {event.id for event in site.named("Under Way")} == set(packet(held[0].request))
    assert stored_packets(site) == 3
    assert (
        site.stack.request("POST", "/v1/b", headers=[("content-type", "text/plain")], body=first_try.encode()).status
        == 200
    )
    assert stored_packets(site) == 3


def test_what_could_not_be_sent_waits_for_the_next_page(page: Page, site: Site) -> None:
    """Offline to the end of the page: the next page of the visitor sends the same packet."""
    page.goto(site.address)
    until(page, lambda: site.named("page"))
    page.context.set_offline(True)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/v1/b")):
        page.evaluate("mikomi('track', 'Offline')")
    settles(page)
    (name,) = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('mikomi.q'))")
    kept = json.loads("[" + page.evaluate(f"localStorage['{name}']") + "]")
    page.evaluate("Object.defineProperty(navigator, 'onLine', {value: false})")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{site.address}/price")
    until(page, lambda: site.named("Offline"))
    (event,) = site.named("Offline")
    assert event.context["page"]["path"] == "/" and event.id in {each["messageId"] for each in kept}
    until(page, lambda: not page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('mikomi.q'))"))


def test_of_two_tabs_the_one_in_front_sends(page: Page, site: Site) -> None:
    """A page behind another finds the packets of all in the storage, and leaves them alone until it is looked at."""
    page.clock.install()
    page.goto(site.address)
    ready(page)
    passes(page)
    until(page, lambda: site.named("page"))
    page.add_init_script("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/v1/b") else None)
    page.goto(f"{site.address}/price")
    ready(page)
    passes(page)
    assert sent == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    until(page, lambda: len(site.named("page")) == 2)


def test_a_refused_packet_does_not_come_again(page: Page, site: Site) -> None:
    """A 4xx is an answer: the packet is gone, the next ones are sent. 429 is none: it comes again."""
    statuses = [400, 429]
    page.clock.install()

    def refuse(route: Route) -> None:
        if statuses:
            route.fulfill(status=statuses.pop(0), body="{}")
        else:
            route.continue_()

    page.route("**/v1/b", refuse)
    ended = answers(page)
    page.goto(site.address)
    ready(page)
    passes(page)
    until(page, lambda: ended)
    page.evaluate("mikomi('track', 'Busy')")
    passes(page)
    until(page, lambda: len(ended) == 2)
    settles(page)
    page.clock.run_for(12_000)
    until(page, lambda: site.named("Busy"))
    assert not site.named("page")


def test_many_events_make_several_packets(page: Page, site: Site) -> None:
    """A page that says a hundred things at once says them all, in packets that the API takes."""
    page.goto(site.address)
    until(page, lambda: site.named("page"))
    page.evaluate("for (let number = 0; number < 100; number++) mikomi('track', 'Many', {number})")
    found: Any = until(page, lambda: len(site.named("Many")) == 100 and site.named("Many"))
    assert sorted(event.properties["number"] for event in found) == list(range(100))


@pytest.mark.parametrize(
    "call", ["mikomi('track', 'Loop', loop)", "mikomi('nothing')", "mikomi('show', '\"')", "mikomi()"]
)
def test_a_wrong_call_breaks_nothing(page: Page, site: Site, call: str) -> None:
    """What cannot be sent or is no call throws nothing into the page, and the next call works."""
    page.goto(site.address)
    ready(page)
    page.evaluate(f"() => {{ const loop = {{}}; loop.loop = loop; {call}; mikomi('track', 'Fine') }}")
    until(page, lambda: site.named("Fine"))
    assert {event.name for event in site.events()} <= {"", "Fine", "Page Engaged"}
