"""Weights that follow what is known: what a night may do to them, what a known truth does, and how people are counted
who were dealt by weights that moved."""

from itertools import pairwise
from math import prod
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mikomi.core.figures import beliefs, winner
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.winner import (
    FEWEST,
    FLOOR,
    MOST,
    SLIGHT,
    EvenTime,
    equal,
    likely_best,
    next_weights,
    side_by_side,
)
from scipy import integrate, stats

from bench import weights
from bench.weights import Night
from tests.effort import effort


def rates(most: int = 3_000) -> st.SearchStrategy[Rate]:
    return st.integers(0, most).flatmap(lambda of: st.builds(Rate, st.integers(0, of), st.just(of)))


def weights_of(arms: int) -> st.SearchStrategy[tuple[float, ...]]:
    """Weights that a history may have come to."""
    parts = st.lists(st.floats(0.001, 1), min_size=arms, max_size=arms)
    return parts.map(lambda drawn: winner.wished([each / sum(drawn) for each in drawn]))


nights = st.integers(2, 5).flatmap(
    lambda arms: st.tuples(
        weights_of(arms),
        st.lists(st.builds(EvenTime, weights_of(arms), st.tuples(*[rates()] * arms)), min_size=1, max_size=4),
    )
)


@given(nights)
def test_a_night_keeps_the_sum_the_floor_and_the_pace(night: tuple[tuple[float, ...], list[EvenTime]]) -> None:
    """Whatever is known: all weights together are one, none is below its part of the floor, none more than doubles or
    halves; and the same numbers give the same weights."""
    now, stretches = night
    after = next_weights(now, stretches)
    assert abs(sum(after) - 1) < 1e-9
    for before, then in zip(now, after, strict=True):
        assert FLOOR / len(now) - 1e-12 <= then
        assert before / MOST - 1e-12 <= then <= before * MOST + 1e-12
    assert after == next_weights(now, stretches)


@given(nights, st.randoms(use_true_random=False))
def test_an_arm_is_no_better_for_its_place(night: tuple[tuple[float, ...], list[EvenTime]], random: Random) -> None:
    """The arms in another order get the same weights in that order."""
    now, stretches = night
    order = list(range(len(now)))
    random.shuffle(order)
    turned = [
        EvenTime(tuple(each.weights[i] for i in order), tuple(each.rates[i] for i in order)) for each in stretches
    ]
    after, other = next_weights(now, stretches), next_weights([now[i] for i in order], turned)
    assert other == pytest.approx([after[i] for i in order], abs=1e-9)


@given(nights)
def test_nothing_moves_before_each_arm_is_known(night: tuple[tuple[float, ...], list[EvenTime]]) -> None:
    """A hundred known results each, over all stretches; with 99 of one arm the weights are the very same."""
    now, (first, *_) = night
    few = first._replace(rates=(Rate(9, FEWEST - 1, 5_000), *(Rate(0, 9_000) for _ in now[1:])))
    assert next_weights(now, [few]) == now
    enough = few._replace(rates=(Rate(9, FEWEST), *few.rates[1:]))
    assume(now[0] < FLOOR / len(now) + (1 - FLOOR) - 2 * SLIGHT)  # above that it has what it can get
    assert next_weights(now, [enough])[0] > now[0]


@given(rates(), rates())
def test_of_two_arms_it_is_the_exact_sum(first: Rate, second: Rate) -> None:
    """As `beliefs.better` says it without integrals."""
    assert likely_best([first, second])[1] == pytest.approx(beliefs.better(first, second), abs=1e-9)


@pytest.mark.parametrize(
    "arms",
    [
        [Rate(5, 100), Rate(8, 100), Rate(30, 1_000)],
        [Rate(0, 100), Rate(1, 4_000), Rate(0, 20_000)],
        [Rate(100, 100), Rate(3_990, 4_000), Rate(7, 8), Rate(0, 0)],
        [Rate(2_000, 40_000), Rate(2_050, 40_000), Rate(7, 120), Rate(11, 130), Rate(50, 1_000)],
    ],
)
def test_of_more_arms_it_is_the_integral(arms: list[Rate]) -> None:
    """Held against scipy's distributions and its adaptive integration, piece by piece."""
    betas = [stats.beta(arm.reached + 1, arm.of - arm.reached + 1) for arm in arms]
    edges = sorted({float(min(max(beta.ppf(q), 0), 1)) for beta in betas for q in (0, 1e-9, 0.01, 0.3, 0.7, 0.99, 1)})
    for number, said in enumerate(likely_best(arms)):

        def best(x: float, arm: int = number) -> float:
            return float(betas[arm].pdf(x) * prod(beta.cdf(x) for i, beta in enumerate(betas) if i != arm))

        pieces = pairwise(edges)
        true = sum(integrate.quad(best, low, high, epsabs=1e-13, limit=200)[0] for low, high in pieces)
        assert said == pytest.approx(true, abs=1e-9)


def test_people_known_by_other_weights_count_for_what_they_stand_for() -> None:
    """A dealt nine tenths in a good month and one tenth in a bad one is as good as B all the time: counted together it
    looks three times as good, side by side it does not. With equal weights all the time nothing is changed."""
    good, bad = (
        EvenTime((0.9, 0.1), (Rate(2_700, 9_000), Rate(300, 1_000))),
        EvenTime((0.1, 0.9), (Rate(50, 1_000), Rate(450, 9_000))),
    )
    assert good.rates[0] + bad.rates[0] == Rate(2_750, 10_000) and good.rates[1] + bad.rates[1] == Rate(750, 10_000)
    one, other = side_by_side([good, bad])
    assert one.share == pytest.approx(0.175, abs=0.001) and other.share == pytest.approx(0.175, abs=0.001)
    assert one.of < 10_000 and other.of < 10_000
    even = [EvenTime(equal(2), (Rate(3, 40, 1), Rate(5, 41))), EvenTime(equal(2), (Rate(1, 9), Rate(0, 7, 3)))]
    assert side_by_side(even) == (Rate(4, 49, 1), Rate(5, 48, 3))


@given(nights)
def test_nobody_is_worth_more_than_they_are(night: tuple[tuple[float, ...], list[EvenTime]]) -> None:
    """An arm speaks for no more people than it has, and its share lies between those of its stretches."""
    _, stretches = night
    for arm, rate in enumerate(side_by_side(stretches)):
        each = [stretch.rates[arm] for stretch in stretches if stretch.rates[arm].of]
        assert rate.of <= sum(one.of for one in each)
        assume(rate.of > 0)
        shares = [one.reached / one.of for one in each]
        assert min(shares) - 1 / rate.of <= rate.reached / rate.of <= max(shares) + 1 / rate.of


@pytest.mark.parametrize(
    "arms",
    [
        [Rate(10**6, 10**6), Rate(10**6 - 1, 10**6), Rate(10**6 - 3, 10**6)],
        [Rate(0, 10**6), Rate(0, 10**6), Rate(1, 100)],
        [Rate(0, 0), Rate(10**6, 2 * 10**6), Rate(1, 1)],
    ],
)
def test_at_the_ends_it_is_a_likelihood_as_well(arms: list[Rate]) -> None:
    """Nobody or everybody of a million: numbers that add up to one, the better rate before the worse."""
    said = likely_best(arms)
    assert sum(said) == pytest.approx(1) and min(said) >= 0
    assert said[1] == pytest.approx(1 / 3, abs=0.34) and len(set(map(round, said))) <= 2
    if arms[0].of == arms[1].of and arms[0] != arms[1]:
        assert likely_best(arms[:2])[1] == pytest.approx(beliefs.better(*arms[:2]), abs=1e-6)


@pytest.fixture(scope="module")
def alike() -> list[list[Night]]:
    """Courses of three arms that are alike."""
    return [weights.course((0.10, 0.10, 0.10), Random(seed)) for seed in range(effort(20))]


def test_the_best_arm_gets_most_of_the_people() -> None:
    """Of three arms one is half better: after four months it gets most of the people in 19 of 20 courses, and over all
    of them more is reached than by even lots."""
    truth, seeds = (0.10, 0.15, 0.09), effort(20)
    courses = [weights.course(truth, Random(seed)) for seed in range(seeds)]
    assert sum(each[-1][1] > 0.5 for each in courses) >= 0.95 * seeds
    reached = [sum(w * rate for w, rate in zip(night, truth, strict=True)) for each in courses for night in each]
    assert sum(reached) / len(reached) > 1.1 * sum(truth) / 3


def test_a_false_favourite_costs_nothing_and_is_never_alone(alike: list[list[Night]]) -> None:
    """Of three arms that are alike one gets ahead by chance, and how often is told, not claimed (docs/results.md): it
    has three quarters of the people at the end of four months in fewer than one of three courses; the others keep
    their floor."""
    assert sum(weights.is_favourite(each[-1]) for each in alike) < len(alike) / 3
    assert min(min(night) for each in alike for night in each) >= FLOOR / 3


def test_seasons_make_no_winner() -> None:
    """Where the rate of all swings from fortnight to fortnight, the best arm gets its people all the same."""
    seeds = effort(10)
    ends = [weights.course((0.10, 0.15, 0.10), Random(seed), swing=0.6)[-1][1] for seed in range(seeds)]
    assert sum(each > 0.5 for each in ends) >= 0.9 * seeds
