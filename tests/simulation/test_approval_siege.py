"""Publishing under siege where what runs asks for approval: nothing runs that nobody said yes to, and what was approved
runs. And each way round it that somebody could have written is found.
"""

import pytest

from simulation.pushes import approved, planted
from tests.effort import effort

SEEDS = effort(40)
PATIENCE = 40
"""Seeds in which a planted bug has to be found, from the one on in which it was found last."""


def test_nothing_runs_but_what_was_approved():
    """Over any order of pushes, uploads, yes and no, with calls that fail and processes that die; and much runs."""
    played = [approved.besiege(seed) for seed in range(SEEDS)]
    assert {seed: one.broken for seed, one in enumerate(played) if one.broken} == {}
    assert sum(one.published for one in played) > SEEDS and sum(one.versions for one in played) > 3 * SEEDS // 2


@pytest.mark.parametrize("bug", planted.OF_APPROVAL, ids=lambda bug: bug.__name__)
def test_a_way_round_approval_is_found(bug, monkeypatch):
    """With the bug, a seed that holds without it breaks a promise."""
    for place, name, value in bug():
        monkeypatch.setattr(place, name, value)
    begin = planted.FOUND[bug.__name__]
    found = next((seed for seed in range(begin, begin + PATIENCE) if approved.besiege(seed).broken), None)
    assert found is not None
    monkeypatch.undo()
    assert not approved.besiege(found).broken
