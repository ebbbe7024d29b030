"""A scenario for whoever falls quiet, published today: whom it meets of those who were here before."""

from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import everybody, people, plans, timers, walks
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import controls, look_back, mailing
from mikomi.shell.people import rebuild

from tests.core.story import plan_of
from tests.functions.outbox import set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.test_look_back import walk_through
from tests.functions.test_mailings import run
from tests.functions.world import packet

DAY = 86_400_000
NOW = clock.now() // DAY * DAY
QUIET: dict[str, Any] = {"not": {"visited": "/**", "within": "30d"}}
STEPS: list[dict[str, Any]] = [{"add_points": 5, "reason": "静か"}, {"id": "back", "mail": {"template": "back"}}]
AGO = {"today@example.jp": 0, "lately@example.jp": 20, "long@example.jp": 60}


def lived(world) -> None:
    """Three leads and a visitor who were here so many days ago, under a plan that asks for nothing."""
    set_clock(NOW)
    publish(world)
    for number, (email, days) in enumerate(AGO.items()):
        taken(packet(f"a:b{number}", *form(f"f{number}", email), at=NOW - days * DAY - 1_000))
        taken(packet(f"a:b{number}", view(f"v{number}"), at=NOW - days * DAY))
    taken(packet("a:nobody", view("v"), at=NOW - 20 * DAY))


def publish(world, *scenarios: dict[str, Any]) -> None:
    """As the publisher does."""
    running = plans.version(plans.pointer().version) if plans.pointer().version else plan_of(version=0)
    plan = plan_of(scenarios, version=running.version + 1).model_copy(update={"published_at": clock.now()})
    announced = look_back.announce(plan, running)
    world.publish(plan)
    if announced:
        look_back.published(clock.now())
    mailing.published(plan, clock.now())


def dormant(**trigger: Any) -> dict[str, Any]:
    return {"id": "dormant", "trigger": {"when": QUIET, **trigger}, "steps": STEPS, "reentry": "after_exit"}


def pass_days(days: int) -> None:
    """The sweep looks every hour for what is due; here once a day is enough."""
    for _ in range(days):
        set_clock(clock.now() + DAY)
        for shard in range(keys.SHARDS):
            for pk, sk, _due in list(timers.overdue(shard, clock.now())):
                if sk == keys.PERSON:
                    due_work.wake(pk, sk)


def met() -> dict[str, tuple[int, int]]:
    """Who was let in, on which day from today the mail was decided last, and how often the points of it were given."""
    found: dict[str, tuple[int, int]] = {}
    for id in everybody.ids():
        person = people.load(id)
        assert person is not None
        earned = [one.count for member in person.members.values() for one in member.points.values()]
        for each in person.enrolments:
            if each.scenario == "dormant":
                found[str(person.email)] = ((each.mails["back"] - NOW) // DAY, sum(earned))
    return found


@pytest.mark.parametrize("already", [False, True])
def test_a_scenario_of_today_meets_who_is_about_to_fall_quiet(world, already):
    """Who was here three weeks ago in nine days, who was here today in thirty, each once, though nothing happens; who
    fell quiet long before only where the trigger says so, at once. A visitor has no name to write to. A rebuild finds
    nothing different: not the points that time brought, nor the next wake."""
    lived(world)
    publish(world, dormant(also_those_already=already))
    assert walk_through() == len(AGO) + 1
    if already:
        run(controls.of_scenario("dormant").mailing.id)
    pass_days(100)
    long = {"long@example.jp": (0, 1)} if already else {}
    assert met() == {"lately@example.jp": (10, 1), "today@example.jp": (30, 1), **long}
    for id in everybody.ids():
        assert not rebuild.rebuild_person(id)


def test_nobody_is_told_twice_and_nothing_for_what_was_asked_already(world):
    """The same triggers published again begin no walk; a walk that is begun again tells nobody anew who knows."""
    lived(world)
    publish(world, dormant())
    walk_through()
    before = {id: people.load(id) for id in everybody.ids()}
    publish(world, {**dormant(), "name": "別の名前"})
    walk = walks.read(look_back.TASK)
    assert walk is not None and walk.status == "ended"
    walks.begin(look_back.TASK, clock.now(), clock.now())
    walk_through()
    assert {id: people.load(id) for id in everybody.ids()} == before


def test_who_comes_before_the_walk_has_told_them_is_met_all_the_same(world):
    """Their own event says when; what the walk tells then wakes nobody sooner than that for anything."""
    lived(world)
    publish(world, dormant())
    set_clock(NOW + DAY)
    taken(packet("a:b1", view("again"), at=NOW + DAY))
    walk_through()
    pass_days(60)
    assert met() == {"today@example.jp": (30, 1), "lately@example.jp": (31, 1)}


def test_who_is_told_late_is_met_for_the_moment_that_was_unless_they_came_back(world):
    """The walk stood still for two weeks: who fell quiet meanwhile is let in then, who has come back is not."""
    lived(world)
    publish(world, dormant())
    set_clock(NOW + 14 * DAY)
    taken(packet("a:b0", view("again"), at=NOW + 14 * DAY))
    walk_through()
    pass_days(1)
    assert met() == {"lately@example.jp": (10, 1)}
    pass_days(50)
    assert met() == {"lately@example.jp": (10, 1), "today@example.jp": (44, 1)}


def test_what_was_published_for_a_minute_wakes_nobody_for_nothing_more(world):
    """Taken back before it came due: the wake finds nothing, and there is no other."""
    lived(world)
    publish(world, dormant())
    walk_through()
    publish(world)
    pass_days(60)
    assert not met()
    assert {person.wakes_at for id in everybody.ids() if (person := people.load(id))} == {None}
