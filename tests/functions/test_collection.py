"""The dead-letter queues, emptied into dead letters: what a function that died could not note (I29)."""

import json
from datetime import timedelta

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import api, dead_letters, dead_queues, log, people
from mikomi.shell.operator import recovery
from mikomi.shell.people import fold

from tests.core.story import plan_of
from tests.functions import aws_faults
from tests.functions.test_dead_letters import carry_out_wishes, open_cases, person_of, table
from tests.functions.test_fold import SCORING, points, view
from tests.functions.test_schedule_step import PK, SCENARIO, TEMPLATE, ask_for_the_document
from tests.functions.world import REGION, packet


@pytest.fixture
def shop(world):
    plan = plan_of([SCENARIO], SCORING)
    world.publish(plan.model_copy(update={"mails": {"t": TEMPLATE}}))
    yield world
    clock.shift(timedelta())


def lay_dead(world, body):
    sqs = boto3.client("sqs", region_name=REGION)
    sqs.send_message(QueueUrl=world.dead_letters_url, MessageBody=json.dumps(body))


def position(first, last, shard, stream):
    return {
        "requestContext": {"condition": "RetryAttemptsExhausted", "functionArn": "arn:aws:lambda:x:1:function:score"},
        "DDBStreamBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": first,
            "endSequenceNumber": last,
            "batchSize": 2,
            "streamArn": stream,
        },
    }


def stream_of(name):
    streams = boto3.client("dynamodbstreams", region_name=REGION)
    arn = table().describe_table(TableName=name)["Table"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    start = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    records = streams.get_records(ShardIterator=start["ShardIterator"])["Records"]
    return arn, shard, [record["dynamodb"]["SequenceNumber"] for record in records]


def test_a_position_in_the_stream_becomes_the_packets_that_are_not_folded(shop):
    """A function that died noted nothing; the queue holds only where it stood. What was folded needs nobody."""
    now = clock.now()
    packets = [packet("a:b1", view(1), at=now), packet("a:b2", view(2), at=now), packet("a:b3", view(3), at=now)]
    for one in packets:
        log.append(one)
    fold.fold_packets([packets[0]])
    arn, shard, numbers = stream_of("events")
    lay_dead(shop, position(numbers[0], numbers[1], shard, arn))
    (case,) = open_cases()
    assert case.packet == packets[1] and case.letter.reason == "RetryAttemptsExhausted"
    recovery.ask(case.letter.id)
    carry_out_wishes(shop)
    assert points(person_of("a:b2")) == 10 and open_cases() == []
    assert people.load(keys.visitor_id("a:b3")) is None, "what lies behind the position was not touched"


def test_an_empty_page_of_a_stream_is_not_its_end(shop, monkeypatch):
    """DynamoDB answers with pages that hold nothing before those that hold what is asked for; and an open stream has
    such pages for ever at its tip, where one stops."""
    now = clock.now()
    for each in (packet("a:b1", view(1), at=now), packet("a:b2", view(2), at=now)):
        log.append(each)
    arn, shard, numbers = stream_of("events")
    carry, pages = api.carry, []

    def empty_at_first(service, operation, params):
        if operation != "GetRecords":
            return carry(service, operation, params)
        pages.append(params)
        return (
            {"Records": [], "NextShardIterator": params["ShardIterator"]}
            if len(pages) < 4
            else carry(service, operation, params)
        )

    monkeypatch.setattr(api, "carry", empty_at_first)
    images = dead_queues.images(arn, shard, numbers[0], numbers[1])
    assert [image["pk"]["S"] for image in images] == ["a:b1", "a:b2"] and len(pages) == 4
    beyond = str(int(numbers[1]) + 1)
    assert len(dead_queues.images(arn, shard, numbers[0], beyond)) == 2, "it ends, though the last never comes"


def test_a_position_that_the_stream_has_forgotten_asks_for_the_audit(shop):
    """Nobody can say which packets those were: the letter stays until somebody has held the log against the people."""
    log.append(packet("a:b1", view(1), at=clock.now()))
    arn, _, _ = stream_of("events")
    first, last = f"{1:021d}", f"{2:021d}"
    lay_dead(shop, position(first, last, "shardId-of-many-days-ago-0001", arn))
    with aws_faults.calls(aws_faults.refused("TrimmedDataAccessException", 400), operation="GetShardIterator"):
        (case,) = open_cases()
    assert (case.letter.kind, case.letter.what) == ("position", f"{first}-{last}")
    with pytest.raises(recovery.NotRetried):
        recovery.ask(case.letter.id)
    recovery.drop(case.letter.id, "audited")
    assert open_cases() == []


def test_every_message_of_a_dead_letter_queue_is_shown_and_kept_when_it_is_taken_out(shop):
    """I29: steps, uploads, and what nobody understands, which stays in its queue too, because a row cannot hold it."""
    ask_for_the_document()
    clock.shift(clock.shifted() + timedelta(days=2.1))
    lay_dead(shop, {"pk": PK, "sk": "person", "due_at": 1})
    lay_dead(shop, {"pk": dead_letters.PK, "sk": "of-a-letter"})
    file = {"s3": {"object": {"key": "scenarios/x.json"}}}
    lay_dead(shop, {"requestPayload": {"Records": [file]}, "responsePayload": {"errorType": "KeyError"}})
    boto3.client("sqs", region_name=REGION).send_message(QueueUrl=shop.dead_letters_url, MessageBody="{nonsense")
    for _ in range(2):
        told = {(case.letter.kind, case.letter.what, case.letter.reason) for case in open_cases() if case.letter.what}
        assert {kind for kind, _, _ in told} == {"wake", "upload", "message"} and len(told) == 3
    assert ("upload", "scenarios/x.json", "KeyError") in told
    empty = boto3.client("sqs", region_name=REGION).get_queue_attributes(
        QueueUrl=shop.dead_letters_url, AttributeNames=["All"]
    )["Attributes"]
    assert empty["ApproximateNumberOfMessages"] == "0" and empty["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_who_dies_while_taking_out_takes_out_the_same_again(shop):
    ask_for_the_document()
    clock.shift(clock.shifted() + timedelta(days=2.1))
    lay_dead(shop, {"pk": PK, "sk": "person", "due_at": 1})
    for fault, operation in ((aws_faults.dies_after, "UpdateItem"), (aws_faults.dies_before, "DeleteMessage")):
        with aws_faults.calls(fault, operation=operation), pytest.raises(aws_faults.Died):
            recovery.cases(100)
        sqs = boto3.client("sqs", region_name=REGION)
        sqs.purge_queue(QueueUrl=shop.dead_letters_url)
        lay_dead(shop, {"pk": PK, "sk": "person", "due_at": 1})
    (case,) = open_cases()
    assert case.letter.tries == 1
