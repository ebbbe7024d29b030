"""By whose hours mails were timed, and who clicked: counted a day at a time, and no sooner than it is known."""

from typing import Any

import pytest
from mikomi.core.results import timings
from mikomi.core.results.counted import Counted
from mikomi.model.scenario import Scenario

from tests.core.story import at

NOON = at("2026-11-24 12:00")
SCENARIO = Scenario.model_validate(
    {
        "id": "s", "name": "s", "trigger": {"manual": True},
        "steps": [
            {"id": "w", "wait": {"at": "best"}}, {"id": "m", "mail": {"template": "t"}},
            {"id": "n", "mail": {"template": "t"}},
        ],
    }
)  # fmt: skip


def counted(*rows: dict[str, Any]) -> Counted:
    usual = {"scenario": "s", "step": "m", "timing": "own", "clicked_on": None, "mails": 1}
    return Counted(NOON, {"timing_days": [{**usual, **row} for row in rows]})


def arms(*rows: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """By whose hours: who clicked, of how many, and of how many it is not known yet."""
    [mail] = timings.timed_mails(SCENARIO, counted(*rows))
    return {arm.id: (arm.total.reached, arm.total.of, arm.total.not_yet) for arm in mail.arms}


@pytest.mark.parametrize(
    ("delivered", "clicked", "own"),
    [
        ("2026-11-16", None, (0, 1, 0)),
        ("2026-11-17", None, (0, 0, 1)),
        ("2026-11-10", "2026-11-17", (1, 1, 0)),
        ("2026-11-10", "2026-11-18", (0, 1, 0)),
        ("2026-11-23", "2026-11-23", (0, 0, 1)),
    ],
)
def test_a_click_counts_for_seven_days_and_is_known_once_they_are_over(
    delivered: str, clicked: str | None, own: tuple[int, int, int]
) -> None:
    """The seventh day counts; a day of deliveries is known on the eighth, whoever clicked before."""
    assert arms({"delivered_on": delivered, "clicked_on": clicked}) == {"everybody": (0, 0, 0), "own": own}


def test_days_of_one_arm_add_up_and_the_other_stays_apart() -> None:
    """Several rows of a day and of several days."""
    days = [
        {"delivered_on": f"2026-11-0{day}", "mails": 2, "clicked_on": on}
        for day, on in ((1, None), (1, "2026-11-02"), (2, None))
    ]
    made = arms(*days, {"delivered_on": "2026-11-01", "timing": "everybody", "mails": 3})
    assert made == {"everybody": (0, 3, 0), "own": (2, 6, 0)}


def test_mails_alone_are_told_of_in_the_scenarios_order() -> None:
    """What is no mail of the scenario has no row, nor a mail of which nothing was delivered."""
    rows = [{"step": step, "delivered_on": "2026-11-01"} for step in ("n", "w", "gone", "m")]
    assert [mail.step for mail in timings.timed_mails(SCENARIO, counted(*rows))] == ["m", "n"]
    assert [mail.step for mail in timings.timed_mails(SCENARIO, counted(rows[0]))] == ["n"]


def test_what_may_be_claimed_names_the_arm() -> None:
    """Nothing of few; the better one of very many and very different ones."""
    few = [{"delivered_on": "2026-11-01", "timing": each, "mails": 10} for each in ("own", "everybody")]
    [told] = timings.told_of(SCENARIO, counted(*few))
    assert told["better"] is None and [each["timing"] for each in told["arms"]] == ["everybody", "own"]
    many = [
        {"delivered_on": f"2026-{month:02}-{day:02}", "timing": timing, "mails": mails, "clicked_on": clicked}
        for month in (8, 9, 10)
        for day in range(1, 29)
        for timing, reached, rest in (("own", 40, 40), ("everybody", 2, 18))
        for mails, clicked in ((reached, f"2026-{month:02}-{day:02}"), (rest, None))
    ]
    [told] = timings.told_of(SCENARIO, counted(*many))
    assert told["better"] == "own"
