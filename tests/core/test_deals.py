"""How deals stand: each lead once, in the stage where sales put it last, in the month in which it came there."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.directory import deals, lead_line
from mikomi.core.directory.deals import DealSum
from mikomi.core.directory.lead_line import Deal
from mikomi.model.base import DAY
from mikomi.model.sales_settings import SalesSettings

from tests.core.story import Story, at, plan_of

PLAN = plan_of().model_copy(update={"sales": SalesSettings()})
NOW = at("2026-11-24 10:00")
STAGES = ["lead", "opportunity", "won", "gone"]
DEALS = st.lists(
    st.builds(Deal, st.sampled_from(STAGES), st.integers(NOW - 70 * DAY, NOW), st.sampled_from([0.0, 100.0, 0.5])),
    max_size=30,
)


@given(DEALS)
def test_every_deal_is_counted_once_in_its_stage(there):
    """Whatever the months; the parts are no more than the whole."""
    tallies = deals.by_stage(there, PLAN, NOW)
    assert {each.stage: each.all.leads for each in tallies if each.all.leads} == Counter(deal.stage for deal in there)
    assert sum(each.all.worth for each in tallies) == sum(deal.worth for deal in there)
    assert all(each.this_month.leads + each.last_month.leads <= each.all.leads for each in tallies)
    assert bool(tallies) is bool(there)


def test_a_month_is_the_companys():
    """The first of November, midnight in Tokyo: a minute before it is October."""
    there = [Deal("won", at("2026-11-01 00:00"), 5), Deal("won", at("2026-10-31 23:59"), 7), Deal("won", 0, 1)]
    (won,) = [each for each in deals.by_stage(there, PLAN, NOW) if each.stage == "won"]
    assert (won.all, won.this_month, won.last_month) == (DealSum(3, 13), DealSum(1, 5), DealSum(1, 7))


def test_stages_come_as_the_file_has_them_and_others_last():
    names = [each.stage for each in deals.by_stage([Deal("gone", NOW, 0)], PLAN, NOW)]
    assert names == [stage.id for stage in PLAN.sales.stages] + ["gone"]


def test_what_sales_say_last_holds_and_what_was_taken_back_does_not():
    """Won for 1.2 million; taken back, it is an opportunity again, worth what was said of that."""
    life = Story(PLAN).acts("stage", value="opportunity", worth=300_000).acts("stage", value="won", worth=1_200_000)
    line = lead_line.of(life.person)
    assert line and line.deal == Deal("won", life.now, 1_200_000)
    life.acts("undo", of=life.person.dealings.acts[-1].id)
    line = lead_line.of(life.person)
    assert line and line.deal == Deal("opportunity", life.now, 300_000)


def test_a_worth_that_is_none_is_nothing():
    """A packet of a program of ours may hold anything."""
    odds: list[Any] = [True, "1", None, -5, float("inf"), [], {}]
    for odd in odds:
        act = Story(PLAN).acts("stage", value="won", worth=odd).person.dealings.deal
        assert act and act.worth == 0, odd
