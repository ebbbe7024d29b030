"""A real Chromium against the running stack.

The browser says that it is driven by a machine, and the tag follows no machine: here it is told to keep that to itself.
On a machine without Chromium these tests are not collected, and the head of pytest's report says so; where CI is set,
a missing browser is a failure (`.ci/run` installs it). Without tracker/node_modules (`npm ci`) the tag is not built
anew and axe does not look at the pages; the head says that too.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from mikomi.aws import log
from mikomi.model.events import Event, Packet
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from local.server import Server
from local.stack import Stack
from tests.local.conftest import port as port

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

TOKEN = "eyJwIjoibF8xIiwieCI6OTAwMDAwMDAwMDAwMH0.Zm9yZ2VkLWJ5LWEtdGVzdA"
"""It looks like a token of a mail's link."""
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"

if not CHROMIUM and not os.environ.get("CI"):
    collect_ignore_glob = ["test_*.py"]


MODULES = Path(__file__).parent.parent.parent / "tracker" / "node_modules"
WITH_NODE = (MODULES / ".package-lock.json").exists() and shutil.which("node") is not None


def pytest_report_header() -> list[str]:
    missing = []
    if not CHROMIUM:
        missing.append("tests/tracker: no Chromium on this machine, no page was opened (apt-get install chromium)")
    if not MODULES.exists():
        missing.append("tests/tracker: no node_modules, the tag was not built anew (npm ci --prefix tracker)")
    if not (MODULES / "mermaid").exists():
        missing.append("tests/tracker: no mermaid, which draws `mikomi graph --mermaid` (npm i --no-save mermaid)")
    return missing


class Chromium:
    """The browser of this process. One that has crashed fails the test that it was in, and no other."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._running: list[Browser] = []

    def running(self) -> Browser:
        if not (self._running and self._running[-1].is_connected()):
            assert CHROMIUM, "CI needs a browser: apt-get install chromium"
            args = ["--no-sandbox", "--disable-blink-features=AutomationControlled"]
            self._running.append(self._playwright.chromium.launch(executable_path=CHROMIUM, args=args))
        return self._running[-1]

    def close(self) -> None:
        for each in self._running:
            each.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        running = Chromium(playwright)
        yield running
        running.close()


@pytest.fixture
def browser(chromium: Chromium) -> Browser:
    return chromium.running()


@dataclass
class Site:
    """The demo site on a running stack, and what of it reached the log."""

    stack: Stack
    address: str

    def packets(self) -> list[Packet]:
        """The log in the order of arrival, without our own notes. Of one browser each is a request."""
        import boto3

        with self.stack.lock:
            items = boto3.client("dynamodb").scan(TableName=self.stack.template.name("EventTable"))["Items"]
        sent = [item for item in items if not item["pk"]["S"].startswith("o:")]
        return sorted((log.decode(item) for item in sent), key=lambda packet: packet.received_at)

    def events(self) -> list[Event]:
        """Every event of them; one that was sent twice is there once."""
        return list({event.id: event for packet in self.packets() for event in packet.events}.values())

    def named(self, name: str) -> list[Event]:
        return [event for event in self.events() if name in (event.name, event.type)]


@pytest.fixture
def site(port: int) -> Iterator[Site]:
    with Stack(address=f"http://127.0.0.1:{port}") as stack, Server(stack, port):
        yield Site(stack, stack.address)


HURRIED = "{ const each = setInterval; window.setInterval = (look, wait) => each(look, wait == 1000 ? 100 : wait); }"
"""What looks at each second looks ten times as often, so that no test waits for what the tag gathers. On a clock that a
test moves (`page.clock`) seconds are whole."""


def visitor(browser: Browser, **more: Any) -> BrowserContext:
    """A browser of somebody in Japan."""
    context = browser.new_context(**{"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "user_agent": AGENT, **more})
    context.add_init_script(HURRIED)
    return context


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A new visitor's page; nothing may be thrown on it."""
    context = visitor(browser)
    opened = context.new_page()
    thrown: list[Any] = []
    opened.on("pageerror", lambda error: thrown.append(error))
    yield opened
    context.close()
    assert not thrown


def until(page: Page, condition: Any, seconds: float = 8) -> Any:
    """What the condition answers once it is truthy; it gets that long. Between two looks the browser's news come in:
    a pause, and the only one of these tests, that no condition could replace."""
    for _ in range(int(seconds * 20)):
        if found := condition():
            return found
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen in time")


def passes(page: Page, seconds: float = 6) -> None:
    """So much time for the page's timers (its clock is installed before it opens), and whatever they began is seen:
    a tag that gathers for five seconds has sent, and what it asked for was asked before what we ask for afterwards."""
    page.clock.run_for(round(seconds * 1000))
    settles(page)


def settles(page: Page) -> None:
    """The page has asked for something and been answered, or refused: what came to it before, it has dealt with."""
    page.evaluate("fetch('/site.css?later', {cache: 'no-store'}).then((answer) => answer.text()).catch(() => {})")


def ready(page: Page) -> None:
    """The tag is there."""
    page.wait_for_function("window.mikomi && mikomi.version")


def answers(page: Page) -> list[str]:
    """How each packet ends that the page sends from now on: answered, or without an answer."""
    ended: list[str] = []

    def note(how: str, url: str) -> None:
        if url.endswith("/v1/b"):
            ended.append(how)

    page.on("response", lambda response: note("answered", response.url))
    page.on("requestfailed", lambda request: note("failed", request.url))
    return ended


def own_id(page: Page) -> str:
    """The browser's anonymousId, as a site is told it."""
    found: str = page.evaluate("new Promise((tell) => mikomi('ready', tell))")
    return found
