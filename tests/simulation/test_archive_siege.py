"""P1 under siege: the stream twice and cut anew, puts that fail or land late, processes that die, two nights at once,
and questions in between. And each bug that somebody could have written is found.
"""

import pytest

from simulation.archive import planted, siege
from tests.effort import effort

SEEDS = effort(12)
PATIENCE = 60
"""Seeds in which a planted bug has to be found, from the one on in which it was found last."""


def test_the_archive_is_the_log_whatever_happens():
    """Every acknowledged event is in each answer, once; in the end archive and log are equal. Every fault was met, and
    some questions were asked while somebody else was at work."""
    played = [siege.besiege(seed) for seed in range(SEEDS)]
    assert {seed: one.broken for seed, one in enumerate(played) if one.broken} == {}
    assert all(sum(one.met[fault] for one in played) for fault in siege.FAULTS)
    assert sum(one.asked for one in played) > SEEDS / 4


@pytest.mark.parametrize("bug", planted.BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(bug, monkeypatch):
    """With the bug, a seed that holds without it breaks P1."""
    for place, name, value in bug():
        monkeypatch.setattr(place, name, value)
    begin = planted.FOUND[bug.__name__]
    found = next((seed for seed in range(begin, begin + PATIENCE) if siege.besiege(seed).broken), None)
    assert found is not None
    monkeypatch.undo()
    assert not siege.besiege(found).broken
