"""The main job, end to end, on the template, the real handlers and the example workspace, every record delivered twice.

An anonymous visitor becomes a lead, gets the mails of `doc-request` on their days, turns Hot, and sales is told once.
The clock begins on Monday, 1 June 2026, 10:00 in Japan: no holiday is near.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mikomi import clock
from mikomi.aws.clients import client

from local import movable, queues, story
from local.browser import HEADERS
from local.routes import Answer
from local.stack import WORKSPACE, Stack
from local.story.people import TITLES

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 6, 1, 10, 0, tzinfo=TOKYO)
WHO = "browser-1"
ADDRESS = "yamada@factory.example"
SECRET = {"authorization": "Bearer sk_local"}
REPS = ("sato@example.co.jp", "suzuki@example.co.jp")


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Stack() as running:
        movable.set_to(int(MONDAY.timestamp() * 1000))
        story.publish(running)
        yield running


def view(stack: Stack, path: str, *, engaged: int = 0) -> None:
    """One page view, as the tag sends it; `engaged` seconds spent on it."""
    page = {"path": path, "url": f"https://example.co.jp{path}", "title": TITLES[path]}
    context = {"page": page, "pageId": f"page-{clock.now()}"}
    base = {"anonymousId": WHO, "context": context, "timestamp": movable.iso(clock.now())}
    batch: list[dict[str, Any]] = [{"type": "page", "messageId": f"view-{clock.now()}", **base}]
    if engaged:
        told = {"event": "Page Engaged", "properties": {"engaged_ms": engaged * 1000, "path": path}}
        batch.append({"type": "track", "messageId": f"engaged-{clock.now()}", **base, **told})
    body = json.dumps({"writeKey": "wk_local", "batch": batch})
    answer = stack.request("POST", "/v1/b", headers={"content-type": "text/plain"}, body=body)
    assert answer.status == 200, answer.text
    stack.settle()
    stack.advance("1m")


def submit(stack: Stack, form: str, **fields: str) -> Answer:
    body = json.dumps({"anonymousId": WHO, "timestamp": movable.iso(clock.now()), **fields})
    answer = stack.request("POST", f"/v1/forms/{form}", headers={"accept": "application/json"}, body=body)
    assert answer.status == 200, answer.text
    stack.settle()
    return answer


def leads(stack: Stack) -> list[dict[str, Any]]:
    answer = stack.request("GET", "/v1/leads?sort=score&limit=20", headers=SECRET)
    assert answer.status == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["leads"]
    return found


def to_lead(stack: Stack) -> list[tuple[str, str]]:
    """(time in Japan, subject) of every mail to the lead."""
    return [(at(mail), mail["subject"]) for mail in stack.mails() if mail["to"] == ADDRESS]


def to_sales(stack: Stack) -> list[dict[str, Any]]:
    return [mail for mail in stack.mails() if mail["to"] in REPS]


def at(mail: dict[str, Any]) -> str:
    return datetime.fromisoformat(mail["at"]).astimezone(TOKYO).strftime("%a %d %H:%M")


def download(stack: Stack) -> None:
    submit(
        stack,
        "download",
        email=ADDRESS,
        lastName="山田",
        firstName="健一",
        company="北星精機株式会社",
        title="製造部長",
        phone="011-000-0101",
        industry="製造業",
        consent="on",
    )


def test_the_whole_loop(stack: Stack) -> None:
    """From the first anonymous page view to one alert, each step on its day, each mail once."""
    view(stack, "/", engaged=20)
    view(stack, "/products/board", engaged=45)
    assert leads(stack) == [], "a visitor is no lead"

    download(stack)
    (lead,) = leads(stack)
    assert (lead["email"], lead["name"], lead["company"]) == (ADDRESS, "山田 健一", "北星精機株式会社")
    timeline = stack.request("GET", f"/v1/leads/{lead['id']}/timeline", headers=SECRET)
    assert timeline.status == 200 and "/products/board" in timeline.text, "the anonymous time belongs to the lead"
    assert [when for when, _ in to_lead(stack)] == ["Mon 01 10:02"], "thanks at once"

    stack.advance("2d")
    assert [when for when, _ in to_lead(stack)][1:] == ["Wed 03 10:02"], "FAQ two days later"
    stack.advance("4d")
    assert len(to_lead(stack)) == 2, "not on a weekend"
    stack.advance("2d")
    assert [when for when, _ in to_lead(stack)][2:] == ["Mon 08 10:00"], "cases on a weekday at ten"
    assert to_lead(stack)[2][1] in ("導入企業3社の成功事例", "残業が月20時間減った製造業の話")

    stack.advance("8d")
    offer = next((mail for mail in stack.mails() if "初期費用0円" in mail["subject"] and mail["to"] == ADDRESS), None)
    assert offer and re.match(r"6月\d+日", offer["subject"]), "an offer with a deadline of this person's own"
    assert to_sales(stack) == [], "not yet hot"

    for _ in range(3):
        view(stack, "/price", engaged=30)
    submit(
        stack,
        "contact",
        email=ADDRESS,
        lastName="山田",
        firstName="健一",
        company="北星精機株式会社",
        inquiry="費用は？",
    )
    stack.advance("3d")
    (alert,) = [mail for mail in to_sales(stack) if "山田" in mail["subject"]]
    (lead,) = leads(stack)
    assert lead["band"] == "hot" and lead["score"]["total"] >= 80
    for fact in ("山田", "北星精機株式会社", "011-000-0101", "料金"):
        assert fact in alert["html"] + alert["text"], fact
    assert lead["enrolments"] == [] or all(each["scenario"] != "doc-request" for each in lead["enrolments"]), (
        "goal reached"
    )

    stack.advance("30d")
    assert len([mail for mail in to_sales(stack) if "山田" in mail["subject"]]) == 1, "once"
    subjects = [subject for _, subject in to_lead(stack)]
    assert len(set(subjects)) == len(subjects), "no mail twice"
    letters = [logical for logical in stack.template.of_type("AWS::SQS::Queue") if "DeadLetters" in logical]
    assert not any(queues.waiting(stack.template.name(logical)) for logical in letters)


def test_a_click_counts_for_the_branch_that_waits_for_it(stack: Stack) -> None:
    """A link of the cases mail leads to its page, is in the timeline, and takes the `then` of the branch at once."""
    download(stack)
    stack.advance("8d")
    cases = [mail for mail in stack.mails() if mail["to"] == ADDRESS][2]
    link = re.search(r'href="([^"]*/c/[^"]+)"', cases["html"])
    assert link
    answer = stack.request("GET", link[1].removeprefix(stack.address), headers=HEADERS)
    assert answer.status == 302 and "mk=" in (answer.header("location") or "")
    stack.settle()
    (lead,) = leads(stack)
    assert "click" in [because["rule"] for because in lead["because"]]
    (enrolment,) = [each for each in lead["enrolments"] if each["scenario"] == "doc-request"]
    assert enrolment["step"] != "read-cases", "the click ended the wait"


def test_who_unsubscribes_hears_no_more(stack: Stack) -> None:
    """GET shows a page and changes nothing; POST ends marketing for good, though steps fall due later."""
    download(stack)
    stack.advance("3d")
    (_, faq) = [mail for mail in stack.mails() if mail["to"] == ADDRESS]
    link = re.search(r"<(https?://[^>]*/u/[^>]+)>", faq["headers"]["List-Unsubscribe"])
    assert link and faq["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link[1].removeprefix(stack.address)
    assert stack.request("GET", path).status == 200
    stack.settle()
    stack.advance("6d")
    before = len(to_lead(stack))
    assert before == 3, "looking at the page changed nothing"
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert stack.request("POST", path, headers=form, body="List-Unsubscribe=One-Click").status == 200
    stack.settle()
    stack.advance("60d")
    assert len(to_lead(stack)) == before


def test_a_rep_answers(stack: Stack) -> None:
    """The alert's answer: GET shows the choice, POST records it, and the lead carries the tag."""
    download(stack)
    for _ in range(3):
        view(stack, "/price", engaged=30)
    submit(
        stack,
        "contact",
        email=ADDRESS,
        lastName="山田",
        firstName="健一",
        company="北星精機株式会社",
        inquiry="費用は？",
    )
    stack.settle()
    alert = to_sales(stack)[-1]
    answers = dict.fromkeys(re.findall(r'href="([^"]*/a/[^"]+)"', alert["html"]))
    assert len(answers) == 4
    meeting = next(iter(answers)).removeprefix(stack.address)
    assert stack.request("GET", meeting).status == 200
    stack.settle()
    assert leads(stack)[0]["tags"] == []
    assert stack.request("POST", meeting, headers={"content-type": "application/x-www-form-urlencoded"}).status == 200
    stack.settle()
    assert leads(stack)[0]["tags"] == ["商談化"]


def test_a_bad_upload_leaves_the_plan_alone(stack: Stack) -> None:
    """A file with a mistake: a report says what is wrong, and who comes next still gets the running version's mails."""
    body = '{"version": 1, "id": "doc-request", "name": "x", "steps": [{"id": "a", "mail": {"templete": "faq"}}]}'
    client("s3").put_object(Bucket=WORKSPACE, Key="scenarios/doc-request.json", Body=body.encode())
    stack.settle()
    reports = client("s3").list_objects_v2(Bucket=WORKSPACE, Prefix="reports/")["Contents"]
    (told,) = [each["Key"] for each in reports if each["Key"] == "reports/scenarios/doc-request.json.json"]
    report = json.loads(client("s3").get_object(Bucket=WORKSPACE, Key=told)["Body"].read())
    assert report["errors"] and "template" in json.dumps(report, ensure_ascii=False)
    download(stack)
    assert len(to_lead(stack)) == 1
