"""A mailing reaches each of its list once, or leaves a reason: whoever stops it, whatever dies, whoever asks twice."""

from contextlib import suppress
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import everybody, log, mailings, people, plans, walks
from mikomi.model.effects import SendMail
from mikomi.model.events import BROADCAST_DUE
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import controls, mailing
from mikomi.shell.everybody.controls import CannotBe, NotThere
from mikomi.shell.everybody.preview import preview_of
from mikomi.shell.people import fold, rebuild

from tests.core.story import at, plan_of
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
DUE = at("2026-12-01 10:00")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
LEADS = 12
NEWS: dict[str, Any] = {
    "id": "news",
    "name": "お知らせ",
    "trigger": {"schedule": "2026-12-01T10:00"},
    "steps": [{"id": "letter", "mail": {"template": "letter"}}],
}
SEGMENTS: dict[str, dict[str, Any]] = {
    "readers": {"visited": "/price", "times": 1, "within": "30d"},
    "keen": {"visited": "/price", "times": 2, "within": "30d"},
}
KEEN = 3


@pytest.fixture
def crowd(world, monkeypatch):
    """Twelve leads, of whom each third has not agreed and each second looked at the prices; a nameless visitor."""
    monkeypatch.setattr(mailing, "ROWS", 7)
    monkeypatch.setattr(mailing, "MOST", 3)
    set_clock(NOW)
    publish(world, NEWS)
    for number in range(LEADS):
        if number % 2:
            taken(packet(f"a:b{number}", view("v"), *([view("w")] if number % 4 == 1 else []), at=NOW - DAY))
        told = form("f", f"p{number}@example.co.jp")
        if number % 3 == 0:
            told[0]["context"] = {}
        taken(packet(f"a:b{number}", *told, at=NOW - HOUR))
    taken(packet("a:nameless", view("v"), at=NOW - DAY))
    yield world
    set_clock(NOW)


def publish(world, *scenarios: dict[str, Any], **settings: Any):
    """As the publisher does."""
    plan = world.publish(plan_of(scenarios, segments=SEGMENTS, version=plans.pointer().version + 1, **settings))
    mailing.published(plan, clock.now())
    return plan


def wake(of: str) -> None:
    """As the queue does; then whoever had their turn is folded, as the stream does."""
    due_work.wake(keys.walk_pk(mailings.TASK, of), walks.WALK)
    catch_up()


def catch_up() -> None:
    for subject in [one for one in log.subjects() if one.startswith("p:")]:
        for made in log.packets(subject):
            if made.received_at > clock.now() - HOUR:
                fold.fold_packets([made])


def run(of: str, most: int = 60) -> None:
    """Until it has come to its end, or was stopped."""
    for _ in range(most):
        stands = controls.standing(of)
        if stands.next_at is None:
            return
        set_clock(max(stands.next_at, clock.now()))
        wake(of)
    raise AssertionError("it does not end")


def mailed(scenario: str = "news") -> dict[str, list[SendMail]]:
    """Whoever has mails of the scenario decided, by address."""
    found: dict[str, list[SendMail]] = {}
    for id in everybody.ids():
        person = people.load(id)
        assert person is not None
        for effect in person.effects:
            if isinstance(effect, SendMail) and effect.scenario == scenario:
                found.setdefault(str(person.email), []).append(effect)
    return found


def lists(of: str) -> list[str]:
    """Who is on the mailing's list."""
    carried = walks.read(mailings.TASK, of)
    assert carried and carried.carried
    return [person for page in range(carried.carried["pages"]) for person in mailings.read_page(of, page)]


ID = "news@2026-12-01T1000"
AGREED = {f"p{number}@example.co.jp" for number in range(LEADS) if number % 3}


def test_everybody_who_fits_gets_it_when_it_is_due(crowd):
    """Planned by publishing, begun at its moment, one mail for each who agreed; who did not has a decision with the
    reason; the visitor is on no list."""
    assert controls.standing(ID).state == "planned" and controls.standing(ID).next_at == DUE
    wake(ID)
    assert controls.standing(ID).state == "planned" and not mailed()
    set_clock(DUE)
    run(ID)
    stands = controls.standing(ID)
    assert (stands.state, stands.listed, stands.turns, stands.remaining) == ("ended", LEADS, LEADS, 0)
    found = mailed()
    assert len(lists(ID)) == len(set(lists(ID))) == LEADS == len(found) and all(
        len(each) == 1 for each in found.values()
    )
    assert {to for to, (mail,) in found.items() if not mail.skip} == AGREED
    assert {mail.skip for to, (mail,) in found.items() if to not in AGREED} == {"no_consent"}
    assert {mail.mailing for each in found.values() for mail in each} == {ID}


def test_a_turn_is_no_sign_of_life(crowd):
    """What the company does leaves the moments of what a lead did as they were."""
    before = {id: people.load(id) for id in everybody.ids()}
    set_clock(DUE)
    run(ID)
    for id, was in before.items():
        now = people.load(id)
        assert was and now and (now.first_at, now.last_at) == (was.first_at, was.last_at)


def test_paused_in_the_middle_and_resumed_nobody_gets_it_twice(crowd):
    """Between any two pages: while it is paused nobody has their turn, the rest is exactly who has not had one, and
    resumed each of the list has one mail."""
    set_clock(DUE)
    done = -1
    while controls.standing(ID).next_at is not None:
        stands = controls.pause(ID)
        assert controls.pause(ID) == stands
        wake(ID)
        assert controls.standing(ID) == stands and len(mailed()) == stands.turns
        assert stands.turns >= done
        done = stands.turns
        controls.resume(ID)
        set_clock(clock.now() + HOUR)
        wake(ID)
    assert controls.standing(ID).turns == LEADS and all(len(each) == 1 for each in mailed().values())


def test_cancelled_after_half_the_rest_never_get_it(crowd):
    """The row says how many are left, and stays so; it cannot be resumed, and to cancel it again changes nothing."""
    set_clock(DUE)
    while controls.standing(ID).turns < LEADS // 2:
        set_clock(clock.now() + MINUTE)
        wake(ID)
    stands = controls.cancel(ID)
    half = stands.turns
    assert LEADS > half == len(mailed()) and (stands.state, stands.remaining) == ("cancelled", LEADS - half)
    assert controls.cancel(ID) == stands
    with pytest.raises(CannotBe):
        controls.resume(ID)
    run(ID)
    assert len(mailed()) == half and controls.standing(ID) == stands


def test_wherever_a_process_dies_each_has_one_turn(crowd, monkeypatch):
    """Before and after each single call of the whole mailing: woken again it goes on, the list is the same one, and
    each of it has one turn."""
    monkeypatch.setattr(mailing, "ROWS", 1_000)
    monkeypatch.setattr(mailing, "MOST", 2)
    set_clock(DUE)
    first = controls.send("news", "keen").mailing.id
    with at_each_call(lambda _n, _name, carry_out: carry_out()) as begun:
        _wake_to_the_end(first)
    calls = len(begun)
    assert calls > 25
    catch_up()
    for number in range(calls):
        for before in (True, False):
            again = controls.send("news", "keen", again=True).mailing.id
            with suppress(Died), at_each_call(dying(number, before)):
                _wake_to_the_end(again)
            _wake_to_the_end(again)
            on_it = lists(again)
            assert len(on_it) == len(set(on_it)) == KEEN == controls.standing(again).turns, (number, before)
            turns = [
                event.id
                for person in on_it
                for made in log.packets(f"p:{person}")
                for event in made.events
                if event.name == BROADCAST_DUE and event.properties["mailing"] == again
            ]
            assert len(turns) == len(set(turns)) == KEEN, (number, before)


def _wake_to_the_end(of: str) -> None:
    for _ in range(40):
        if (stands := controls.standing(of)).next_at is None:
            return
        set_clock(max(stands.next_at, clock.now()))
        due_work.wake(keys.walk_pk(mailings.TASK, of), walks.WALK)
    raise AssertionError("it does not end")


def test_a_page_under_way_counts_though_it_was_stopped_meanwhile(crowd):
    """Stopped between a page's turns and the row's move: the row tells those turns all the same, so that what is left
    is exactly who has not had one."""
    set_clock(DUE)
    while controls.standing(ID).state != "going":
        wake(ID)
    before = controls.standing(ID).turns

    def stop_before_the_row_moves(_number, name, carry_out):
        if name == "UpdateItem" and controls.standing(ID).state == "going":
            controls.cancel(ID)
        return carry_out()

    set_clock(clock.now() + MINUTE)
    with at_each_call(stop_before_the_row_moves):
        due_work.wake(keys.walk_pk(mailings.TASK, ID), walks.WALK)
    catch_up()
    stands = controls.standing(ID)
    assert stands.state == "cancelled" and LEADS > stands.turns == len(mailed()) > before


def test_nothing_leaves_after_its_last_moment(crowd):
    """Paused until it is too late: who has not had their turn never has one; the row says so, and how many."""
    publish(crowd, {**NEWS, "trigger": {"schedule": "2026-12-01T10:00", "not_later_than": "30m"}})
    set_clock(DUE)
    while controls.standing(ID).turns < 6:
        set_clock(clock.now() + 1_000)
        wake(ID)
    half = controls.pause(ID).turns
    set_clock(DUE + HOUR)
    controls.resume(ID)
    run(ID)
    stands = controls.standing(ID)
    assert (stands.state, stands.why_not, stands.turns, stands.remaining) == ("ended", "late", half, LEADS - half)
    assert len(mailed()) == half < LEADS
    assert {mail.not_after for each in mailed().values() for mail in each} == {DUE + 30 * MINUTE}


def test_sent_twice_by_two_people_it_is_sent_once(crowd):
    """The same scenario to the same segment under the same plan is one mailing, until somebody says `again`; of who
    has it already nobody enters twice by one mailing."""
    first, second = controls.send("news", "readers"), controls.send("news", "readers")
    assert first.mailing.id == second.mailing.id and first.mailing.id != controls.send("news").mailing.id
    run(first.mailing.id)
    assert len(lists(first.mailing.id)) == LEADS // 2 and len(mailed()) == LEADS // 2
    assert controls.send("news", "readers").state == "ended"
    again = controls.send("news", "readers", again=True).mailing.id
    assert again == f"{first.mailing.id}-2"
    run(again)
    assert len(lists(again)) == LEADS // 2 and all(len(each) == 1 for each in mailed().values())


def test_a_preview_says_what_the_mailing_then_does(crowd):
    """How many get it, and how many not and why, is what becomes of them; and it changes nothing."""
    before = crowd.rows()
    *_, told = preview_of("news")
    assert crowd.rows() == before
    assert (told.fits, told.gets, told.later, dict(told.reasons)) == (LEADS, 8, 0, {"skip.no_consent": 4})
    *_, some = preview_of("news", "readers")
    assert some.fits == LEADS // 2
    sent = controls.send("news").mailing.id
    run(sent)
    skips = [mail.skip for each in mailed().values() for mail in each]
    assert skips.count(None) == told.gets and len([one for one in skips if one]) == sum(told.reasons.values())
    with pytest.raises(NotThere):
        list(preview_of("nwes"))
    with pytest.raises(NotThere):
        list(preview_of("news", "nobody"))


def test_a_rebuild_finds_the_same(crowd):
    """The turns are events of the log: made anew from it, people are the same."""
    set_clock(DUE)
    run(ID)
    for id in list(everybody.ids()):
        was = people.load(id)
        assert was is not None
        rebuild.rebuild_person(id)
        now = people.load(id)
        assert now and [one.mailing for one in now.enrolments] == [one.mailing for one in was.enrolments]
