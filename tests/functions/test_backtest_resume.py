"""A trial that was stopped goes on behind those who are tried already, and comes to what it would have come to."""

import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from mikomi import clock
from mikomi.cli import backtest_progress, backtest_walk
from mikomi.cli.__main__ import _parser
from mikomi.cli.backtest_jobs import PageTried
from mikomi.core.backtest import transcript
from mikomi.core.backtest.trial import Bench, Trial
from mikomi.shell.backtest import run
from mikomi.shell.erasure import looks

from tests.functions.outbox import set_clock
from tests.functions.test_backtest_command import (
    EXAMPLES,
    HOUR,
    LEADS,
    NOW,
    company,
    figure,
    one,
    reported,
    said,
    to_try,
    version,
)

__all__ = ["company"]
GOES_ON, ANEW = "people are tried already; it goes on behind them", "so it begins anew"
DAY = 24 * HOUR
WORDS = ("2", "--from", "2026-11-01", "--to", "2026-11-22")


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where this user's machine keeps what can be made again; a page is two rows of the table."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(run, "ROWS", 2)
    return tmp_path / ".cache" / "mikomi" / "backtest"


class Stop:
    """Ctrl+C after so many people, of which pages; then never again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
        self.tried: list[str] = []
        self.after = after
        of = run.of

        def watched(people: Any, *more: Any) -> Trial:
            ids = [each.id for each in people]
            if len(self.tried) >= self.after and ids:
                raise KeyboardInterrupt
            self.tried += ids
            return of(people, *more)

        monkeypatch.setattr(run, "of", watched)

    def no_more(self) -> None:
        self.after, self.tried = 10**9, []


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Stop:
    return Stop(monkeypatch, 1)


def test_stopped_and_taken_up_it_says_what_it_would_have_said(company, capsys, stop, cache):
    """Nobody is tried twice; and nothing of it stays on this machine."""
    stop.no_more()
    _, whole = reported(capsys, *WORDS)
    stop.no_more()
    stop.after = 1
    code, out, err = said(capsys, *WORDS)
    first = {*stop.tried}
    assert (code, out) == (130, "") and f"goes on behind these {len(first)} people" in err and 0 < len(first) < LEADS
    stop.no_more()
    code, out, err = said(capsys, *WORDS, "--resume")
    assert code == 0 and f"{len(first)} {GOES_ON}" in err
    assert not first & {*stop.tried} and len(first) + len(stop.tried) == LEADS
    assert "Points: 価格ページ: 40 [exact]" in out and not [*cache.iterdir()]
    stop.after, stop.tried = 1, []
    said(capsys, *WORDS)
    stop.no_more()
    assert reported(capsys, *WORDS, "--resume")[1] == whole


def test_it_goes_on_with_the_days_it_began_with(company, capsys, stop):
    _, _, _ = said(capsys, "2")
    stop.no_more()
    set_clock(NOW + 5 * HOUR)
    code, told = reported(capsys, "2", "--resume")
    assert code == 0 and told["period"]["to"].startswith("2026-11-24T09:")


def test_with_other_plans_or_a_day_later_it_begins_anew(company, capsys, stop, tmp_path, monkeypatch):
    """And where nothing was stopped; each time everybody is tried."""
    shutil.copytree(EXAMPLES, tmp_path / "w")
    folder = str(tmp_path / "w")

    def stopped(*words: str) -> None:
        stop.after, stop.tried = 1, []
        assert said(capsys, *words)[0] == 130
        stop.no_more()

    def anew(*words: str) -> None:
        assert ANEW in said(capsys, *words, "--resume")[2] and len(stop.tried) == LEADS

    stop.no_more()
    anew("2")
    stopped(folder)
    scoring = tmp_path / "w" / "scoring.json"
    scoring.write_text(scoring.read_text().replace('"points": 20', '"points": 21'))
    anew(folder)
    stopped("2")
    stop.no_more()
    assert GOES_ON not in said(capsys, "1", "--resume")[2], "another one was stopped"
    stop.no_more()
    with monkeypatch.context() as other:
        other.setattr(backtest_progress, "_release", lambda: "other")
        anew("2")
    stopped("2")
    company.publish(version(30))
    anew("2")
    stopped("2")
    set_clock(NOW + DAY + HOUR)
    anew("2")


def test_what_is_kept_is_for_this_user_alone_and_names_nobody(company, capsys, stop, cache):
    """Ids, no address; and what nobody took up within a day is taken away by the next trial."""
    said(capsys, "2")
    (file,) = cache.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert "example.co.jp" not in file.read_text()
    (cache / "half.json").write_text("{")
    stop.no_more()
    said(capsys, "1")
    assert [*cache.iterdir()] == [file]
    set_clock(NOW + DAY + HOUR)
    said(capsys, "1")
    assert not [*cache.iterdir()]


def test_where_nothing_can_be_kept_it_is_tried_all_the_same(company, capsys, stop, cache):
    """A file stands where the folder would be: no half of it is offered, and a whole trial says what it says."""
    cache.parent.parent.write_text("")
    code, _, err = said(capsys, "2")
    assert code == 130 and "Run it again to try it from the beginning" in err and "--resume" not in err
    stop.no_more()
    assert said(capsys, "2")[0] == 0


def test_who_was_erased_meanwhile_is_named_behind_no_figure(company, capsys, stop):
    hot = one("p1@example.co.jp").id
    stop.after = LEADS
    assert figure(reported(capsys, "2")[1], "hot/more")["people"] == [hot]
    stop.tried, of = [], backtest_walk.pages

    def erased_last(*asked: Any) -> Any:
        yield from of(*asked)
        erase("p1@example.co.jp")

    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr(backtest_walk, "pages", erased_last)
        _, out, _ = said(capsys, "2", "--json")
    told = json.loads(out.splitlines()[-1])  # above it stands what erasing logged
    assert figure(told, "hot/more")["people"] == [] and figure(told, "hot/more")["value"] == 1
    assert hot not in str(told)


def test_nor_is_who_was_the_first_for_whom_it_broke_off(company, capsys, stop, monkeypatch):
    """Erased meanwhile; that somebody is left out stays counted."""
    stop.after, of = LEADS, backtest_walk.pages
    hot = one("p1@example.co.jp").id
    measure = Bench.measure

    def throws(bench: Bench, trial: Trial, ran: Any) -> None:
        if ran.person.id == hot:
            raise ZeroDivisionError
        measure(bench, trial, ran)

    monkeypatch.setattr(Bench, "measure", throws)
    assert reported(capsys, "2")[1]["first_threw"]["person"] == hot
    stop.tried = []

    def erased_last(*asked: Any) -> Any:
        yield from of(*asked)
        erase("p1@example.co.jp")

    monkeypatch.setattr(backtest_walk, "pages", erased_last)
    told = json.loads(said(capsys, "2", "--json")[1].splitlines()[-1])
    assert told["first_threw"]["person"] is None and told["first_threw"]["why"].startswith("ZeroDivisionError")
    assert told["left_out"] == {"threw": 1} and hot not in str(told)
    assert any("broke off for 1 people (first –: ZeroDivisionError" in each for each in told["said"])


def erase(email: str) -> None:
    whom = looks.find(email)
    assert whom is not None
    looks.go_on(looks.ask(whom, "x").pk, clock.now())


def test_each_process_goes_on_behind_its_own_people(company, cache):
    """Two of three are at it: one behind a page, one has not begun; the third is done."""
    asked = _parser().parse_args(["backtest", "2", "--jobs", "3", "--port", "1"])
    progress = backtest_progress.begin(to_try(), ["x"], asked)
    progress.add(PageTried(0, Trial(people=3), None))
    progress.add(PageTried(1, Trial(people=2), "someone"))
    set_clock(NOW + HOUR)
    again = backtest_progress.take_up(to_try(), ["x"], asked)
    assert again is not None and again.to_try == progress.to_try, "also the moment at which people are read"
    assert again is not None and again.jobs == 3 and again.trial == Trial(people=5)
    assert [*again.left()] == [(1, "someone"), (2, None)]


def test_what_came_of_people_is_read_as_it_was_written(company):
    """Of everybody here; and what another release wrote is not read by half."""
    whole = Trial()
    for part, _ in run.over_everybody(to_try().bench()):
        whole.join(part)
    assert transcript.read(transcript.write(whole)) == whole and whole.check.effects and whole.after.days
    for other in (transcript.write(whole).replace('"drew_other"', '"drew"'), "[]", ""):
        with pytest.raises(ValueError):
            transcript.read(other)
