"""Event source mappings of DynamoDB streams.

Rules
1. A record is in the shard of its partition key; a shard's records come in order, a shard waits for nobody else.
2. The lowest failing sequence number is the checkpoint: it and everything after it come again.
3. A batch that raised is halved, if the template says so. What failed MaximumRetryAttempts times, or grew older than
   MaximumRecordAgeInSeconds, is given up: its position goes to the on-failure queue.
4. A batch may be delivered again although it was answered.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

from local import filters
from simulation.engine.dynamodb import Change
from simulation.lambdas import Body, Lambdas, Outcome
from simulation.seam import Wire
from simulation.time import SECOND, Time

SHARDS = 3
PATIENCE = 60 * SECOND
"""The longest pause between two tries of a batch."""


class Record(NamedTuple):
    at: int
    change: Change
    body: Body


class GivenUp(NamedTuple):
    """Records that a mapping passed on as a position to its dead letters."""

    function: str
    changes: tuple[Change, ...]


class Mapping:
    """One function reading one table's stream."""

    def __init__(self, function: str, properties: Body, time: Time, lambdas: Lambdas, wire: Wire) -> None:
        self.function = function
        self.table = str(properties["Stream"]).removeprefix("stream/")
        self.size = int(properties.get("BatchSize", 100))
        self.window = int(properties.get("MaximumBatchingWindowInSeconds", 0)) * SECOND
        self.partial = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        self.halves = bool(properties.get("BisectBatchOnFunctionError"))
        self.retries = int(properties["MaximumRetryAttempts"])
        self.oldest = int(properties["MaximumRecordAgeInSeconds"]) * SECOND
        self.dead_letters: str = properties["DestinationConfig"]["OnFailure"]["Destination"]
        self.wanted = filters.patterns(properties.get("FilterCriteria"))
        self.given_up: list[GivenUp] = []
        self.shown_before = 0
        """How many of them stand in the dead letters of the deployment before this one."""
        self.lost: list[Change] = []
        self.loses = "trimmed"
        """The fault that takes records of this stream away."""
        self.paused = False
        self._time = time
        self._lambdas = lambdas
        self._wire = wire
        self._shards = [_Shard(self) for _ in range(SHARDS)]

    def take(self, change: Change, send: Callable[[str, str], None]) -> None:
        """A record appears in the stream."""
        kind = "REMOVE" if change.after is None else "MODIFY" if change.before else "INSERT"
        body = _record(change, kind, self._time.now)
        if not filters.passes(body, self.wanted):
            return
        random = self._time.chance.of("stream", self.function, self.table)
        rate = getattr(self._wire.rates, self.loses)
        if rate and random.random() < rate:
            self._wire.met_by(self.loses, self.function, "GetRecords")
            self.lost.append(change)
            return
        shard = self._shards[sum(change.pk.encode()) % SHARDS]
        shard.waiting.append(Record(self._time.now, change, body))
        shard.send = send
        self._time.after(self.window + 50 + int(random.random() * 400), shard.read)

    def resume(self) -> None:
        """Read on where the reading stopped."""
        self.paused = False
        for shard in self._shards:
            shard.read()

    def begin_anew(self, number: int) -> None:
        """A stream of a new table: of what was in the old one this change was the last that matters."""
        for shard in self._shards:
            shard.waiting.clear()
            shard.tries, shard.limit = 0, self.size
        self.lost = [change for change in self.lost if change.number <= number]
        self.given_up = [one for one in self.given_up if all(each.number <= number for each in one.changes)]
        self.shown_before = len(self.given_up)

    @property
    def waiting(self) -> int:
        return sum(len(shard.waiting) for shard in self._shards)


class _Shard:
    """One shard's reader: a batch at a time."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.waiting: list[Record] = []
        self.busy = False
        self.tries = 0
        self.limit = mapping.size
        self.send: Callable[[str, str], None] = lambda _queue, _body: None

    def read(self) -> None:
        if self.busy or self.mapping.paused or not self.waiting:
            return
        self.busy = True
        time, mapping = self.mapping._time, self.mapping
        if self.tries and self.waiting[0].at + mapping.oldest < time.now:
            self._give_up([record for record in self.waiting if record.at + mapping.oldest < time.now])
            return self._go_on(0)
        batch = self.waiting[: min(self.limit, mapping.size)]
        again = mapping._wire.rates.stream_again
        if again and time.chance.of("stream again", mapping.function).random() < again:
            mapping._wire.met_by("stream_again", mapping.function, "GetRecords")
            mapping._lambdas.invoke(mapping.function, _event(batch), lambda _outcome: None, len(batch))
        mapping._lambdas.invoke(mapping.function, _event(batch), lambda done: self._ended(batch, done), len(batch))

    def _ended(self, batch: list[Record], outcome: Outcome) -> None:
        mapping = self.mapping
        failing = self._lowest_failure(batch, outcome)
        if failing is None:
            self._done_with(len(batch))
        elif failing:
            self._done_with(failing)
        else:
            self.tries += 1
            if outcome.how != "answered" and mapping.halves and len(batch) > 1:
                self.limit, self.tries = len(batch) // 2, 0
            elif self.tries > mapping.retries:
                self._give_up(batch)
        self._go_on(min(PATIENCE, SECOND * 2**self.tries) if self.tries else 0)

    def _lowest_failure(self, batch: list[Record], outcome: Outcome) -> int | None:
        if outcome.how != "answered":
            return 0
        if not self.mapping.partial or not outcome.answer or not outcome.answer.get("batchItemFailures"):
            return None
        failed = {item["itemIdentifier"] for item in outcome.answer["batchItemFailures"]}
        return next((i for i, record in enumerate(batch) if str(record.change.number) in failed), 0)

    def _done_with(self, number: int) -> None:
        del self.waiting[:number]
        self.tries, self.limit = 0, self.mapping.size

    def _give_up(self, batch: list[Record]) -> None:
        self.mapping.given_up.append(GivenUp(self.mapping.function, tuple(record.change for record in batch)))
        position = {
            "startSequenceNumber": str(batch[0].change.number),
            "endSequenceNumber": str(batch[-1].change.number),
        }
        self.send(self.mapping.dead_letters, json.dumps({"DDBStreamBatchInfo": position}))
        self._done_with(len(batch))

    def _go_on(self, pause: int) -> None:
        self.busy = False
        if self.waiting:
            self.mapping._time.after(pause, self.read)


def _event(batch: list[Record]) -> Body:
    return {"Records": [record.body for record in batch]}


def _record(change: Change, kind: str, now: int) -> Body:
    told: Body = {
        "Keys": {"pk": {"S": change.pk}, "sk": {"S": change.sk}},
        "SequenceNumber": str(change.number),
        "ApproximateCreationDateTime": now / 1000,
        "StreamViewType": "NEW_IMAGE",
    }
    if change.after is not None:
        told["NewImage"] = {
            name: {"B": b64encode(value["B"]).decode()} if "B" in value else value
            for name, value in change.after.items()
        }
    return {
        "eventID": str(change.number),
        "eventName": kind,
        "eventSource": "aws:dynamodb",
        "eventSourceARN": change.table,
        "dynamodb": told,
    }
