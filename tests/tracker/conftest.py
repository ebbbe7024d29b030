"""A real Chromium against the running stack.

On a machine without Chromium these tests are not collected, and the head of pytest's report says so; where CI is set,
a missing
browser is a failure (`.ci/run` installs it).
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from mikomi.aws import log
from mikomi.model.events import Event
from playwright.sync_api import Browser, Page, sync_playwright

from local.server import Server
from local.stack import Stack
from tests.local.conftest import port as port

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

if not CHROMIUM and not os.environ.get("CI"):
    collect_ignore_glob = ["test_*.py"]


def pytest_report_header() -> str | None:
    return (
        None
        if CHROMIUM
        else "tests/tracker: no Chromium on this machine, the browser tag was not tried (apt-get install chromium)"
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI needs a browser: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@dataclass
class Site:
    """The demo site on a running stack, and what of it reached the log."""

    stack: Stack
    address: str

    def events(self) -> list[Event]:
        """Every event in the log, in the order of arrival; an event that was sent twice is there once."""
        import boto3

        with self.stack.lock:
            items = boto3.client("dynamodb").scan(TableName=self.stack.template.name("EventTable"))["Items"]
        packets = sorted((log.decode(item) for item in items), key=lambda packet: packet.received_at)
        return list({event.id: event for packet in packets for event in packet.events}.values())

    def named(self, name: str) -> list[Event]:
        return [event for event in self.events() if name in (event.name, event.type)]


@pytest.fixture
def site(port: int) -> Iterator[Site]:
    with Stack(address=f"http://127.0.0.1:{port}") as stack, Server(stack, port):
        yield Site(stack, stack.address)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A new visitor's page; nothing may be thrown on it."""
    context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
    opened = context.new_page()
    thrown: list[Any] = []
    opened.on("pageerror", lambda error: thrown.append(error))
    yield opened
    context.close()
    assert not thrown
