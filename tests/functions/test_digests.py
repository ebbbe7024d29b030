"""What is counted and gathered for a rep: each alert once, as many as a day has room for; digests until claimed."""

import json

from mikomi import keys
from mikomi.aws import digests, ledger

NOW = 1_800_000_000_000
PK = keys.digest_pk("sato", "2026-11-25")


def entry(alert):
    return json.dumps({"effect": json.dumps({"id": alert})})


def test_a_day_has_room_for_so_many_alerts_and_no_more(world):
    """The last place is given, the next is refused; what was counted already is counted no second time."""
    assert [digests.count_alert("sato", "2026-11-25", alert, 2) for alert in "aab"] == [True, True, True]
    assert not digests.count_alert("sato", "2026-11-25", "c", 2)
    assert digests.count_alert("sato", "2026-11-25", "a", 2), "full, and yet in it"
    assert digests.count_alert("sato", "2026-11-26", "c", 2) and digests.count_alert("suzuki", "2026-11-25", "c", 2)


def test_a_digest_goes_out_at_the_moment_that_its_first_alert_named(world):
    """What is gathered later changes neither its moment nor what it has counted, and twice the same is once."""
    assert digests.entries(PK) == [] and not digests.holds(PK, "a1")
    for number, alert in enumerate(("a1", "a2", "a1")):
        assert digests.gather(PK, entry(alert), NOW + number)
    row = ledger.read(digests.key_of(PK))
    assert row is not None and (row.status, row.due_at, row.attempt, row.waits) == ("held", NOW, 0, 0)
    (item,) = world.rows()
    assert item["arm_at"]["N"] == str(NOW) and item["due_shard"]["S"] == keys.due_shard(PK)
    assert digests.entries(PK) == [entry("a1"), entry("a2")]
    assert digests.holds(PK, "a2") and not digests.holds(PK, "a3")


def test_a_claimed_digest_takes_nothing_more(world):
    """Who comes too late is told so, unless the alert is in it already; attempts and waits are counted on."""
    assert digests.gather(PK, entry("a1"), NOW)
    row = ledger.read(digests.key_of(PK))
    assert row is not None and ledger.take(row, NOW)
    assert digests.gather(PK, entry("a1"), NOW) and not digests.gather(PK, entry("a2"), NOW)
    claimed = ledger.read(digests.key_of(PK))
    assert claimed is not None and ledger.move(claimed, "held", NOW, due_at=NOW + 50)
    assert digests.gather(PK, entry("a2"), NOW)
    again = ledger.read(digests.key_of(PK))
    assert again is not None and (again.attempt, again.waits, again.due_at) == (1, 1, NOW + 50)
