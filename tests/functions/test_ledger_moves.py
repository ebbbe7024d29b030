"""A mail's row moves only from the state, attempt and due time in which it was read: who reads late changes nothing.

Each test brings the row on between somebody's look and that somebody's move.
"""

import pytest
from mikomi.aws import ledger
from mikomi.aws.ledger import CLAIM_LASTS, Key, Row

NOW = 1_800_000_000_000
KEY = Key.of_mail("l_1", "run1.faq")


def seen() -> Row:
    found = ledger.read(KEY)
    assert found is not None
    return found


def claimed(now: int = NOW) -> Row:
    assert ledger.begin(KEY, "claimed", "{}", now)
    return seen()


def test_of_two_who_saw_the_same_row_one_moves_it(world):
    """The second finds it moved, and what it wanted to write stands nowhere."""
    row = claimed()
    assert ledger.move(row, "sent", NOW + 1, ses_id="one")
    assert not ledger.move(row, "failed", NOW + 1, reason="refused")
    assert (seen().status, seen().ses_id, seen().reason) == ("sent", "one", None)


def test_a_row_that_is_at_a_later_attempt_does_not_move(world):
    """Held and claimed again meanwhile: the state is the same, the attempt is another's, and so is the mail."""
    first = claimed()
    assert ledger.move(first, "held", NOW, reason="throttled", due_at=NOW + 1)
    assert ledger.take(seen(), NOW)
    second = seen()
    assert (second.status, second.attempt, second.due_at) == (first.status, 2, first.due_at), (
        "alike but for the attempt"
    )
    assert not ledger.move(first, "failed", NOW + 2, reason="refused")
    assert seen() == second


def test_a_row_that_was_held_until_another_moment_does_not_move(world):
    """Held anew meanwhile: state and attempt are the same, only its moment is another."""
    assert ledger.begin(KEY, "held", "{}", NOW, reason="limited", due_at=NOW + 10)
    early = seen()
    assert ledger.move(early, "held", NOW + 10, reason="window_closed", due_at=NOW + 20)
    assert not ledger.take(early, NOW + 10)
    assert (seen().status, seen().attempt, seen().due_at) == ("held", 0, NOW + 20)


def test_what_an_operator_leaves_is_what_the_operator_saw(world):
    """`set_aside` asks for the state and the attempt too: a row that was sent again meanwhile keeps its place."""
    row = claimed()
    assert ledger.move(row, "failed", NOW, reason="refused")
    failed = seen()
    assert ledger.move(failed, "held", NOW + 1, due_at=NOW + 1) and ledger.take(seen(), NOW + 1)
    assert not ledger.set_aside(failed, NOW + 2), "it is on its way again"
    assert ledger.move(seen(), "failed", NOW + 3, reason="refused")
    assert not ledger.set_aside(failed, NOW + 4), "it failed again, for a reason that nobody has seen"
    assert ledger.set_aside(seen(), NOW + 4) and ledger.in_trouble(10) == []


@pytest.mark.parametrize("status", ["held", "claimed"])
def test_a_row_is_due_from_its_moment_on(status):
    """Not a millisecond earlier; and what waits for nobody is never due."""
    row = Row(KEY, status, 1, 0, "{}", due_at=NOW)
    assert [row.is_due(NOW - 1), row.is_due(NOW), row.is_due(NOW + 1)] == [False, True, True]
    assert not row._replace(due_at=None).is_due(NOW)


@pytest.mark.parametrize("status", ["sent", "skipped", "failed", "unknown", "digest"])
def test_what_has_ended_is_never_due(status):
    """A row in trouble has a moment too, its place beside the others in trouble: it wakes nobody."""
    row = Row(KEY, status, 1, 0, "{}", due_at=NOW)
    assert row.has_ended and not row.is_due(NOW + 1)
    assert not Row(KEY, "held", 1, 0, "{}").has_ended and not Row(KEY, "claimed", 1, 0, "{}").has_ended


def test_a_claim_is_looked_at_again_fifteen_minutes_later(world):
    """The first claim and every further one."""
    assert claimed().due_at == NOW + CLAIM_LASTS == NOW + 900_000
    assert ledger.take(seen(), NOW + 5)
    assert (seen().attempt, seen().due_at, seen().claimed_at) == (2, NOW + 5 + CLAIM_LASTS, NOW + 5)


def test_a_former_state_leaves_nothing_behind(world):
    """Reason, detail, due time and timer are those of the state that the row is in."""
    assert ledger.begin(KEY, "held", "{}", NOW, reason="throttled", detail="Throttling", due_at=NOW + 10)
    assert ledger.move(seen(), "sent", NOW + 20, ses_id="s")
    (item,) = world.rows()
    assert not {"reason", "detail", "due_at", "due_shard", "arm_at"} & set(item)
    assert (seen().reason, seen().detail, seen().due_at, seen().at) == (None, None, None, NOW + 20)


def test_waits_and_attempts_are_counted(world):
    """Each time held is a wait, each claim an attempt, and neither counts for the other."""
    assert ledger.begin(KEY, "held", "{}", NOW, due_at=NOW)
    assert (seen().attempt, seen().waits) == (0, 1)
    for number in range(1, 4):
        assert ledger.take(seen(), NOW) and ledger.move(seen(), "held", NOW, due_at=NOW + number)
        assert (seen().attempt, seen().waits) == (number, number + 1)


def test_what_may_have_gone_out_is_never_called_skipped_or_failed(world):
    """An attempt in doubt: the row ends as unknown, and the doubt is written down with it."""
    doubted = claimed()._replace(doubts=1)
    assert ledger.move(doubted, "skipped", NOW, reason="suppressed")
    assert (seen().status, seen().doubts, seen().reason) == ("unknown", 1, "suppressed")
    assert [row.key for row in ledger.in_trouble(10)] == [KEY]


def test_the_latest_trouble_comes_first_and_no_more_than_was_asked_for(world):
    """Over all partitions of the index; what an operator cannot mend (`person_gone`) is not among them."""
    keys = [Key.of_mail(f"l_{number}", "m") for number in range(6)]
    for number, key in enumerate(keys):
        assert ledger.begin(key, "failed", "{}", NOW + number, reason="refused")
    assert ledger.begin(Key.of_mail("l_9", "m"), "failed", "{}", NOW + 99, reason="person_gone")
    assert [row.key for row in ledger.in_trouble(10)] == keys[::-1]
    assert [row.key for row in ledger.in_trouble(2)] == [keys[5], keys[4]]
