"""Publishing under siege: several push at once, somebody uploads by hand, notices come late and twice, calls fail or
land late, processes die. And each bug that somebody could have written is found.
"""

import pytest

from simulation.pushes import planted, siege
from tests.effort import effort

SEEDS = effort(60)
PATIENCE = 40
"""Seeds in which a planted bug has to be found, from the one on in which it was found last."""


def test_no_version_is_made_of_two_halves():
    """Every version is the whole of one push; who is told that theirs is published finds it so; in the end the bucket
    holds what runs. Every fault was met."""
    played = [siege.besiege(seed) for seed in range(SEEDS)]
    assert {seed: one.broken for seed, one in enumerate(played) if one.broken} == {}
    faults = set().union(*(one.met for one in played))
    assert faults >= {"die", "late", "lost_answer", "error_applied", "notices", "queue_again"}
    assert sum(one.published for one in played) > 2 * SEEDS


@pytest.mark.parametrize("bug", planted.BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(bug, monkeypatch):
    """With the bug, a seed that holds without it breaks a promise."""
    for place, name, value in bug():
        monkeypatch.setattr(place, name, value)
    begin = planted.FOUND[bug.__name__]
    found = next((seed for seed in range(begin, begin + PATIENCE) if siege.besiege(seed).broken), None)
    assert found is not None
    monkeypatch.undo()
    assert not siege.besiege(found).broken
