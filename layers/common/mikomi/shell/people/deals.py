"""How the deals stand now, out of the directory: no lead is read for it."""

from mikomi import clock
from mikomi.aws import plans
from mikomi.core.directory import deals
from mikomi.core.directory.deals import StageDeals
from mikomi.model.base import Json
from mikomi.shell.people import directory


def counted() -> list[StageDeals]:
    """Stage by stage; empty where nobody is in any."""
    now = clock.now()
    entries, _ = directory.everybody(now)
    there = (entry.listing.deal for entry in entries.values())
    return deals.by_stage((deal for deal in there if deal), plans.active(), now)


def outline() -> list[Json]:
    """The same for programs."""
    return deals.outline(counted())
