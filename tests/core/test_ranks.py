"""How well a value tells two groups apart, and percentiles: held against counting pair by pair, and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures.ranks import FEWEST, gain, percentile, separation
from scipy import stats

MANY = st.lists(st.integers(0, 8).map(float), min_size=FEWEST, max_size=30)


@given(MANY, MANY)
def test_it_is_how_often_one_of_the_first_has_more(first, second):
    """Pair by pair, ties half; the other way round it is the rest; its interval holds it, within 0 and 1."""
    pairs = [(a > b) + (a == b) / 2 for a in first for b in second]
    told, turned = separation(first, second), separation(second, first)
    assert told and turned
    assert told.auc == pytest.approx(sum(pairs) / len(pairs), abs=1e-12) and told.auc + turned.auc == pytest.approx(1)
    assert 0 <= told.low <= told.auc <= told.high <= 1 and (told.first, told.second) == (len(first), len(second))


@given(MANY, MANY)
def test_it_is_mann_and_whitneys(first, second):
    """scipy's U, divided by the pairs."""
    told = separation(first, second)
    assert told and told.auc == pytest.approx(stats.mannwhitneyu(first, second).statistic / len(first) / len(second))


def test_of_few_nothing_is_told():
    """On both sides of the bound, for either group."""
    enough, few = [1.0] * FEWEST, [1.0] * (FEWEST - 1)
    assert separation(enough, few) is separation(few, enough) is None and separation(enough, enough)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.floats(0.01, 1))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values, part):
    """One of the values; so large a part is not above it, and with the next smaller one it would be too few."""
    told = percentile(values, part)
    assert told in values
    assert sum(v <= told for v in values) >= part * len(values) - 1e-9
    below = [v for v in values if v < told]
    assert len(below) < part * len(values) + 1e-9
    assert percentile([], part) is None and percentile(values, 1.0) == max(values)


@given(st.integers(0, 10**6), st.integers(2, 30), st.integers(2, 30))
def test_what_another_value_gains_has_delongs_interval(seed, n, m):
    """Held against his covariances, pair by pair; nothing gained of itself; the other way round it is the reverse."""
    draw = np.random.default_rng(seed)
    one, other = ((list(draw.integers(0, 6, n) * 1.0), list(draw.integers(0, 6, m) * 1.0)) for _ in range(2))
    came, turned = gain(one, other), gain(other, one)

    def compared(values):
        first, second = map(np.array, values)
        return (first[:, None] > second) + (first[:, None] == second) / 2

    before, after = compared(one), compared(other)
    assert came.value == pytest.approx(after.mean() - before.mean(), abs=1e-12)
    spread = 0.0
    for axis, of in ((1, n), (0, m)):
        cov = np.cov(before.mean(axis=axis), after.mean(axis=axis))
        spread += (cov[0, 0] + cov[1, 1] - 2 * cov[0, 1]) / of
    half = stats.norm.ppf(0.975) * np.sqrt(max(0.0, spread))
    assert (came.low, came.high) == pytest.approx((max(-1, came.value - half), min(1, came.value + half)), abs=1e-7)
    assert turned.value == pytest.approx(-came.value) and turned.low == pytest.approx(-came.high)
    assert gain(one, one) == (0, 0, 0)
