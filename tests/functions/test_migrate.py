"""A scenario changed in flight for everybody inside: looked at, moved, corrected, stopped; once, whatever dies."""

import argparse
import json
from contextlib import suppress
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import everybody, log, people, plans, walks
from mikomi.cli.__main__ import _parser
from mikomi.core.scenarios.changes import RunChange
from mikomi.model.effects import SendMail
from mikomi.model.events import RUN_CHANGED
from mikomi.model.person import Enrolment
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import change, inside, work
from mikomi.shell.everybody.change import AnotherUnderWay, NoSuchVersion
from mikomi.shell.everybody.task import over_everybody
from mikomi.shell.people import fold, rebuild

from tests.core.story import at, plan_of
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.read_api import form, taken
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
HOUR, DAY = 3_600_000, 86_400_000
LEADS = 9
PK = keys.walk_pk(change.TASK, "")


def mail(id: str, template: str = "t") -> dict[str, Any]:
    return {"id": id, "mail": {"template": template, "kind": "transactional"}}


OLD = [mail("thanks"), {"wait": "2d"}, mail("price"), {"wait": "2d"}, mail("last")]
NEW = [mail("thanks"), mail("extra"), {"wait": "1d"}, mail("price", "new"), {"wait": "2d"}, mail("last")]


def publish(world, *steps: dict[str, Any]) -> int:
    scenario = {"id": "s", "trigger": {"when": {"submitted": "download"}}, "steps": list(steps)}
    plan = plan_of([scenario] if steps else [], version=plans.pointer().version + 1)
    return int(world.publish(plan).version)


@pytest.fixture
def crowd(world, monkeypatch):
    """Nine leads who entered at version 1: six wait before the price, three behind it; pages of four rows; then
    version 2."""
    monkeypatch.setattr(change, "CHANGE", change.CHANGE._replace(page=over_everybody(4, change._page)))
    set_clock(NOW - 3 * DAY)
    publish(world, *OLD)
    for number in range(LEADS):
        set_clock(NOW - (3 * DAY if number % 3 == 0 else DAY))
        taken(packet(f"a:b{number}", *form("f", f"p{number}@example.co.jp"), at=clock.now()))
    set_clock(NOW)
    time_passes()
    publish(world, *NEW)
    yield world
    set_clock(NOW)


def time_passes() -> None:
    for id in everybody.ids():
        fold.wake(id, clock.now())


def runs() -> list[Enrolment]:
    """Everybody's run of the scenario, in a fixed order."""
    there = sorted(filter(None, map(people.load, everybody.ids())), key=lambda each: str(each.email))
    return [run for person in there for run in person.enrolments if run.scenario == "s"]


def catch_up() -> None:
    """The stream brings what the walk wrote, twice."""
    for subject in [one for one in log.subjects() if one.startswith("p:")]:
        for made in log.packets(subject):
            if any(event.name == RUN_CHANGED for event in made.events):
                fold.fold_packets([made])
                fold.fold_packets([made])


def finish(most: int = 60) -> None:
    for _ in range(most):
        walk = walks.read(change.TASK)
        if walk is None or walk.status != "going":
            return catch_up()
        due_work.wake(PK, walks.WALK)
    raise AssertionError("it does not end")


def here() -> change.ChangeCourse:
    """How the change stands."""
    course = change.latest()
    assert course is not None
    return course


def looked_at(wanted: RunChange) -> inside.Inside:
    *_, whole = inside.look(wanted)
    return whole


def mails_of(step: str) -> list[SendMail]:
    there = filter(None, map(people.load, everybody.ids()))
    return [e for person in there for e in person.effects if isinstance(e, SendMail) and e.step == step]


MOVE = RunChange("version", "s", to=2, by="sato")


def test_the_preview_says_where_each_would_stand_and_the_act_puts_them_there(crowd):
    """By from and to, with the people behind each number; nothing moves by looking; then everybody stands where it was
    said, each step once, on the timeline once."""
    before = runs()
    told = looked_at(MOVE).plain()
    assert runs() == before
    assert (told["inside"], told["concerned"], told["stays"]["count"], told["cannot"]) == (LEADS, LEADS, 0, [])
    told_places = {(each["from"], each["to"]): (each["count"], each["same_step"]) for each in told["places"]}
    assert told_places == {("1", "2"): (6, True), ("3", "4"): (3, True)}
    assert {tuple(each["missed"]) for each in told["places"]} == {("extra",)}
    assert all(len(each["people"]) == each["count"] for each in told["places"])
    change.begin(MOVE)
    finish()
    assert {(run.plan, run.position) for run in runs()} == {(2, "2"), (2, "4")}
    assert here().told == LEADS
    again = looked_at(MOVE)
    assert (again.concerned, again.stays.count) == (0, LEADS)
    time_passes()
    assert len(mails_of("price")) == LEADS, "the shorter wait of the new version is over for the six"
    assert sorted(letter.template for letter in mails_of("price")) == ["new"] * 6 + ["t"] * 3
    set_clock(NOW + 9 * DAY)
    time_passes()
    for step, count in (("thanks", LEADS), ("extra", 0), ("price", LEADS), ("last", LEADS)):
        ids = [letter.id for letter in mails_of(step)]
        assert len(ids) == len(set(ids)) == count, step


def test_the_words_alone_are_corrected_and_the_structure_stays(crowd):
    wanted = RunChange("words", "s", to=2)
    told = looked_at(wanted)
    assert (told.concerned, told.uncorrected) == (LEADS, set())
    change.begin(wanted)
    finish()
    assert {(run.plan, run.words) for run in runs()} == {(1, 2)}
    set_clock(NOW + 9 * DAY)
    time_passes()
    assert sorted(letter.template for letter in mails_of("price")) == ["new"] * 6 + ["t"] * 3
    assert not mails_of("extra") and len(mails_of("last")) == LEADS
    assert looked_at(wanted).inside == 0


def test_stopped_for_everybody_nobody_is_written_to_any_more(crowd):
    change.begin(RunChange("stop", "s", why="中止"))
    finish()
    assert {run.status for run in runs()} == {"exited"}
    set_clock(NOW + 9 * DAY)
    time_passes()
    assert not mails_of("last")


@pytest.mark.parametrize("before", [True, False])
def test_whatever_dies_everybody_is_moved_once(crowd, before):
    """Dead before or after each of the first calls of a page, and woken again: the same runs as without."""
    change.begin(MOVE)
    for number in range(1, 40, 3):
        with suppress(Died), at_each_call(dying(number, before)):
            due_work.wake(PK, walks.WALK)
    finish()
    assert {(run.plan, run.moves) for run in runs()} == {(2, 1)}
    for subject in [one for one in log.subjects() if one.startswith("p:")]:
        told = [e.id for made in log.packets(subject) for e in made.events if e.name == RUN_CHANGED]
        assert len(told) == len(set(told)) == 1


def test_stopped_half_way_the_others_stay_and_resumed_they_follow(crowd):
    change.begin(MOVE)
    while not here().told:
        due_work.wake(PK, walks.WALK)
    work.stop("change")
    due_work.wake(PK, walks.WALK)
    catch_up()
    half = [run.plan for run in runs()]
    assert 0 < half.count(2) < LEADS
    stands = next(each for each in work.listed() if each.id == "change")
    assert (stands.state, stands.scenario) == ("stopped", "s")
    work.resume("change")
    finish()
    assert {(run.plan, run.moves) for run in runs()} == {(2, 1)}


def test_one_change_at_a_time(crowd):
    change.begin(MOVE)
    with pytest.raises(AnotherUnderWay):
        change.begin(RunChange("stop", "s"))
    work.stop("change")
    change.begin(RunChange("stop", "s"))
    finish()
    assert {run.status for run in runs()} == {"exited"}


def test_a_rebuild_is_the_live_fold_after_a_change(crowd):
    """I9: bit for bit, whoever was moved to a version that was not the active one at that moment too."""
    publish(crowd, *OLD, mail("ps"))
    for wanted in (RunChange("words", "s", to=3), MOVE, RunChange("version", "s", to=3)):
        change.begin(wanted)
        finish()
        set_clock(clock.now() + HOUR)
        time_passes()
    for id in everybody.ids():
        person = people.load(id)
        assert person is not None and rebuild.rebuild_person(id) is False


def test_nobody_comes_in_by_the_former_version_behind_its_back(crowd, monkeypatch):
    """It begins when everybody goes by the active plan."""
    monkeypatch.setattr(plans, "followed_at", lambda moment: moment + 60_000)
    change.begin(MOVE)
    due_work.wake(PK, walks.WALK)
    assert here().walk.seen == 0
    set_clock(NOW + 60_000)
    finish()
    assert {run.plan for run in runs()} == {2}


def test_versions_that_never_were_are_refused(crowd):
    for number in (0, -1, 3):
        with pytest.raises(NoSuchVersion):
            change.version_of(number)
    assert (change.version_of(None).version, change.version_of(1).version) == (2, 1)


# --- the command


def mikomi(*asked: str) -> int:
    told = _parser().parse_args(["migrate", *asked, "--local"])
    told.lang = told.lang or "ja"
    assert isinstance(told, argparse.Namespace)
    return int(told.act(told))


def test_the_command_changes_nothing_without_yes(crowd, capsys):
    assert mikomi("s", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["act"], told["to"], told["concerned"], told["begun"]) == ("version", 2, LEADS, False)
    assert change.latest() is None
    assert mikomi("s", "--yes", "--by", "sato", "--json") == 0
    assert json.loads(capsys.readouterr().out)["begun"] and here().change == MOVE
    assert mikomi("s", "--stop", "--yes") == 1 and "別の変更" in capsys.readouterr().err
    finish()
    assert mikomi("s") == 1 and "変わる人はいません" in capsys.readouterr().out


def test_the_command_says_it_in_words_and_knows_what_was_meant(crowd, capsys):
    assert mikomi("s") == 0
    out = capsys.readouterr().out
    assert "途中にいる人 9 人" in out and "もう行わないステップ: extra" in out and "--yes" in out
    assert mikomi("s", "--words", "--lang", "en") == 0
    assert 'stay at "1" (from version 1)' in capsys.readouterr().out
    assert mikomi("s", "--stop", "--lang", "en") == 0
    assert "leave the scenario" in capsys.readouterr().out
    assert mikomi("ss") == 2 and "もしかして「s」" in capsys.readouterr().err
    assert mikomi("s", "--to", "7") == 2 and "版 7 はありません" in capsys.readouterr().err


def test_who_cannot_be_moved_is_told_with_the_reason(crowd, capsys):
    publish(crowd)
    assert mikomi("s") == 1
    assert "9 人  変えられません: その版にこのシナリオがありません" in capsys.readouterr().out
    assert mikomi("s", "--stop", "--yes") == 0, "a scenario that is gone is stopped by its name"
    finish()
    assert {run.status for run in runs()} == {"exited"}
