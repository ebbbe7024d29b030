"""The local stack delivers as AWS does: at least once (twice), in order, from the lowest failure on, and never
without end."""

from datetime import UTC, datetime, timedelta

import boto3
from mikomi import clock

from local import control
from local.stack import Stack
from tests.local.small.worker import app


def put(*names: str) -> None:
    for name in names:
        boto3.client("dynamodb").put_item(TableName="mikomi-table", Item={"pk": {"S": name}, "raw": {"B": b"\x00\xff"}})


def send(stack: Stack, text: str, delay: int = 0) -> None:
    url = stack.lambdas.environment("Worker")["MIKOMI_STEP_QUEUE_URL"]
    boto3.client("sqs").send_message(QueueUrl=url, MessageBody=text, DelaySeconds=delay)


def came(source: str) -> list[object]:
    return [what for where, what in app.seen if where == source]


def dead(stack: Stack) -> dict[str, list[object]]:
    answer = control.answer(stack, "GET", "/_local/dead-letters", b"").json()
    return {letter["queue"]: [each["body"] for each in answer if each["queue"] == letter["queue"]] for letter in answer}


def schedule(stack: Stack, name: str, moment: int, text: str) -> None:
    expression = datetime.fromtimestamp(moment / 1000, UTC).strftime("at(%Y-%m-%dT%H:%M:%S)")
    boto3.client("scheduler").create_schedule(
        Name=name,
        GroupName="small",
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target={
            "Arn": stack.lambdas.environment("Worker")["MIKOMI_STEP_QUEUE_ARN"],
            "RoleArn": "arn:x",
            "Input": f'"{text}"',
        },
    )


def test_every_batch_comes_twice_in_order_and_only_what_the_filter_lets_through(small: Stack) -> None:
    """Five wanted records among others, batches of four: each batch twice, in the order of the writes; MODIFY and
    other keys pass by."""
    put("do-1", "other", "do-2", "do-1", "do-3", "do-4", "do-5")
    small.settle()
    assert came("aws:dynamodb") == [["do-1", "do-2", "do-3", "do-4"]] * 2 + [["do-5"]] * 2
    small.settle()
    assert len(came("aws:dynamodb")) == 4, "what was delivered does not come again"


def test_a_failure_is_the_checkpoint(small: Stack) -> None:
    """The third of four fails once: it and everything after it comes again, though the fourth went well."""
    app.failing["do-3"] = 1
    put("do-1", "do-2", "do-3", "do-4")
    small.settle()
    first, again, *second = came("aws:dynamodb")
    assert (first, again) == (["do-1", "do-2", "do-3", "do-4"], ["do-3", "do-4"])
    assert second == [["do-1", "do-2", "do-3", "do-4"]], "the second delivery starts from the beginning of its batch"
    assert dead(small) == {}


def test_a_record_that_always_raises_is_found_by_halving_and_ends_as_a_visible_position(small: Stack) -> None:
    """One of four raises for ever: the other three are carried out, its position lies in the dead letters, the shard
    goes on."""
    app.raising.add("do-3")
    put("do-1", "do-2", "do-3", "do-4", "do-5")
    small.settle()
    alone = [names for names in came("aws:dynamodb") if len(names) == 1]  # type: ignore[arg-type]
    assert ["do-4"] in alone and ["do-5"] in alone
    letters = dead(small)["mikomi-streamdeadletters"]
    assert {letter["DDBStreamBatchInfo"]["batchSize"] for letter in letters} == {1}  # type: ignore[index]
    assert all("do-3" not in str(letter) for letter in letters), "a position, not the record"
    assert alone.count(["do-3"]) == 2 * (1 + 2), "MaximumRetryAttempts, for each of the two deliveries"


def test_a_message_that_fails_comes_again_when_it_is_visible_and_ends_in_the_dead_letters(small: Stack) -> None:
    """Two messages, one fails for ever: the good one is gone after two deliveries, the other comes after each minute,
    three times."""
    app.failing["bad"] = -1
    send(small, "good")
    send(small, "bad")
    small.settle()
    assert came("aws:sqs") == [["good", "bad"]] * 2
    small.advance("30m")
    assert came("aws:sqs")[2:] == [["bad"]] * 4
    assert (
        boto3.client("sqs").get_queue_attributes(
            QueueUrl="https://sqs.ap-northeast-1.amazonaws.com/123456789012/mikomi-queuedeadletters",
            AttributeNames=["All"],
        )["Attributes"]["ApproximateNumberOfMessages"]
        == "1"
    )


def test_time_moves_from_due_moment_to_due_moment(small: Stack) -> None:
    """Schedules and delayed messages arrive in the order of their moments, each at its own time of the clock, twice
    each."""
    begin = clock.now() // 1000 * 1000  # a schedule knows whole seconds
    day = 86_400_000
    schedule(small, "later", begin + 2 * day, "later")
    schedule(small, "sooner", begin + day, "sooner")
    send(small, "delayed", delay=600)
    small.settle()
    assert came("aws:sqs") == []
    moved = small.advance("3d")
    assert came("aws:sqs") == [["delayed"]] * 2 + [['"sooner"']] * 2 + [['"later"']] * 2
    times = [moment for (source, _), moment in zip(app.seen, app.at, strict=True) if source == "aws:sqs"]
    for moment, due in zip(times, [600_000] * 2 + [day] * 2 + [2 * day] * 2, strict=True):
        assert begin + due <= moment < begin + due + 3_000
    assert moved["fired"] == 2
    assert datetime.fromisoformat(moved["now"]) - datetime.now(UTC) > timedelta(days=2, hours=23)
    assert small.schedules_waiting() == []


def test_rates_tick_while_the_clock_moves(small: Stack) -> None:
    """A rate of five minutes ticks about hourly in moved time, and once more when the clock stands."""
    small.advance("1d")
    assert 20 <= len(came("tick")) <= 26


def test_an_upload_calls_the_function_twice_with_an_ordered_sequencer(small: Stack) -> None:
    """Objects under the prefix, and only these, arrive in the order of their upload; a failing one is retried, then
    visible."""
    s3 = boto3.client("s3")
    for key in ("in/a", "out/b", "in/c"):
        s3.put_object(Bucket="small-bucket", Key=key, Body=b"x")
    small.settle()
    assert came("aws:s3") == [["in/a"]] * 2 + [["in/c"]] * 2
    app.raising.add("in/bad")
    s3.put_object(Bucket="small-bucket", Key="in/bad", Body=b"x")
    small.advance("10m")
    letters = dead(small)["mikomi-uploaddeadletters"]
    assert len(letters) == 1
    record = letters[0]["requestPayload"]["Records"][0]["s3"]["object"]  # type: ignore[index]
    assert record["key"] == "in/bad" and record["versionId"] and len(record["sequencer"]) == 16
