"""Whom the state's stream calls: who has something to do about a commit, and nobody else."""

import pytest
from mikomi import keys
from mikomi.aws import ledger, people
from mikomi.aws.ledger import Key
from mikomi.model.effects import Suppress
from mikomi.model.person import Enrolment
from msgspec.structs import replace

from local import filters
from tests.core.mails import NOW, decided, lead
from tests.house import template


def called(kind, image):
    """The functions that a record with this new image calls."""
    record = {"eventName": kind, "dynamodb": {"Keys": {name: image[name] for name in ("pk", "sk")}}}
    if kind != "REMOVE":
        record["dynamodb"]["NewImage"] = image
    return {
        name
        for name, properties in template.functions().items()
        for source in properties.get("Events", {}).values()
        if source["Type"] == "DynamoDB"
        and source["Properties"]["Stream"]["Fn::GetAtt"][0] == "StateTable"
        and filters.passes(record, filters.patterns(source["Properties"]["FilterCriteria"]))
    }


@pytest.mark.parametrize("kind", ["INSERT", "MODIFY"])
def test_a_commit_calls_who_has_something_to_do(kind):
    """Effects call both (each takes its own), a moment to wake at the one that sets timers; a page view nobody."""
    run = Enrolment(id="run", scenario="s", plan=1, entered_at=NOW, event_id="e", since=NOW, due_at=NOW + 1)
    person = replace(lead(), enrolments=(run,))
    unsubscribed = Suppress(id="s", at=NOW, event_id="e", reason="unsubscribed")
    assert called(kind, people.encode(person)) == set()
    for effect in (decided(), unsubscribed):
        assert called(kind, people.encode(person, [effect])) == {"schedule_step", "alert"}
    assert called(kind, people.encode(person, arm=True)) == {"schedule_step"}
    assert called("REMOVE", people.encode(person, [decided()], arm=True)) == set()


def test_a_row_that_waits_is_woken_and_no_other_calls(world):
    """Of a mail's row only the state that waits for a moment; of what else stands in the table nothing."""
    key = Key.of_mail("l_1", "m")
    ledger.begin(key, "held", "{}", NOW, due_at=NOW + 1)
    assert called("INSERT", row(world)) == {"schedule_step"}
    seen = ledger.read(key)
    assert seen and ledger.take(seen, NOW + 1)
    assert called("MODIFY", row(world)) == set()
    claimed = ledger.read(key)
    assert claimed and ledger.move(claimed, "sent", NOW + 2, ses_id="x")
    assert called("MODIFY", row(world)) == set()
    people.give_alias(keys.email_alias("a@example.com"), "l_1", NOW)
    (alias,) = (each for each in world.rows() if each["sk"]["S"] == "alias")
    assert called("INSERT", alias) == set()


def row(world):
    return next(each for each in world.rows() if each["sk"]["S"] == keys.mail_sk("m"))
