"""Every promise, where everybody is written to while processes die often and reads are old."""

import pytest

from simulation.seed import play
from simulation.workload.mailed import Mailed
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = effort(30)


def test_every_promise_holds_while_everybody_is_written_to():
    """And mailings go out in them. The planted bugs of these stories are found with all others (test_promises)."""
    mails = 0
    for seed in range(SEEDS):
        result = play(seed, of=Mailed)
        assert not result.breaches, (seed, result.breaches[:3])
        mails += result.mails
    assert mails > 10 * SEEDS, "little happened, so little was shown"
