"""`mikomi forecast`, its page and the read API: of everybody as they were in whole weeks, and nothing is changed."""

import argparse
import json
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from mikomi import clock
from mikomi.aws import everybody
from mikomi.aws.refusals import AwsRefusal
from mikomi.cli import backtest_jobs, backtest_walk
from mikomi.cli.__main__ import _parser
from mikomi.console import backtests
from mikomi.settings import settings
from mikomi.shell.backtest import run
from mikomi.shell.people import fold

from tests.core.story import plan_of
from tests.functions import read_api
from tests.functions.outbox import set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.test_backtest_command import DAY, EXAMPLES, HOUR, NOW, SCORING, figure, write_notes
from tests.functions.test_segment_pages import HERE, get
from tests.functions.test_sender_doctor import answering
from tests.functions.world import World, packet

PEOPLE, WEEKS = 32, 4
NOON = NOW - 5 * 7 * DAY


def version(mails: int = 1, points: int = 10) -> Any:
    steps = [{"id": f"mail{n}", "mail": {"template": "t", "kind": "transactional"}} for n in range(mails)]
    scenario = {"id": "s", "name": "資料請求", "trigger": {"when": {"submitted": "download"}}, "steps": steps}
    alert = {"on_enter": "hot", "to": ["sato"], "max_per_rep_per_day": 1}
    rules = [{**SCORING["rules"][0], "points": points}]
    return plan_of([scenario], scoring={**SCORING, "rules": rules, "alert": alert}, version=mails)


@pytest.fixture
def company(world: World) -> Iterator[World]:
    """32 leads, eight a week on two days of it, of whom every other one looks at the prices; the log begins a week
    before the first of the whole weeks."""
    set_clock(NOON)
    world.publish(version())
    taken(packet("a:first", view("v"), at=NOON))
    for number in range(PEOPLE):
        week, of_it = divmod(number, PEOPLE // WEEKS)
        set_clock(NOON + (week + 1) * 7 * DAY + of_it % 2 * DAY + of_it * HOUR // 4)
        events = form(f"f{number}", f"p{number}@example.co.jp")
        looks = [view(f"v{number}-{n}") for n in range(2)] if of_it % 4 == 0 else []
        taken(packet(f"a:b{number}", *events, *looks, at=clock.now()))
    set_clock(NOW)
    for person in everybody.ids():
        fold.wake(person, clock.now())
    write_notes()
    with answering(GetAccount={"SendQuota": {"Max24HourSend": 200}}):
        yield world
    set_clock(NOW)


def said(capsys: Any, *words: str) -> tuple[int, str, str]:
    asked: argparse.Namespace = _parser().parse_args(["forecast", *words])
    asked.lang = asked.lang or "en"
    code = asked.act(asked)
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def reported(capsys: Any, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = said(capsys, *words, "--json")
    return code, json.loads(out)


def test_a_scenario_that_runs_and_a_folder_before_it_does(company: World, capsys: Any, tmp_path: Any) -> None:
    """Eight a week come; the sample company's folder sends them its own mails. No row is written."""
    before = company.rows("state"), company.rows("events")
    code, told = reported(capsys, "s", "--days", "7")
    assert (company.rows("state"), company.rows("events")) == before
    assert next(iter(told)) == "self_check" and told["self_check"]["effects"] == told["self_check"]["equal"] > PEOPLE
    assert told["weeks"]["n"] == WEEKS and told["people"] == PEOPLE + 1 and told["scenario"] == "s"
    assert [figure(told, name)["value"] for name in ("entries/s", "first_mails/s", "mails")] == [8, 8, 8]
    assert figure(told, "dollars")["value"] == 0.0008 and code == 0 and told["warned"] == []
    shutil.copytree(EXAMPLES, tmp_path / "w")
    code, told = reported(capsys, str(tmp_path / "w"), "--days", "7")
    assert told["plan"] == {"folder": str(tmp_path / "w")} and told["scenario"] is None
    first = figure(told, "first_mails/doc-request")
    assert (first["value"], first["before"]) == (8, 0) and figure(told, "entries/s")["before"] == 8


def test_it_is_told_in_words(company: World, capsys: Any) -> None:
    """What it is and is not, figures with their range, weeks and days; a scenario by its name."""
    code, out, err = said(capsys, "1", "--days", "14")
    assert code == 0 and out.startswith("Self-check: decided again") and f"{PEOPLE + 1} people tried" in err
    assert "A figure is the average of what would have come in the last 4 weeks" in out
    assert "First mails of “資料請求”: 16 (16–16); as it is now 16" in out
    assert "Cost of sending (USD): 0.0016 (0.0016–0.0016); as it is now 0.0016" in out
    assert "By week\n  Tue 24 Nov 2026 – Mon 30 Nov 2026  mails 8 (8–8)  alerts" in out
    assert out.count("\n  ") == 2 + 14
    assert "“資料請求” of Version 1: from Tue 24 Nov 2026 to Mon 7 Dec 2026" in said(capsys, "s")[1]
    assert "見込み" in said(capsys, "s", "--lang", "ja")[1]


def test_who_would_get_too_much_is_warned_of(company: World, capsys: Any) -> None:
    """With twice the points every fourth one is hot, two on one day: more than the ceiling of one; and nobody
    answered."""
    company.publish(version(2, 20))
    code, told = reported(capsys, "2")
    assert code == 1 and [each["code"] for each in told["warnings"]] == ["rep_day", "rep_silent"]
    assert "At most 1 a day are sent one by one" in told["warned"][0]
    out = said(capsys, "2")[1]
    assert "⚠ Up to 2 alerts for " in out


@pytest.mark.parametrize(
    ("answer", "warned"),
    [
        ({"SendQuota": {"Max24HourSend": 3}}, {"quota"}),
        ({"SendQuota": {"Max24HourSend": -1}}, set()),
        (AwsRefusal("AccessDeniedException", 403), set()),
    ],
)
def test_the_quota_is_asked_of_ses(company: World, capsys: Any, answer: Any, warned: set[str]) -> None:
    """Where there is none, or it may not be read, nothing is said of it."""
    with answering(GetAccount=answer):
        assert {each["code"] for each in reported(capsys, "1")[1]["warnings"]} == warned


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["t"], 'There is no scenario "t".'),
        (
            [str(EXAMPLES), "--scenario", "doc-reqest"],
            'There is no scenario "doc-reqest" (did you mean "doc-request"?).',
        ),
        (["9"], "There is no version 9."),
        (["1", "--scenario", "unheard-of"], 'There is no scenario "unheard-of".'),
    ],
)
def test_what_is_not_there_is_said(company: World, capsys: Any, words: list[str], sentence: str) -> None:
    code, out, err = said(capsys, *words)
    assert (code, out) == (2, "") and sentence in err


def test_days_are_a_number_within_a_quarter(capsys: Any) -> None:
    for wrong in ("0", "93", "soon"):
        with pytest.raises(SystemExit):
            _parser().parse_args(["forecast", "s", "--days", wrong])
        assert "1–92" in capsys.readouterr().err


def test_out_of_too_little_comes_a_sentence_and_no_figure(company: World, capsys: Any) -> None:
    """Of the first two weeks of the log; and stopped there is none at all."""
    set_clock(NOON + 3 * 7 * DAY)
    code, told = reported(capsys, "s")
    assert code == 1 and told["why"] == "weeks" and told["figures"] == told["days"] == []
    assert any("fewer than 3 say nothing" in each for each in told["said"])
    code, out, _ = said(capsys, "s")
    assert code == 1 and "No forecast is given" in out and "First mails" not in out


def test_stopped_or_broken_it_gives_no_figure(
    company: World, capsys: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    def stopped(*_: Any) -> Any:
        raise KeyboardInterrupt

    def broken(*_: Any, **_more: Any) -> Any:
        raise backtest_jobs.Broken("gone")

    monkeypatch.setattr(run, "of", stopped)
    code, out, err = said(capsys, "s")
    assert (code, out) == (130, "") and "no figure is given" in err
    monkeypatch.setattr(backtest_walk, "pages", broken)
    code, out, err = said(capsys, "s")
    assert (code, out) == (2, "") and "(gone)" in err


@pytest.fixture
def console(company: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    return company


def test_the_page_of_a_version_tells_the_next_two_weeks(console: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where everybody could be looked at; else a sentence."""
    body = unescape(get("/console/versions/1/backtest", "en")["body"])
    assert "The next 14 days" in body and "<td>16 (16–16)</td><td>16</td>" in body
    assert "これからの14日間の見込み" in get("/console/versions/1/backtest", "ja")["body"]
    monkeypatch.setattr(backtests, "PEOPLE", 3)
    body = unescape(get("/console/versions/1/backtest", "en")["body"])
    assert "this page looked at the first 3 people only" in body and "16 (16–16)" not in body


def test_programs_read_it(console: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = read_api.get("/v1/versions/1/forecast", "days=7&scenario=s")
    assert code == 200 and told["complete"] is True and told["plan"] == {"version": 1}
    assert next(iter(told)) == "self_check" and figure(told, "mails")["value"] == 8 and len(told["days"]) == 7
    assert len(read_api.get("/v1/versions/1/forecast", "")[1]["days"]) == 14
    for path, query, refusal in (
        ("9", "", "version_unknown"),
        ("1", "days=0", "limit_invalid"),
        ("1", "days=93", "limit_invalid"),
        ("1", "scenario=t", "scenario_unknown"),
        ("1", "day=3", "parameter_unknown"),
    ):
        code, told = read_api.get(f"/v1/versions/{path}/forecast", query)
        assert code in (400, 404) and refusal in json.dumps(told), (path, query)
    monkeypatch.setattr(backtests, "PEOPLE", 3)
    code, told = read_api.get("/v1/versions/1/forecast", "")
    assert (code, told["complete"], told["why"], told["figures"]) == (200, False, "partly", [])
