"""A page gathers for five seconds before it sends, and leaving waits for nothing: counted in requests, by a clock that
stands until it is moved."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Request

from tests.tracker.conftest import Site, ready, settles, until

HIDDEN = (
    "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
    "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
)


@dataclass
class Visit:
    """A visitor on whose pages no time passes but by `stays`."""

    page: Page
    site: Site
    asked: list[Request] = field(default_factory=list)

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.site.address}{path}")
        ready(self.page)

    def stays(self, seconds: int) -> None:
        """Second by second; what is sent in one is answered before the next."""
        for _ in range(seconds):
            self.page.clock.run_for(1_000)
            settles(self.page)
            for request in self.asked:
                request.response()
            settles(self.page)

    def says(self, event: str) -> None:
        self.page.evaluate(f"mikomi('track', '{event}')")

    def sent(self) -> list[list[str]]:
        """What arrived together: of one visitor a packet of the log is a request."""
        return [[event.name or event.type for event in packet.events] for packet in self.site.packets()]

    def arrives(self, *together: list[str]) -> None:
        """Exactly these, in this order."""
        until(self.page, lambda: len(self.sent()) >= len(together))
        assert self.sent() == list(together)


@pytest.fixture
def visit(page: Page, site: Site) -> Visit:
    page.clock.install(time=1_800_000_000)
    page.clock.pause_at(1_800_000_001)
    begun = Visit(page, site)

    def note(request: Request) -> None:
        if request.url.endswith("/v1/b") and request.resource_type == "fetch":  # a beacon is a ping
            begun.asked.append(request)

    page.on("request", note)
    return begun


def test_the_first_seconds_are_one_request(visit: Visit) -> None:
    """The view, what the page says of its visitor, and does: nothing goes for five seconds, then all in order."""
    visit.opens("/price")
    visit.stays(2)
    visit.page.evaluate("mikomi('identify', 'user-1', {plan: 'pro'})")
    visit.says("Plan Compared")
    visit.stays(2)
    assert visit.asked == []
    visit.stays(1)
    visit.arrives(["page", "identify", "Plan Compared"])


def test_afterwards_nothing_waits_longer_than_it_must(visit: Visit) -> None:
    """Where five seconds were quiet, what happens goes within one; what follows it gathers again."""
    visit.opens("/")
    visit.stays(20)
    visit.says("Asked")
    visit.stays(1)
    visit.arrives(["page"], ["Asked"])
    visit.says("Soon")
    visit.stays(3)
    visit.says("Later")
    visit.stays(1)
    visit.arrives(["page"], ["Asked"])
    visit.stays(1)
    visit.arrives(["page"], ["Asked"], ["Soon", "Later"])


def test_a_site_that_tells_its_views_itself_gathers_too(visit: Visit) -> None:
    """`manual`: calls alone, before and after the script has loaded."""
    visit.page.add_init_script(
        "window.mikomi = function () { (mikomi.q = mikomi.q || []).push(arguments) };"
        "mikomi('init', {manual: true}); mikomi('track', 'Early')"
    )
    visit.opens("/")
    visit.stays(3)
    visit.says("Called")
    visit.stays(2)
    visit.arrives(["Early", "Called"])


def goes_elsewhere(page: Page) -> None:
    page.goto("about:blank")


def hides(page: Page) -> None:
    page.evaluate(HIDDEN)


def closes(page: Page) -> None:
    page.close(run_before_unload=True)


@pytest.mark.parametrize("leaves", [goes_elsewhere, hides, closes])
def test_who_leaves_within_the_seconds_is_one_request(visit: Visit, leaves: Callable[[Page], None]) -> None:
    """Gone to another site, to another tab, closed: view, deed and time go together, at once."""
    visit.opens("/")
    visit.stays(2)
    visit.says("Asked")
    visit.stays(1)
    keeper = visit.page.context.new_page()
    leaves(visit.page)
    until(keeper, visit.sent)
    assert visit.sent() == [["page", "Asked", "Page Engaged"]] and visit.asked == []


def test_who_leaves_without_a_network_loses_nothing(visit: Visit) -> None:
    """No network from the first second to the end of the page: the visitor's next page sends what was gathered, as a
    packet of its own, and its own a second after it."""
    visit.opens("/")
    visit.stays(2)
    visit.page.context.set_offline(True)
    visit.page.evaluate("Object.defineProperty(navigator, 'onLine', {value: false})")
    visit.page.goto("about:blank")
    visit.page.context.set_offline(False)
    visit.opens("/price")
    visit.stays(5)
    visit.arrives(["page", "Page Engaged"])
    visit.stays(1)
    visit.arrives(["page", "Page Engaged"], ["page"])
    assert [view.context["page"]["path"] for view in visit.site.named("page")] == ["/", "/price"]


def test_who_agrees_late_does_not_wait_again(visit: Visit) -> None:
    """What waited for the visitor's yes for longer than five seconds goes within one."""
    visit.page.add_init_script(
        "window.mikomi = function () { (mikomi.q = mikomi.q || []).push(arguments) }; mikomi('consent', 'pending')"
    )
    visit.opens("/")
    visit.stays(20)
    assert visit.asked == []
    visit.page.evaluate("mikomi('consent', 'granted')")
    visit.stays(1)
    visit.arrives(["page"])


def test_what_does_not_fit_one_packet_follows_each_second(visit: Visit) -> None:
    """A hundred events and their view are five packets: the first after five seconds, the others one after another."""
    visit.opens("/")
    visit.page.evaluate("for (let number = 0; number < 100; number++) mikomi('track', 'Many', {number})")
    visit.stays(5)
    until(visit.page, lambda: len(visit.sent()) == 1)
    visit.stays(4)
    until(visit.page, lambda: len(visit.sent()) == 5)
    assert [len(packet) for packet in visit.sent()] == [21, 21, 21, 21, 17]


def reads(visit: Visit) -> None:
    """Three pages, read; a deed in the middle of the second, one at the beginning of the third."""
    visit.opens("/")
    visit.stays(12)
    visit.opens("/products")
    visit.stays(8)
    visit.says("Plan Compared")
    visit.stays(7)
    visit.opens("/price")
    visit.stays(3)
    visit.says("Guide Taken")
    visit.stays(17)


def skims(visit: Visit) -> None:
    """Three pages, looked over."""
    for path in ("/", "/products", "/price"):
        visit.opens(path)
        visit.stays(4)


def bounces(visit: Visit) -> None:
    """One page, left at once."""
    visit.opens("/")
    visit.stays(3)


def tries_out(visit: Visit) -> None:
    """One page, one thing pressed after another."""
    visit.opens("/price")
    for _ in range(4):
        visit.stays(2)
        visit.says("Tab Opened")
    visit.stays(8)


@pytest.mark.parametrize(
    ("does", "events", "in_requests"), [(reads, 8, 7), (skims, 6, 3), (bounces, 2, 1), (tries_out, 6, 3)]
)
def test_so_many_requests_a_visit(visit: Visit, does: Callable[[Visit], None], events: int, in_requests: int) -> None:
    """What the bill of a site is made of. (Sent each second they were 8, 6, 2 and 6.)"""
    does(visit)
    visit.page.goto("about:blank")
    until(visit.page, lambda: sum(map(len, visit.sent())) == events)
    assert len(visit.sent()) == in_requests
