"""The logistic regression drawn towards what was believed: the least of its sum, held against scipy's minimiser."""

from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.figures.logistic import Belief, chance, least
from scipy.optimize import minimize

from tests.effort import effort


def drawn(seed, lowest):
    """Cases, a pull of any kind, bounds; and what is least by scipy."""
    draw = np.random.default_rng(seed)
    n, k = int(draw.integers(20, 200)), int(draw.integers(1, 6))
    x = draw.normal(size=(n, k)) * draw.integers(1, 6, size=k)
    x[draw.random((n, k)) < 0.5] = 0
    won = draw.random(n) < 1 / (1 + np.exp(-(x @ draw.normal(size=k) * 0.3 - 0.5)))
    x = np.column_stack([np.ones(n), x])
    root = draw.normal(size=(k + 1, k + 1))
    root[:, 0] = 0
    pull, lift = root.T @ root + 0.01 * np.eye(k + 1), draw.normal(size=k + 1)

    def missed(at):
        return np.logaddexp(0, x @ at).sum() - won @ (x @ at) + at @ pull @ at / 2 - lift @ at

    def slope(at):
        return x.T @ (1 / (1 + np.exp(-x @ at)) - won) + pull @ at - lift

    bounds = [(None, None)] + [(None if lowest == -inf else lowest, None)] * k
    exact = {"ftol": 1e-15, "gtol": 1e-11, "maxiter": 10_000}
    best = minimize(
        missed, np.full(k + 1, max(0.0, lowest)), jac=slope, bounds=bounds, method="L-BFGS-B", options=exact
    )
    rows = [{column: float(value) for column, value in enumerate(row) if value} for row in x]
    return rows, [bool(each) for each in won], Belief(pull.tolist(), lift.tolist()), [-inf, *[lowest] * k], missed, best


@settings(max_examples=effort(40), deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([-inf, 0.0, 0.25]))
def test_it_is_the_least_of_the_sum(seed, lowest):
    """No coefficient below its bound; no other ones that scipy knows are better; the same in any order of cases."""
    rows, won, belief, bounds, missed, best = drawn(seed, lowest)
    came = least(rows, won, belief, bounds)
    assert all(each >= bound for each, bound in zip(came, bounds, strict=True))
    assert missed(np.array(came)) <= best.fun + 1e-8
    assert came == pytest.approx(best.x, abs=1e-3)
    turned = least(rows[::-1], won[::-1], belief, bounds)
    assert turned == pytest.approx(came, abs=1e-6)


def test_with_a_base_alone_it_is_the_share():
    """Known: the log-odds of three in four; a strong pull holds it where it was believed."""
    rows, won = [{0: 1.0}] * 8, [True] * 6 + [False] * 2
    assert least(rows, won, Belief([[0.0]], [0.0]), [-inf]) == pytest.approx([log(3)], abs=1e-9)
    assert chance({0: 1.0}, [log(3)]) == pytest.approx(0.75)
    assert abs(least(rows, won, Belief([[1e9]], [2e9]), [-inf])[0] - 2) < 1e-6
    assert chance({0: 1.0}, [-800.0]) == pytest.approx(0) and chance({0: 1.0}, [800.0]) == 1
