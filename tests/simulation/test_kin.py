"""Leads are said to be one and two again, a list and a CRM come twice, while everything goes wrong that may (I47)."""

from collections import Counter
from typing import ClassVar

import pytest

from simulation.seed import play
from simulation.workload.kin import Kin
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = 7


class Seen(Kin):
    """Counts, when all is over, what of all this there was."""

    there: ClassVar[Counter[str]] = Counter()

    def happen(self) -> None:
        super().happen()
        Seen.there.update(act for said in self.said.values() for act in said)
        Seen.there.update("list" for _ in self.listed)
        Seen.there.update("crm" for _ in self.crm_said)


def test_nothing_happens_twice_and_nothing_is_lost_whoever_is_one() -> None:
    for seed in range(effort(SEEDS)):
        result = play(seed, of=Seen)
        assert not result.breaches, (seed, result.breaches[:3])
    assert all(Seen.there[kind] > SEEDS for kind in ("KinMerge", "KinPart", "list", "crm")), Seen.there
