"""When mailings begin, for whom they go on, and when they do not."""

import pytest
from mikomi import clock
from mikomi.aws import plans
from mikomi.settings import settings
from mikomi.shell.everybody import controls, mailing
from mikomi.shell.everybody.controls import NotThere

from tests.core.story import plan_of
from tests.functions.outbox import set_clock
from tests.functions.read_api import taken
from tests.functions.test_mailings import (
    DAY,
    DUE,
    HOUR,
    ID,
    LEADS,
    MINUTE,
    NEWS,
    NOW,
    SEGMENTS,
    mailed,
    publish,
    run,
    wake,
)
from tests.functions.test_mailings import crowd as crowd
from tests.functions.world import packet


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "paused"}, "paused"),
        ({"trigger": {"schedule": "2026-12-02T10:00"}}, "changed"),
        ({"trigger": {"manual": True}}, "changed"),
        (None, "gone"),
    ],
)
def test_what_was_taken_back_before_its_moment_is_not_sent(crowd, changed, why):
    """Nobody is written to at the old moment, and the row says why."""
    publish(crowd, *([{**NEWS, **changed}] if changed is not None else []))
    set_clock(DUE)
    run(ID)
    stands = controls.standing(ID)
    assert (stands.state, stands.why_not) == ("not_sent", why) and not mailed()


def test_what_is_paused_before_its_moment_waits_for_it_when_it_is_resumed(crowd):
    """Resumed a week early, it begins at its moment and not before; resumed late, at once."""
    controls.pause(ID)
    assert controls.resume(ID).next_at == DUE
    wake(ID)
    assert controls.standing(ID).state == "planned" and not mailed()
    controls.pause(ID)
    set_clock(DUE + HOUR)
    wake(ID)
    assert controls.standing(ID).state == "paused" and not mailed()
    assert DUE + HOUR <= (controls.resume(ID).next_at or 0) < DUE + HOUR + MINUTE
    run(ID)
    assert len(mailed()) == LEADS


def test_nobody_has_their_turn_before_everybody_goes_by_the_plan(crowd, monkeypatch):
    """Whoever folds may keep the plan before for a minute, and would let nobody in: the list waits so long."""
    monkeypatch.setenv("MIKOMI_PLAN_CACHE_SECONDS", "60")
    settings.cache_clear()
    set_clock(DUE - 10_000)
    plan = plan_of([NEWS], segments=SEGMENTS, version=plans.pointer().version + 1)
    published = crowd.publish(plan.model_copy(update={"published_at": clock.now()}))
    set_clock(DUE)
    wake(ID)
    followed = published.published_at + plans.FOLLOWED
    assert not mailed() and followed <= (controls.standing(ID).next_at or 0) <= followed + MINUTE
    run(ID)
    assert len(mailed()) == LEADS


def test_what_was_taken_back_this_very_minute_is_not_sent(crowd, monkeypatch):
    """Though the process still keeps the plan of before."""
    monkeypatch.setenv("MIKOMI_PLAN_CACHE_SECONDS", "60")
    settings.cache_clear()
    set_clock(DUE - 1_000)
    plans.active()
    crowd.publish(plan_of([{**NEWS, "status": "draft"}], segments=SEGMENTS, version=plans.pointer().version + 1))
    set_clock(DUE)
    run(ID)
    assert controls.standing(ID).why_not == "draft" and not mailed()


def test_while_its_scenario_is_paused_everybody_waits(crowd):
    """And goes on, nobody twice and nobody left out, when it is active again."""
    set_clock(DUE)
    while not mailed():
        set_clock(clock.now() + MINUTE)
        wake(ID)
    publish(crowd, {**NEWS, "status": "paused"})
    half = len(mailed())
    for _ in range(5):
        set_clock(clock.now() + HOUR)
        wake(ID)
    assert controls.standing(ID).state == "going" and len(mailed()) == half < LEADS
    publish(crowd, NEWS)
    run(ID)
    assert {len(each) for each in mailed().values()} == {1} and len(mailed()) == LEADS


def test_a_moment_that_is_over_when_it_is_published_is_for_nobody(crowd):
    """An hour late is too late; a minute is what publishing takes."""
    set_clock(DUE + HOUR)
    publish(crowd, {**NEWS, "id": "late"})
    with pytest.raises(NotThere):
        controls.of_scenario("late")
    set_clock(DUE + MINUTE)
    publish(crowd, {**NEWS, "id": "hurried"})
    assert controls.of_scenario("hurried").mailing.at == DUE


def test_a_mailing_that_repeats_is_planned_from_one_to_the_next(crowd, monkeypatch):
    """Each Monday at nine, moved to the next business day where the company is closed; each of them is a mailing of
    its own, and who may re-enter gets each."""
    monkeypatch.setattr(mailing, "ROWS", 1_000)
    weekly = {**NEWS, "id": "weekly", "reentry": "after_exit"}
    publish(crowd, {**weekly, "trigger": {"schedule": "0 9 * * MON", "on": "weekdays"}})
    moments = []
    for _ in range(7):
        stands = controls.of_scenario("weekly")
        moments.append(stands.mailing.id.partition("@")[2])
        run(stands.mailing.id)
    assert moments == [
        "2026-11-30T0900", "2026-12-07T0900", "2026-12-14T0900", "2026-12-21T0900", "2026-12-28T0900",
        "2027-01-04T0900", "2027-01-12T0900",
    ]  # fmt: skip
    assert {len(each) for each in mailed("weekly").values()} == {7}


def test_who_comes_to_fit_until_a_moment_gets_it_too(crowd):
    """Not before the mailing, not after its end, and once."""
    joining = {
        **NEWS, "id": "joining", "audience": {"tag": "vip"},
        "trigger": {"schedule": "2026-12-01T10:00", "who": {"until": "2026-12-03"}},
    }  # fmt: skip
    publish(crowd, joining)
    tag(0, NOW + DAY)
    set_clock(DUE)
    run("joining@2026-12-01T1000")
    assert set(mailed("joining")) == {"p0@example.co.jp"}
    tag(1, DUE + DAY)
    tag(0, DUE + DAY, "again")
    assert set(mailed("joining")) == {"p0@example.co.jp", "p1@example.co.jp"}
    tag(2, DUE + 2 * DAY + 14 * HOUR)
    assert set(mailed("joining")) == {"p0@example.co.jp", "p1@example.co.jp"}
    assert {len(each) for each in mailed("joining").values()} == {1}


def tag(number: int, moment: int, *more: str) -> None:
    set_clock(moment)
    event = {
        "id": f"tag{number}{more}",
        "type": "identify",
        "traits": {"tags": ["vip"]},
        "proof": 2,
        "origin": "server",
    }
    taken(packet(f"a:b{number}", event, at=moment))


def test_those_for_whom_a_trigger_held_already_come_in_once(crowd):
    """With `also_those_already`, whoever has the tag when it is published, and whoever gets it later; published anew
    with another text, nobody comes in again."""
    tag(4, NOW + HOUR)
    scenario = {**NEWS, "id": "tagged", "trigger": {"when": {"tag": "vip"}, "also_those_already": True}}
    publish(crowd, scenario)
    run(controls.of_scenario("tagged").mailing.id)
    assert set(mailed("tagged")) == {"p4@example.co.jp"}
    tag(5, NOW + 2 * HOUR)
    publish(crowd, {**scenario, "name": "別の名前"})
    run(controls.of_scenario("tagged").mailing.id)
    assert {to: len(each) for to, each in mailed("tagged").items()} == {"p4@example.co.jp": 1, "p5@example.co.jp": 1}
