"""Dead letters on the whole system, as an operator meets them: the console's page, and what it sets going."""

import re
from collections.abc import Iterator
from html import unescape

import boto3
import pytest
from mikomi import keys
from mikomi.aws import people

from local import story
from local.stack import Stack

HOST = [("Host", "127.0.0.1:8000")]
FORM = [*HOST, ("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "http://127.0.0.1:8000")]
PUBLIC = {"authorization": "Basic d2tfbG9jYWw6", "content-type": "application/json"}
BAD, GOOD = "b-bad", "b-good"


@pytest.fixture(scope="module")
def shop() -> Iterator[Stack]:
    with Stack() as stack:
        story.publish(stack)
        yield stack


def view(stack: Stack, browser: str, path: str) -> None:
    event = f'{{"type":"page","anonymousId":"{browser}","context":{{"page":{{"path":"{path}"}}}}}}'
    assert stack.request("POST", "/v1/batch", headers=PUBLIC, body=f'{{"batch":[{event}]}}').status == 200


def poison(stack: Stack, browser: str) -> dict[str, dict[str, str]]:
    """Leave in the person's place what no code can read; answers its key."""
    stack.lambdas.wear("ScheduleStepFunction")
    key = {"pk": {"S": keys.person_pk(keys.visitor_id(f"a:{browser}"))}, "sk": {"S": "person"}}
    item = {**key, "version": {"N": "0"}, "state": {"B": b"no person"}}
    boto3.client("dynamodb").put_item(TableName=stack.template.name("StateTable"), Item=item)
    return key


def mend(stack: Stack, key: dict[str, dict[str, str]]) -> None:
    boto3.client("dynamodb").delete_item(TableName=stack.template.name("StateTable"), Key=key)


def page(stack: Stack, query: str = "") -> str:
    answer = stack.request("GET", f"/console/attention{query}", headers=HOST)
    assert answer.status == 200
    return unescape(answer.text)


def press(stack: Stack, html: str, verb: str, more: str = "", csrf: str | None = None) -> int:
    action = re.search(rf'action="(/console/attention/[^"]+/{verb})"', html)
    token = re.search(r'name="csrf" value="([^"]+)"', html)
    assert action and token
    return stack.request("POST", action[1], headers=FORM, body=f"csrf={csrf or token[1]}{more}").status


def views_of(stack: Stack, browser: str) -> int:
    stack.lambdas.wear("ScheduleStepFunction")
    person = people.load(keys.visitor_id(f"a:{browser}"))
    return person.members[f"a:{browser}"].events if person else 0


def test_a_poison_packet_from_the_page_to_the_person(shop: Stack) -> None:
    """The stream goes on without it at once; the page shows event and reason, a retry too early brings it back, one
    after the cause is gone counts it once, and it leaves page, table and queue.
    """
    key = poison(shop, BAD)
    view(shop, BAD, "/price")
    shop.settle()
    view(shop, GOOD, "/price")
    shop.settle()
    assert views_of(shop, GOOD) == 1
    html = page(shop)
    assert "/price" in html and "zlib.error mikomi." in html and f"a:{BAD}" in html and "2回失敗" in html, (
        "one try, delivered twice"
    )
    assert press(shop, html, "retry", csrf="forged") == 403
    assert press(shop, html, "retry") == 302
    assert "まもなくもう一度試します" in page(shop)
    shop.settle()
    assert "4回失敗" in page(shop)
    mend(shop, key)
    press(shop, page(shop), "retry")
    shop.settle()
    assert views_of(shop, BAD) == 1
    assert "対応が必要なものはありません" in page(shop)


def test_what_is_given_up_is_remembered_with_its_reason(shop: Stack) -> None:
    """Without a reason nothing is given up; afterwards it stands on the other page only."""
    poison(shop, "b-lost")
    view(shop, "b-lost", "/cases")
    shop.settle()
    html = page(shop)
    assert press(shop, html, "drop", "&because=+") == 302 and "a:b-lost" in page(shop)
    assert press(shop, html, "drop", "&because=test+data+%3Cb%3E") == 302
    assert "a:b-lost" not in page(shop)
    assert "test data <b>" in page(shop, "?dropped=1") and "a:b-lost" in page(shop, "?dropped=1&lang=en")
