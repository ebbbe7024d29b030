"""The variants of a mail judged: whom a comparison counts, what is claimed and chosen of several arms, and how often
that is wrong; for programs, for the terminal and the page alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures import judgement, sentences
from mikomi.core.figures.bounds import ERROR
from mikomi.core.figures.judgement import Before, judge, planned
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.trial import people_needed
from mikomi.core.results import variants
from mikomi.core.results.counted import Counted
from mikomi.core.telling.comparison import Contender, comparison
from mikomi.model.plan import MailTemplate, Plan

from tests.core.story import plan_of
from tests.effort import effort

BEGIN = date(2026, 1, 5)
TODAY = date(2026, 6, 1)
GOAL = {"name": "相談", "when": {"submitted": "contact"}, "within": "10d"}


class Dealt(NamedTuple):
    weight: float
    days: Mapping[date, Rate]


def drawn(rates: list[float], weights: list[float], days: int, a_day: int, random: Random) -> list[Dealt]:
    """People by lot to arms of these true rates."""
    made: list[dict[date, Rate]] = [{} for _ in rates]
    for number in range(days):
        counts = [[0, 0] for _ in rates]
        for arm in random.choices(range(len(rates)), weights, k=a_day):
            counts[arm][1] += 1
            counts[arm][0] += random.random() < rates[arm]
        for arm, (reached, of) in enumerate(counts):
            made[arm][BEGIN + timedelta(number)] = Rate(reached, of)
    return [Dealt(weight, each) for weight, each in zip(weights, made, strict=True)]


@pytest.mark.parametrize(
    ("arms", "weights", "rate"), [(3, [1.0, 1, 1], 0.2), (4, [1.0, 1, 1, 1], 0.2), (3, [2.0, 1, 1], 0.1)]
)
def test_of_several_arms_without_difference_a_winner_is_named_in_one_of_twenty_tests(
    arms: int, weights: list[float], rate: float
) -> None:
    """Any false claim of a family is one: what is above 5 % by more than chance (one in a thousand) fails."""
    random, named, tests = Random(7), 0, effort(120)
    for _ in range(tests):
        said = judge(drawn([rate] * arms, weights, 60, 150, random), TODAY)
        named += any(each.stage == "better" for each in said.verdicts)
    expected = 0.05 * tests
    assert named <= expected + 3.1 * (expected * 0.95) ** 0.5


def test_without_sharing_the_error_out_more_winners_are_named() -> None:
    """Planted bug: each arm held against the first as if there were no other. The plan asks for fewer people, and the
    claims of a family are more."""
    random, shared, alone = Random(3), 0, 0
    for _ in range(24):
        first, *others = drawn([0.3] * 6, [1.0] * 6, 20, 240, random)
        shared += any(each.stage == "better" for each in judge([first, *others], TODAY).verdicts)
        alone += any(judge([first, other], TODAY).verdicts[0].stage == "better" for other in others)
    assert alone > shared


def test_a_better_arm_among_three_is_claimed_and_chosen() -> None:
    """And the two others are not told apart."""
    said = judge(drawn([0.2, 0.2, 0.32], [1, 1, 1], 60, 150, Random(1)), TODAY)
    assert [each.stage for each in said.verdicts] == ["no_difference", "better"] and said.verdicts[1].better == 2
    assert said.adoption.arm == 2 and not said.is_broken


def test_broken_lots_are_said_beside_both_and_nothing_is_chosen() -> None:
    """However clear the rates are: people are missing from an arm."""
    first, second = drawn([0.1, 0.4], [1, 1], 40, 100, Random(2))
    lost = {day: Rate(each.reached * 2 // 3, each.of * 2 // 3) for day, each in second.days.items()}
    said = judge([first, Dealt(1, lost)], TODAY)
    assert said.is_broken and said.verdicts[0].stage == "broken_lots"
    assert said.adoption.arm is None and said.adoption.withheld
    arms = [Contender("A", 1, first.days), Contender("B", 1, lost)]
    for language, words in (
        ("ja", ("合いません", "採用：決められません")),
        ("en", ("not as the weights say", "Choice: none")),
    ):
        told = comparison(arms, "-", TODAY, language)
        assert words[0] in told.lots and words[1] in told.choice
    assert judge([first, Dealt(1, second.days)], TODAY).adoption.arm == 1


@given(st.floats(0.01, 0.9), st.floats(1, 5_000), st.lists(st.floats(0.1, 9), min_size=2, max_size=6))
def test_what_it_takes_is_told_before_it_starts(rate: float, a_week: float, weights: list[float]) -> None:
    """As many people as the plan of each pair asks for, at the part of the traffic that the pair gets; the longest."""
    arms = [Dealt(weight, {}) for weight in weights]
    takes = planned(arms, Before(Rate(round(rate * 10_000), 10_000), a_week))
    assert takes and takes.weeks
    beside = len(weights) - 1
    for other in weights[1:]:
        pair = weights[0] + other
        people = people_needed(takes.rate, other / pair, error=ERROR / beside)
        assert takes.weeks * a_week * pair / sum(weights) >= people * 0.999
    assert takes.people >= people_needed(takes.rate, error=ERROR / beside) * 0.99


@pytest.mark.parametrize(("of", "reached"), [(29, 9), (30, 0), (30, 30), (0, 0)])
def test_what_is_not_known_is_not_planned_by(of: int, reached: int) -> None:
    """Fewer than 30 people, nobody, everybody: no figure is made of that. No traffic: no weeks, and it says so."""
    arms = [Dealt(1, {}), Dealt(1, {})]
    assert planned(arms, Before(Rate(reached, of), 10)) is None
    (still, moving) = (planned(arms, Before(Rate(3, judgement.ENOUGH), a_week)) for a_week in (0, 100))
    assert still and still.weeks is None and "never" not in sentences.of_needed(still, "en")
    assert moving and str(moving.weeks) in sentences.of_needed(moving, "ja")


def plan(version: int = 1, **mail: Any) -> Plan:
    """A step that deals A and B."""
    told = {"template": "t", "variants": [{"id": "A", "weight": 3}, {"id": "B", "weight": 1, "subject": "b"}], **mail}
    steps = [{"id": "m", "mail": told}]
    scenario = {"id": "s", "trigger": {"when": {"submitted": "f"}}, "steps": steps, "goal": GOAL}
    made = plan_of([scenario], version=version)
    return made.model_copy(update={"mails": {"t": MailTemplate(id="t", html="<p>x</p>", text="x", subject="a")}})


def counted(rows: list[dict[str, Any]], *plans: Plan, on: date = TODAY, **answers: Any) -> Counted:
    """What was counted on that day of these mails, under these plans."""
    known = [
        {
            "scenario": "s",
            "plan": each.version,
            "variants": variants.digests(each.scenarios["s"], each.mails),
            "holdout": 0,
            "window": 864_000_000,
            "form": "x",
            "aim": "x",
        }
        for each in plans
    ]
    usual = {
        "scenario": "s",
        "step": "m",
        "plan": 1,
        "clicked_on": None,
        "reached_on": None,
        "delivered_on": "2026-05-01",
    }
    mails = [{"entered_by": row.get("plan", 1), **usual, **row} for row in rows]
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC).timestamp() * 1000
    return Counted(round(at), {"variant_days": mails, "editions": known, **answers})


def totals(of: Plan, rows: list[dict[str, Any]], *plans: Plan, on: date = TODAY) -> dict[str, Rate]:
    (mail,) = variants.dealt_mails(of.scenarios["s"], of, counted(rows, *(plans or (of,)), on=on))
    return {arm.id: arm.total for arm in mail.arms}


ROWS = [
    {"variant": "A", "mails": 30},
    {"variant": "A", "mails": 6, "clicked_on": "2026-05-08"},
    {"variant": "A", "mails": 4, "clicked_on": "2026-05-09"},
    {"variant": "B", "mails": 9, "reached_on": "2026-05-11"},
    {"variant": "B", "mails": 1, "clicked_on": "2026-05-02", "reached_on": "2026-05-03"},
]


def test_judged_by_clicks_or_by_the_goal_each_day_counts_when_it_is_over() -> None:
    """Seven days for a click, the goal's window for the goal; before that everybody of the day is not yet."""
    assert totals(plan(), ROWS) == totals(plan(judged_by="clicked"), ROWS) == {"A": Rate(6, 40), "B": Rate(1, 10)}
    assert totals(plan(judged_by="goal"), ROWS) == {"A": Rate(0, 40), "B": Rate(10, 10)}
    assert totals(plan(), ROWS, on=date(2026, 5, 8))["A"] == Rate(0, 0, 40)
    assert totals(plan(), ROWS, on=date(2026, 5, 9))["A"] == Rate(6, 40)
    by_goal = plan(judged_by="goal")
    assert totals(by_goal, ROWS, on=date(2026, 5, 11))["B"] == Rate(0, 0, 10)
    assert totals(by_goal, ROWS, on=date(2026, 5, 12))["B"] == Rate(10, 10)


@pytest.mark.parametrize(
    "other",
    [
        {"variants": [{"id": "A", "weight": 1}, {"id": "B", "weight": 1, "subject": "b"}]},
        {"variants": [{"id": "A", "weight": 3}, {"id": "B", "weight": 1, "subject": "another b"}]},
        {"subject": "another a"},
        {"judged_by": "goal"},
    ],
)
def test_only_versions_with_the_same_lots_and_words_are_counted(other: dict[str, Any]) -> None:
    """Weights, subjects and what they are judged by; who entered by one and was written to by another, in none."""
    now, before = plan(version=2), plan(**other)
    same = plan()
    old = [{**row, "plan": 1} for row in ROWS]
    new = [{**row, "plan": 2} for row in ROWS]
    mixed = [{**row, "plan": 2, "entered_by": 1} for row in ROWS]
    whole = {"A": Rate(6, 40), "B": Rate(1, 10)}
    assert totals(now, old + new, before, now) == whole
    assert totals(now, mixed, before, now) == {"A": Rate(0, 0), "B": Rate(0, 0)}
    doubled = {name: each + each for name, each in whole.items()}
    assert totals(now, old + new, same, now) == totals(now, mixed + mixed, same, now) == doubled


def test_another_text_is_another_variant() -> None:
    """The template's own words are part of what is compared."""
    before, now = plan(), plan(version=2)
    changed = {"t": MailTemplate(id="t", html="<p>y</p>", text="x", subject="a")}
    now = now.model_copy(update={"mails": changed})
    rows = [{**row, "plan": number} for row in ROWS for number in (1, 2)]
    assert totals(now, rows, before, now) == {"A": Rate(6, 40), "B": Rate(1, 10)}


def test_programs_read_what_the_sentences_are_made_of() -> None:
    """Arms with their rates and what each would lose; lots; verdicts; the choice; before the start what it takes."""
    now = plan()
    before: dict[str, Any] = {
        "step_days": [{"scenario": "s", "step": "m", "reached_on": "2026-05-20", "runs": 400, "under_way": 0}],
        "scenario_mails": [{"scenario": "s", "step": "m", "variant": "A", "clicked": 40, "delivered": 400}],
    }
    (told,) = variants.told_of(now.scenarios["s"], now, counted(ROWS, now, **before))
    assert (told["step"], told["judged_by"], told["plans"]) == ("m", "clicked", [1])
    assert [(arm["variant"], arm["weight"], arm["reached"], arm["of"]) for arm in told["arms"]] == [
        ("A", 3, 6, 40), ("B", 1, 1, 10),
    ]  # fmt: skip
    (verdict,) = told["verdicts"]
    assert (verdict["first"], verdict["second"], verdict["stage"], verdict["better"]) == ("A", "B", "planning", None)
    assert told["choice"]["variant"] is None and told["choice"]["enough"] is False
    assert told["lots"]["broken"] is False and 0 < told["lots"]["likelihood"] <= 1
    people = people_needed(0.1, 0.25)
    assert told["before"] == {"rate": 0.1, "people": people, "weeks": -(-people // 100)}
    (mail,) = variants.dealt_mails(now.scenarios["s"], now, counted(ROWS, now, **before))
    said = comparison([Contender(*each) for each in mail.arms], "-", TODAY, "ja", mail.before)
    assert f"約{-(-people // 100)}週間" in said.needed and said.said[:2] == [said.lots, said.needed]


def test_a_variant_that_is_dealt_to_nobody_is_compared_with_none() -> None:
    """And a step with one dealt variant is no comparison."""
    dealt = [{"id": "A"}, {"id": "B", "weight": 0}, {"id": "C"}]
    of = plan(variants=dealt)
    (mail,) = variants.dealt_mails(of.scenarios["s"], of, counted([], of))
    assert [arm.id for arm in mail.arms] == ["A", "C"]
    alone = plan(variants=dealt[:2])
    assert variants.told_of(alone.scenarios["s"], alone, counted([], alone)) == []
    assert replace(judge(mail.arms, TODAY).adoption).arm is None
