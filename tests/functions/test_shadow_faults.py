"""A night of the shadow and what it may meet: a candidate that throws, a list of another release, somebody erased."""

import json
from typing import Any

import pytest
from mikomi import clock
from mikomi.aws import archive, erasures, log, people
from mikomi.core.backtest import trial as trials
from mikomi.shell.archive import shadow
from mikomi.shell.backtest import night
from mikomi.shell.erasure import looks
from msgspec.structs import replace

from functions.schedule_step import app as schedule_step
from tests.functions import envelopes
from tests.functions.test_backtest_command import LEADS, NOW, company, one
from tests.functions.test_shadow import files, report, started, works
from tests.functions.world import World

__all__ = ["company", "started"]


def test_a_candidate_that_throws_is_said_with_the_first_person(
    started: World, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = trials.Bench.under_candidate

    def breaks(bench: Any, ran: Any) -> Any:
        if ran.person.email == "p2@example.co.jp":
            raise ZeroDivisionError("no such thing")
        return real(bench, ran)

    monkeypatch.setattr(trials.Bench, "under_candidate", breaks)
    works()
    code, told = report(capsys)
    assert code == 1 and told["night"]["left_out"] == {"threw": 1} and told["night"]["people"] == LEADS
    sentence = next(each for each in told["said"] if "broke off for 1 people" in each)
    assert one("p2@example.co.jp").id in sentence


def test_a_candidate_that_is_not_understood_any_more_is_a_sentence(started: World, capsys: Any) -> None:
    """Under a release that knows other verbs."""
    body = json.loads(files()["shadow/candidate.json"])
    body["plan"]["scenarios"]["s"]["steps"].insert(0, {"teleport": "x"})
    archive.write("shadow/candidate.json", json.dumps(body).encode())
    assert works() == {"days": 1, "people": 0}
    code, told = report(capsys)
    assert code == 0 and told["night"]["state"] == "not_understood" and told["night"]["named"] == []
    assert any("This release cannot read all of the candidate" in each for each in told["said"])


def test_a_list_of_another_release_is_left_as_it_is_and_said(started: World, capsys: Any) -> None:
    works()
    [name] = [name for name in files() if name.startswith("shadow/days/")]
    archive.write(name, json.dumps({"schema": 99}).encode())
    assert works() == {"days": 0, "people": 0} and files()[name] == b'{"schema": 99}'
    code, told = report(capsys)
    assert code == 1 and told["night"] is None
    assert "The list of this day was written by another release, and cannot be read." in told["said"]


def test_a_self_check_that_does_not_hold_is_said_first(started: World, capsys: Any) -> None:
    note = next(
        packet
        for subject in log.subjects()
        if subject.startswith("o:")
        for packet in log.packets(subject)
        if any(event.name == "Mail Decided" and event.at > NOW for event in packet.events)
    )
    log.erase(note.subject, note.sort)
    works()
    code, told = report(capsys)
    assert code == 1 and told["said"][2].startswith("Self-check: NOT equal.")
    assert "p9@example.co.jp" in told["said"][3]


def test_who_was_erased_is_in_no_answer_from_that_moment_on_and_in_no_list(started: World, capsys: Any) -> None:
    """P7: before the lists are thinned already, and afterwards in no file; what was counted stays."""
    works()
    gone = one("p2@example.co.jp")
    before = report(capsys)[1]["night"]
    assert gone.id in json.dumps(before)
    found = looks.find(gone.id)
    assert found is not None
    asked = looks.ask(found, "dpo")
    emptied = replace(gone, members={}, erased_at=clock.now())
    _hidden(emptied, gone, capsys)
    answer = _look(asked.pk)
    assert answer == {"batchItemFailures": []}
    kept = erasures.read(asked.pk)
    assert kept is not None and kept.removed["shadow"] == 1
    assert not [name for name, body in files().items() if gone.id.encode() in body]
    after = report(capsys)[1]["night"]
    assert gone.id not in json.dumps(after) and "p2@example.co.jp" not in json.dumps(after)
    assert [after[name] for name in ("people", "people_differ", "differ")] == [
        before[name] for name in ("people", "people_differ", "differ")
    ]


def _hidden(emptied: Any, gone: Any, capsys: Any) -> None:
    """While the list still holds the id, the answer does not."""
    real = people.load_many
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "load_many", lambda ids: {**real(ids), gone.id: emptied})
        assert gone.id not in json.dumps(report(capsys)[1])
    assert gone.id in json.dumps(report(capsys)[1])


def _look(pk: str) -> Any:
    return schedule_step.handler(envelopes.queue({"pk": pk, "sk": erasures.ERASURE, "due_at": 0}), None)


def test_a_night_that_goes_on_meets_what_an_erasure_took_out(
    started: World, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list changed under it: it ends, and the next call goes on with the thinned one."""
    monkeypatch.setattr(night, "ROWS", 4)
    gone, running = one("p2@example.co.jp").id, shadow.current()
    assert running is not None
    while (kept := shadow.read(running, "2026-11-24")) is None or gone not in json.dumps(kept.said):
        works(1, 1)
    if kept.said is not None and kept.said["state"] == "partly":
        assert shadow.forget({gone}) == 1
    works()
    made = shadow.read(running, "2026-11-24")
    assert made is not None and made.said is not None and made.said["people"] == LEADS + 1


def test_who_became_somebody_else_is_named_as_who_they_are_now(started: World, capsys: Any) -> None:
    """The list holds the id that they had; it leads on."""
    works()
    former, now = one("p2@example.co.jp"), one("p0@example.co.jp")
    people.put_alias(former.id, former.version, now.id)
    told = report(capsys)[1]["night"]["named"]
    assert {each["person"]: each["email"] for each in told}[former.id] == "p0@example.co.jp"
