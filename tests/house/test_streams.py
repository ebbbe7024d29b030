"""Streams, queues and what becomes of failures: at AWS's defaults one bad record stops its shard for a day."""

import json
import math
from collections import Counter
from typing import Any

import pytest
from mikomi.aws import timers
from mikomi.core.mails import mail_events
from mikomi.shell.effects import due_work

from tests.house import template


def _sources(kind: str) -> dict[str, dict[str, Any]]:
    found = {
        f"{name}.{event}": {**source["Properties"], "function": name}
        for name, properties in template.functions().items()
        for event, source in properties.get("Events", {}).items()
        if source["Type"] == kind
    }
    assert found, f"no function listens to {kind}"
    return found


STREAMS = _sources("DynamoDB")
QUEUES = template.resources("AWS::SQS::Queue")


@pytest.mark.parametrize("name", STREAMS)
def test_a_bad_record_delays_a_stream_for_a_bounded_time_and_is_kept(name: str) -> None:
    """Order is kept, nothing is skipped at the start, retries end, and what fails is kept (I7, I30)."""
    source = STREAMS[name]
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["ParallelizationFactor"] == 1
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    assert 0 < source["MaximumRetryAttempts"] <= 20
    assert 0 < source["MaximumRecordAgeInSeconds"] < 24 * 3600
    failed = source["DestinationConfig"]["OnFailure"]
    assert failed["Type"] == "SQS"
    assert failed["Destination"]["Fn::GetAtt"][0].endswith("DeadLetters")


def test_a_stream_has_two_readers_at_most() -> None:
    """A third reader of a DynamoDB stream throttles the others."""
    readers = Counter(source["Stream"]["Fn::GetAtt"][0] for source in STREAMS.values())
    assert readers == {"EventTable": 2, "StateTable": 2}


def test_the_log_is_read_on_insert_and_people_on_insert_and_change() -> None:
    """Filters save invocations: TTL deletions wake nobody. (What else they leave out: tests/functions/test_filters.)"""
    for source in STREAMS.values():
        for each in source["FilterCriteria"]["Filters"]:
            wanted = ["INSERT"] if source["function"] in ("score", "archive") else ["INSERT", "MODIFY"]
            assert json.loads(each["Pattern"])["eventName"] == wanted


def test_a_step_that_keeps_failing_reaches_the_dead_letters() -> None:
    """The step queue gives up in the end, and hands no step out while its function may still be at it."""
    [source] = [each for name, each in _sources("SQS").items() if name.startswith("schedule_step.")]
    queue = QUEUES[source["Queue"]["Fn::GetAtt"][0]]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"]["MaximumConcurrency"] >= 2
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["StepDeadLetters", "Arn"]}
    assert 1 < queue["RedrivePolicy"]["maxReceiveCount"] <= 10
    assert queue["VisibilityTimeout"] >= 6 * template.functions()["schedule_step"]["Timeout"]


def test_the_sweeper_runs_every_five_minutes() -> None:
    """Rows are the truth, schedules only wake us: somebody looks for what a lost schedule left behind."""
    [sweep] = [each for name, each in _sources("Schedule").items() if name.startswith("schedule_step.")]
    assert (sweep["function"], sweep["Schedule"], sweep["Input"]) == (
        "schedule_step",
        "rate(5 minutes)",
        '{"sweep": true}',
    )


def test_a_hundred_thousand_overdue_steps_are_done_in_half_an_hour() -> None:
    """What a run of the sweeper may put on the queue is done by its readers before the next run, at 50 ms a step; it
    takes its time for that (a call of ten messages 10 ms), and its function longer; and few runs are enough. (That each
    run fills the queue so far, the earliest first, and tells all that is overdue: tests/functions/test_schedule_step.)
    """
    [sweep] = [each for name, each in _sources("Schedule").items() if name.startswith("schedule_step.")]
    [readers] = [each for name, each in _sources("SQS").items() if name.startswith("schedule_step.")]
    period = 60 * int(sweep["Schedule"].removeprefix("rate(").split()[0])
    assert readers["ScalingConfig"]["MaximumConcurrency"] * period / 0.05 >= due_work.AT_ONCE
    assert math.ceil(100_000 / due_work.AT_ONCE) * period < 30 * 60
    assert due_work.AT_ONCE / timers.TOGETHER * 0.01 < due_work.LONGEST / 1000
    assert template.functions()["schedule_step"]["Timeout"] > due_work.LONGEST / 1000


def test_ses_tells_all_that_becomes_of_a_mail() -> None:
    """By a topic and a queue that nobody else may write to; each kind that the code reads is sent, and no other (opens
    and clicks are ours). A name of the API is the one of the event with a small letter."""
    [destination] = template.resources("AWS::SES::ConfigurationSetEventDestination").values()
    sent = destination["EventDestination"]["MatchingEventTypes"]
    read = {name[0].lower() + name[1:].replace(" ", "") for name in mail_events.KINDS}
    assert set(sent) == read and destination["EventDestination"]["Enabled"] is True
    for kind in ("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"):
        for policy in template.resources(kind).values():
            for statement in policy["PolicyDocument"]["Statement"]:
                [(_, bound)] = statement["Condition"].items()
                assert set(bound) <= {"aws:SourceAccount", "aws:SourceArn"}, "the service, for this account alone"


def test_the_archive_is_compacted_every_night() -> None:
    """Raw files become one file a day. (If they do not, somebody is told: test_alarms.)"""
    [night] = [each for name, each in _sources("Schedule").items() if name.startswith("compact.")]
    assert night["Schedule"].startswith("cron(")


def test_a_file_that_cannot_be_handled_is_kept() -> None:
    """S3 calls publish and lists asynchronously: without a destination, Lambda forgets the event after its retries."""
    for name in ("publish", "lists"):
        called = template.functions()[name]["EventInvokeConfig"]
        assert called["MaximumRetryAttempts"] <= 2
        assert called["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["PublishDeadLetters", "Arn"]}


def test_nobody_is_called_by_reports() -> None:
    """No prefix that wakes publish or lists covers reports/, and no two of them overlap (S3 refuses that)."""
    prefixes = [
        rule["Value"]
        for source in _sources("S3").values()
        for rule in source["Filter"]["S3Key"]["Rules"]
        if rule["Name"] == "prefix"
    ]
    folders = ["pushes/", "scenarios/", "mails/", "forms/", "slots/", "segments/", "assets/", "imports/"]
    assert sorted(prefixes) == sorted(["settings.json", "scoring.json", "sales.json", *folders])
    assert not [prefix for prefix in prefixes if "reports/".startswith(prefix)]
    assert not [(a, b) for a in prefixes for b in prefixes if a != b and a.startswith(b)]


def test_every_dead_letter_queue_keeps_two_weeks() -> None:
    """At rest every queue is empty or somebody is told (I29; test_alarms), and has time to see to it."""
    dead = {name: queue for name, queue in QUEUES.items() if name.endswith("DeadLetters")}
    assert len(dead) == 7
    assert all(queue["MessageRetentionPeriod"] == 14 * 24 * 3600 for queue in dead.values())


def test_every_dead_letter_queue_is_shown_in_the_console() -> None:
    """What the alarm tells of, the page lists (I29)."""
    dead = [name for name in QUEUES if name.endswith("DeadLetters")]
    told = template.functions()["console"]["Environment"]["Variables"]["MIKOMI_DEAD_LETTER_URLS"]
    assert sorted(told["Fn::Join"][1], key=str) == sorted(({"Ref": name} for name in dead), key=str)
