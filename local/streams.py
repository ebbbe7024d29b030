"""Event source mappings of DynamoDB streams, as Lambda runs them.

Rules
1. Per shard, in order, from the checkpoint on; a shard's children wait until it is read to its end.
2. Every batch is delivered `copies` times (twice by default): AWS promises no less than once, and keeps the right to
   more.
3. The lowest failing sequence number is the checkpoint: everything from there comes again, its successes too.
4. A batch that raises is halved, if the template says so; what fails MaximumRetryAttempts times goes to the on-failure
   queue as a position (never the records, as on AWS), and the shard goes on.
5. A record that the filter drops is passed over, and moves the checkpoint.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from mikomi import clock
from mikomi.aws.clients import client
from moto.dynamodbstreams.models import dynamodbstreams_backends

from local import filters
from local.movable import iso
from local.resources import queue_url
from local.template import ACCOUNT, REGION, Body, Template, TemplateError

Invoke = Callable[[str, Body], Any]
_PAGE = 1000
_GONE = ("TrimmedDataAccessException", "ResourceNotFoundException", "ExpiredIteratorException", "ValidationException")


def mappings(template: Template, copies: int) -> list["Mapping"]:
    """Every DynamoDB event of every function."""
    return [
        Mapping(function, template.resolve(event["Properties"]), copies)
        for function, properties in template.of_type("AWS::Serverless::Function").items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "DynamoDB"
    ]


@dataclass
class Mapping:
    """One function reading one stream. `checkpoints`: the last sequence number that is done with, by shard."""

    function: str
    properties: Body
    copies: int
    checkpoints: dict[str, str] = field(default_factory=dict)
    _shards: list[Body] = field(default_factory=list)
    _iterators: dict[str, str] = field(default_factory=dict)
    _finished: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.stream: str = self.properties["Stream"]
        self.wanted = filters.patterns(self.properties.get("FilterCriteria"))
        self.size = int(self.properties.get("BatchSize", 100))
        self.partial = "ReportBatchItemFailures" in self.properties.get("FunctionResponseTypes", [])
        self.halves = bool(self.properties.get("BisectBatchOnFunctionError"))
        self.retries = int(self.properties.get("MaximumRetryAttempts", -1))
        self.failures = self.properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if self.retries < 0 or not self.failures:
            raise TemplateError(
                f"template.yaml: {self.function}: MaximumRetryAttempts と OnFailure の両方が要ります。ないと壊れた1件が"
                "1日シャードを止めます / both are needed, else one bad record stops its shard for a day"
            )

    @property
    def id(self) -> str:
        return f"{self.function}<{self.stream}"

    def deliver(self, invoke: Invoke) -> bool:
        """One page of each shard. True if there was anything to read."""
        reader = client("dynamodbstreams")
        read = [self._read(reader, shard, invoke) for shard in self._open_shards(reader)]
        return any(read)

    def _open_shards(self, reader: Any) -> list[str]:
        if not self._shards:
            start: Body = {}
            while True:
                found = reader.describe_stream(StreamArn=self.stream, **start)["StreamDescription"]
                self._shards += found["Shards"]
                if not (last := found.get("LastEvaluatedShardId")):
                    break
                start = {"ExclusiveStartShardId": last}
        waiting = [shard for shard in self._shards if shard["ShardId"] not in self._finished]
        unread = {shard["ShardId"] for shard in waiting}
        return [shard["ShardId"] for shard in waiting if shard.get("ParentShardId") not in unread]

    def _read(self, reader: Any, shard: str, invoke: Invoke) -> bool:
        iterator = self._iterators.get(shard) or self._iterator(reader, shard)
        try:
            page = reader.get_records(ShardIterator=iterator, Limit=_PAGE)
        except ClientError as refused:
            if refused.response["Error"]["Code"] not in _GONE:
                raise
            page = reader.get_records(ShardIterator=self._iterator(reader, shard), Limit=_PAGE)
        finally:
            _forget(iterator)
        if records := [as_lambda_gets_it(record, self.stream) for record in page["Records"]]:
            wanted = [record for record in records if filters.passes(record, self.wanted)]
            for start in range(0, len(wanted), self.size):
                batch = wanted[start : start + self.size]
                for _ in range(self.copies):
                    self._carry_out(shard, batch, invoke)
                self.checkpoints[shard] = _sequence(batch[-1])
            self.checkpoints[shard] = _sequence(records[-1])
        if following := page.get("NextShardIterator"):
            self._iterators[shard] = following
        else:
            self._finished.add(shard)
            self._shards = []
        return bool(records)

    def _carry_out(self, shard: str, batch: list[Body], invoke: Invoke) -> None:
        tries = 0
        while batch:
            tries += 1
            try:
                answer = invoke(self.function, {"Records": batch})
            except Exception as error:
                failing, why = 0, f"{type(error).__name__}: {error}"
                if self.halves and len(batch) > 1:
                    middle = len(batch) // 2
                    self._carry_out(shard, batch[:middle], invoke)
                    batch, tries = batch[middle:], 0
                    continue
            else:
                lowest = self._lowest_failure(batch, answer)
                if lowest is None:
                    return
                failing, why = lowest, "batchItemFailures"
            if failing:
                batch, tries = batch[failing:], 0
            elif tries > self.retries:
                self._give_up(shard, batch, tries, why)
                return

    def _lowest_failure(self, batch: list[Body], answer: Any) -> int | None:
        """Index of the lowest failing record; None if all went well. An identifier that is not of this batch fails all
        of it.
        """
        if not self.partial or not answer or not answer.get("batchItemFailures"):
            return None
        failed = {item["itemIdentifier"] for item in answer["batchItemFailures"]}
        return next((index for index, record in enumerate(batch) if _sequence(record) in failed), 0)

    def _give_up(self, shard: str, batch: list[Body], tries: int, why: str) -> None:
        position = {
            "requestContext": {
                "functionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function}",
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": tries,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": why[:200]},
            "version": "1.0",
            "timestamp": iso(clock.now()),
            "DDBStreamBatchInfo": {
                "shardId": shard,
                "startSequenceNumber": _sequence(batch[0]),
                "endSequenceNumber": _sequence(batch[-1]),
                "batchSize": len(batch),
                "streamArn": self.stream,
            },
        }
        client("sqs").send_message(QueueUrl=queue_url(self.failures), MessageBody=json.dumps(position))

    def _iterator(self, reader: Any, shard: str) -> str:
        asked = {"StreamArn": self.stream, "ShardId": shard}
        if done := self.checkpoints.get(shard):
            try:
                after = reader.get_shard_iterator(
                    **asked, ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=done
                )
                return str(after["ShardIterator"])
            except ClientError as refused:
                if refused.response["Error"]["Code"] not in _GONE:
                    raise
        return str(reader.get_shard_iterator(**asked, ShardIteratorType="TRIM_HORIZON")["ShardIterator"])


def as_lambda_gets_it(record: Body, stream: str) -> Body:
    """A record of GetRecords in the form of a Lambda event: bytes as base64, the time in seconds."""
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
    for image in ("Keys", "NewImage", "OldImage"):
        if image in change:
            change[image] = {name: _in_json(value) for name, value in change[image].items()}
    return {**record, "dynamodb": change, "eventSource": "aws:dynamodb", "eventSourceARN": stream, "awsRegion": REGION}


def _in_json(value: Body) -> Body:
    ((kind, held),) = value.items()
    match kind:
        case "B":
            return {kind: b64encode(held).decode()}
        case "BS":
            return {kind: [b64encode(each).decode() for each in held]}
        case "M":
            return {kind: {name: _in_json(each) for name, each in held.items()}}
        case "L":
            return {kind: [_in_json(each) for each in held]}
        case _:
            return value


def _sequence(record: Body) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _forget(iterator: str) -> None:
    """moto keeps every iterator it ever gave out."""
    dynamodbstreams_backends[ACCOUNT][REGION].shard_iterators.pop(iterator, None)
