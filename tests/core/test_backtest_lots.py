"""A company whose truth is known: who would answer A, and who B. What does not hang on it is counted exactly; what
everybody would have done with B is reckoned from those who drew it, and its interval holds the truth."""

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

import pytest
from mikomi.core.backtest import dealt, lines, report
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Trial
from mikomi.core.backtest.weighted import LEAST, LotSums, estimate
from mikomi.model.base import Json
from mikomi.model.plan import Plan

from tests.core.backtest_life import DAY, EVER, HOUR, Lived, bench_of, figures, mail, plan
from tests.core.story import at

GOAL = {"name": "価格", "when": {"visited": "/price"}, "within": "7d"}
RATES = {"A": 0.15, "B": 0.35}
"""How many of a hundred come to the goal by each of the two."""
CLICKS = {"A": 0.2, "B": 0.5}


def dealing(a: float, b: float, version: int = 1, **more: Any) -> Plan:
    """The mail in two variants, by these weights; who clicks gets another one."""
    variants = [{"id": "A", "weight": a}, {"id": "B", "weight": b}]
    one = {"id": "one", "mail": {"template": "t", "variants": variants}}
    asks = {"id": "asks", "if": {"clicked": "one"}, "wait_up_to": "3d", "then": [mail("yes")], "else": []}
    return plan(one, asks, version=version, goal=GOAL, **more)


class Person(NamedTuple):
    """What somebody would do, whichever of the two they got; and how it was lived."""

    life: Lived
    goal: dict[str, bool]
    click: dict[str, bool]


def person(number: int, company: str, of: Plan, months: int = 12) -> Person:
    """Drawn once, for both: somebody who answers A may answer B, or not."""
    dice = Random(f"{company}/{number}")
    goal = {arm: dice.random() < rate for arm, rate in RATES.items()}
    click = {arm: dice.random() < rate for arm, rate in CLICKS.items()}
    life = Lived(of)
    life.count = number * 100 + 10_000_000 * (1 + int(company))
    life.now = at("2026-12-01 09:00") + dice.randrange(months * 30) * DAY + dice.randrange(8) * HOUR
    life.submit("f")
    life.later(60_000).visit("/other")
    drawn = next(each.variant for each in life.letters)
    assert drawn is not None
    if click[drawn]:
        life.later(HOUR)
        life.follows("one")
    if goal[drawn]:
        life.later(5 * HOUR).visit("/price")
    life.later(5 * DAY).passes()
    return Person(life, goal, click)


def company(name: str, people: int, of: Plan, candidate: Plan) -> tuple[Trial, list[Person]]:
    """All of them, and what comes of the candidate."""
    trial, everybody = Trial(), [person(number, name, of) for number in range(people)]
    for each in everybody:
        bench = bench_of(each.life, candidate)
        bench.days = TriedDays(0, each.life.now, "Asia/Tokyo")
        ran = each.life.ran(bench)
        bench.check(trial, ran, each.life.really())
        bench.measure(trial, ran)
    assert trial.check.is_equal, trial.check.differences[:3]
    return trial, everybody


def truth(everybody: list[Person], arm: str) -> dict[str, float]:
    """What would have come of it if everybody had got this one."""
    return {
        "goals/s": sum(each.goal[arm] for each in everybody),
        "later_mails/s": sum(each.click[arm] for each in everybody),
        "points/click": 10 * sum(each.click[arm] for each in everybody),
    }


def hits(companies: int, people: int) -> list[tuple[str, bool]]:
    """For each company, both arms and each figure whether the interval holds the truth. Lots of 3 to 1: weights that
    are not all the same."""
    was, came = dealing(3, 1), []
    for number in range(companies):
        for arm, weights in (("A", (1, 0)), ("B", (0, 1))):
            trial, everybody = company(str(number), people, was, dealing(*weights, version=2))
            told, really = figures(trial), truth(everybody, arm)
            for name in ("entries/s", "first_mails/s"):
                assert (told[name]["label"], told[name]["value"]) == ("exact", people), name
            for name, is_so in really.items():
                figure = told[name]
                assert figure["label"] == "reweighted", (name, figure)
                assert LEAST <= figure["effective"] <= figure["n"] < people
                came.append((f"{name} {arm}", figure["low"] <= is_so <= figure["high"]))
    return came


def test_what_everybody_would_have_done_lies_in_the_interval() -> None:
    """Nine of ten intervals of 95 % at the least hold it; entries and first mails are exact."""
    came = hits(2, 320)
    assert sum(held_so for _, held_so in came) >= 0.9 * len(came) == 0.9 * 12, came


@pytest.mark.proof
def test_ten_thousand_people_in_twelve_months() -> None:
    """The same of 25 companies, ten thousand people in all."""
    came = hits(25, 400)
    assert sum(held_so for _, held_so in came) >= 0.9 * len(came) == 0.9 * 150, came


def test_of_too_few_there_is_no_number() -> None:
    """A quarter of eighty people drew B: a dash. Who drew A can be told, and what hangs on nothing is exact."""
    trial, _ = company("7", 80, dealing(3, 1), dealing(0, 1, version=2))
    told = figures(trial)
    assert (told["goals/s"]["label"], told["goals/s"]["value"], told["goals/s"]["n"]) == ("unknown", None, 80)
    assert told["entries/s"]["label"] == "exact" and trial.drew_other == trial.lots["goals/s"].other > 40
    said = lines.cautions(report.plain(trial, EVER), EVER, {}, "en", {})
    assert any(f"By this plan {trial.drew_other} people get other words than they drew by lot" in each for each in said)


def test_where_everybody_drew_what_the_plan_sends_the_count_is_exact() -> None:
    """The same weights once more: nothing is weighted, and nothing is unknown."""
    trial, everybody = company("8", 60, dealing(3, 1), dealing(3, 1, version=2))
    told = figures(trial)
    assert trial.drew_other == 0 and {each["label"] for each in told.values()} == {"exact"}
    assert told["goals/s"]["value"] == told["goals/s"]["before"] > 0
    assert len(everybody) == told["entries/s"]["value"]


@pytest.mark.parametrize("candidate", [plan(mail("one"), version=2, goal=GOAL), dealing(0, 1, 2)])
def test_a_mail_of_other_words_that_no_lot_could_have_chosen_is_one_that_nobody_got(candidate: Plan) -> None:
    """Without variants, or with one that the lots of that time did not have."""
    trial, _ = company("9", 30, dealing(1, 0), candidate)
    told = figures(trial)
    assert trial.drew_other == 0 and trial.unsent >= 30
    assert told["goals/s"]["label"] == "unknown" and told["first_mails/s"]["value"] == 30


def test_what_was_sent_in_other_words_brings_no_reaction_to_the_candidates() -> None:
    """A visit through A's link is not one that B brought: counted with and without."""
    lives = [each.life for each in (person(number, "3", dealing(1, 1)) for number in range(40))]
    life = next(each for each in lives if each.letters[0].variant == "A" and len(each.letters) > 1)
    for weights, events in (((0, 1), 1), ((1, 0), 0)):
        trial, bench = Trial(), bench_of(life, dealing(*weights, version=2))
        bench.measure(trial, life.ran(bench))
        assert trial.contamination.events == events


def test_the_parts_of_the_lots_are_those_of_the_version_that_dealt() -> None:
    life = person(1, "4", dealing(3, 1)).life
    real = dealt.real_mails(life.ran(bench_of(life, plan(version=2))).course, life.under)
    (one,) = (each for id, each in real.items() if id.endswith(".one"))
    assert {arm: each.share for arm, each in one.arms.items()} == {"A": 0.75, "B": 0.25}


def sums_of(weighted: Sequence[tuple[float, float]]) -> LotSums:
    sums = LotSums()
    for weight, amount in weighted:
        sums.add(weight, amount)
    return sums


def test_an_estimate_by_hand() -> None:
    """Fifty of weight 2 among a hundred, ten of whom did it: twenty. Forty-nine are too few. Of amounts that are no
    shares the spread is that of the amounts."""
    half = sums_of([(2, 1)] * 10 + [(2, 0)] * 40 + [(0, 1)] * 50)
    made = estimate(half)
    assert made is not None and made.value == 20 and half.effective == 50 and half.other == 50
    assert made.low == pytest.approx(13.34, abs=0.01) and made.high == pytest.approx(28.88, abs=0.01)
    assert estimate(sums_of([(2, 1)] * 49 + [(0, 0)] * 50)) is None
    points = estimate(sums_of([(2, 10)] * 25 + [(2, 0)] * 25 + [(0, 0)] * 50))
    assert points is not None and points.value == 500
    assert points.high - points.value == pytest.approx(1.96 * 10 * 5, rel=1e-3), "a hundred throws of one in two"
    assert estimate(sums_of([(1, 1)] * 60)) == (60, 60, 60), "who had to draw it leaves nothing open"
    parts = sums_of([(2, 1)] * 10)
    parts.join(sums_of([(2, 0)] * 40 + [(0, 1)] * 50))
    assert parts == half


def test_a_weighted_figure_reads_with_its_range() -> None:
    told: Json = {"name": "goals/s", "label": "reweighted", "value": 110, "low": 90.5, "high": 131, "n": 80}
    (row,) = lines.rows([{**told, "people": [], "before": 60}], {}, "en")
    assert (row.value, row.label) == ("110 (90.5–131)", "reweighted")
