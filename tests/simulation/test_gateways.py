"""I42: mail systems that follow every link, one link, or run the scripts of its page, beside readers who click once,
under every fault: nothing that they do is a person's, and what a person does counts once."""

from collections import Counter

import pytest

from simulation.seed import play
from simulation.workload.gateways import Guarded
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = effort(60)


def test_every_promise_holds_whatever_mail_systems_do():
    """And enough happens to show it. The planted bugs of these stories are found with all others (test_promises)."""
    by_whom: Counter[bool] = Counter()

    class Counted(Guarded):
        def happen(self) -> None:
            super().happen()
            by_whom.update(deed.human for deed in self.deeds)

    for seed in range(SEEDS):
        result = play(seed, of=Counted)
        assert not result.breaches, (seed, result.breaches[:3])
    assert by_whom[True] > SEEDS and by_whom[False] > 3 * SEEDS, "little happened, so little was shown"
