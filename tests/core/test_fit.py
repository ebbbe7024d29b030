"""Points learnt from what came of hand-overs: as good as a logistic regression that knows no points, near those in
force, and never worse where nobody had looked.
"""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.figures.ranks import separation
from mikomi.core.fit import whole_points
from mikomi.core.fit.cases import HandoverCase
from mikomi.core.fit.proposal import known_until, line_of, proposal
from mikomi.core.results.handovers import HELD_OUT
from mikomi.core.results.sales import ENOUGH
from mikomi.model.base import DAY
from mikomi.model.scoring import Rule
from scipy.optimize import minimize

from tests.effort import effort

AS_OF = 2_000 * DAY
CLOSE = 0.005
"""How much less than a plain logistic regression whole points may tell apart."""


def rule(name, points, **more):
    return Rule.model_validate({"id": name, "name": name, "when": {"visited": f"/{name}"}, "points": points, **more})


class World(NamedTuple):
    """What rules are really worth; hand-overs to learn of, and many more to judge by."""

    rules: list[Rule]
    had: np.ndarray
    won: np.ndarray
    later: np.ndarray
    later_won: np.ndarray

    def cases(self, n=None, end=AS_OF - 100 * DAY):
        points = [each.points for each in self.rules]
        return [
            made(i, row * points, won, end - i)
            for i, (row, won) in enumerate(zip(self.had[:n], self.won, strict=False))
        ]


def made(name, given, won, at):
    given = {f"r{place}": float(each) for place, each in enumerate(given) if each}
    return HandoverCase(str(name), f"l_{name}", at, bool(won), float(sum(given.values())), given)


def world(seed, n):
    """Five to fourteen rules of either sign; each worth nothing to two and a half times what its points say."""
    draw = np.random.default_rng(seed)
    k = int(draw.integers(5, 15))
    points = draw.integers(3, 40, size=k) * np.where(draw.random(k) < 0.2, -1.0, 1.0)
    worth = points * draw.uniform(0, 2.5, size=k) * draw.uniform(0.02, 0.06)
    often = draw.uniform(0.1, 0.6, size=k)

    def some(count):
        return (draw.random((count, k)) < often) * draw.gamma(2, 0.5, size=(count, k))

    had, later = some(n), some(20_000)
    base = np.quantile(had @ worth, 0.75)
    won, later_won = (draw.random(len(each)) < 1 / (1 + np.exp(base - each @ worth)) for each in (had, later))
    return World([rule(f"r{place}", float(each)) for place, each in enumerate(points)], had, won, later, later_won)


def auc(scores, won):
    apart = separation(list(scores[won]), list(scores[~won]))
    assert apart
    return apart.auc


def plain_regression(had, won):
    """What scikit-learn's LogisticRegression minimises as it comes: the ridge on all but the base, C = 1."""
    x = np.column_stack([np.ones(len(had)), had])
    ridge = np.array([0.0, *np.ones(had.shape[1])])

    def missed(at):
        return np.logaddexp(0, x @ at).sum() - won @ (x @ at) + ridge @ at**2 / 2

    def slope(at):
        return x.T @ (1 / (1 + np.exp(-x @ at)) - won) + ridge * at

    return minimize(missed, np.zeros(x.shape[1]), jac=slope, method="L-BFGS-B").x[1:]


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(n, marks=pytest.mark.proof) for n in range(5, 50))])
def test_whole_points_tell_apart_as_well_as_a_regression(seed):
    """On fifty truths, of 500 to 1,500 hand-overs: judged by twenty thousand others, whole points come within 0.005 of
    coefficients that may be anything; and they do better than those in force.
    """
    it = world(seed, (500, 500, 800, 1_500)[seed % 4])
    points = whole_points.fitted(it.cases(), it.rules)
    mine = auc(it.later @ [points[each.id] for each in it.rules], it.later_won)
    theirs = auc(it.later @ plain_regression(it.had, it.won), it.later_won)
    in_force = auc(it.later @ [each.points for each in it.rules], it.later_won)
    assert mine >= theirs - CLOSE and mine >= in_force - CLOSE


@settings(max_examples=effort(15), deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 120))
def test_points_are_whole_of_their_sign_and_bounded(seed, n):
    """Whatever came of how many."""
    it = world(seed, n)
    points = whole_points.fitted(it.cases(), it.rules)
    assert points.keys() == {each.id for each in it.rules}
    for each in it.rules:
        new = points[each.id]
        assert new == int(new) and new * each.points >= 0 and abs(new) <= abs(each.points) * whole_points.MOST_TIMES


def test_of_little_little_changes():
    """Over some truths: the fewer hand-overs, the nearer to the points in force; of two hardly anything moves."""
    worlds = [world(seed, 1_000) for seed in range(6)]

    def moved(n):
        points = [whole_points.fitted(it.cases(n), it.rules) for it in worlds]
        shares = [
            abs(new[each.id] - each.points) / abs(each.points)
            for it, new in zip(worlds, points, strict=True)
            for each in it.rules
        ]
        return sum(shares) / len(shares)

    assert moved(8) < moved(30) < moved(1_000)


def test_a_cap_and_what_nobody_had_bound_a_change():
    """A rule whose cap is reached at once gains nothing; one that nobody or everybody had stays, whole or not."""
    rules = [rule("r0", 10, cap={"points": 10, "per": "1d"}), rule("r1", 10), rule("r2", 2.5), rule("r3", 7)]
    cases = [made(n, [10 * (n % 4 < 2), 10 * (n % 2), 0, 7], n % 4 < 2, n) for n in range(400)]
    points = whole_points.fitted(cases, rules)
    assert points["r0"] == 10 and points["r1"] < 10 and (points["r2"], points["r3"]) == (2.5, 7)
    free = whole_points.fitted(cases, [rule("r0", 10), *rules[1:]])
    assert free["r0"] > 10
    assert whole_points.fitted([], rules) == {each.id: each.points for each in rules}


def test_what_is_worth_the_reverse_gives_nothing():
    """The sign never flips: a rule that goes with losing becomes 0; where all do, nothing is learnt."""
    rules = [rule("r0", 10), rule("r1", 10)]
    cases = [made(n, [10 * (n % 2), 10 * (n % 4 < 2)], n % 4 < 2 if n % 7 else n % 2, n) for n in range(600)]
    against = [case._replace(is_won=not case.given.get("r0") and case.is_won) for case in cases]
    assert whole_points.fitted(against, rules)["r0"] == 0
    alone = [made(n, [10 * (n % 2)], not n % 2, n) for n in range(200)]
    assert whole_points.fitted(alone, rules[:1]) == {"r0": 10}


def scored_by(cases):
    """The score of each under other points, where nothing caps them."""

    def scored(rules):
        def by(points):
            return {
                case.alert: case.total
                + sum((points[each.id] / each.points - 1) * case.given.get(each.id, 0.0) for each in rules)
                for case in cases
            }

        return by

    return scored


def proposed(it, later, **more):
    cases = [*it.cases(), *later]
    return proposal(cases, it.rules, AS_OF, scored_by(cases)(it.rules), **more)


def held_out(it, n, begin=0):
    points = [each.points for each in it.rules]
    rows = zip(it.later[begin : begin + n], it.later_won[begin : begin + n], strict=True)
    return [made(f"x{i}", row * points, won, line_of(AS_OF) + i) for i, (row, won) in enumerate(rows)]


@settings(max_examples=effort(25), deadline=None)
@given(st.integers(0, 10**6), st.integers(60, 250), st.integers(0, 120))
def test_never_worse_in_the_month_that_was_held_out(seed, n, m):
    """Proposed points order it better than those in force; else it is better not to change, or nothing is learnt."""
    it = world(seed, n)
    later = held_out(it, m)
    came = proposed(it, later)
    won = sum(case.is_won for case in (*it.cases(), *later))
    if min(won, n + m - won) < ENOUGH:
        assert came.verdict == "too_few" and not came.points and sum(came.to_go)
        return
    assert came.verdict != "too_few" and (came.trial is None) == (came.verdict in ("untried", "same"))
    if came.trial:
        before, after, gained = came.trial
        assert (came.verdict == "better") == (after.auc > before.auc)
        assert gained.value == pytest.approx(after.auc - before.auc, abs=1e-9)
        assert (before.first, before.second) == came.later and gained.low <= gained.value <= gained.high


def test_points_are_learnt_of_what_came_before_the_line():
    """On both sides of the line to the millisecond; whatever the held-out say, the same points come of the others."""
    it, line = world(3, 400), line_of(AS_OF)
    assert line == known_until(AS_OF) - HELD_OUT * DAY
    later = held_out(it, 200)
    one = proposed(it, later)
    other = proposed(it, [case._replace(is_won=not case.is_won) for case in later])
    assert one.points == other.points and one.since == line
    assert {one.verdict, other.verdict} == {"better", "worse"}
    sides = proposed(it, [case._replace(at=line - 1) for case in later])
    assert sides.later == (0, 0) and sides.verdict == "untried"


def test_five_outcomes_say_nothing():
    """How many are to go, and no points."""
    it = world(1, 5)
    came = proposed(it, [])
    won = sum(map(bool, it.won))
    assert came.verdict == "too_few" and came.to_go == (ENOUGH - won, ENOUGH - 5 + won) and came.points == {}
