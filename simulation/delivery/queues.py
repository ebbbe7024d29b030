"""Queues and whoever reads them.

Rules
1. A message that was received and not deleted is visible again after the queue's VisibilityTimeout; after
   maxReceiveCount it goes to the dead letters.
2. A message may come twice, at once or hours later, although it was deleted.
3. The reader runs at most MaximumConcurrency invocations at a time.
"""

from heapq import heappop, heappush
from typing import Any

from simulation.lambdas import Body, Lambdas, Outcome
from simulation.seam import Wire
from simulation.time import HOUR, SECOND, Time


class Message:
    def __init__(self, number: int, body: str, visible_at: int) -> None:
        self.number = number
        self.id = f"m{number}"
        self.body = body
        self.visible_at = visible_at
        self.received = 0


class Queue:
    """A queue; with `dead_letters` what was received too often goes there."""

    def __init__(self, name: str, properties: Body, time: Time) -> None:
        self.name = name
        self.visibility = int(properties.get("VisibilityTimeout", 30)) * SECOND
        redrive = properties.get("RedrivePolicy", {})
        self.most = int(redrive.get("maxReceiveCount", 0))
        self.dead_letters: Queue | None = None
        self._held: dict[str, Message] = {}
        self._waiting: list[tuple[int, int, Message]] = []
        """By the moment from which it can be received; a message that has a later moment by now stands in it again."""
        self.reader: Reader | None = None
        self._time = time
        self._sent = 0

    def send(self, body: str, delay: int = 0) -> None:
        self._sent += 1
        message = Message(self._sent, body, self._time.now + delay)
        self._held[message.id] = message
        self.hide(message, message.visible_at)
        if self.reader:
            self._time.after(delay + int(self._time.chance.of("queue", self.name).random() * 500), self.reader.poll)

    @property
    def messages(self) -> list[Message]:
        """Every message that nobody deleted."""
        return list(self._held.values())

    def receive(self, most: int) -> list[Message]:
        """Up to so many messages that can be received now, the first first; they are hidden for a while."""
        now, found = self._time.now, list[Message]()
        while self._waiting and self._waiting[0][0] <= now and len(found) < most:
            moment, _, message = heappop(self._waiting)
            if message.id in self._held and message.visible_at == moment:
                message.received += 1
                found.append(message)
        for message in found:
            self.hide(message, now + self.visibility)
        return found

    def has_ready(self) -> bool:
        while self._waiting and self._waiting[0][2].id not in self._held:
            heappop(self._waiting)
        return bool(self._waiting) and self._waiting[0][0] <= self._time.now

    def hide(self, message: Message, until: int) -> None:
        message.visible_at = until
        heappush(self._waiting, (until, message.number, message))

    def begin_anew(self) -> None:
        """Another queue, empty."""
        self._held.clear()
        self._waiting.clear()

    def delete(self, message: Message) -> bool:
        """False if somebody did already."""
        return self._held.pop(message.id, None) is not None


class Reader:
    """The event source mapping of one function on one queue."""

    def __init__(self, function: str, properties: Body, queue: Queue, time: Time, lambdas: Lambdas, wire: Wire) -> None:
        self.function = function
        self.queue = queue
        self.size = int(properties.get("BatchSize", 10))
        self.partial = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        self.most = int(properties.get("ScalingConfig", {}).get("MaximumConcurrency", 1000))
        self.running = 0
        self.paused = False
        self._time = time
        self._lambdas = lambdas
        self._wire = wire
        queue.reader = self

    def resume(self) -> None:
        """Read on where the reading stopped."""
        self.paused = False
        self.poll()

    def poll(self) -> None:
        queue = self.queue
        if self.paused or self.running >= self.most or not queue.has_ready():
            return
        batch: list[Message] = []
        for message in queue.receive(self.size):
            if queue.most and message.received > queue.most:
                queue.delete(message)
                if queue.dead_letters:
                    queue.dead_letters.send(message.body)
            else:
                batch.append(message)
                self._time.after(queue.visibility, self.poll)
        if not batch:
            return self.poll()
        self.running += 1
        event = {"Records": [self._record(message) for message in batch]}
        self._lambdas.invoke(self.function, event, lambda done: self._ended(batch, done), len(batch))
        if queue.has_ready():
            self._time.after(1, self.poll)

    def _ended(self, batch: list[Message], outcome: Outcome) -> None:
        self.running -= 1
        failed = {message.id for message in batch} if outcome.how != "answered" else set[str]()
        if self.partial and outcome.how == "answered" and outcome.answer:
            failed = {item["itemIdentifier"] for item in outcome.answer.get("batchItemFailures", [])}
        random = self._time.chance.of("reader", self.function)
        for message in batch:
            if message.id in failed or not self.queue.delete(message):
                continue
            rate = self._wire.rates.queue_again
            if rate and random.random() < rate:
                self._wire.met_by("queue_again", self.function, "ReceiveMessage")
                self.queue.send(message.body, int(random.random() ** 4 * 6 * HOUR))
        self._time.after(1, self.poll)

    def _record(self, message: Message) -> dict[str, Any]:
        return {
            "messageId": message.id,
            "receiptHandle": message.id,
            "body": message.body,
            "attributes": {"ApproximateReceiveCount": str(message.received)},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": self.queue.name,
        }
