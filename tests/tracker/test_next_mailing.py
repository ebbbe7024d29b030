"""Who clicked gets the next mailing: two clicks from a mail's page, in a real browser."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from mikomi import clock
from playwright.sync_api import Browser

from local.server import Server
from local.stack import WORKSPACE, Stack
from tests.local.conftest import free_port
from tests.tracker.conftest import visitor
from tests.tracker.test_manager import Manager, _play, _put

INVITE = {
    "version": 1,
    "id": "invite",
    "name": "説明会のご案内",
    "status": "active",
    "trigger": {"manual": True},
    "steps": [{"id": "invited", "mail": {"template": "success-cases", "subject": "説明会のご案内"}}],
}


@pytest.fixture
def manager(browser: Browser) -> Iterator[tuple[Manager, int]]:
    """The page of a mail lies open, of which so many clicked."""
    port = free_port()
    with Stack(address=f"http://127.0.0.1:{port}") as stack, Server(stack, port):
        told = _play(stack)
        with stack.lock:
            boto3.client("s3").delete_object(Bucket=WORKSPACE, Key="scenarios/broken.json")  # or all is refused
            _put(stack, {"scenarios/invite.json": INVITE})
        context = visitor(browser)
        page = context.new_page()
        page.goto(f"{stack.address}/console/scenarios/welcome/mails/cases")
        yield Manager(page), sum(told.clicked.values())
        context.close()
    clock.shift(timedelta())


def test_who_clicked_gets_the_next_mailing(manager: tuple[Manager, int]) -> None:
    """The loudest wish of those who use other senders (listmonk 1458, 1720, 1882, 2501, 2992): the number opens its
    people, the button above them the preview of the next mailing, to as many as clicked; its button sends it.
    """
    at, clicked = manager
    at.click(at.page.locator("svg a[href$='what=clicked&step=cases'] text", has_text=f"{clicked}（"))
    assert at.page.locator("ol.people li a").count() == clicked
    at.click(at.page.get_by_role("button", name="この方々に送る"))
    assert at.clicks == 2 and "説明会のご案内 → 資料請求のお礼" in at.reads()
    figures = dict(row.inner_text().split("\t") for row in at.page.locator("table.preview tr").all())
    assert figures == {"対象者": f"{clicked}人", "すぐ届く": f"{clicked}人"}
    at.click(at.page.get_by_role("button", name="この内容で送る"))
    assert at.page.get_by_role("heading", name="説明会のご案内").count() == 1
