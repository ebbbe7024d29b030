"""The console's pages of segments: sizes with their course, who is in one, and the list as a file."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from mikomi import clock
from mikomi.aws import segment_sizes, walks
from mikomi.console import segments
from mikomi.settings import settings
from mikomi.shell.everybody import audience

from functions.console.app import handler
from tests.core.story import plan_of
from tests.functions.http_api import asked
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, it_is, taken, view
from tests.functions.test_walks import finish
from tests.functions.world import packet

HERE = "http://127.0.0.1:8000"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
SEGMENTS: dict[str, dict[str, Any]] = {
    "askers": {"submitted": "download"},
    "readers": {"visited": "/price"},
    "nobody": {"tag": "x"},
}


@pytest.fixture
def at_home(world, monkeypatch):
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    plan = plan_of([SCENARIO], SCORING, segments=SEGMENTS)
    named = {
        name: one.model_copy(update={"name": f"{name} {EVIL}", "description": EVIL})
        for name, one in plan.segments.items()
    }
    world.publish(plan.model_copy(update={"segments": named}))
    for number in range(3):
        if number:
            taken(packet(f"a:b{number}", view("v"), at=NOW - 7_200_000))
        who = {"lastName": "山田", "firstName": f"{number}子", "company": EVIL}
        taken(packet(f"a:b{number}", *form("f", f"p{number}@example.co.jp", **who), at=NOW - 3_600_000))
    yield world
    clock.shift(timedelta())


def get(path, language="ja", **headers):
    path, _, query = path.partition("?")
    given = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language, **headers}
    return handler({**asked("GET", f"{path}?{query}", headers=given), "cookies": []}, None)


def post(path, fields, **headers):
    given = {"Host": "127.0.0.1:8000", "Content-Type": "application/x-www-form-urlencoded", **headers}
    return handler({**asked("POST", path, urlencode(fields), given), "cookies": []}, None)


def counted():
    audience.count(clock.now())
    finish()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_shows_every_segment_with_its_size(at_home, language):
    """Before a count: that there was none. Afterwards the sizes of the API. What a name holds stays text."""
    before = get("/console/segments", language)["body"]
    assert before.count('class="segment"') == 3 and before.count({"ja": "未集計", "en": "not counted"}[language]) == 3
    counted()
    body = get("/console/segments", language)["body"]
    assert re.findall(r"<b>(\d+)</b>", body) == ["3", "2", "0"]
    assert "<script>alert" not in body and "<img" not in body and "&lt;script&gt;" in body
    assert 'href="/console/segments/askers"' in body and 'aria-current="page"' in body


def test_who_asks_has_them_counted(at_home):
    """By a button of our own page, and by nothing else; a count that is under way is told, not begun anew."""
    page = get("/console/segments")["body"]
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', page))
    assert post("/console/segments/count", {"csrf": "x"}, Origin=HERE)["statusCode"] == 403
    assert post("/console/segments/count", {"csrf": csrf}, Origin="https://evil.example")["statusCode"] == 403
    assert walks.read(audience.TASK) is None
    assert post("/console/segments/count", {"csrf": csrf}, Origin=HERE)["statusCode"] in (302, 303)
    going = walks.read(audience.TASK)
    assert going and going.status == "going"
    waiting = get("/console/segments")["body"]
    assert "数えています" in waiting and "hx-trigger" in waiting and 'action="/console/segments/count"' not in waiting
    it_is(NOW + 1_000)
    post("/console/segments/count", {"csrf": csrf}, Origin=HERE)
    assert walks.read(audience.TASK) == going
    finish()
    assert "数えています" not in get("/console/segments")["body"]


def test_a_segments_page_shows_its_course_as_a_picture_and_the_same_as_a_table(at_home):
    """The figures of both are those that were counted; where the condition changed, both sides are told apart."""
    for day, (size, rule) in enumerate([(2, "a"), (5, "a"), (1_200, "b"), (1_000, "b")]):
        segment_sizes.note("askers", size, rule, NOW + day, f"2026-11-{20 + day}")
    body = get("/console/segments/askers", "en")["body"]
    rows = re.findall(r'<th scope="row">(2026-11-\d\d)</th><td>([\d,]+)</td>', body)
    assert rows == [("2026-11-23", "1,000"), ("2026-11-22", "1,200"), ("2026-11-21", "5"), ("2026-11-20", "2")]
    picture = re.search(r"<svg[^>]* class=\"picture.*?</svg>", body, re.S)
    assert picture and picture[0].count('class="line g0"') == 2 and picture[0].count('class="break"') == 1
    assert "From 2 on 2026-11-20 to 1,000 on 2026-11-23; 1,200 at most" in picture[0]
    assert "A dotted line marks a change of the condition." in body and "<script>alert" not in body


def test_the_people_of_a_segment_open_their_pages(at_home, monkeypatch):
    """Each once, page by page, also without scripts; as many as the size says."""
    monkeypatch.setattr(segments, "SHOWN", 2)
    counted()
    body = get("/console/segments/askers")["body"]
    found = re.findall(r'href="/console/leads/(\w+)"', body)
    (more,) = set(re.findall(r'hx-get="(/console/segments/askers\?cursor=[^"]+)"', body))
    rest = get(more, **{"HX-Request": "true"})["body"]
    assert "<html" not in rest and "hx-get" not in rest
    whole = get(more)["body"]
    assert "<html" in whole and re.findall(r'href="/console/leads/(\w+)"', whole) == re.findall(r"/leads/(\w+)", rest)
    found += re.findall(r"/leads/(\w+)", rest)
    assert len(found) == len(set(found)) == 3
    for person in found:
        assert get(f"/console/leads/{person}")["statusCode"] == 200
    empty = get("/console/segments/nobody")["body"]
    assert "今は誰もいません" in empty and "people.csv" not in empty


def test_the_list_as_a_file(at_home, monkeypatch):
    """All who are in it, for a spreadsheet; a list that is too long for a page says what to do."""
    answer = get("/console/segments/askers/people.csv")
    assert answer["statusCode"] == 200 and answer["headers"]["content-disposition"].endswith('"askers.csv"')
    assert answer["body"].startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer["body"][1:])))
    assert sorted(row["email"] for row in rows) == [f"p{number}@example.co.jp" for number in range(3)]
    assert {row["company"] for row in rows} == {EVIL}
    monkeypatch.setattr(segments, "MOST_SAVED", 2)
    refused = get("/console/segments/askers/people.csv", "en")
    assert refused["statusCode"] == 413 and "mikomi segment export" in refused["body"]


def test_a_segment_that_is_not_there_and_a_page_that_is_none(at_home):
    """A message with the way back; a cursor of another segment leads to the beginning."""
    for path in ("/console/segments/gone", "/console/segments/gone/people.csv", "/console/segments/a/b/c"):
        assert get(path)["statusCode"] == 404
    again = get("/console/segments/askers?cursor=x.y")
    assert again["statusCode"] in (302, 303) and again["headers"]["location"] == "/console/segments/askers"


def test_a_stranger_sees_no_segment(at_home, monkeypatch):
    """Where the console is not open, neither the list nor the people nor the file."""
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "0")
    settings.cache_clear()
    for path in ("/console/segments", "/console/segments/askers", "/console/segments/askers/people.csv"):
        answer = get(path)
        assert answer["statusCode"] in (302, 303, 403) and "p1@example" not in answer["body"]
