"""Wake-up calls: on the queue at once or as a schedule, by how near the moment is; what is overdue, page by page."""

import json

import boto3
from mikomi.aws import ledger, timers
from mikomi.aws.ledger import Key

from tests.functions.world import REGION

NOW = 1_800_000_000_000


def delay_of(world):
    sqs = boto3.client("sqs", region_name=REGION)
    attributes = sqs.get_queue_attributes(QueueUrl=world.queue_url, AttributeNames=["All"])["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"]), int(attributes["ApproximateNumberOfMessagesDelayed"])


def test_what_is_due_within_two_minutes_goes_on_the_queue(world):
    """To the millisecond; the past at once. Later than that it is a schedule, at the first whole second after."""
    for moment in (NOW - 5_000, NOW):
        timers.arm("person#l_1", "person", moment, NOW)
    assert delay_of(world) == (2, 0) and world.messages()[0] == {
        "pk": "person#l_1",
        "sk": "person",
        "due_at": NOW - 5_000,
    }
    timers.arm("person#l_1", "person", NOW + 1, NOW)
    timers.arm("person#l_1", "person", NOW + timers.NEAR, NOW)
    assert delay_of(world)[1] == 2 and not world.schedules(), "a part of a second is waited for as a whole one"
    timers.arm("person#l_1", "person", NOW + timers.NEAR + 1, NOW)
    (schedule,) = world.schedules()
    scheduler = boto3.client("scheduler", region_name=REGION)
    made = scheduler.get_schedule(Name=schedule["Name"], GroupName="steps")
    assert made["ScheduleExpression"] == "at(2027-01-15T08:02:01)" and made["ScheduleExpressionTimezone"] == "UTC"
    assert made["ActionAfterCompletion"] == "DELETE" and made["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert json.loads(made["Target"]["Input"]) == {"pk": "person#l_1", "sk": "person", "due_at": NOW + 120_001}


def test_arming_twice_is_arming_once(world):
    """The same row and moment are one schedule; another moment or another row is another one."""
    later = NOW + 86_400_000
    for pk, moment in (("a", later), ("a", later), ("a", later + 1), ("b", later)):
        timers.arm(pk, "person", moment, NOW)
    assert len(world.schedules()) == 3


def test_what_is_overdue_comes_earliest_first_and_whole(world, monkeypatch):
    """Due before the moment, not at it; over as many pages as there are."""
    monkeypatch.setattr(timers, "PAGE", 2)
    row_keys = [Key("person#l_1", f"mail#{number}") for number in range(5)]
    for number, key in enumerate(row_keys):
        assert ledger.begin(key, "held", "{}", NOW, due_at=NOW + 4 - number)
    (shard,) = {int(row["due_shard"]["S"][1:]) for row in world.rows()}
    assert list(timers.overdue(shard, NOW + 4)) == [(*key, NOW + at) for at, key in enumerate(row_keys[:0:-1])]
    assert list(timers.overdue(shard, NOW)) == [] and len(list(timers.overdue(shard, NOW + 5))) == 5
    assert list(timers.overdue(shard + 1, NOW + 5)) == []
