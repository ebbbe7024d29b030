"""What came before deals: support, lift, and of what stands out no more by chance than is said."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures.difference import difference
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.surprise import believed, exact
from mikomi.core.results import handovers, patterns
from mikomi.core.results.numbers import Number
from mikomi.core.results.sales import FEWEST
from mikomi.core.results.sales_outline import outline
from scipy import stats

from tests.core.test_sales_told import PLAN, alert, counted_of


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_how_surprising_it_is_says_fishers_test(n, m, data):
    """scipy's, both sides; the other way round it is the same."""
    first, second = Rate(data.draw(st.integers(0, n)), n), Rate(data.draw(st.integers(0, m)), m)
    theirs = stats.fisher_exact([[first.reached, n - first.reached], [second.reached, m - second.reached]]).pvalue
    assert exact(first, second) == pytest.approx(theirs, abs=1e-9) == exact(second, first)
    assert exact(Rate(0, 0), second) == 1.0


@given(st.lists(st.floats(0, 1), max_size=40), st.floats(0.01, 0.5))
def test_what_may_be_believed_is_benjamini_and_hochbergs(surprises, chance):
    """scipy's adjusted values, below the bound; of nothing nothing."""
    theirs: list[float] = list(stats.false_discovery_control(surprises)) if surprises else []
    for mine, adjusted in zip(believed(surprises, chance), theirs, strict=True):
        assert mine == (adjusted <= chance) or adjusted == pytest.approx(chance)


def test_of_what_stands_out_at_most_so_much_came_by_chance():
    """Two hundred lists of forty deeds, ten of which are worth something: on average at most a tenth is chance."""
    draw, shares = np.random.default_rng(1), []
    for _ in range(200):
        real = np.arange(40) < 10
        did, did_not = draw.binomial(100, np.where(real, 0.55, 0.3), 40), draw.binomial(300, 0.3, 40)
        surprises = [
            exact(Rate(int(np.asarray(did)[n]), 100), Rate(int(np.asarray(did_not)[n]), 300)) for n in range(40)
        ]
        found = believed(surprises, 0.1)
        shares.append(sum(mark and not is_real for mark, is_real in zip(found, real, strict=True)) / max(1, sum(found)))
    assert sum(shares) / len(shares) <= 0.1


def company(deeds, won=60, lost=60, others=()):
    """So many won and lost; `deeds`: what was done by how many of either."""
    alerts = [alert(70 + n % 20, "meeting", name=f"w{n}") for n in range(won)]
    alerts += [alert(70 + n % 20, "early", name=f"l{n}") for n in range(lost)]
    rows = [
        {"kind": "page", "what": what, "came": answer, "handed": n}
        for what, (of_won, of_lost) in deeds.items()
        for answer, n in (("meeting", of_won), ("early", of_lost))
    ]
    counted = counted_of(*alerts)
    return counted._replace(answers={**counted.answers, "handover_deeds": [*rows, *others]})


def told(counted):
    return patterns.patterns(handovers.handovers(counted, PLAN), counted, PLAN)


def test_a_deed_is_held_against_those_who_did_not_do_it():
    """Lift with its interval; what stands out comes first; support on both sides of the bound, for either side."""
    made = told(company({"price": (50, 20), "news": (30, 30), "rare": (20, 9), "most": (60, 31), "enough": (20, 10)}))
    assert made and made.patterns[0].what == "price" and made.looked_at == 3
    assert {each.what for each in made.patterns} == {"price", "news", "enough"}
    price = made.patterns[0]
    assert (price.having, price.lacking) == (Rate(50, 70), Rate(10, 50)) and price.stands_out
    assert price.lift == pytest.approx((50 / 70 - 0.2, *difference(Rate(10, 50), Rate(50, 70))))
    news = next(each for each in made.patterns if each.what == "news")
    assert not news.stands_out and news.lift[0] == 0 and made.known == Rate(60, 120)
    plain = outline(company({"price": (50, 20)}), PLAN, [])["patterns"]
    assert plain["patterns"][0]["with"]["of"] == 70 and plain["patterns"][0]["stands_out"] and plain["by_chance"] == 0.1
    assert told(company({"x": (FEWEST, 0)})).looked_at == 1 and told(company({"x": (FEWEST - 1, 0)})).looked_at == 0


def test_what_came_of_it_is_what_hand_overs_say():
    """A deal that ended says more than the answer; what is left out is in neither; of too few nothing is told."""
    more = [{"kind": "form", "what": "ask", "came": came, "handed": 20} for came in ("+won", "+lost", "rival", "")]
    [ask] = told(company({}, others=more)).patterns
    assert ask.having == Rate(20, 60)
    counted = company({}, others=more)
    known = patterns.numbers(counted, PLAN, ("form", "ask"), won=False)
    assert [each.variant for each in known] == ["+won", "+lost", ""]
    assert patterns.numbers(counted, PLAN, ("form", "ask"), won=True) == [Number("", "pattern", "form", "+won", "ask")]
    assert (
        told(company({"price": (20, 20)}, won=29)) is None
        and outline(company({}, won=29), PLAN, [])["patterns"] is None
    )


def test_the_list_is_the_same_in_any_order():
    deeds = {f"p{n}": (10 + n, 40 - n) for n in range(30)}
    made = company(deeds)
    rows = [*made.answers["handover_deeds"]]
    random.Random(1).shuffle(rows)
    turned = made._replace(answers={**made.answers, "handover_deeds": rows})
    assert told(made) == told(turned) and len(told(made).patterns) == patterns.MOST < told(made).looked_at
