"""A plan that was tried: as files, beside what differs between two plans, and who cannot be decided again at all."""

import argparse
import csv
import io
import json
from typing import Any

import pytest
from mikomi.aws import exports
from mikomi.cli.__main__ import _parser
from mikomi.core.backtest import trial as trials

from tests.functions.test_backtest_command import LEADS, company, figure, one, reported, said, version
from tests.functions.world import World

__all__ = ["company"]


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_it_is_written_as_files_and_who_took_them_is_noted(company: World, capsys: Any, tmp_path: Any) -> None:
    """The JSON is the command's own; each figure is a row, and each person behind it one; nobody's name is noted."""
    folder = tmp_path / "deep" / "out"
    code, told = reported(capsys, "2", "--out", str(folder), "--by", "tanaka")
    assert code == 0 and json.loads((folder / "report.json").read_text()) == told
    head, *figures = rows((folder / "figures.csv").read_text())
    assert head[:4] == ["figure", "name", "label", "value"] and len(figures) == len(told["figures"])
    entered = next(row for row in figures if row[1] == "entries/s")
    assert entered == ["Entered “資料請求”", "entries/s", "exact", "4", "", "", "4", "", "4"]
    head, *behind = rows((folder / "people.csv").read_text())
    hot = one("p1@example.co.jp")
    assert head == ["figure", "person", "email", "name"]
    assert [row for row in behind if row[0] == "hot/more"] == [["hot/more", hot.id, "p1@example.co.jp", ""]]
    (note,) = exports.every()
    assert (note.by, note.people, note.asked["backtest"]) == ("tanaka", LEADS, {"version": 2})
    assert hot.id not in json.dumps(note.asked)


def test_what_sending_costs_is_a_figure(company: World, capsys: Any) -> None:
    """Four mails of SES; a version that sends twice as many costs twice as much."""
    company.publish(version(20, {"id": "more", "mail": {"template": "t", "kind": "transactional"}}))
    told = reported(capsys, "3")[1]
    cost = figure(told, "dollars")
    assert (cost["value"], cost["before"], cost["n"]) == (0.0008, 0.0004, LEADS)
    assert "Cost of sending (USD): 0.0008 [exact] (compared: 0.0004, 4 people)" in said(capsys, "3")[1]


def differing(capsys: Any, *words: str) -> tuple[int, str]:
    asked: argparse.Namespace = _parser().parse_args(["diff", *words])
    asked.lang = asked.lang or "en"
    code = asked.act(asked)
    return code, capsys.readouterr().out


def test_figures_stand_beside_what_differs(company: World, capsys: Any) -> None:
    """Points beside the scoring, mails beside the step that sends them; what stays the same is not told, and without
    `--people` nobody is tried."""
    company.publish(version(20, {"id": "more", "mail": {"template": "t", "kind": "transactional"}}))
    code, out = differing(capsys, "1", "3", "--people")
    assert code == 0 and "tried on what happened in the last 30 days (4 people)" in out
    assert "→ Points: 価格ページ: 20 → 40" in out and "→ Would be in the highest band, and is not: 0 → 1" in out
    assert "→ Later mails of “資料請求”: 0 → 4" in out and "→ Entered" not in out
    step = out.index("→ Mails “")
    assert step > out.index("資料請求") and ": 0 → 4" in out[step:].splitlines()[0]
    told = json.loads(differing(capsys, "1", "3", "--people", "--json")[1])
    by_kind = {each["kind"]: {of["name"] for of in each["figures"]} for each in told["differences"]}
    assert by_kind["scoring"] == {"points/price", "hot/more"} and by_kind["scenario"] == {"later_mails/s"}
    assert told["tried"]["self_check"]["effects"] > 0
    assert "→" not in differing(capsys, "1", "3")[1].split("\n\n", 1)[1].replace("10 → 20", "")
    assert "figures" not in json.loads(differing(capsys, "1", "3", "--json")[1])["differences"][0]


def test_what_ran_and_cannot_be_decided_again_is_told_as_what_it_is(
    company: World, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as a version that cannot be read: with the person and what was raised."""

    def breaks(bench: Any, person: Any, *more: Any) -> Any:
        if person.email == "p3@example.co.jp":
            raise ZeroDivisionError("no such thing")
        return ran(bench, person, *more)

    ran = trials.Bench.ran
    monkeypatch.setattr(trials.Bench, "ran", breaks)
    code, told = reported(capsys, "2")
    assert code == 1 and told["left_out"] == {"broke": 1} and figure(told, "entries/s")["n"] == LEADS - 1
    assert told["first_broke"]["person"] == one("p3@example.co.jp").id
    assert "ZeroDivisionError" in told["first_broke"]["why"] and told["first_threw"] is None
    assert any("cannot be decided again for 1 people (first l_" in each for each in told["said"])


def test_clicks_are_assumed_for_who_asks(company: World, capsys: Any) -> None:
    """Of three mails in four nobody knows: too few went out to take a rate from, so it has to be said."""
    company.publish(version(20, {"id": "more", "mail": {"template": "t", "kind": "transactional"}}))
    assert not [each for each in reported(capsys, "3")[1]["figures"] if each["name"].startswith("clicks/")]
    told = figure(reported(capsys, "3", "--assume", "0.25")[1], "clicks/s")
    assert (told["label"], told["value"], told["n"]) == ("assumed", 1.0, LEADS)
    out = said(capsys, "3", "--assume", "0.25")[1]
    assert "Clicks on mails of “資料請求” that nobody got: 1.0 [assumed]" in out and "as you said: 25 %" in out
    assert figure(reported(capsys, "3", "--assume")[1], "clicks/s")["label"] == "unknown"
    for wrong in ("2", "-1", "many"):
        with pytest.raises(SystemExit):
            _parser().parse_args(["backtest", "3", f"--assume={wrong}"])
        assert "0–1" in capsys.readouterr().err
