"""A version or a candidate tried on what happened lately, in the console and the read API, as far as there is time."""

import json
from html import unescape
from typing import Any

import boto3
import pytest
from mikomi.aws import log, plans
from mikomi.console import backtests
from mikomi.settings import settings
from mikomi.shell.backtest import run

from tests.functions import read_api
from tests.functions.test_approval import asked as asked
from tests.functions.test_approval_pages import PAGE
from tests.functions.test_approval_pages import waits as waits
from tests.functions.test_backtest_command import LEADS, company, figure, one
from tests.functions.test_segment_pages import HERE, get
from tests.functions.world import REGION, World

__all__ = ["asked", "company", "waits"]


@pytest.fixture
def console(company: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    return company


def seen(path: str, language: str = "en") -> str:
    answer = get(path, language)
    assert answer["statusCode"] == 200, answer["body"]
    return unescape(answer["body"])


def asked_of(path: str) -> tuple[int, Any]:
    place, _, query = path.partition("?")
    code, told = read_api.get(place, query)
    return code, told


def test_a_version_is_tried_from_its_page(console: World) -> None:
    """Both languages; the self-check first, figures beside what was, who would be Hot with a link; no row written."""
    before = console.rows("state"), console.rows("events")
    assert 'href="/console/versions/2/backtest"' in seen("/console/versions/2")
    body = seen("/console/versions/2/backtest")
    assert body.index("Self-check: decided again") < body.index("Points: 価格ページ")
    hot = one("p1@example.co.jp")
    assert f'<a href="/console/leads/{hot.id}">p1@example.co.jp</a>' in body and 'class="bad"' not in body
    assert "<td>40</td><td>20</td>" in body and "These are numbers of the first" not in body
    assert "自己確認: 実際に動いた版で" in seen("/console/versions/2/backtest", "ja")
    assert (console.rows("state"), console.rows("events")) == before
    for unknown in ("0", "3", "x"):
        assert get(f"/console/versions/{unknown}/backtest", "en")["statusCode"] == 404


def test_what_does_not_hold_stands_first_and_marked(console: World) -> None:
    note = next(
        packet
        for subject in log.subjects()
        if subject.startswith("o:")
        for packet in log.packets(subject)
        if any(event.name == "Mail Decided" for event in packet.events)
    )
    log.erase(note.subject, note.sort)
    assert '<li class="bad">Self-check: NOT equal.' in seen("/console/versions/2/backtest")


def test_programs_read_the_same(console: World) -> None:
    code, told = asked_of("/v1/versions/2/backtest")
    assert code == 200 and told["complete"] is True and told["plan"] == {"version": 2}
    assert next(iter(told)) == "self_check" and told["said"][0].startswith(("Self-check", "自己確認"))
    assert figure(told, "points/price")["value"] == 40
    code, told = asked_of("/v1/versions/1/backtest?from=2026-11-20&to=2026-11-20")
    assert told["period"] == {"from": "2026-11-20T00:00:00+09:00", "to": "2026-11-20T23:59:59+09:00"}
    for path, refusal in (
        ("9/backtest", "version_unknown"),
        ("x/backtest", "version_unknown"),
        ("2/backtest?from=soon", "moment_invalid"),
        ("2/backtest?from=2026-11-20&to=2026-11-10", "period_invalid"),
        ("2/backtest?form=2026-11-20", "parameter_unknown"),
    ):
        code, told = asked_of(f"/v1/versions/{path}")
        assert code in (400, 404) and refusal in json.dumps(told), path


def test_a_version_that_is_not_understood_is_a_sentence(console: World) -> None:
    body = json.loads(plans._read_body(1) or b"")
    body["scenarios"]["s"]["steps"].insert(0, {"teleport": "x"})
    boto3.client("s3", region_name=REGION).put_object(
        Bucket="plans", Key="plans/1.json", Body=json.dumps(body).encode()
    )
    plans.forget_all()
    assert "this release cannot read all of it" in seen("/console/versions/1/backtest")
    code, told = asked_of("/v1/versions/1/backtest")
    assert code == 409 and "version_not_understood" in json.dumps(told)


def test_it_looks_as_far_as_there_is_time_and_says_so(console: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many people, or so many events; whose log is too long for a page is said, and in no figure."""
    monkeypatch.setattr(backtests, "PEOPLE", 2)
    told = asked_of("/v1/versions/2/backtest")[1]
    assert told["complete"] is False and told["people"] == 2 and figure(told, "entries/s")["n"] == 2
    assert "These are numbers of the first 2 people." in seen("/console/versions/2/backtest")
    monkeypatch.setattr(backtests, "PEOPLE", 100)
    monkeypatch.setattr(backtests, "EVENTS", 1)
    told = asked_of("/v1/versions/2/backtest")[1]
    assert told["complete"] is False and told["people"] == 1
    monkeypatch.setattr(backtests, "EVENTS", 5_000)
    monkeypatch.setattr(run, "MOST_EVENTS", 2)
    told = asked_of("/v1/versions/2/backtest")[1]
    assert told["complete"] is True and told["left_out"] == {"long": 1} and told["people"] == LEADS - 1


def test_what_waits_for_approval_is_tried_from_its_page(waits: World) -> None:
    assert f'href="{PAGE}/backtest"' in seen(PAGE)
    body = seen(f"{PAGE}/backtest")
    assert "Candidate 1" in body and "There is nobody to try it on. No figure is given." in body
