"""The console's page of what comes next: every number opens as many people as it says, and nobody else is read."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from mikomi import clock, keys
from mikomi.aws import ledger, people
from mikomi.aws.ledger import Key
from mikomi.settings import settings
from mikomi.shell.people import outlook

from functions.console.app import handler
from tests.core.story import plan_of
from tests.functions.http_api import asked
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, it_is, taken, view
from tests.functions.world import packet

DAY = 86_400_000


@pytest.fixture
def at_home(world, monkeypatch):
    """The console as the local stack opens it; two people asked for the document, one of them a day before."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of([SCENARIO], SCORING).model_copy(update={"standing_range": (0.0, 7.0)}))
    for name, when in (("hanako", NOW - DAY), ("taro", NOW), ("jiro", NOW)):
        taken(packet(f"a:{name}", *form("f", f"{name}@example.co.jp", lastName=name), at=when))
    taken(packet("a:nobody", view("v"), at=NOW))
    yield world
    clock.shift(timedelta())


def get(path, language="ja"):
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language}
    return handler({**asked("GET", path, headers=headers), "cookies": []}, None)


def numbers(body):
    """Every number of the table, with the page that it opens."""
    return [(unescape(to), int(n)) for to, n in re.findall(r'<td><a href="([^"]+)">([\d,]+)</a>', body)]


def test_every_number_opens_its_people(at_home):
    """By day: who is written to tomorrow and the day after; the list has as many people as the number says."""
    body = get("/console/next")["body"]
    assert [n for _, n in numbers(body)] == [1, 2] and "資料請求のお礼" in body and "メール「faq」" in body
    names = []
    for to, n in numbers(body):
        page = get(to)["body"]
        assert page.count('<li class="lead">') == n and f"{n}人" in page
        names.append({name for name in ("hanako", "taro", "jiro") if name in page})
    assert names == [{"hanako"}, {"taro", "jiro"}]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_is_a_file_too(at_home, language):
    """The same rows."""
    rows = list(csv.reader(io.StringIO(get("/console/next.csv", language)["body"].removeprefix("\ufeff"))))
    assert [row[3] for row in rows[1:]] == ["1", "2"] and len(rows[0]) == 4


def test_a_mail_that_waits_to_leave_is_told_as_waiting(at_home):
    """Held rows stand beside the steps, on the day on which they may leave."""
    person = people.find_alias(keys.email_alias("taro@example.co.jp")) or ""
    ledger.begin(Key.of_mail(person, "x"), "held", "{}", NOW, due_at=NOW + 60_000)
    body = get("/console/next", "en")["body"]
    assert "emails waiting to leave" in body and [n for _, n in numbers(body)] == [1, 1, 2]


def test_beyond_the_most_it_says_so(at_home, monkeypatch):
    """More than can be looked at is said to be more, and what is counted still opens its people."""
    monkeypatch.setattr(outlook, "MOST", 2)
    body = get("/console/next")["body"]
    assert "早いものだけを数えています" in body and sum(n for _, n in numbers(body)) == 2


def test_nothing_coming_up_says_what_would_be_here(world, monkeypatch):
    """An empty stack, in both languages."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of([SCENARIO]))
    assert "これから7日間の予定はありません" in get("/console/next")["body"]
    assert "Nothing is coming up" in get("/console/next", "en")["body"]
    clock.shift(timedelta())


@pytest.mark.parametrize("query", ["", "day=x&scenario=<b>&step=1&verb=mail", "day=2026-01-01&scenario=doc-request"])
def test_a_list_that_is_gone_says_so(at_home, query):
    """What was due has happened, or the address was made up: no error, and the way back."""
    answer = get(f"/console/next/people?{query}")
    assert answer["statusCode"] == 200 and "この予定はもうありません" in answer["body"] and "<b>" not in answer["body"]
    assert get("/console/next/nowhere")["statusCode"] == 404


PAGES = [
    "/console/next",
    "/console/next.csv",
    "/console/next/people",
    "/console/scenarios",
    "/console/scenarios/s/steps.csv",
]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_open_on_aws(world, monkeypatch, path):
    """Without a login these pages and files are as shut as all others."""
    monkeypatch.setenv("MIKOMI_API_URL", "https://ma.example.co.jp")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "")
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of([SCENARIO]))
    answer = get(path)
    assert answer["statusCode"] in (302, 403, 503) and "text/csv" not in answer["headers"].get("content-type", "")
    clock.shift(timedelta())


@pytest.mark.parametrize("path", ["/console/next", "/console/next/people", "/console/scenarios/doc-request"])
def test_the_pages_forbid_what_they_do_not_need(at_home, path):
    """No inline script, no inline style, no foreign host."""
    answer = get(path)
    assert "unsafe" not in answer["headers"]["content-security-policy"]
    assert not re.search(r"<script(?![^>]*src=)|<[^>]+\sstyle=|<style|\son[a-z]+=|javascript:", answer["body"])
