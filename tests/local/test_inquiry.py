"""Somebody writes to the sample company on the running local stack: sales have the words at once, once for each time,
with a button that replies under the name of the form."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest

from local.stack import Stack
from tests.functions.form_pages import Fields

ROOT = Path(__file__).parents[2]
WORDS = "見積書をお願いします。\n<b>30名</b>で使います。"
WHO = {
    "email": "hanako@mail.example",
    "lastName": "青木",
    "firstName": "花子",
    "company": "青空部品",
    "phone": "06-6000-0000",
}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack() as running:
        running.upload(ROOT / "examples")
        running.settle()
        if running.quiet:
            running.advance(10_000)
        yield running


def to_sales(stack: Stack) -> list[dict[str, Any]]:
    return [mail for mail in stack.mails() if "青木" in mail["subject"] and mail["to"] != WHO["email"]]


def send(stack: Stack, **answers: str) -> str:
    page = stack.request("GET", "/f/contact?lang=ja", headers={"accept": "text/html"})
    stack.advance(20_000)
    body = urlencode({**Fields(page.body.decode()).found, **WHO, **answers}, doseq=True)
    headers = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
    for _ in range(2):  # pressed twice, or sent again by the browser
        answer = stack.request("POST", "/f/contact?lang=ja", headers=headers, body=body)
        assert answer.status == 200
    stack.settle()
    return body


def test_sales_have_the_words_at_once_and_once(stack: Stack) -> None:
    send(stack, inquiry=WORDS)
    (alert,) = to_sales(stack)
    assert "「お問い合わせ」からご連絡がありました" in alert["subject"]
    assert "見積書をお願いします。" in alert["text"] and "<b>30名</b>で使います。" in unescape(alert["html"])
    assert "<b>30名" not in alert["html"]
    reply = next(unquote(unescape(uri)) for uri in re.findall(r'href="(mailto:[^"]+)"', alert["html"]))
    assert reply == "mailto:hanako@mail.example?subject=Re: お問い合わせ"
    assert "フォーム「お問い合わせ」が送信されたため" in alert["text"]


def test_who_writes_again_rings_again(stack: Stack) -> None:
    stack.advance("1h")
    before = len(to_sales(stack))
    send(stack, inquiry="先ほどの件、40名でした。")
    assert [("40名" in mail["text"]) for mail in to_sales(stack)[before:]] == [True]
