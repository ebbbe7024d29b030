"""The console's pages of mailings: what is planned, how far it is, a preview before anything is sent, the buttons."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from mikomi import clock
from mikomi.cli.__main__ import main
from mikomi.settings import settings
from mikomi.shell.archive import counted
from mikomi.shell.everybody import controls, mailing

from tests.core.story import plan_of
from tests.functions.read_api import NOW, form, it_is, taken, view
from tests.functions.read_api import get as read
from tests.functions.test_mailings import DUE, NEWS, mailed, run
from tests.functions.test_segment_pages import HERE, get, post
from tests.functions.world import packet

SEGMENTS: dict[str, dict[str, Any]] = {"readers": {"visited": "/price", "within": "30d"}}
ID = "news@2026-12-01T1000"


@pytest.fixture
def at_home(world, monkeypatch):
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    mailing.published(world.publish(plan_of([NEWS], segments=SEGMENTS)), clock.now())
    for number in range(4):
        if number % 2:
            taken(packet(f"a:b{number}", view("v"), at=NOW - 7_200_000))
        told = form("f", f"p{number}@example.co.jp")
        if number == 3:
            told[0]["context"] = {}
        taken(packet(f"a:b{number}", *told, at=NOW - 3_600_000))
    yield world
    clock.shift(timedelta())


def token(body: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', body)
    assert found
    return found[1]


def press(path: str, **fields: str) -> str:
    """Press a button as the console's own page does; where that leads."""
    answer = post(path, fields, Origin=HERE)
    assert answer["statusCode"] == 302, answer
    return str(answer["headers"]["location"])


@pytest.mark.parametrize(("language", "state"), [("ja", "予定"), ("en", "planned")])
def test_what_is_planned_is_listed_and_can_be_stopped(at_home, language, state):
    """With its moment and its state, in both languages; its page has the buttons that are possible, and no other."""
    body = get("/console/mailings", language)["body"]
    assert state in body and f"/console/mailings/{ID}" in body and "お知らせ" in body
    page = get(f"/console/mailings/{ID}", language)["body"]
    assert f"{ID}/pause" in page and f"{ID}/cancel" in page and f"{ID}/resume" not in page
    assert press(f"/console/mailings/{ID}/pause", csrf=token(page)) == f"/console/mailings/{ID}"
    assert controls.standing(ID).state == "paused"
    page = get(f"/console/mailings/{ID}", language)["body"]
    assert f"{ID}/resume" in page and f"{ID}/pause" not in page


def test_nobody_is_written_to_without_a_preview(at_home):
    """A segment's page leads to the choice, that to the preview, whose figures are what the mailing then does; the
    button below it sends it once, however often it is pressed."""
    assert "/console/mailings?segment=readers" in get("/console/segments/readers")["body"]
    choice = get("/console/mailings?segment=readers")["body"]
    assert '<option value="readers" selected>' in choice
    seen = get("/console/mailings/new?scenario=news&segment=readers", "en")["body"]
    figures = re.findall(r"<td>([\d,]+) people</td>", seen)
    assert figures == ["2", "1", "1"] and "have not agreed" in seen
    fields = {"csrf": token(seen), "scenario": "news", "segment": "readers"}
    first, second = press("/console/mailings", **fields), press("/console/mailings", **fields)
    assert first == second
    sent = first.rpartition("/")[2]
    run(sent)
    assert sorted(mailed()) == ["p1@example.co.jp", "p3@example.co.jp"]
    assert [mail.skip for mail in mailed()["p1@example.co.jp"]] == [None]
    page = get(first, "en")["body"]
    assert "2 of the 2 people on the list had their turn; 0 to go." in page and '<progress value="2" max="2">' in page


def test_the_preview_stands_beside_what_left_last_week(at_home, capsys):
    """In the console, in the command and in its JSON; where no week was counted yet, nothing is said of it."""
    new, asked = "/console/mailings/new?scenario=news&segment=readers", ["mailing", "preview", "news", "--lang", "en"]
    assert "Last week" not in get(new, "en")["body"]
    assert main(asked) == 0 and "Last week" not in capsys.readouterr().out
    counted.write({"schema": counted.SCHEMA, "weeks": {"last": {"numbers": {"sent": 7_000}}}}, counted.WEEK)
    told = "Last week 7,000 mails left in all (1,000 a day on average). Of everything at most 14 leave a second"
    assert told in get(new, "en")["body"] and "先週出たメールは全部で 7,000 通" in get(new, "ja")["body"]
    assert main(asked) == 0 and told in capsys.readouterr().out
    assert main([*asked, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["sent_last_week"], plain["mails_per_second"]) == (7_000, 14)


def test_what_nobody_would_get_has_no_button(at_home):
    """And a name that is not published leads back, with a sentence."""
    it_is(NOW + 60 * 86_400_000)
    seen = get("/console/mailings/new?scenario=news&segment=readers")["body"]
    assert "誰にも届かないため、送れません。" in seen and "<button>この内容で送る" not in seen
    assert get("/console/mailings/new?scenario=nothing")["statusCode"] == 404
    assert get("/console/mailings/nothing@x")["statusCode"] == 404
    assert press("/console/mailings", csrf=token(get("/console/mailings/" + ID)["body"]), scenario="no<b>") == (
        "/console/mailings?unknown=no%3Cb%3E"
    )
    assert "&lt;b&gt;" in get("/console/mailings?unknown=no%3Cb%3E")["body"]


def test_a_button_of_another_page_does_nothing(at_home):
    """Without the page's own token nothing is sent, and nothing moves."""
    assert post("/console/mailings", {"scenario": "news"}, Origin="https://evil.example")["statusCode"] == 403
    assert post(f"/console/mailings/{ID}/cancel", {}, Origin="https://evil.example")["statusCode"] == 403
    assert controls.standing(ID).state == "planned" and controls.standing(ID).next_at == DUE


def test_what_is_planned_is_among_what_comes_up(at_home):
    """On its day, with the way to its page; not before it is within seven days, and not when it is over."""
    it_is(NOW - 3_600_000)
    assert "/console/mailings/" not in get("/console/next")["body"]
    it_is(NOW + 3 * 86_400_000)
    row = re.search(r"<tr>(?:(?!</tr>).)*12/1（火）(?:(?!</tr>).)*</tr>", get("/console/next")["body"], re.S)
    assert row and f"/console/mailings/{ID}" in row[0] and "一斉配信" in row[0] and "お知らせ" in row[0]
    controls.cancel(ID)
    assert "/console/mailings/" not in get("/console/next")["body"]


def test_programs_read_how_mailings_stand(at_home):
    """The list and each of them, as the command tells it; what there is not is refused with a sentence."""
    status, told = read("/v1/mailings")
    assert status == 200 and [each["id"] for each in told["mailings"]] == [ID]
    expected = {"scenario": "news", "state": "planned", "at": "2026-12-01T01:00:00.000Z", "listed": None, "turns": 0}
    status, one = read(f"/v1/mailings/{ID}")
    assert status == 200 and one == told["mailings"][0] and expected.items() <= one.items()
    controls.cancel(ID)
    assert read(f"/v1/mailings/{ID}")[1]["state"] == "cancelled"
    status, told = read("/v1/mailings/nothing@x")
    assert status == 404 and told["code"] == "mailing_unknown"
