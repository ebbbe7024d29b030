"""Sales work on leads while everything goes wrong that may: every promise holds, and there is all of it (I48)."""

from collections import Counter
from typing import ClassVar

import pytest

from simulation.invariants.sight import Sight
from simulation.seed import play
from simulation.workload.dealt import Dealt
from tests.effort import effort

pytestmark = pytest.mark.all_cores
KINDS = ("note", "call", "stage", "owner", "tag", "points", "task", "done", "undo", "overdue")


class Seen(Dealt):
    """Counts, when all is over, which acts the log has, and which tasks were overdue."""

    acts: ClassVar[Counter[str]] = Counter()

    def happen(self) -> None:
        super().happen()
        sight = Sight(self.world, self)
        Seen.acts.update(each.said["properties"]["act"] for each in sight.log if each.said.get("name") == "Rep Acted")
        Seen.acts.update("overdue" for each in sight.decided if each.effect.get("reason") == "task")


def test_what_sales_do_counts_once_whatever_goes_wrong() -> None:
    for seed in range(effort(16)):
        result = play(seed, of=Seen)
        assert not result.breaches, (seed, result.breaches[:3])
    assert all(Seen.acts[kind] for kind in KINDS), Seen.acts
