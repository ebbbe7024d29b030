"""What an event costs in AWS calls and write units, and how large a usual lead's item is: counted, not timed.

Sizes are DynamoDB's: names and values of an item in bytes, a write unit for each begun kilobyte. An index is written
when what it holds of the item changes: twice if its key does (the old entry goes, the new one comes).
"""

from base64 import b64decode
from datetime import timedelta
from math import ceil
from typing import Any

from mikomi import clock, keys
from mikomi.aws import people
from mikomi.aws.plans import active
from mikomi.shell.people import fold
from msgspec.structs import replace

from bench import plans, traffic
from bench.measure import Row, Spread
from bench.traffic import Visitor
from bench.world import STATE, World
from functions.score import app as score
from functions.track import app as track

Json = dict[str, Any]

CALLS = 0.4
UNITS = 0.3
LEAD = 1024
PACKET = 10

INDEXES = {
    "rank": (("rank_shard", "rank"), ("pk", "sk", "rank_shard", "rank", "standing")),
    "due": (("due_shard", "due_at"), ("pk", "sk", "due_shard", "due_at")),
    "listing": (
        ("listing_shard", "changed_at"),
        ("pk", "sk", "listing_shard", "changed_at", "version", "listing", "rank_shard", "rank", "standing"),
    ),
}
"""The StateTable's: their keys, and what they hold."""


def size_of(item: Json) -> int:
    """Bytes of an item in typed JSON, as DynamoDB counts them."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Json) -> int:
    ((kind, held),) = value.items()
    if kind == "S":
        return len(held.encode())
    if kind == "B":
        return len(b64decode(held) if isinstance(held, str) else held)
    if kind == "N":
        digits = held.lstrip("-").replace(".", "").strip("0") or "0"
        return (len(digits) + 1) // 2 + 1 + held.startswith("-")
    raise ValueError(f"no size is known for {kind}")


def units_of(size: int) -> int:
    return ceil(size / 1024)


def index_units(before: Json | None, after: Json) -> int:
    """Write units that the indexes take when `after` replaces `before`."""
    return sum(_one_index(before or {}, after, *index) for index in INDEXES.values())


def _one_index(before: Json, after: Json, key: tuple[str, ...], held: tuple[str, ...]) -> int:
    old, new = ({name: item[name] for name in held if name in item} for item in (before, after))
    was, stands = (all(name in entry for name in key) for entry in (old, new))
    if was and stands and all(old[name] == new[name] for name in key):
        return units_of(max(size_of(old), size_of(new))) if old != new else 0
    return (units_of(size_of(old)) if was else 0) + (units_of(size_of(new)) if stands else 0)


class Meter:
    """Counts what handlers ask of the tables, and how often a commit calls the readers of its stream (`told`)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls = self.units = self.events = self.reads = self.told = 0
        self.held: dict[tuple[str, str], Json] = {}
        self.counted: dict[str, set[str]] = {}

    def send(self, request: Json, events: int) -> None:
        """One request through `track`, and what it left in the log through `score`."""
        active()  # a function at work has asked for it within the last seconds
        with self.world.recorded() as calls:
            assert track.handler(request, None)["statusCode"] == 200
            assert not score.handler({"Records": self.world.records()}, None)["batchItemFailures"]
        self.events += events
        self.calls += len(calls)
        for operation, asked in calls:
            if operation == "PutItem":
                self.put(asked)
            elif operation == "UpdateItem":
                self._count(asked)
            else:
                self.reads += 1

    def put(self, asked: Json) -> None:
        item = asked["Item"]
        self.told += 2 if "effects" in item else "arm_at" in item
        self.units += units_of(size_of(item))
        if asked["TableName"] == STATE:
            key = (item["pk"]["S"], item["sk"]["S"])
            self.units += index_units(self.held.get(key), item)
            self.held[key] = item

    def _count(self, asked: Json) -> None:
        """A row of a limit: as large as the names in its set, and written or refused for the same price."""
        names = self.counted.setdefault(asked["Key"]["pk"]["S"], set())
        names.update(asked["ExpressionAttributeValues"][":it"]["SS"])
        self.units += units_of(100 + sum(map(len, names)))

    def rows(self, who: str) -> list[Row]:
        return [
            _counted(f"{who}: AWS calls", "an event", self.calls / self.events, CALLS),
            _counted(f"{who}: write units, indexes included", "an event", self.units / self.events, UNITS),
        ]


def _counted(what: str, unit: str, number: float, budget: float | None = None) -> Row:
    return Row(what, unit, Spread(number, number, number), budget=budget)


def rows(world: World, packets: int) -> list[Row]:
    world.publish(plans.usual())
    visitor, anonymous = Visitor(), Meter(world)
    for _ in range(packets):
        anonymous.send(traffic.request(visitor.events(PACKET)), PACKET)
    return [*anonymous.rows(f"a visitor, packets of {PACKET}"), *_lead(world, packets)]


def _lead(world: World, packets: int) -> list[Row]:
    """A visitor who said who it is, took the download, and came back every other day."""
    visitor, before, meter = Visitor(), Meter(world), Meter(world)
    before.send(traffic.request(visitor.events(PACKET)), PACKET)
    before.send(traffic.lead(visitor), 2)
    meter.held = before.held
    began, sizes = clock.shifted(), []
    for _ in range(packets):
        clock.shift(clock.shifted() + timedelta(days=2))
        meter.send(traffic.request(visitor.events(PACKET)), PACKET)
        sizes.append(float(_size_at_rest(visitor)))
    clock.shift(began)
    return [
        *meter.rows(f"a lead, packets of {PACKET}"),
        Row("a lead's item, after its first to its last visit", "bytes", Spread.of(sizes), budget=LEAD),
    ]


def _size_at_rest(visitor: Visitor) -> int:
    """The item of the person that this browser is, once what was decided is carried out."""
    person = people.load(keys.visitor_id(f"a:{visitor.name}"))
    assert person is not None
    rank, line = people.Rank(1234.567890123, 20.0), fold.line_of(person)
    return size_of(people.encode(replace(person, effects=(), check_at=None), rank=rank, line=line))
