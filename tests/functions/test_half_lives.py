"""Another half-life in mid-story, over the read API: the list stays in the order of the totals that it shows."""

from datetime import timedelta

import pytest
from mikomi import clock
from mikomi.aws import people, plans
from mikomi.shell.people import rebuild

from tests.core.story import plan_of
from tests.functions.read_api import DAY, NOW, SCORING, form, get, it_is, taken, view
from tests.functions.world import packet

HALF_LIVES = [("30d", "7d"), ("7d", "30d"), (None, "7d"), ("30d", None), ("30d", "7d", "90d", None, "1d")]


@pytest.mark.parametrize("half_lives", HALF_LIVES)
def test_another_half_life_leaves_the_order_right(world, half_lives):
    """However often the half-life is changed in mid-story, to whatever, the list stands in the order of the totals that
    it shows: at once, at the moment from which it holds, and weeks later; nobody's points jump, and pages lose nobody.
    """

    def publish(half_life):
        decay = {"decay": {"half_life": half_life}} if half_life else {}
        world.publish(plan_of([], {**{k: v for k, v in SCORING.items() if k != "decay"}, **decay}))

    def listed():
        whole = get("/v1/leads", {"limit": "100"})[1]["leads"]
        totals = [lead["score"]["total"] for lead in whole]
        assert totals == sorted(totals, reverse=True)
        paged: list[str] = []
        cursor = ""
        while cursor is not None:
            body = get("/v1/leads", {"limit": "3", **({"cursor": cursor} if cursor else {})})[1]
            paged, cursor = [*paged, *(lead["id"] for lead in body["leads"])], body["next"]
        assert paged == [lead["id"] for lead in whole]
        return {lead["email"]: lead["score"]["total"] for lead in whole}

    moment, number = NOW, 0
    it_is(moment)
    for half_life in half_lives:
        before = listed() if number else {}
        publish(half_life)
        plans.forget()
        assert listed() == before
        for minutes in (1, 20, 60):
            it_is(moment + minutes * 60_000)
            for _ in range(3):
                number += 1
                views = [view(f"v{number}-{n}") for n in range(number * 5 % 8)]
                taken(packet(f"a:b{number}", *views, *form(f"f{number}", f"p{number}@example.co.jp"), at=clock.now()))
            if number > 4:
                taken(packet(f"a:b{number - 4}", view(f"again{number}"), at=clock.now()))
            assert len(listed()) == number
        moment += 17 * DAY
        it_is(moment)
        assert len(listed()) == number
    clock.shift(timedelta())


def of_scoring(half_life):
    return plan_of([], {**{k: v for k, v in SCORING.items() if k != "decay"}, "decay": {"half_life": half_life}})


def test_a_body_of_another_past_is_stepped_over(world):
    """A publisher wrote its body and lost to another: where that one began the half-life, the body's own beginning is
    none any more. What goes on from the running version is taken over, if its half-life does not begin too soon.
    """
    it_is(NOW)
    first = of_scoring("30d")
    world.publish(first)
    change = of_scoring("7d")
    lost = change.following(plans.version(1), NOW + plans.SETTLED + 12_000).model_copy(update={"version": 3})
    assert plans._write_body(lost)
    world.publish(change)
    assert plans.active().version == 2
    again = world.publish(change.model_copy(update={"published_at": 1}))
    assert again.version == 4 and again.half_lives == plans.version(2).half_lives
    for days, after, taken_over in ((1, plans.FOLLOWED + 30_000, True), (2, plans.FOLLOWED - 30_000, False)):
        it_is(NOW + days * DAY)
        number = plans.pointer_version() + 1
        back = of_scoring("30d" if taken_over else "90d")
        left = back.following(plans.active(), clock.now() + after).model_copy(update={"version": number})
        assert plans._write_body(left)
        assert (world.publish(back).version == number) is taken_over
    clock.shift(timedelta())


def test_a_rebuild_goes_by_the_half_lives_that_came_since(world):
    """Two packets that arrive around a publication may be folded in the other order, both under the new version; told
    again in the order of their arrival the first is under the old one, and fades no otherwise."""
    it_is(NOW)
    world.publish(of_scoring("30d"))
    taken(packet("a:b1", view("v0"), *form("f0", "p0@example.co.jp"), at=NOW))
    it_is(NOW + DAY)
    world.publish(of_scoring("1d"))
    it_is(NOW + 5 * DAY)
    earlier = packet("a:b1", view("v1"), at=NOW + 5 * DAY)
    later = packet("a:b1", view("v2"), at=NOW + 5 * DAY + 50)
    for one in (later, earlier):
        taken(one)
    (lead,) = get("/v1/leads", {"limit": "10"})[1]["leads"]
    person = people.load(lead["id"])
    assert person is not None
    assert [mark.plan for mark in person.plans] == [1, 2] and person.plans[1].from_ > earlier.received_at
    rebuild.rebuild_person(person.id)
    rebuilt = people.load(lead["id"])
    assert rebuilt is not None
    worth = {rule: held.value for rule, held in person.members["a:b1"].points.items()}
    assert {rule: held.value for rule, held in rebuilt.members["a:b1"].points.items()} == pytest.approx(worth)
    clock.shift(timedelta())
