"""The formulas of `core.figures`, each held against scipy to nine digits, or against what scipy integrates."""

import warnings
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures import allotment, beliefs, bounds, curve, pace, shrinkage
from mikomi.core.figures.choice import FEWEST, choose
from mikomi.core.figures.difference import deviations, difference
from mikomi.core.figures.rates import Rate, beyond, interval, quantile
from scipy import integrate, special, stats

EXACT = 1e-9
SHARES = st.floats(0.01, 0.99)


@st.composite
def rates(draw: st.DrawFn, most: int = 3000, least: int = 1) -> Rate:
    of = draw(st.integers(least, most))
    return Rate(draw(st.integers(0, of)), of, draw(st.integers(0, 50)))


@pytest.mark.parametrize(("reached", "of", "not_yet"), [(3, 2, 0), (-1, 2, 0), (0, 0, -1), (0, -1, 0)])
def test_a_rate_that_cannot_be_is_refused(reached: int, of: int, not_yet: int) -> None:
    """More who reached it than people, or fewer than none."""
    with pytest.raises(ValueError):
        Rate(reached, of, not_yet)


def test_a_rate_knows_of_whom_it_speaks() -> None:
    """Who is not yet is in neither number; sums go part by part; nobody has no rate."""
    both = Rate(3, 10, 2) + Rate(1, 10, 3)
    assert (both, both.share, both.entered) == (Rate(4, 20, 5), 0.2, 25)
    assert Rate(0, 0, 7).share is None and Rate(0, 0, 7).entered == 7


@given(rates(), SHARES)
def test_wilson_is_scipys(rate: Rate, confidence: float) -> None:
    """Both ends, for any confidence; none and all included."""
    theirs = stats.binomtest(rate.reached, rate.of).proportion_ci(confidence, method="wilson")
    assert interval(rate, confidence) == pytest.approx((theirs.low, theirs.high), abs=EXACT)


def test_an_interval_of_nobody_says_nothing() -> None:
    """From 0 to 1, and a difference from -1 to 1."""
    assert interval(Rate(0, 0, 9)) == (0.0, 1.0)
    assert difference(Rate(0, 0), Rate(1, 2)) == difference(Rate(1, 2), Rate(0, 0)) == (-1.0, 1.0)


def test_newcombes_interval_is_that_of_his_paper() -> None:
    """Newcombe 1998, table II, method 10: 56/70 less 48/80, and the rare ones beside it."""
    for (a, n), (b, m), expected in [
        ((48, 80), (56, 70), (0.0524, 0.3339)),
        ((3, 10), (9, 10), (0.1705, 0.8090)),
        ((0, 29), (5, 56), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.2775, 0.1611)),
        ((0, 10), (10, 10), (0.6075, 1.0000)),
    ]:
        assert difference(Rate(a, n), Rate(b, m)) == pytest.approx(expected, abs=6e-5)


@given(rates(), rates(), SHARES)
def test_newcombes_interval_is_made_of_scipys_wilsons(first: Rate, second: Rate, confidence: float) -> None:
    """The formula over scipy's own two intervals; turned round it is the same with the other sign."""
    (l1, u1), (l2, u2) = (
        stats.binomtest(r.reached, r.of).proportion_ci(confidence, method="wilson") for r in (first, second)
    )
    p1, p2 = first.reached / first.of, second.reached / second.of
    low = p2 - p1 - np.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
    high = p2 - p1 + np.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
    ours = difference(first, second, confidence)
    assert ours == pytest.approx((low, high), abs=EXACT)
    assert difference(second, first, confidence) == pytest.approx((-ours[1], -ours[0]), abs=EXACT)


@given(rates(), rates())
def test_the_distance_of_two_rates_is_scipys_chi_square(first: Rate, second: Rate) -> None:
    """Its square is the chi-square of the table of four, and its sign says which is higher."""
    z = deviations(first, second)
    table = [[r.reached, r.of - r.reached] for r in (first, second)]
    if first.reached + second.reached in (0, first.of + second.of):
        assert z == 0
        return
    theirs = stats.chi2_contingency(table, correction=False)
    assert z**2 == pytest.approx(theirs.statistic, rel=EXACT, abs=EXACT)
    assert np.sign(round(z, 12)) == np.sign(round(second.reached / second.of - first.reached / first.of, 15))


@given(st.floats(-8, 8), st.floats(1e-6, 0.999999))
def test_the_normal_distribution_is_scipys(z: float, confidence: float) -> None:
    """Its tail also far out, where it is tiny, and its quantiles."""
    assert beyond(z) == pytest.approx(stats.norm.sf(z), rel=EXACT)
    assert quantile(confidence) == pytest.approx(stats.norm.isf((1 - confidence) / 2), rel=1e-8, abs=EXACT)


def _likely(first: Rate, second: Rate) -> tuple[float, float]:
    """P(second > first) and E[max(first - second, 0)], integrated by scipy."""
    one, two = (stats.beta(r.reached + 1, r.of - r.reached + 1) for r in (first, second))
    ends = sorted(
        {0.0, 1.0, *(d.ppf(q) for d in (one, two) for q in (1e-13, 1e-4, 0.2, 0.5, 0.8, 1 - 1e-4, 1 - 1e-13))}
    )
    parts = [(low, high) for low, high in pairwise(ends) if high > low]
    wanted = {"epsabs": 1e-14, "epsrel": 1e-12, "limit": 200}
    higher = sum(integrate.quad(lambda x: two.pdf(x) * one.cdf(x), *part, **wanted)[0] for part in parts)
    lost = sum(integrate.quad(lambda x: one.sf(x) * two.cdf(x), *part, **wanted)[0] for part in parts)
    return higher, lost


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Rate(0, 0), Rate(0, 0)), (Rate(0, 1), Rate(1, 1)), (Rate(1, 1), Rate(0, 1)), (Rate(5, 100), Rate(9, 100)),
        (Rate(0, 50), Rate(0, 50)), (Rate(50, 50), Rate(49, 50)), (Rate(500, 10_000), Rate(530, 10_000)),
        (Rate(3, 700), Rate(250, 90_000)), (Rate(4_000, 5_000), Rate(3_990, 5_000)), (Rate(10, 20_000), Rate(900,
        1_000)),
    ],
)  # fmt: skip
def test_how_likely_one_is_better_is_what_scipy_integrates(first: Rate, second: Rate) -> None:
    """The finite sum is the integral to nine digits, for few and for tens of thousands; and so is the loss."""
    higher, lost = _likely(first, second)
    assert beliefs.better(first, second) == pytest.approx(higher, abs=EXACT)
    assert beliefs.loss(second, first) == pytest.approx(lost, abs=EXACT)


@given(rates(300), rates(300))
def test_beliefs_add_up(first: Rate, second: Rate) -> None:
    """One of two is better; the two losses differ by what the means differ; the better by far loses next to nothing."""
    assert beliefs.better(first, second) + beliefs.better(second, first) == pytest.approx(1, abs=EXACT)
    means = [(r.reached + 1) / (r.of + 2) for r in (first, second)]
    between = beliefs.loss(first, second) - beliefs.loss(second, first)
    assert between == pytest.approx(means[1] - means[0], abs=EXACT)


def test_a_choice_waits_until_a_wrong_one_is_bearable() -> None:
    """The least loss below its bound chooses; above it, or with too few people in any arm, nothing is chosen."""
    clear = choose((Rate(20, 400), Rate(60, 400)))
    assert clear.arm == 1 and clear.losses[1] <= clear.bound < clear.losses[0]
    open_ = choose((Rate(20, 400), Rate(21, 400)))
    assert open_.arm is None and open_.enough and min(open_.losses) > open_.bound
    few = choose((Rate(0, FEWEST - 1), Rate(60, 400)))
    assert few.arm is None and not few.enough and choose((Rate(0, FEWEST), Rate(60, 400))).arm == 1
    with pytest.raises(ValueError, match="two arms"):
        choose((Rate(1, 2),))


def test_the_loss_among_three_is_that_against_each() -> None:
    """Never less than against the best of the others alone."""
    arms = (Rate(20, 400), Rate(60, 400), Rate(55, 400))
    three = choose(arms)
    against_each = beliefs.loss(arms[0], arms[1]) + beliefs.loss(arms[0], arms[2])
    assert three.losses[0] == pytest.approx(against_each, abs=EXACT)
    assert three.arm == choose(arms[:2]).arm or three.arm is None


@given(st.lists(st.tuples(st.integers(0, 3000), st.floats(0.5, 10)), min_size=2, max_size=8))
def test_the_check_of_lots_is_scipys_chi_square(arms: list[tuple[int, float]]) -> None:
    """Its likelihood for any arms and weights, where every arm is to have five people or more."""
    counted, weights = [n for n, _ in arms], [w for _, w in arms]
    expected = np.array(weights) * sum(counted) / sum(weights)
    ours = allotment.likelihood(counted, weights)
    if expected.min() < 5:
        assert ours is None and not allotment.broken(counted, weights)
        return
    theirs = stats.chisquare(counted, expected, sum_check=False).pvalue
    assert ours == pytest.approx(theirs, rel=EXACT, abs=EXACT)
    assert allotment.broken(counted, weights) == (theirs < allotment.DOUBTFUL)


@given(st.floats(0, 200), st.integers(1, 12))
def test_the_tail_of_chi_square_is_scipys(square: float, freedom: int) -> None:
    """Odd and even degrees of freedom."""
    assert allotment.tail(square, freedom) == pytest.approx(stats.chi2.sf(square, freedom), rel=EXACT, abs=1e-300)


def test_an_arm_without_lots_has_nobody() -> None:
    """Somebody in an arm of weight 0 is impossible; an empty one of weight 0 is not asked."""
    assert allotment.broken([100, 1], [1, 0]) and not allotment.broken([100, 0], [1, 0])
    assert allotment.likelihood([100, 100, 0], [1, 1, 0]) == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60), st.floats(0.5, 0.99))
def test_the_curve_is_scipys(people: list[tuple[int, bool]], confidence: float) -> None:
    """Kaplan and Meier's estimate and Greenwood's interval, with ties between who reached it and who was last seen."""
    data = stats.CensoredData(uncensored=[d for d, r in people if r], right=[d for d, r in people if not r])
    ours = curve.rises([curve.Follow(*person) for person in people], confidence)
    if not any(reached for _, reached in people):
        assert ours == []
        return
    theirs = stats.ecdf(data).sf
    with warnings.catch_warnings():  # it divides by nobody where everybody reached it, and says so
        warnings.simplefilter("ignore", RuntimeWarning)
        ends = theirs.confidence_interval(confidence, method="linear")
    at = list(theirs.quantiles)
    assert [rise.days for rise in ours] == sorted({d for d, r in people if r})
    for rise in ours:
        i = at.index(rise.days)
        assert rise.share == pytest.approx(1 - theirs.probabilities[i], abs=EXACT)
        if rise.share < 1 - EXACT:  # where everybody reached it scipy's error is not a number: ours is none
            assert rise.low == pytest.approx(1 - ends.high.probabilities[i], abs=EXACT)
            assert rise.high == pytest.approx(1 - ends.low.probabilities[i], abs=EXACT)
        assert rise.at_risk == sum(days >= rise.days for days, _ in people)
        assert rise.at_risk == curve.at_risk([curve.Follow(*person) for person in people], rise.days)
        assert 0 <= rise.low <= rise.share <= rise.high <= 1


def test_without_anybody_under_way_the_curve_ends_at_the_rate() -> None:
    """Nobody is censored before the end: the curve's last step is the plain share."""
    people = [curve.Follow(day, True) for day in (1, 2, 2, 5)] + [curve.Follow(30, False)] * 6
    last = curve.rises(people)[-1]
    assert (last.days, last.at_risk, last.reached) == (5, 7, 1) and last.share == pytest.approx(0.4)


@given(st.lists(rates(400), min_size=1, max_size=8))
def test_shrinkage_reads_between_its_own_and_the_common_rate(cells: list[Rate]) -> None:
    """As scipy's beta of the prior and the counts: its mean; and never beyond either."""
    of_all = shrinkage.common(cells)
    assert of_all is not None
    for cell in cells:
        ours = shrinkage.shrunk(cell, of_all)
        own = cell.reached / cell.of
        assert min(own, of_all.share) - EXACT <= ours <= max(own, of_all.share) + EXACT
        if 0 < of_all.weight < inf and 0 < of_all.share < 1:
            prior = of_all.weight * of_all.share, of_all.weight * (1 - of_all.share)
            theirs = stats.beta(prior[0] + cell.reached, prior[1] + cell.of - cell.reached).mean()
            assert ours == pytest.approx(theirs, abs=EXACT)


@pytest.mark.parametrize(("share", "weight"), [(0.1, 20.0), (0.5, 3.0), (0.02, 150.0)])
def test_the_weight_is_solved_from_the_mean_of_the_squares(share: float, weight: float) -> None:
    """The mean of S over scipy's beta-binomial is the formula that `common` solves: fed with S, it gives the weight."""
    sizes, alike = (4, 9, 30), 1 / (weight + 1)
    variances = [stats.betabinom(n, weight * share, weight * (1 - share)).var() / n**2 for n in sizes]
    spread = sum(n * v * (1 - n / sum(sizes)) for n, v in zip(sizes, variances, strict=True))
    assert spread / (share * (1 - share)) == pytest.approx(2 + alike * _room(sizes), rel=EXACT)

    cells = [Rate(2, 20), Rate(9, 30), Rate(30, 60)]
    of_all = shrinkage.common(cells)
    mean = sum(c.reached for c in cells) / 110
    squares = sum(c.of * (c.reached / c.of - mean) ** 2 for c in cells) / (mean * (1 - mean))
    assert of_all is not None and of_all.share == mean
    assert squares == pytest.approx(2 + _room([c.of for c in cells]) / (of_all.weight + 1), rel=EXACT)


def _room(sizes: Sequence[int]) -> float:
    return sum(n * (1 - n / sum(sizes)) for n in sizes) - (len(sizes) - 1)


def test_cells_that_differ_by_chance_alone_are_one() -> None:
    """Equal cells have no spread of their own: each reads as the common rate; cells of nobody have none; an empty cell
    reads as all.
    """
    of_all = shrinkage.common([Rate(10, 100), Rate(1, 10), Rate(0, 0)])
    assert of_all == shrinkage.Common(0.1, inf) and shrinkage.shrunk(Rate(1, 1), of_all) == 0.1
    assert shrinkage.common([Rate(0, 0, 4)]) is None
    assert shrinkage.common([Rate(0, 9), Rate(0, 4)]) == shrinkage.Common(0, inf)
    apart = shrinkage.common([Rate(0, 100), Rate(100, 100)])
    assert apart is not None and apart.weight == pytest.approx(0, abs=0.02)
    assert shrinkage.shrunk(Rate(0, 0), apart) == 0.5


def test_the_bounds_are_those_in_the_books() -> None:
    """Five even looks, two and one at 5 %: Lan and DeMets after O'Brien and Fleming, as ldbounds prints them."""
    even = [k / 5 for k in range(1, 6)]
    assert bounds.bounds(even, 0.05) == pytest.approx((4.8769, 3.3569, 2.6803, 2.2898, 2.0310), abs=2e-4)
    assert bounds.bounds([0.5, 1.0], 0.05) == pytest.approx((2.9626, 1.9686), abs=2e-4)
    assert bounds.bounds([1.0], 0.05) == pytest.approx((stats.norm.isf(0.025),), abs=EXACT)


@given(st.floats(0.005, 0.95), st.floats(0.01, 0.2))
def test_two_looks_use_up_the_error_by_scipys_integral(first: float, error: float) -> None:
    """Whoever crosses neither bound is what is left of the whole: integrated by scipy over the normal of both looks."""
    one, two = bounds.bounds([first, 1.0], error)
    reach, step = one * np.sqrt(first), np.sqrt(1 - first)
    left = integrate.quad(
        lambda x: stats.norm.pdf(x, scale=np.sqrt(first)) * (special.ndtr((two - x) / step) - special.ndtr((-two - x)
            / step)),
        -reach, reach, epsabs=1e-13,
    )[0]  # fmt: skip
    assert 1 - left == pytest.approx(error, abs=EXACT)
    assert 2 * stats.norm.sf(one) == pytest.approx(bounds.spent(first, error), rel=1e-8)


@pytest.mark.parametrize("times", [(0.2, 0.4, 0.6, 0.8, 1.0), (0.21, 0.47, 0.71, 0.9, 1.0), (0.3, 0.5, 1.0)])
def test_the_bounds_and_the_power_of_many_looks_are_scipys(times: tuple[float, ...]) -> None:
    """The same recursion on scipy's nodes with scipy's normal: error in all, and power at the drift, to nine digits."""
    nodes, weights = special.roots_legendre(120)
    z = np.array(bounds.bounds(times)) * np.sqrt(times)
    for theta, named in ((0.0, bounds.ERROR), (bounds.drift(times), bounds.POWER)):
        x, w = nodes * z[0], weights * z[0]
        g = stats.norm.pdf(x, loc=theta * times[0], scale=np.sqrt(times[0]))
        for before, now, reach in zip(times, times[1:], z[1:], strict=False):
            y = nodes * reach
            kernel = stats.norm.pdf(y[:, None] - x[None, :], loc=theta * (now - before), scale=np.sqrt(now - before))
            x, g, w = y, kernel @ (w * g), weights * reach
        assert 1 - w @ g == pytest.approx(named, abs=EXACT)


@pytest.mark.parametrize("times", [(), (0.0, 1.0), (0.5, 0.5), (0.6, 0.4), (0.5, 1.1), (1.2,)])
def test_looks_that_see_nobody_new_are_refused(times: tuple[float, ...]) -> None:
    """Each sees more than the one before, and none more than all."""
    with pytest.raises(ValueError, match="looks at"):
        bounds.bounds(times)


@given(st.integers(0, 200), st.integers(1, 60), st.integers(1, 90))
def test_the_range_of_what_is_to_come_is_scipys(lately: int, age: int, left: int) -> None:
    """A negative binomial's quantiles over the days that are left, by the days that were seen (28 at most)."""
    today, seen = date(2026, 11, 28), min(age, 28)
    course = pace.of_count({today: lately}, 10**6, today, today + timedelta(left), today - timedelta(age - 1))
    theirs = stats.nbinom(lately + 0.5, seen / (seen + left))
    assert (course.low, course.high) == tuple(lately + int(theirs.ppf(q)) for q in (0.025, 0.975))
    assert course.expected == pytest.approx(lately + theirs.mean(), rel=EXACT)


def test_a_target_is_reached_missed_or_on_its_way() -> None:
    """On both sides of each bound: the number, the last day, the range; what is older than four weeks has no pace."""
    today = date(2026, 11, 28)
    old, new = today - timedelta(28), today - timedelta(27)

    def standing(wanted: int, by: date | None, reached: dict[date, int]) -> str:
        return pace.of_count(reached, wanted, today, by, today - timedelta(90)).standing

    assert standing(10, today, {new: 10}) == "reached" and standing(11, today, {new: 10}) == "missed"
    assert standing(11, None, {new: 10}) == "open"
    later = today + timedelta(28)
    ranged = pace.of_count({new: 40}, 1000, today, later, old)
    assert ranged.low is not None and ranged.high is not None
    assert [standing(n, later, {new: 40}) for n in (ranged.low, ranged.low + 1, ranged.high, ranged.high + 1)] == [
        "likely", "open", "open", "unlikely",
    ]  # fmt: skip
    assert standing(50, later, {old: 40}) == "unlikely" and standing(50, later, {new: 40}) == "likely"


def test_a_share_is_held_against_its_target_with_its_interval() -> None:
    """Above, below, or not to be told; when its day is over the share itself counts."""
    assert pace.of_rate(Rate(50, 100), 0.2, over=False) == "likely"
    assert pace.of_rate(Rate(50, 100), 0.5, over=False) == "open"
    assert pace.of_rate(Rate(50, 100), 0.8, over=False) == "unlikely"
    assert pace.of_rate(Rate(50, 100), 0.5, over=True) == "reached"
    assert pace.of_rate(Rate(49, 100), 0.5, over=True) == pace.of_rate(Rate(0, 0, 9), 0.5, over=True) == "missed"
