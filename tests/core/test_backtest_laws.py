"""A plan tried on what has happened: what ran is decided again as it was, nothing that came later is looked at, and a
mistake of the replay is found."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.backtest import course, report
from mikomi.core.backtest.lack import lack_of
from mikomi.core.backtest.trial import Trial
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.model.base import Millis
from mikomi.model.events import Packet
from msgspec.structs import replace

from tests.core.backtest_life import (
    ACTS,
    DAY,
    HOUR,
    LONG,
    STEPS,
    Lived,
    bench_of,
    books,
    books_now,
    live,
    mail,
    plan,
    tried,
)
from tests.core.story import SUBJECT
from tests.effort import effort

acts_of = st.lists(st.sampled_from(ACTS), max_size=25)


@settings(max_examples=effort(60), deadline=None)
@given(acts_of)
def test_what_ran_is_decided_again_as_it_was(acts: list[str]) -> None:
    """P3: whatever somebody did, whichever versions came and went: entries, mails, alerts, goals and points. And who is
    tried under the very plan that always ran has the same figures."""
    life = live(acts)
    trial = tried(life, plan(version=9))
    assert trial.check.effects > 0
    assert trial.check.is_equal, trial.check.differences
    alone = live([act for act in acts if act != "publish"])
    trial = tried(alone, plan(price=8))
    for each in report.figures(trial):
        assert each["label"] == "exact" and each["value"] == each.get("before", 0) and "without" not in each, each
    assert trial.contamination.events == trial.unsent == 0


@settings(max_examples=effort(60), deadline=None)
@given(acts_of, st.integers(0, 24), st.data())
def test_nothing_that_came_later_is_looked_at(acts: list[str], place: int, data: st.DataObject) -> None:
    """No look-ahead: whatever becomes of the log after a moment (gone, in another order, something else), everything
    that is decided before it stays, under what ran and under a candidate."""
    looks_at_nothing_later(acts, place, data)


@pytest.mark.proof
@settings(max_examples=10_000, deadline=None)
@given(acts_of, st.integers(0, 24), st.data())
def test_nothing_that_came_later_is_looked_at_in_ten_thousand(acts: list[str], place: int, data: st.DataObject) -> None:
    """The same, of ten thousand logs and moments."""
    looks_at_nothing_later(acts, place, data)


def looks_at_nothing_later(acts: list[str], place: int, data: st.DataObject) -> None:
    """Of this log and this moment."""
    life = live(acts)
    packets = sorted(life.packets, key=lambda packet: packet.received_at)
    moment = packets[min(place, len(packets) - 1)].received_at + 1
    before = [packet for packet in packets if packet.received_at < moment]
    later = data.draw(st.permutations([packet for packet in packets if packet.received_at >= moment]))
    kept = later[: data.draw(st.integers(0, len(later)))]
    changed = [*before, *(_as_another(packet, number, moment) for number, packet in enumerate(kept))]
    until = life.now + 40 * DAY
    candidate = books(plan(mail("zero"), *STEPS, version=9, price=20))
    for under in (life.under, course.always(candidate)):
        was = course.run(life.person, life.prints, under, until)
        came = course.run(life.person, life.prints._replace(packets=changed), under, until)
        assert _before(was, moment) == _before(came, moment)
        alone = course.run(life.person, life.prints._replace(packets=before), under, moment - 1)
        assert course.run(life.person, life.prints, under, moment - 1) == alone, "nor at what comes after its end"


def _as_another(packet: Packet, number: int, moment: Millis) -> Packet:
    """The same act at another time, or another act, but never before this moment."""
    at = moment + number * 7_000
    events = tuple(
        replace(event, at=at, received_at=at, context={"page": {"path": "/price"}}) for event in packet.events
    )
    return replace(packet, received_at=at, events=events)


def _before(of: course.LogCourse, moment: Millis) -> tuple[Any, ...]:
    return (
        [deed for deed in of.deeds if deed.decided_at < moment],
        [each for each in of.sent if each.decided_at < moment],
        [reason for reason in of.reasons if reason.at < moment],
    )


def _newest(life: Lived) -> Any:
    return lambda _version, _others: books_now(life)


def _first(life: Lived) -> Any:
    return lambda _version, _others: Rulebooks(life.books[1], life.books)


@pytest.mark.parametrize("under", [_newest, _first])
def test_a_replay_under_another_version_is_found(under: Any) -> None:
    """A planted bug: everybody is replayed under the newest plan, or under the first one."""
    life = live(LONG)
    bench, trial = bench_of(life, plan(version=9)), Trial()
    bench.check(trial, life.ran(bench, under=under(life)), life.really())
    assert not trial.check.is_equal
    bench.check(fine := Trial(), life.ran(bench), life.really())
    assert fine.check.is_equal and fine.check.effects > 5


def test_an_effect_left_out_or_another_one_is_found() -> None:
    """Planted bugs: the replay leaves an effect out, has one too many, sends it otherwise or far later, or comes to
    other points; each is one difference, named with its person."""
    life = live(LONG)
    bench = bench_of(life, plan(version=9))
    ran, really = life.ran(bench), life.really()
    for number, deed in enumerate(ran.course.deeds):
        if deed.name not in ("Scenario Entered", "Mail Decided", "Alert Decided"):
            continue
        rest = ran.course.deeds[:number] + ran.course.deeds[number + 1 :]
        other = deed._replace(said={**deed.said, "plan": 77})
        for deeds, how in (
            (rest, "lacking"),
            ((*rest, other), "otherwise"),
            ((*rest, deed._replace(at=deed.at + 61_000)), "otherwise"),
        ):
            bench.check(trial := Trial(), ran._replace(course=ran.course._replace(deeds=deeds)), really)
            assert [(each.person, each.how) for each in trial.check.differences] == [("l_someone", how)]
            assert (trial.check.effects - trial.check.equal, trial.check.differ) == (1, 1)
    bench.check(trial := Trial(), ran, really[:-1] if really[-1].name in ("Mail Decided",) else [])
    assert {each.how for each in trial.check.differences} == {"invented"}
    poorer = ran._replace(person=replace(ran.person, members={}))
    bench.check(trial := Trial(), poorer, really)
    assert [each.how for each in trial.check.differences] == ["points"]


def test_packets_that_changed_places_explain_what_they_show_and_nothing_else() -> None:
    """The form was folded behind the looks at the prices that came after it: shown by telling it so. The notes of
    somebody else are explained by no order."""
    life = Lived(plan(*STEPS, audience={"score": "< 25"}))
    form = life.later(1_000).now
    for _ in range(3):
        life.later(1_000).visit("/price")
    after, life.now = life.now, form
    life.submit("f")
    life.now = after + HOUR
    life.passes()
    trial = tried(life, plan(version=2))
    assert not trial.check.is_equal and trial.check.holds
    assert trial.check.effects == trial.check.equal + trial.check.explained
    assert {each.explained for each in trial.check.differences} == {"order"}
    bench = bench_of(life, plan(version=2))
    other = live(LONG)
    bench.check(none := Trial(), life.ran(bench), other.really())
    assert not none.check.holds and {each.explained for each in none.check.differences} == {None}


def test_a_packet_that_was_folded_after_something_fell_due_explains_it() -> None:
    """Who looked at the prices gets no second mail; the look was folded late, when the mail had gone out."""
    life = Lived(plan(*STEPS, exit_when=[{"visited": "/price"}]))
    life.submit("f")
    looked = life.later(DAY - HOUR // 2).now
    life.later(HOUR).passes()
    after, life.now = life.now, looked
    life.visit("/price")
    life.now = after + HOUR
    life.passes()
    assert [mail.step for mail in life.letters] == ["one", "two"]
    trial = tried(life, plan(version=2))
    assert not trial.check.is_equal and trial.check.holds
    assert {(each.how, each.explained) for each in trial.check.differences} == {("lacking", "order")}


def test_a_log_that_lacks_what_was_folded_or_holds_what_never_was_is_known() -> None:
    """Also of a browser that several hold, whose events are theirs together; what came twice counts once."""
    life = live(["form", "price", "price"])
    prints, until = life.prints, life.now
    assert lack_of(life.person, prints, until) is None
    again = replace(life.packets[-1], sort="again", received_at=life.packets[-1].received_at + 1)
    assert lack_of(life.person, prints._replace(packets=[*life.packets, again]), until) is None
    assert lack_of(life.person, prints._replace(packets=life.packets[1:]), until) == "gaps"
    for at in (life.packets[1].received_at, life.now):
        event = replace(life.packets[-1].events[0], id="new", received_at=at)
        new = Packet(subject=SUBJECT, sort="new", received_at=at, events=(event,))
        assert lack_of(life.person, prints._replace(packets=[*life.packets, new]), until) == "lags"
        assert lack_of(life.person, prints._replace(packets=[*life.packets, new]), at - 1) == (
            "lags" if at < life.now else None
        )
    half = replace(life.person.members[SUBJECT], events=2)
    mine, theirs = (
        replace(life.person, members={SUBJECT: half}),
        replace(life.person, id="l_x", members={SUBJECT: half}),
    )
    assert lack_of(mine, prints, until) == "lags" and lack_of(mine, prints._replace(others=[theirs]), until) is None


def test_two_moments_within_a_minute_are_one() -> None:
    life = live(LONG)
    bench = bench_of(life, plan(version=9))
    really = [deed._replace(at=deed.at + 60_000) for deed in life.really()]
    bench.check(trial := Trial(), life.ran(bench), really)
    assert trial.check.is_equal
