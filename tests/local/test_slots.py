"""A slot in the main story: the offer that a mail made is shown in the browser that the company's server knows."""

import json
import re
from collections.abc import Iterator

import pytest
from mikomi import clock

from local import movable, story
from local.browser import HEADERS
from local.stack import Stack
from tests.local.test_main_story import ADDRESS, MONDAY, WHO, download

TEXT = {"content-type": "text/plain"}


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Stack() as running:
        movable.set_to(int(MONDAY.timestamp() * 1000))
        story.publish(running)
        yield running


def shown(stack: Stack, browser: str) -> str:
    answer = stack.request("GET", f"/v1/slots/price?a={browser}", headers={"accept-language": "ja"})
    assert answer.status == 200
    return re.sub(r'<img class="mikomi-slot-seen"[^>]*>\n', "", answer.text)


def sends(stack: Stack, browser: str, **event: object) -> None:
    event = {"anonymousId": browser, "messageId": f"{browser}-{clock.now()}", **event}
    body = json.dumps({"writeKey": "wk_local", "batch": [event]})
    assert stack.request("POST", "/v1/b", headers=TEXT, body=body).status == 200
    stack.settle()


def is_known(stack: Stack, browser: str) -> None:
    """The company's server, where the customer has logged in, says whose browser this is."""
    event = {"type": "identify", "anonymousId": browser, "messageId": "login", "traits": {"email": ADDRESS}}
    body = json.dumps({"writeKey": "sk_local", "batch": [event]})
    assert stack.request("POST", "/v1/batch", headers=TEXT, body=body).status == 200
    stack.settle()


def test_the_offer_is_shown_to_whom_the_server_knows_and_to_nobody_who_claims_or_was_forwarded_the_mail(
    stack: Stack,
) -> None:
    """A browser that says the lead's address, and one that opened a link of the lead's mail (it may have been
    forwarded), are answered as one that nobody knows. Where the company's server says whose browser it is, the page
    names the deadline of the mail; when the offer is over, so is the lead's."""
    download(stack)
    sends(stack, "thief", type="identify", traits={"email": ADDRESS})
    stack.advance("16d")
    mail = next(mail for mail in stack.mails() if "初期費用0円" in mail["subject"] and mail["to"] == ADDRESS)
    anybody = shown(stack, "nobody")
    assert "料金の決め方" in anybody and shown(stack, WHO) == anybody

    link = next(each for each in re.findall(r'href="([^"]*/c/[^"]+)"', mail["html"]))
    landed = stack.request("GET", link.removeprefix(stack.address), headers=HEADERS).header("location") or ""
    token = re.search(r"[?&]mk=([^&]+)", landed)
    assert token
    page = {"path": "/offer", "url": "https://example.co.jp/offer"}
    sends(stack, WHO, type="page", context={"page": page, "mikomi": token[1]})
    assert shown(stack, WHO) == anybody
    is_known(stack, WHO)
    own = shown(stack, WHO)
    deadline = re.search(r"6月\d+日", mail["subject"])
    assert deadline and "初期費用 0円のご案内は、まだ有効です" in own and deadline[0] in own

    sends(stack, "thief", type="identify", traits={"email": ADDRESS, "company": "他社"})
    assert shown(stack, "thief") == anybody == shown(stack, "nobody")
    stack.advance("8d")
    assert "料金の決め方" in shown(stack, WHO)
