"""Engaged time is true: what the tag tells equals what the visitor really did, within a second.

The clock of the page is moved by hand, its focus is Chromium's own (two windows); only the hiding of a page, which a
browser without a screen never does, is said by a script. The truth is counted beside it, second by second.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.tracker.conftest import Site, ready, until, visitor

IDLE = 30
"""Seconds after the last movement for which somebody is still taken to be there."""


def focus_for_real(page: Page) -> None:
    """Else a page under test says at any time that it has the focus."""
    page.context.new_cdp_session(page).send("Emulation.setFocusEmulationEnabled", {"enabled": False})


@dataclass
class Reader:
    """Somebody before a page. `truth`: the seconds in which the page was really read."""

    page: Page
    truth: int = 0
    now: int = 0
    focused: bool = True
    visible: bool = True
    moved: int = 0
    places: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def passes(self, seconds: int) -> None:
        for second in range(self.now, self.now + seconds):
            self.truth += self.focused and self.visible and second - self.moved < IDLE
        self.now += seconds
        self.page.clock.run_for(seconds * 1000)

    def moves(self) -> None:
        self.page.mouse.move(10 + next(self.places) % 300, 300)
        self.moved = self.now

    def types(self) -> None:
        self.page.keyboard.press("Shift")
        self.moved = self.now

    def reads(self, seconds: int) -> None:
        for _ in range(seconds // 5):
            self.moves()
            self.passes(5)

    def looks_away(self) -> None:
        """Into another window; the page stays in sight."""
        other = self.page.context.new_page()
        other.goto("about:blank")
        focus_for_real(other)
        other.bring_to_front()
        until(self.page, lambda: not self.page.evaluate("document.hasFocus()"))
        self.focused = False

    def looks_back(self) -> None:
        self.page.bring_to_front()
        until(self.page, lambda: self.page.evaluate("document.hasFocus()"))
        self.focused, self.moved = True, self.now

    def hides(self) -> None:
        self._says_hidden("true")
        self.visible = False

    def shows(self) -> None:
        self._says_hidden("false")
        self.visible, self.moved = True, self.now

    def _says_hidden(self, hidden: str) -> None:
        self.page.evaluate(
            f"Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}});"
            "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
        )


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    context = visitor(browser)
    page = context.new_page()
    page.clock.install(time=1_800_000_000)
    page.clock.pause_at(1_800_000_001)
    page.goto(site.address)
    ready(page)
    focus_for_real(page)  # after the load, which would undo it
    page.bring_to_front()
    until(page, lambda: page.evaluate("document.hasFocus()"))
    someone = Reader(page)
    someone.moves()
    yield someone
    context.close()


def reads_on(someone: Reader) -> None:
    someone.reads(95)


def walks_off_and_returns(someone: Reader) -> None:
    someone.passes(600)
    someone.types()
    someone.passes(10)


def works_in_another_window(someone: Reader) -> None:
    someone.reads(10)
    someone.looks_away()
    someone.passes(120)
    someone.looks_back()
    someone.passes(20)
    someone.looks_away()
    someone.passes(7)


def works_in_another_tab(someone: Reader) -> None:
    someone.reads(15)
    someone.hides()
    someone.passes(300)
    someone.shows()
    someone.passes(45)


def does_all_of_it(someone: Reader) -> None:
    someone.reads(20)
    someone.looks_away()
    someone.passes(3)
    someone.hides()
    someone.passes(40)
    someone.shows()
    someone.passes(9)
    someone.looks_back()
    someone.passes(33)
    someone.types()
    someone.reads(65)
    someone.passes(31)


@pytest.mark.parametrize(
    "does", [reads_on, walks_off_and_returns, works_in_another_window, works_in_another_tab, does_all_of_it]
)
def test_engaged_time_is_true(reader: Reader, site: Site, does: Callable[[Reader], None]) -> None:
    """Visible, in focus, and something done within 30 seconds: the deltas of one view add up to that, whatever the
    visitor does; none is longer than the minute after which it is told."""
    does(reader)
    reader.page.goto("about:blank")

    def told() -> list[int]:
        return [event.properties["engaged_ms"] for event in site.named("Page Engaged")]

    until(reader.page, lambda: abs(sum(told()) - reader.truth * 1000) <= 1000)
    reader.page.goto(f"{site.address}/price")  # another page is seen: what the first one told is long there
    ready(reader.page)
    reader.page.clock.run_for(6_000)
    view, _ = until(reader.page, lambda: len(site.named("page")) == 2 and site.named("page"))
    assert abs(sum(told()) - reader.truth * 1000) <= 1000 and max(told()) <= 61_000
    assert {event.context["pageId"] for event in site.named("Page Engaged")} == {view.context["pageId"]}


def test_a_minute_is_told_while_it_is_read(reader: Reader, site: Site) -> None:
    """Somebody who stays is not silent: each minute of reading is told, without leaving the page."""
    reader.reads(130)

    def told_twice() -> bool:
        reader.passes(1)  # until the second is sent, too
        return len(site.named("Page Engaged")) == 2

    until(reader.page, told_twice)


def test_each_view_has_its_own_time(reader: Reader, site: Site) -> None:
    """In a single-page application the time before the route changed belongs to the view before."""
    reader.reads(20)
    reader.page.evaluate("history.pushState({}, '', '/second')")
    reader.reads(10)
    reader.page.goto("about:blank")
    views = until(reader.page, lambda: len(site.named("page")) == 2 and site.named("page"))
    until(reader.page, lambda: len(site.named("Page Engaged")) == 2)
    times = {event.context["pageId"]: event.properties["engaged_ms"] for event in site.named("Page Engaged")}
    assert [round(times[view.context["pageId"]] / 1000) for view in views] == [20, 10]


def test_how_far_it_was_read(reader: Reader, site: Site) -> None:
    """The deepest point that was in sight, in percent of the page; a carousel that moves by itself is no reading."""
    reader.page.evaluate("document.body.style.height = '10000px'; scrollTo(0, 4500)")
    until(reader.page, lambda: reader.page.evaluate("scrollY") == 4500)
    reader.passes(5)
    reader.page.evaluate("scrollTo(0, 0)")
    reader.page.evaluate("""() => { const box = document.createElement('div'); box.style = 'height:50px;overflow:auto';
        box.innerHTML = '<p style="height:500px"></p>'; document.body.append(box); window.box = box }""")
    for step in range(20):
        reader.page.evaluate(f"box.scrollTop = {step * 10}")
        reader.passes(5)
    reader.page.goto("about:blank")
    until(reader.page, lambda: site.named("Page Engaged"))
    assert sum(event.properties["engaged_ms"] for event in site.named("Page Engaged")) <= 36_000
    height = reader.page.viewport_size["height"] if reader.page.viewport_size else 0
    assert site.named("Page Engaged")[0].properties["scroll_percent"] == pytest.approx((4500 + height) / 100, abs=2)
