"""Another half-life in mid-story, over the read API: the list stays in the order of the totals that it shows."""

from datetime import timedelta

import pytest
from mikomi import clock
from mikomi.aws import plans

from tests.core.story import plan_of
from tests.functions.test_read_api import DAY, NOW, SCORING, form, get, it_is, taken, view
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
