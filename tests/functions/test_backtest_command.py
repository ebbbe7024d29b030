"""`mikomi backtest`: everybody is tried, nothing is changed, and what cannot be tried is a sentence, never a number."""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws import everybody, log, people, plans
from mikomi.cli import backtest_jobs
from mikomi.cli.__main__ import _parser
from mikomi.core.backtest import trial as trials
from mikomi.model.effects import Note
from mikomi.model.person import Person
from mikomi.shell.backtest import run
from mikomi.shell.backtest.tried import ToTry
from mikomi.shell.effects import chronicle
from mikomi.shell.people import fold
from msgspec.structs import replace

from tests.core.story import at, plan_of
from tests.functions.outbox import set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.world import REGION, packet

NOW = at("2026-11-24 10:00")
HOUR, DAY = 3_600_000, 86_400_000
LEADS = 4
EXAMPLES = Path(__file__).parents[2] / "examples"
SCORING: dict[str, Any] = {
    "rules": [{"id": "price", "name": "価格ページ", "when": {"visited": "/price"}, "points": 10}],
    "bands": [{"id": "hot", "name": "Hot", "from": 30}, {"id": "cool", "name": "Cool", "from": 0}],
}


def version(points: int = 10, *steps: dict[str, Any]) -> Any:
    mails = [{"id": "thanks", "mail": {"template": "t", "kind": "transactional"}}, {"wait": "1d"}, *steps]
    scenario = {"id": "s", "name": "資料請求", "trigger": {"when": {"submitted": "download"}}, "steps": mails}
    rules = [{**SCORING["rules"][0], "points": points}]
    return plan_of([scenario], scoring={**SCORING, "rules": rules}, version=plans.pointer().version + 1)


@pytest.fixture
def company(world):
    """Four leads under version 1, of whom one looks at the prices twice; then version 2, by which prices count double.
    What was decided was noted."""
    set_clock(NOW - 5 * DAY)
    world.publish(version())
    for number in range(LEADS):
        set_clock(NOW - 5 * DAY + number * HOUR)
        taken(packet(f"a:b{number}", *form(f"f{number}", f"p{number}@example.co.jp"), at=clock.now()))
    for number in range(2):
        set_clock(NOW - 4 * DAY + number * HOUR)
        taken(packet("a:b1", view(f"v{number}"), at=clock.now()))
    set_clock(NOW)
    for person in everybody.ids():
        fold.wake(person, clock.now())
    write_notes()
    world.publish(version(20))
    yield world
    set_clock(NOW)


def write_notes() -> None:
    """What the stream's reader writes down."""
    for person in filter(None, map(people.load, list(everybody.ids()))):
        for effect in person.effects:
            if isinstance(effect, Note):
                chronicle.write(replace(effect, person=effect.person or person.id))


def one(email: str) -> Person:
    return next(each for each in map(people.load, everybody.ids()) if each is not None and each.email == email)


def said(capsys: Any, *words: str) -> tuple[int, str, str]:
    """How the command ends, what it says, and what it says beside."""
    asked: argparse.Namespace = _parser().parse_args(["backtest", *words])
    asked.lang = asked.lang or "en"
    code = asked.act(asked)
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def reported(capsys: Any, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = said(capsys, *words, "--json")
    return code, json.loads(out)


def figure(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in told["figures"] if each["name"] == name)


def test_a_version_is_tried_beside_what_really_ran_and_nothing_changes(company, capsys):
    """Self-check first, then figures; no row is written, and JSON and page say the same."""
    before = company.rows("state"), company.rows("events")
    code, told = reported(capsys, "2")
    assert (company.rows("state"), company.rows("events")) == before
    assert code == 0 and next(iter(told)) == "self_check"
    check = told["self_check"]
    assert check["effects"] == check["equal"] == 12 and check["differences"] == [] and check["people"] == LEADS
    entered = figure(told, "entries/s")
    assert {name: entered[name] for name in ("label", "value", "low", "high", "n", "before")} == {
        "label": "exact", "value": LEADS, "low": None, "high": None, "n": LEADS, "before": LEADS,
    }  # fmt: skip
    assert (figure(told, "points/price")["value"], figure(told, "points/price")["before"]) == (40, 20)
    hot = one("p1@example.co.jp")
    assert figure(told, "hot/more")["people"] == [hot.id]
    assert told["plan"] == {"version": 2} and told["against"] is None
    assert told["contamination"]["visits"] == 0 and told["period"]["to"].endswith("+09:00")
    code, out, err = said(capsys, "2")
    assert out.startswith("Self-check: decided again by the versions that really ran") and "4 people tried" in err
    assert "Points: 価格ページ: 40 [exact] (compared: 20, 1 people)" in out
    assert f"p1@example.co.jp ({hot.id})" in out
    assert said(capsys, "2", "--lang", "ja")[1].startswith("自己確認: ")


def test_two_plans_side_by_side_and_only_the_days_asked_for(company, capsys):
    code, told = reported(capsys, "1", "--against", "2", "--from", "2026-11-20", "--to", "2026-11-21")
    assert code == 0 and (told["plan"], told["against"]) == ({"version": 1}, {"version": 2})
    assert told["period"] == {"from": "2026-11-20T00:00:00+09:00", "to": "2026-11-21T23:59:59+09:00"}
    assert (figure(told, "points/price")["value"], figure(told, "points/price")["before"]) == (20, 40)
    assert not [each for each in told["figures"] if each["name"] == "entries/s"], "they entered the day before"
    assert figure(told, "hot/less")["n"] == 1


def test_a_folder_is_tried(company, capsys, tmp_path):
    """The sample company's files, over what happened here."""
    shutil.copytree(EXAMPLES, tmp_path / "w")
    code, told = reported(capsys, str(tmp_path / "w"))
    assert code == 0 and told["plan"] == {"folder": str(tmp_path / "w")}
    assert figure(told, "entries/doc-request")["value"] == LEADS
    assert figure(told, "entries/s")["value"] == 0 and figure(told, "entries/s")["before"] == LEADS
    assert told["unsent"] > 0, "its mails went out to nobody"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["9"], "There is no version 9."),
        (["0"], "There is no version 0."),
        (["no-such-folder"], "is neither the number of a version nor a folder"),
        (["1", "--against", "9"], "There is no version 9."),
        (["1", "--from", "soon"], '"soon" is no day'),
        (["1", "--from", "2026-11-20", "--to", "2026-11-10"], "The period ends"),
    ],
)
def test_what_cannot_be_tried_is_said(company, capsys, words, sentence):
    code, out, err = said(capsys, *words)
    assert (code, out) == (2, "") and sentence in err


def test_a_folder_that_check_refuses_is_not_tried(company, capsys, tmp_path):
    shutil.copytree(EXAMPLES, tmp_path / "w")
    (tmp_path / "w" / "scoring.json").write_text('{"version": 1, "rules": 3}')
    code, out, err = said(capsys, str(tmp_path / "w"))
    assert (code, out) == (2, "") and "cannot be compared, it has errors" in err and "mikomi check" in err


def test_a_version_that_is_not_understood_is_not_tried(company, capsys, monkeypatch):
    """A newer release wrote a verb into it, or what lies there is no plan at all."""
    body = json.loads(plans._read_body(1) or b"")
    body["scenarios"]["s"]["steps"].insert(0, {"teleport": "x"})
    boto3.client("s3", region_name=REGION).put_object(
        Bucket="plans", Key="plans/1.json", Body=json.dumps(body).encode()
    )
    plans.forget_all()
    code, out, err = said(capsys, "1")
    assert (code, out) == (2, "") and "this release cannot read all of it" in err
    boto3.client("s3", region_name=REGION).put_object(Bucket="plans", Key="plans/1.json", Body=b"{}")
    plans.forget_all()
    assert said(capsys, "1")[0] == 2
    code, told = reported(capsys, "2")
    assert told["left_out"] == {"unreadable_plan": LEADS} and told["figures"] == []
    assert any("in no figure" in each for each in told["said"])
    assert any(each.startswith("There is nobody to try it on") for each in told["said"])


def test_a_log_with_gaps_and_erased_people_are_in_no_figure(company, capsys):
    """Whose beginning is gone, and who was erased: counted, said, and left out."""
    first = next(iter(log.packets("a:b1")))
    log.erase("a:b1", first.sort)
    gone = one("p2@example.co.jp")
    fold.commit(replace(gone, members={}, erased_at=clock.now()), (), clock.now(), gone)
    code, told = reported(capsys, "2")
    assert told["left_out"] == {"erased": 1, "gaps": 1} and told["people"] == LEADS - 2
    assert figure(told, "entries/s")["n"] == LEADS - 2 and "points/price" not in {x["name"] for x in told["figures"]}
    assert "The log of 1 people is not whole: they are in no figure." in told["said"]
    assert "1 people were erased, and are in no figure." in told["said"]
    assert (
        "There is a log of 2 people only: what was counted is shown, and nothing can be said of the future."
        in (told["said"])
    )
    assert code == 0


def test_a_candidate_that_throws_is_said_and_its_people_are_in_no_figure(company, capsys, monkeypatch):
    def breaks(bench, trial, ran):
        if ran.person.email == "p3@example.co.jp":
            raise ZeroDivisionError("no such thing")
        return measure(bench, trial, ran)

    measure = trials.Bench.measure
    monkeypatch.setattr(trials.Bench, "measure", breaks)
    code, told = reported(capsys, "2")
    assert code == 1 and told["left_out"] == {"threw": 1} and figure(told, "entries/s")["n"] == LEADS - 1
    sentence = next(each for each in told["said"] if "broke off for 1 people" in each)
    assert told["first_threw"]["person"] in sentence and "Do not publish it like this" in sentence


def test_a_self_check_that_is_not_equal_is_said_before_anything_else(company, capsys):
    """An entry that the log does not give was noted; another one was not."""
    note = next(packet for packet in _notes() if any(event.name == "Mail Decided" for event in packet.events))
    log.erase(note.subject, note.sort)
    code, out, _ = said(capsys, "2")
    assert code == 1 and out.startswith("Self-check: NOT equal.") and "did not happen, and is decided now" in out
    code, told = reported(capsys, "2")
    assert {each["how"] for each in told["self_check"]["differences"]} == {"invented"}
    assert told["self_check"]["effects"] - told["self_check"]["equal"] == len(told["self_check"]["differences"])


def _notes():
    return [packet for subject in log.subjects() if subject.startswith("o:") for packet in log.packets(subject)]


def test_days_before_the_log_begins_are_said(company, capsys):
    assert any("The log begins on" in each for each in reported(capsys, "2", "--from", "2026-10-01")[1]["said"])
    said_of = reported(capsys, "2", "--from", "2026-11-20")[1]["said"]
    assert not any("The log begins on" in each for each in said_of)


def test_stopped_it_gives_no_figure(company, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "of", stopped)
    code, out, err = said(capsys, "2")
    assert (code, out) == (130, "") and "no figure is given" in err


def test_what_is_not_settled_yet_is_not_looked_at(company, capsys):
    """What came within the last hour may not be decided yet."""
    set_clock(NOW + HOUR)
    taken(packet("a:b2", view("new"), at=NOW + HOUR - 60_000))
    code, told = reported(capsys, "2")
    assert code == 0 and figure(told, "points/price")["before"] == 20


class Told(list[Any]):
    """A queue that keeps what is put into it."""

    put = list.append


def to_try() -> ToTry:
    return ToTry(plans.version(2), None, run.lately("Asia/Tokyo"), clock.now())


def test_what_several_processes_count_is_what_one_counts(company):
    """Each takes the people who fall to it; together they are everybody, once."""
    told, whole = Told(), trials.Trial()
    for number in range(3):
        backtest_jobs._work(to_try(), (None, False, 0), (number, 3), None, told)
    assert sorted(each.number for each in told if each.after is None) == [0, 1, 2]
    parts = trials.Trial()
    for page in told:
        parts.join(page.trial)
    for part, _ in run.over_everybody(to_try().bench()):
        whole.join(part)
    assert whole.people == parts.people == LEADS
    assert (whole.after.amounts, whole.before.amounts) == (parts.after.amounts, parts.before.amounts)
    assert (whole.check.effects, whole.check.equal) == (parts.check.effects, parts.check.equal)


def test_a_process_that_ends_too_early_leaves_no_figure(company, capsys, monkeypatch):
    """What it said stands in the sentence; and so it is where there is no deployment for it."""

    def broken(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(run, "over_everybody", broken)
    backtest_jobs._work(to_try(), (None, False, 0), (0, 2), None, told := Told())
    assert len(told) == 1 and told[0].startswith("ZeroDivisionError")
    code, out, err = said(capsys, "2", "--jobs", "2", "--local", "--port", "1")
    assert (code, out) == (2, "") and "One of the processes ended before it was done" in err
    with pytest.raises(SystemExit):
        said(capsys, "2", "--jobs", "0")
