"""People ask to be erased while everything goes wrong that may: nothing is left, nothing comes back (I27)."""

from collections import Counter
from typing import ClassVar

import pytest

from simulation.seed import play
from simulation.workload.erased import Erased
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = 8


class Seen(Erased):
    """Counts, when all is over, what of all this there was."""

    there: ClassVar[Counter[str]] = Counter()

    def happen(self) -> None:
        super().happen()
        Seen.there.update("erased" for ids in self.answered.values() if ids)
        Seen.there.update("namesake" for ids in self.answered.values() if len(ids) > 1)
        Seen.there.update("shared" for _ in self.shared)
        writes = self.world.evidence.writes
        Seen.there.update("late" for write in writes if write.change.sk.startswith("late#") and write.change.after)
        Seen.there.update("cut" for write in writes if write.change.sk.startswith("mail#") and not write.change.after)


def test_nothing_is_left_of_who_was_erased_whatever_goes_wrong() -> None:
    for seed in range(effort(SEEDS)):
        result = play(seed, of=Seen)
        assert not result.breaches, (seed, result.breaches[:3])
    assert all(Seen.there[kind] for kind in ("erased", "namesake", "shared", "late", "cut")), Seen.there
