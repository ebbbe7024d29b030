"""How likely a hand-over is won: learnt of what came before, held against the last month of what is known."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.figures.rates import interval
from mikomi.core.results import handovers, propensity
from mikomi.core.results.handovers import HELD_OUT, KNOWN_AFTER, held_out_since
from mikomi.core.results.sales_outline import outline
from scipy.optimize import minimize

from tests.core.test_sales_told import NOON, PLAN, TODAY, alert, counted_of

LINE = KNOWN_AFTER + HELD_OUT


def company(seed, earlier=300, later=200, truth=0.06):
    """Hand-overs whose log-odds of being won rise by so much a point; with the counting."""
    draw = np.random.default_rng(seed)
    made = []
    for n in range(earlier + later):
        score = float(draw.integers(20, 100))
        won = draw.random() < 1 / (1 + np.exp(-(score - 60) * truth))
        ago = LINE + 1 + n % 100 if n < earlier else KNOWN_AFTER + 1 + n % 29
        made.append(alert(ago, "meeting" if won else "early", score=score, name=str(n)))
    return counted_of(*made)


def told(counted):
    return propensity.propensity(handovers.handovers(counted, PLAN), counted)


def test_the_line_is_learnt_of_what_came_before_alone():
    """Held against scipy; whatever the held-out days say, the line is the same."""
    counted = company(1)
    came = told(counted)
    assert came and came.since == held_out_since(TODAY) == TODAY - timedelta(days=LINE)
    alerts = [each for each in handovers.handovers(counted, PLAN) if NOON - each.decided_at > LINE * 86_400_000]
    score = np.array([each.score for each in alerts])
    won = np.array([each.is_won for each in alerts])

    def missed(at):
        return np.logaddexp(0, at[0] + at[1] * score).sum() - won @ (at[0] + at[1] * score)

    best = minimize(missed, [0, 0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 5000}).x
    assert came.line == pytest.approx(best, rel=1e-3) and came.learnt.of == 300 == len(alerts)
    assert came.chance(90) > 0.7 > 0.3 > came.chance(30)
    turned = [
        {**row, "answer": "early" if row["answer"] == "meeting" else "meeting"}
        if NOON - row["decided_at"] <= LINE * 86_400_000
        else row
        for row in counted.answers["handovers"]
    ]
    other = told(counted._replace(answers={**counted.answers, "handovers": turned}))
    assert other and other.line == came.line and not other.came_true


@hypothesis_settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(60, 300), st.integers(0, 200))
def test_each_held_out_handover_is_in_one_group(seed, earlier, later):
    """Groups do not overlap and hold all; each opens as many people as it says; n and interval beside each share."""
    counted = company(seed, earlier, later)
    came, alerts = told(counted), handovers.handovers(counted, PLAN)
    if came is None:
        assert min(earlier, later) < 150
        return
    assert sum(each.rate.of for each in came.groups) == later
    for before, after in zip(came.groups, came.groups[1:], strict=False):
        assert before.high < after.low
    since = NOON - (LINE + 1) * 86_400_000
    for each in came.groups:
        assert each.rate.of >= 10 and 0 < each.expected < 1
        low, high = interval(each.rate)
        assert each.came_true == (low <= each.expected <= high)
        for what, n in (("alert_scored", each.rate.of), ("alert_scored_won", each.rate.reached)):
            behind = handovers.chosen(alerts, what, None, each.range, NOON)
            assert sum(one.decided_at > since for one in behind) == n
    plain = outline(counted, PLAN, [])["propensity"]
    assert plain["came_true"] == came.came_true and plain["groups"][0]["of"] == came.groups[0].rate.of


def test_of_too_few_nothing_is_told():
    """Thirty of either; ten of either on both sides of the day; a score that nobody noted says nothing."""
    assert told(company(1, 40, 15)) is None and told(company(1, 300, 5)) is None and told(company(1, 5, 300)) is None
    assert outline(company(1, 40, 15), PLAN, [])["propensity"] is None
    counted = company(2)
    rows = [{**row, "score": None} for row in counted.answers["handovers"]]
    assert told(counted._replace(answers={**counted.answers, "handovers": rows})) is None
    assert handovers.chosen(handovers.handovers(counted, PLAN), "alert_scored", None, "x", NOON) == []


def test_what_was_expected_comes_true_where_the_truth_stays_the_same():
    """Of thirty companies whose hand-overs go on as before, most groups hold: 95 % intervals of the held-out, beside a
    line that is itself drawn.
    """
    made = [told(company(seed)) for seed in range(30)]
    groups = [each for one in made if one for each in one.groups]
    assert len(groups) > 100 and sum(each.came_true for each in groups) / len(groups) > 0.88
