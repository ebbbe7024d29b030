"""DynamoDB in memory: conditional writes, consistent reads, indexes that may lag, streams.

Rules
1. A write is one step: condition, change, stream record. A write that changes nothing leaves no record.
2. A read that asks for consistency finds what the last write left. One that does not may find what stood there some
   time before (`behind`), each item as it was at one moment. An index follows when it follows (`lag`).
3. Items are values: nobody changes one that was stored or answered.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from simulation.engine.expressions import BadExpression, Item, Value, condition, plain, update

Params = dict[str, Any]
Place = tuple[str, str]
PAGE_BYTES = 1_000_000
BATCH = 25
"""Items that are written at once."""
FARTHEST = 60_000
"""How far (ms) a read may be behind."""


class ConditionFailed(Exception):
    """The write's condition did not hold; `item` is what stood there."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("The conditional request failed")
        self.item = item


class BadBatch(Exception):
    """A batch that DynamoDB takes nothing of: it names no item, too many, or one of them twice."""


class Change(NamedTuple):
    """What a write did to one item. `number` counts all changes of the engine."""

    number: int
    table: str
    pk: str
    sk: str
    before: Item | None
    after: Item | None


class Index(NamedTuple):
    """A global secondary index: its two keys, and what it holds of an item (None: all)."""

    partition: str
    sort: str
    attributes: frozenset[str] | None

    @classmethod
    def of(cls, properties: Params) -> "Index":
        """The index as the template describes it."""
        partition, sort = (part["AttributeName"] for part in properties["KeySchema"])
        projection = properties["Projection"]
        if projection["ProjectionType"] == "ALL":
            return cls(partition, sort, None)
        return cls(partition, sort, frozenset({"pk", "sk", partition, sort, *projection.get("NonKeyAttributes", ())}))

    def holds_of(self, item: Item) -> Item:
        return {name: value for name, value in item.items() if self.attributes is None or name in self.attributes}


class Table:
    """Items by place, and what its indexes hold of them."""

    def __init__(self, name: str, indexes: dict[str, Index]) -> None:
        self.name = name
        self.indexes = indexes
        self.restored_to: int | None = None
        """The moment, if it is one that was restored."""
        self.items: dict[str, dict[str, Item]] = {}
        self.projected: dict[str, dict[str, dict[Place, Item]]] = {index: {} for index in indexes}
        self._partition_of: dict[tuple[str, Place], str] = {}
        self._former: dict[str, dict[str, deque[tuple[int, Item | None]]]] = {}
        """What stood at a place lately, each until which moment, the oldest first."""

    def get(self, pk: str, sk: str, as_of: int | None = None) -> Item | None:
        """What stands there now, or stood there at an earlier moment."""
        if as_of is not None:
            for until, item in self._former.get(pk, {}).get(sk, ()):
                if until > as_of:
                    return item
        return self.items.get(pk, {}).get(sk)

    def partition(self, pk: str, as_of: int | None = None) -> list[Item]:
        """The items of one partition, in no order."""
        if as_of is None:
            return list(self.items.get(pk, {}).values())
        places = self.items.get(pk, {}).keys() | self._former.get(pk, {}).keys()
        return [item for sk in places if (item := self.get(pk, sk, as_of)) is not None]

    def remember(self, pk: str, sk: str, before: Item | None, now: int) -> None:
        """Until this moment `before` stood there."""
        former = self._former.setdefault(pk, {}).setdefault(sk, deque())
        while former and former[0][0] <= now - FARTHEST:
            former.popleft()
        former.append((now, before))

    def all(self) -> Iterator[Item]:
        for partition in self.items.values():
            yield from partition.values()

    def put(self, pk: str, sk: str, item: Item | None) -> None:
        if item is not None:
            self.items.setdefault(pk, {})[sk] = item
        elif sk in self.items.get(pk, {}):
            del self.items[pk][sk]

    def project(self, pk: str, sk: str) -> None:
        """Bring the indexes up to what stands in the table now."""
        item, place = self.get(pk, sk), (pk, sk)
        for index, described in self.indexes.items():
            projected = self.projected[index]
            if (index, place) in self._partition_of:
                projected[self._partition_of.pop((index, place))].pop(place, None)
            if item and described.partition in item and described.sort in item:
                key = item[described.partition]["S"]
                projected.setdefault(key, {})[place] = described.holds_of(item)
                self._partition_of[index, place] = key


class DynamoDB:
    """The operations in use. `lag()` answers how long (ms) an index lags behind a write; `later(delay, act)` does it
    then; `changed(change)` is told of every change. `as_of()` answers at which moment (None: now) a replica stands that
    is read without asking for consistency, `now()` the time. `puts_off()`: whether an item of a batch is not written
    this time."""

    def __init__(
        self,
        tables: list[Table],
        *,
        lag: Callable[[], int] = lambda: 0,
        later: Callable[[int, Callable[[], None]], None] | None = None,
        changed: Callable[[Change], None] = lambda _change: None,
        as_of: Callable[[], int | None] = lambda: None,
        now: Callable[[], int] = lambda: 0,
        puts_off: Callable[[], bool] = lambda: False,
    ) -> None:
        self.tables = {table.name: table for table in tables}
        self.changes = 0
        self._lag = lag
        self._later = later
        self._changed = changed
        self._as_of = as_of
        self._now = now
        self._puts_off = puts_off

    def put_item(self, params: Params) -> Params:
        table, item = self.tables[params["TableName"]], params["Item"]
        place = (item["pk"]["S"], item["sk"]["S"])
        before = self._admitted(table, place, params)
        self._write(table, place, before, item)
        return {}

    def update_item(self, params: Params) -> Params:
        table, place = self.tables[params["TableName"]], _place(params["Key"])
        before = self._admitted(table, place, params)
        change = update(params["UpdateExpression"])
        names, values = params.get("ExpressionAttributeNames", {}), params.get("ExpressionAttributeValues", {})
        after = {**change(before or {}, names, values), **params["Key"]}
        self._write(table, place, before, after)
        if params.get("ReturnValues") in ("ALL_NEW", "UPDATED_NEW"):
            return {"Attributes": dict(after)}
        return {"Attributes": dict(before or {})} if params.get("ReturnValues") == "ALL_OLD" else {}

    def delete_item(self, params: Params) -> Params:
        table, place = self.tables[params["TableName"]], _place(params["Key"])
        self._write(table, place, self._admitted(table, place, params), None)
        return {}

    def describe_table(self, params: Params) -> Params:
        """Of a table that was restored, to which second."""
        at = self.tables[params["TableName"]].restored_to
        moment = {"RestoreDateTime": datetime.fromtimestamp(at // 1000, UTC)} if at is not None else None
        return {"Table": {"RestoreSummary": moment} if moment else {}}

    def get_item(self, params: Params) -> Params:
        found = self.tables[params["TableName"]].get(*_place(params["Key"]), self._moment(params))
        return {"Item": _projected(found, params)} if found is not None else {}

    def batch_get_item(self, params: Params) -> Params:
        answer = {
            name: [
                _projected(found, request)
                for key in request["Keys"]
                if (found := self.tables[name].get(*_place(key), self._moment(request))) is not None
            ]
            for name, request in params["RequestItems"].items()
        }
        return {"Responses": answer, "UnprocessedKeys": {}}

    def batch_write_item(self, params: Params) -> Params:
        """Each item by itself: one is written, another put off. Nothing of a batch that cannot be."""
        asked = [(name, each) for name, some in params["RequestItems"].items() for each in some]
        places = {(name, *_written_at(each)) for name, each in asked}
        if not 0 < len(asked) <= BATCH or len(places) < len(asked):
            raise BadBatch(f"{len(asked)} requests for {len(places)} items")
        left: dict[str, list[Params]] = {}
        for name, each in asked:
            if self._puts_off():
                left.setdefault(name, []).append(each)
                continue
            table, place = self.tables[name], _written_at(each)
            self._write(table, place, table.get(*place), each["PutRequest"]["Item"] if "PutRequest" in each else None)
        return {"UnprocessedItems": left}

    def query(self, params: Params) -> Params:
        table, names = self.tables[params["TableName"]], params.get("ExpressionAttributeNames", {})
        values, holds = params.get("ExpressionAttributeValues", {}), condition(params["KeyConditionExpression"])
        index = params.get("IndexName")
        partition = _partition_value(params["KeyConditionExpression"], names, values)
        if index:
            sort = table.indexes[index].sort
            items = list(table.projected[index].get(partition, {}).values())
        else:
            sort, items = "sk", table.partition(partition, self._moment(params))
        found = [item for item in items if holds(item, names, values)]
        found.sort(
            key=lambda item: (plain(item[sort]), item["pk"]["S"], item["sk"]["S"]),
            reverse=params.get("ScanIndexForward") is False,
        )
        return self._page(found, params, [sort, "pk", "sk"] + ([table.indexes[index].partition] if index else []))

    def scan(self, params: Params) -> Params:
        table = self.tables[params["TableName"]]
        items = (
            [item for partition in table.projected[params["IndexName"]].values() for item in partition.values()]
            if "IndexName" in params
            else list(table.all())
        )
        segment, segments = params.get("Segment", 0), params.get("TotalSegments", 1)
        mine = [item for item in items if segments == 1 or sum(item["pk"]["S"].encode()) % segments == segment]
        mine.sort(key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
        return self._page(mine, params, ["pk", "sk"])

    def _moment(self, asked: Params) -> int | None:
        """At which moment the replica stands that answers this."""
        return None if asked.get("ConsistentRead") else self._as_of()

    def _page(self, found: list[Item], params: Params, key_names: list[str]) -> Params:
        """One page: what follows ExclusiveStartKey, at most Limit, filtered afterwards, as DynamoDB does."""
        if start := params.get("ExclusiveStartKey"):
            places = [_place(item) for item in found]
            found = found[places.index(_place(start)) + 1 :] if _place(start) in places else []
        page = found[: params["Limit"]] if "Limit" in params else found
        names, values = params.get("ExpressionAttributeNames", {}), params.get("ExpressionAttributeValues", {})
        kept = page
        if "FilterExpression" in params:
            holds = condition(params["FilterExpression"])
            kept = [item for item in page if holds(item, names, values)]
        answer: Params = {"Items": [_projected(item, params) for item in kept], "Count": len(kept)}
        if len(page) == params.get("Limit"):  # whether or not something follows
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in key_names}
        return answer

    def _admitted(self, table: Table, place: Place, params: Params) -> Item | None:
        before = table.get(*place)
        if "ConditionExpression" in params:
            holds = condition(params["ConditionExpression"])
            names, values = params.get("ExpressionAttributeNames", {}), params.get("ExpressionAttributeValues", {})
            if not holds(before or {}, names, values):
                shown = before if params.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" else None
                raise ConditionFailed(shown)
        return before

    def _write(self, table: Table, place: Place, before: Item | None, after: Item | None) -> None:
        if before == after:
            return
        table.remember(*place, before, self._now())
        table.put(*place, after)
        delay = self._lag()
        if delay and self._later:
            self._later(delay, lambda: table.project(*place))
        else:
            table.project(*place)
        self.changes += 1
        self._changed(Change(self.changes, table.name, *place, before, after))


def _place(key: dict[str, Value]) -> Place:
    return key["pk"]["S"], key["sk"]["S"]


def _written_at(request: Params) -> Place:
    """Where a request of a batch writes or deletes."""
    return _place(request["PutRequest"]["Item"] if "PutRequest" in request else request["DeleteRequest"]["Key"])


def _projected(item: Item, params: Params) -> Item:
    if "ProjectionExpression" not in params:
        return dict(item)
    names = params.get("ExpressionAttributeNames", {})
    wanted = [names.get(name.strip(), name.strip()) for name in params["ProjectionExpression"].split(",")]
    return {name: item[name] for name in wanted if name in item}


def _partition_value(expression: str, names: dict[str, str], values: dict[str, Value]) -> str:
    """A key condition begins with `<partition> = :value`, as all of ours do."""
    first = expression.replace("AND", " ").split()
    if len(first) < 3 or first[1] != "=" or first[2] not in values:
        raise BadExpression(f"a key condition begins with the partition: {expression!r}")
    return str(values[first[2]]["S"])
