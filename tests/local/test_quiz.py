"""A quiz on the running local stack: three answers by a browser without JavaScript, the result page, the mail with the
same result, sales told; and what a hostile browser sends instead."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from mikomi.cli import starter
from mikomi.cli.starter import Own

from local.stack import Stack
from tests.functions.form_pages import Fields

ANSWERS: dict[str, Any] = {
    "quoteTime": "long",
    "onPaper": ["orders", "drawings"],
    "typedTwice": "daily",
    "lastName": "山田",
    "company": "青空部品",
    "consent": "on",
}
MUCH, LEAN = "月に20時間以上減らせそうです", "大きなムダは見当たりません"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The ready workspace that `mikomi init document` makes, published."""
    folder = tmp_path_factory.mktemp("document")
    for name, raw in starter.made("document", "ja", Own()).items():
        file = Path(folder / name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    with Stack() as running:
        running.upload(folder)
        running.settle()
        if running.quiet:
            running.advance(10_000)
        yield running


def sent(stack: Stack, answers: dict[str, Any], seconds: int = 20) -> Any:
    """The page is opened, read for a while, filled in and sent, as any browser does."""
    page = stack.request("GET", "/f/checkup?lang=ja", headers={"accept": "text/html"})
    assert page.status == 200
    stack.advance(seconds * 1000)
    body = urlencode({**Fields(page.body.decode()).found, **answers}, doseq=True)
    return pressed(stack, body)


def pressed(stack: Stack, body: str) -> Any:
    headers = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
    return stack.request("POST", "/f/checkup?lang=ja", headers=headers, body=body)


def test_answers_become_a_page_and_a_mail(stack: Stack) -> None:
    """The server reckons; the mail says what the page said; the alert follows from the trait."""
    answer = sent(stack, {**ANSWERS, "email": "hanako@mail.example", "result": "lean", "points": "0"})
    assert answer.status == 200 and MUCH in answer.body.decode() and LEAN not in answer.body.decode()
    stack.settle()
    (mail,) = stack.mails(to="hanako@mail.example")
    assert mail["subject"] == "診断の結果をお届けします" and MUCH in mail["html"] and MUCH in mail["text"]
    stack.advance("4d")  # past any week-end: sales is told when the office opens
    assert any("ムダ診断の結果" in each["text"] for each in stack.mails() if each["to"] != mail["to"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quoteTime": "forever"}, "選択肢"),
        ({"quoteTime": ""}, "入力してください"),
        ({"quoteTime": ["long", "short"]}, "つ"),
        ({"typedTwice": "<script>"}, "選択肢"),
    ],
)
def test_an_answer_that_is_none_gets_a_sentence(stack: Stack, wrong: dict[str, Any], said: str) -> None:
    """The page comes back with everything else in it, and no result."""
    answer = sent(stack, {**ANSWERS, "email": "taro@mail.example", **wrong})
    page = answer.body.decode()
    assert answer.status == 400 and said in page and MUCH not in page and "<script>" not in page
    stack.settle()
    assert stack.mails(to="taro@mail.example") == []


def test_a_page_that_is_sent_twice_is_one_quiz(stack: Stack) -> None:
    """The same press again shows the same result and mails nothing more; a page from a day ago reckons nothing."""
    page = stack.request("GET", "/f/checkup?lang=ja", headers={"accept": "text/html"})
    body = urlencode(
        {**Fields(page.body.decode()).found, **ANSWERS, "quoteTime": "short", "email": "jiro@mail.example"}
        | {"onPaper": [], "typedTwice": "hardly"},
        doseq=True,
    )
    stack.advance(20_000)
    for _ in range(3):
        answer = pressed(stack, body)
        assert answer.status == 200 and LEAN in answer.body.decode()
    stack.settle()
    assert len(stack.mails(to="jiro@mail.example")) == 1
    stack.advance("2d")
    assert pressed(stack, body).status == 400
