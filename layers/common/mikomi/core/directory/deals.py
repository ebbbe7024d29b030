"""How the deals stand: of each stage its leads, what they are worth, and who came to it this month and the last.

Rules
1. A deal stands where sales said last that it does, and is worth what was said with it. What was taken back does not
   count. Who never was in a stage is in none.
2. A month is a calendar month of the company's clock: that in which somebody was put into the stage where they are now.
   Who went on to another stage counts there.
3. Stages come in the order of `sales.json`; those that it does not have any more, last.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from mikomi.core.directory.lead_line import Deal
from mikomi.core.words import moments
from mikomi.model.base import Json, Millis
from mikomi.model.plan import Plan


class DealSum(NamedTuple):
    """So many leads, and what their deals are worth together, in the company's own money."""

    leads: int = 0
    worth: float = 0

    def with_one(self, worth: float) -> "DealSum":
        return DealSum(self.leads + 1, self.worth + worth)


class StageDeals(NamedTuple):
    """Who is in the stage; who of them came to it this month; and last month."""

    stage: str
    all: DealSum = DealSum()
    this_month: DealSum = DealSum()
    last_month: DealSum = DealSum()


def by_stage(deals: Iterable[Deal], plan: Plan, now: Millis) -> list[StageDeals]:
    """Every stage of the file, and every other one where somebody is. Empty where nobody is in any."""
    zone = plan.settings.timezone
    today = moments.local(now, zone).date()
    first = today.replace(day=1)
    months = {(first.year, first.month): "this_month"}
    before = first - timedelta(days=1)
    months[before.year, before.month] = "last_month"
    there = {stage.id: StageDeals(stage.id) for stage in plan.sales.stages}
    some = False
    for deal in deals:
        some = True
        tally = there.get(deal.stage) or StageDeals(deal.stage)
        tally = tally._replace(all=tally.all.with_one(deal.worth))
        came = moments.local(deal.at, zone).date()
        if month := months.get((came.year, came.month)):
            tally = tally._replace(**{month: getattr(tally, month).with_one(deal.worth)})
        there[deal.stage] = tally
    return list(there.values()) if some else []


def outline(tallies: Iterable[StageDeals]) -> list[Json]:
    """The same for programs."""

    def plain(tally: DealSum) -> Json:
        return {"leads": tally.leads, "value": tally.worth}

    return [
        {
            "stage": each.stage,
            **plain(each.all),
            "this_month": plain(each.this_month),
            "last_month": plain(each.last_month),
        }
        for each in tallies
    ]
