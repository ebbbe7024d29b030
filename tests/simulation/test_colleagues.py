"""Stories in which everybody is of one company: every promise holds, and sales are told of it (I45)."""

import pytest

from simulation.seed import play
from simulation.workload.colleagues import OfOneCompany
from tests.effort import effort

pytestmark = pytest.mark.all_cores


class Seen(OfOneCompany):
    """Counts, when all is over, how often the log says that enough of the company did it."""

    told = 0

    def happen(self) -> None:
        super().happen()
        items = self.world.dynamodb.tables[self.world.state_table].all()
        Seen.told += sum(item["sk"]["S"].startswith("alert#colleagues-") for item in items)


def test_a_company_is_told_of_once():
    """In every seed all promises hold; in most of them somebody was told."""
    seeds = effort(10)
    for seed in range(seeds):
        result = play(seed, of=Seen)
        assert not result.breaches, (seed, result.breaches[:3])
    assert Seen.told > seeds // 2, "little happened, so little was shown"
