"""The ledger's states as a table: what it allows happens, what it does not is refused before anything is written."""

from itertools import product

import pytest
from mikomi.aws import ledger
from mikomi.aws.ledger import ImpossibleMove, Key
from mikomi.model.delivery import MOVES, STATES

NOW = 1_700_000_000_000
AT_FIRST = [becomes for was, becomes in MOVES if was is None]
_WAY_TO = {"sent": "claimed", "unknown": "claimed"}
"""The state before, for what no row begins in."""


def _read(key):
    row = ledger.read(key)
    assert row is not None
    return row


def _row(status):
    """A row that stands in this state, by allowed moves alone."""
    key = Key.of_mail("l_1", f"to-{status}")
    first = _WAY_TO.get(status, status)
    assert ledger.begin(key, first, "{}", NOW, **({"due_at": NOW} if first == "held" else {}))
    if first != status:
        assert ledger.move(_read(key), status, NOW)
    return _read(key)


@pytest.mark.parametrize(("was", "becomes"), list(product(STATES, STATES)))
def test_a_row_moves_as_the_table_says_and_no_other_way(world, was, becomes):
    """Every pair of states: the move happens if it stands in the table, else the row is as it was."""
    row = _row(was)
    details = {"due_at": NOW + 1} if becomes == "held" else {}
    if (was, becomes) in MOVES:
        assert ledger.move(row, becomes, NOW + 1, **details)
        assert _read(row.key).status == becomes
    else:
        with pytest.raises(ImpossibleMove):
            ledger.move(row, becomes, NOW + 1, **details)
        assert ledger.read(row.key) == row


@pytest.mark.parametrize("status", list(STATES))
def test_a_row_begins_only_where_the_table_says(world, status):
    """Nothing starts out as sent or in doubt."""
    key = Key.of_mail("l_1", "new")
    if status in AT_FIRST:
        assert ledger.begin(key, status, "{}", NOW, **({"due_at": NOW} if status == "held" else {}))
    else:
        with pytest.raises(ImpossibleMove):
            ledger.begin(key, status, "{}", NOW)
        assert ledger.read(key) is None


def test_what_is_in_doubt_never_ends_as_skipped_or_failed(world):
    """A claim of which nobody knows whether SES took it ends as unknown, whatever it was to become."""
    for status in ("skipped", "failed"):
        key = Key.of_mail("l_1", f"doubted-{status}")
        assert ledger.begin(key, "claimed", "{}", NOW)
        assert ledger.move(_read(key)._replace(doubts=1), status, NOW)
        assert _read(key).status == "unknown"


def test_every_state_can_be_reached_and_every_way_is_told(world):
    """The table has no island, and says of each move what brings it about."""
    reached = set(AT_FIRST)
    for _ in STATES:
        reached |= {becomes for was, becomes in MOVES if was in reached}
    assert reached == set(STATES) and all(MOVES.values())
