"""Whoever is caught up remembers what they would have remembered, had the plan been there from the beginning."""

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import everybody, log, people, plans, walks
from mikomi.core.behaviour import recollection
from mikomi.core.behaviour.rulebook import compile
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import look_back
from mikomi.shell.people import fold, rebuild

from local import persistence
from tests.core.story import at, plan_of
from tests.effort import effort
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.read_api import form, view
from tests.functions.world import packet

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = at("2026-11-24 10:00")
PK = keys.walk_pk(look_back.TASK, "")

PRICE: dict[str, Any] = {"visited": "/price", "times": 3, "within": "7d"}
RULE: dict[str, Any] = {"id": "p", "name": "p", "when": PRICE, "points": 30}
ASKING: dict[str, Any] = {
    "rules": [
        RULE,
        {
            "id": "r",
            "name": "r",
            "points": 1,
            "when": {"engaged": "/cases/**", "seconds": 30, "times": 2, "within": "30d"},
        },
    ]
}
SEGMENTS: dict[str, dict[str, Any]] = {
    "askers": {"all": [{"submitted": "download"}, {"visited": "/**", "times": 5, "within": "30d"}]}
}
FIRST = plan_of()
SECOND = plan_of([{"id": "s", "trigger": {"when": PRICE}, "steps": [{"wait": "1d"}]}], ASKING, segments=SEGMENTS)


def taken(made, folds=True):
    log.append(made)
    if folds:
        bring(made)


def bring(made):
    """As the stream brings it."""
    there = log.find(made.subject, made.sort)
    assert there is not None
    fold.fold_packets([there])


def publish(world, plan):
    """As the publisher does."""
    running = plans.version(plans.pointer().version)
    announced = look_back.announce(plan, running)
    world.publish(plan)
    if announced:
        look_back.published(clock.now())
    return announced


def walk_through(most=200):
    """Wake the walk to its end, and fold what it put into the log."""
    told = 0
    for _ in range(most):
        walk = walks.read(look_back.TASK)
        if walk is None or walk.status != "going":
            break
        due_work.wake(PK, walks.WALK)
    else:
        raise AssertionError("it does not end")
    for subject in [one for one in log.subjects() if one.startswith("p:")]:
        for made in log.packets(subject):
            fold.fold_packets([made])
            told += 1
    return told


def test_yesterdays_views_count(world):
    """Two views, then the plan that asks for three within a week, then one: points, and into the scenario. A rebuild
    of the log finds nothing different."""
    set_clock(NOW)
    publish(world, FIRST)
    taken(packet("a:b1", *form("f", "a@example.jp"), at=NOW - 2 * DAY))
    for look in range(2):
        taken(packet("a:b1", view(f"v{look}"), at=NOW - DAY + look * HOUR))
    assert publish(world, SECOND) and walk_through() == 1
    taken(packet("a:b1", view("v9"), at=NOW + HOUR))
    set_clock(NOW + HOUR)
    (person,) = [people.load(one) for one in everybody.ids()]
    assert person and [one.scenario for one in person.enrolments] == ["s"]
    assert person.members["a:b1"].points["p"].raw == 30
    assert not rebuild.rebuild_person(person.id)


def test_who_is_under_way_since_an_older_plan_is_caught_up_too(world):
    """What they remember is found under the new plan, with the plan at hand on which their run goes on."""
    waits = {"id": "w", "trigger": {"when": {"submitted": "download"}}, "steps": [{"wait": "9d"}]}
    set_clock(NOW - 3 * DAY)
    publish(world, plan_of([waits]))
    taken(packet("a:b1", *form("f", "a@example.jp"), at=NOW - 2 * DAY))
    for look in range(2):
        taken(packet("a:b1", view(f"v{look}"), at=NOW - DAY + look * HOUR))
    set_clock(NOW)
    later = plan_of([waits, {"id": "s", "trigger": {"when": PRICE}, "steps": [{"wait": "1d"}]}], ASKING)
    assert publish(world, later) and walk_through() == 1
    taken(packet("a:b1", view("v9"), at=NOW + HOUR))
    (person,) = [people.load(one) for one in everybody.ids()]
    assert person and {one.scenario for one in person.enrolments} == {"w", "s"}


def story(world, seed, before, after):
    """Visitors who become leads, browsers that are shared, looks before, while and after the second plan is published
    and the walk is under way, packets that the stream brings late, each browser's in order. What everybody remembers
    in the end, as far as the second plan asks."""
    random = Random(seed)
    held: dict[str, list[Any]] = {}
    moment = NOW - 20 * DAY

    def live(until, most):
        nonlocal moment
        for _ in range(random.randrange(most)):
            moment = min(until, moment + random.randrange(1, max(2, (until - moment) // 4)))
            browser, name = f"a:b{random.randrange(4)}", f"e{moment}-{random.random()}"
            engaged = {"path": "/cases/a", "engaged_ms": random.choice([10_000, 31_000])}
            on_page = {"pageId": f"p{random.randrange(3)}"}
            what = random.choice(
                [
                    (view(name, "/price"),),
                    (view(name, "/cases/a"),),
                    (view(name, "/price"), view(f"{name}-2", "/price")),
                    ({"id": name, "type": "track", "name": "Page Engaged", "properties": engaged, "context": on_page},),
                    form(name, f"p{random.randrange(3)}@example.jp"),
                ]
            )
            made = packet(browser, *what, at=moment)
            is_late = browser in held or (moment > NOW - 10 * HOUR and random.random() < 0.3)
            taken(made, folds=not is_late)
            if is_late:
                held.setdefault(browser, []).append(made)

    def catch_up(share):
        for browser in sorted(held):
            if random.random() < share:
                for made in held.pop(browser):
                    bring(made)

    set_clock(NOW)
    publish(world, before)
    walk_through()  # nobody is there yet
    live(NOW, 40)
    live(NOW, 10)
    publish(world, after)
    set_clock(NOW + HOUR)
    catch_up(0.3)
    live(NOW + HOUR, 8)
    if random.random() < 0.5:
        due_work.wake(PK, walks.WALK)  # its events are in the log, and not folded yet
    catch_up(0.3)
    live(NOW + 2 * HOUR, 8)
    set_clock(NOW + 2 * HOUR)
    walk_through()
    live(NOW + 3 * HOUR, 8)
    set_clock(NOW + 3 * HOUR)
    catch_up(1)
    asked = {one.key for one in recollection.of(compile(SECOND))}
    everyone = [person for one in everybody.ids() if (person := people.load(one))]
    return {person.id: {key: at for key, at in person.memory.items() if key in asked} for person in everyone}


@pytest.mark.parametrize("seed", range(effort(10)))
def test_caught_up_is_what_the_plan_would_remember_from_the_start(world, seed):
    """The same story twice, once with the plan from the beginning on: in the end everybody remembers the same."""
    picture = persistence.picture()
    caught_up = story(world, seed, FIRST, SECOND)
    persistence.put_back(picture)
    plans.forget_all()
    assert caught_up == story(world, seed, SECOND, SECOND) and any(caught_up.values())


def test_whoever_has_nothing_to_remember_is_told_nothing(world):
    """Nor is a visitor whose looks are of another page; whoever came after the plan remembers by themselves."""
    set_clock(NOW)
    publish(world, FIRST)
    taken(packet("a:b1", view("v1", "/other"), at=NOW - DAY))
    publish(world, plan_of([], {"rules": [RULE]}))
    taken(packet("a:b2", view("v1"), at=NOW + 1))
    assert walk_through() == 0


def test_a_plan_that_looks_back_no_further_begins_no_walk(world):
    """The same again, or less: nothing is noted, and nobody is walked over."""
    set_clock(NOW)
    assert publish(world, SECOND)
    walk_through()
    before = walks.read(look_back.TASK)
    assert before and before.pending == () and before.status == "ended"
    less = plan_of([], {"rules": [{**RULE, "when": {**PRICE, "times": 2}}]})
    assert not publish(world, less) and walks.read(look_back.TASK) == before
    assert publish(world, SECOND), "it was forgotten meanwhile"


def test_a_plan_that_is_published_while_people_are_caught_up_loses_nothing(world):
    """The walk begins anew, for both."""
    set_clock(NOW)
    publish(world, FIRST)
    for look in range(2):
        taken(packet("a:b1", view(f"v{look}"), at=NOW - DAY + look))
        taken(packet("a:b1", view(f"c{look}", "/cases/x"), at=NOW - DAY + look))
    publish(world, plan_of([], {"rules": [RULE]}))
    cases = {"id": "c", "name": "c", "points": 1, "when": {"visited": "/cases/**", "times": 3, "within": "7d"}}
    publish(world, plan_of([], {"rules": [RULE, cases]}))
    assert walk_through() == 1
    (person,) = [people.load(one) for one in everybody.ids()]
    assert person and sorted(map(len, person.memory.values())) == [2, 2]


def test_wherever_a_process_dies_everybody_is_caught_up_once(world):
    """Publisher and walk, before and after each of their calls: the notice comes again and the walk is woken again, and
    in the end everybody remembers what they saw, once."""
    set_clock(NOW)
    publish(world, FIRST)
    for number in range(2):
        for look in range(2):
            taken(packet(f"a:b{number}", view(f"v{look}"), at=NOW - DAY + look))
    picture, asking = persistence.picture(), plan_of([], {"rules": [RULE]})

    def notice():
        """What a publisher does, told of the same upload again."""
        running = plans.version(plans.pointer().version)
        if running.scoring.rules:
            look_back.resume(clock.now())
        else:
            publish(world, asking)

    for number in range(80):
        for before in (True, False):
            persistence.put_back(picture)
            plans.forget_all()
            alive = False
            with suppress(Died), at_each_call(dying(number, before)):
                notice()
                while (walk := walks.read(look_back.TASK)) and walk.status == "going":
                    due_work.wake(PK, walks.WALK)
                alive = True
            notice()
            assert walk_through() == 2, (number, before)
            for one in everybody.ids():
                person = people.load(one)
                assert person and [len(times) for times in person.memory.values()] == [2], (number, before)
            ended = walks.read(look_back.TASK)
            assert ended and ended.pending == ()
        if alive:
            assert number > 15
            return
    raise AssertionError("it never came to its end alive")


CATCH_UP = look_back._catch_up


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        ("MOST_EVENTS", 1),  # the latest event alone is read
        ("_catch_up", lambda person, *more: None if person.is_lead else CATCH_UP(person, *more)),  # leads are left out
    ],
)
def test_a_mistake_in_looking_back_is_found(world, monkeypatch, name, mistake):
    """Planted bugs for P5: with either, some story ends with somebody who remembers less than from the beginning on."""
    monkeypatch.setattr(look_back, name, mistake)

    def differs(seed):
        picture = persistence.picture()
        plans.forget_all()
        caught_up = story(world, seed, FIRST, SECOND)
        persistence.put_back(picture)
        plans.forget_all()
        from_the_start = story(world, seed, SECOND, SECOND)
        persistence.put_back(picture)
        return caught_up != from_the_start

    assert any(differs(seed) for seed in range(10))
