"""Bugs of timers, streams and alerts: never, or again and again."""

from typing import Any

from mikomi import clock, keys
from mikomi.aws import api, digests, ledger, people, timers
from mikomi.core.sales import crossing
from mikomi.core.score import totals
from mikomi.settings import settings
from mikomi.shell.effects import due_work, handover, sales_alert, step_mail
from mikomi.shell.people import fold
from msgspec.structs import replace

from simulation.delivery import queues, streams
from simulation.planted.patch import Patch, Quietly


def no_sweep() -> list[Patch]:
    """Timers alone wake; a lost one is lost (I14)."""
    return [(due_work, "sweep", lambda _now: 0)]


def effects_not_listed() -> list[Patch]:
    """What a commit decided stands in its stream record alone (I14)."""

    def forgetful(person: Any, effects: Any, _now: int, before: Any) -> Any:
        return people.commit(
            replace(person, effects=(), check_at=None),
            tuple(effects),
            None,
            arm=person.due_at != before.due_at,
        )

    return [(fold, "commit", forgetful)]


def nobody_in_the_due_index() -> list[Patch]:
    """The item says when it is due, and the index does not list it (I14)."""
    encode = people.encode

    def no_index(*args: Any, **more: Any) -> Any:
        item = encode(*args, **more)
        item.pop("due_shard", None)
        return item

    return [(people, "encode", no_index)]


def alert_for_each_event() -> list[Patch]:
    """Every event above the threshold rings (I24)."""
    settle = crossing.settle_band

    def ring(turn: Any, before: Any) -> None:
        settle(turn, before)
        alert = turn.rules.plan.scoring.alert
        if turn.person.is_lead and turn.event_id and turn.person.band == "hot" and alert:
            _, stood = crossing._standing(turn, before)
            if stood == "hot" and before.band == "hot":
                crossing._raise(turn, alert, "hot", 0)

    return [(crossing, "settle_band", ring)]


def alert_at_half_the_score() -> list[Patch]:
    """The band is told by a total that counts twice (I25)."""
    total = totals.total
    quiet = Quietly(totals, total=lambda *args: total(*args) * 2)
    return [(crossing, "totals", quiet)]


def alert_without_claim() -> list[Patch]:
    """The alert's row is written after it was sent (I13, I24)."""
    begin = ledger.begin

    def begin_later(key: Any, status: Any, effect: Any, now: Any, *of: Any, **details: Any) -> bool:
        if status == "claimed" and key.sk.startswith("alert#"):
            return True
        return begin(key, status, effect, now, *of, **details)

    return [(sales_alert, "ledger", Quietly(ledger, begin=begin_later))]


def digest_not_gathered() -> list[Patch]:
    """An alert's row says that it is in a digest, which was never told (I24)."""
    return [(digests, "gather", lambda *_args: True)]


def parallel_batches() -> list[Patch]:
    """A shard's records go to several invocations at once, each beginning where it likes (I5)."""
    take = streams.Mapping.take

    def anywhere(self: Any, change: Any, send: Any) -> None:
        moved = change._replace(pk=f"{change.pk}{change.number}") if self.function == "ScoreFunction" else change
        take(self, moved, send)

    return [(streams.Mapping, "take", anywhere), (people, "_put_if_at", _last_writer_wins)]


def _last_writer_wins(version: int, item: Any) -> None:
    there = api.call("dynamodb", "GetItem", TableName=settings().state_table, Key={"pk": item["pk"], "sk": item["sk"]})
    if "Item" in there and int(there["Item"].get("version", {"N": "0"})["N"]) != version:
        raise people.Conflict(item["pk"]["S"])
    api.call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)


def too_early_is_a_failure() -> list[Patch]:
    """A message that finds nothing due is taken for one that failed, and its queue has no dead letters (I29)."""
    wake_from, receive = due_work.wake_from, queues.Queue.receive

    def wake_due(message: Any) -> bool:
        if message["sk"] != keys.PERSON:
            return wake_from(message)
        person = people.load(keys.person_of(message["pk"]))
        is_due = person is not None and person.due_at is not None and person.due_at <= clock.now()
        return wake_from(message) and is_due

    def forgetful(self: Any, most: int) -> Any:
        found = receive(self, most)
        for message in found:
            message.received = min(message.received, self.most)
        return found

    return [(due_work, "wake_from", wake_due), (queues.Queue, "receive", forgetful)]


def asks_until_delivered() -> list[Patch]:
    """After sending, the function asks the mail's row two hundred times whether SES has delivered it (I30)."""
    post = handover.post

    def patient(letter: Any, raw: Any, row: Any, joins: Any = None) -> None:
        post(letter, raw, row, joins)
        for _ in range(200):
            ledger.read(row.key)

    return [(step_mail, "post", patient)]


def given_up_without_a_trace() -> list[Patch]:
    """What a stream's reader gives up, at its first failure, goes nowhere (I7)."""
    ended, give_up = streams._Shard._ended, streams._Shard._give_up

    def hasty(self: Any, batch: Any, outcome: Any) -> None:
        self.mapping.retries = 0
        ended(self, batch, outcome)

    def silent(self: Any, batch: Any) -> None:
        self.send = lambda _queue, _body: None
        give_up(self, batch)

    return [(streams._Shard, "_ended", hasty), (streams._Shard, "_give_up", silent)]


def timer_by_ttl() -> list[Patch]:
    """A step wakes when DynamoDB's TTL gets to it, up to two days late, and there is no other timer (I14)."""
    arm = timers.arm
    return [
        (timers, "arm", lambda pk, sk, due_at, now: arm(pk, sk, due_at + 48 * 3_600_000, now)),
        (timers, "overdue", lambda *_args: iter(())),
    ]


BUGS = (
    too_early_is_a_failure,
    asks_until_delivered,
    given_up_without_a_trace,
    no_sweep,
    effects_not_listed,
    nobody_in_the_due_index,
    alert_for_each_event,
    alert_at_half_the_score,
    alert_without_claim,
    digest_not_gathered,
    parallel_batches,
    timer_by_ttl,
)
