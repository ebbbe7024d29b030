"""Both tables and the buckets as they lie there, whatever is in them: for a dump and its load, and for nothing else.

Rules
1. What is taken keeps its order, page by page, so that it can be taken up behind the last one.
2. What is put never stands in the place of something that is there already.
3. A packet that was loaded says so (`log.LOADED`): the stream's readers leave it alone, because whoever it is about
   holds it already. The mark is never taken out again with the packet.
4. Nothing that was put wakes anybody before `wake` gives it its place among what waits.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws import erasures, log, uploads
from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal, ConditionFailed
from mikomi.model.base import Millis
from mikomi.model.dump import ITEM_KINDS, DumpKind
from mikomi.settings import settings

Item = dict[str, Any]
_LOAD = {"pk": {"S": "load"}, "sk": {"S": "load"}}
"""How far a load has come, and of which dump: the one row that no dump holds."""
_OUTBOX = ("effects", "arm_at")
"""What a commit says to the stream's readers of that moment."""
_WAITS = ("due_shard", "due_at")
_FILTERS = {"people": "sk = :person", "rows": "sk <> :person AND sk <> :load AND sk <> :arrivals"}
"""How many notices of uploads there were is a bucket's own."""
_LEFT_OUT: dict[DumpKind, tuple[str, ...]] = {
    "plans": (),
    "workspace": ("pushes/", "imports/"),
    "raw": (),
    "archive": ("raw/", "athena/"),
}
"""What is on its way, and what is made for a day."""
_NOT_THERE = ("NoSuchKey", "404")


class StoredObject(NamedTuple):
    """An object of a bucket, and what it is."""

    body: bytes
    media: str


def items(kind: DumpKind, after: Item | None = None, table: str | None = None) -> Iterator[list[Item]]:
    """Everybody, the other rows of their table, or the log: page by page, `after` the item with this key. `table`: one
    that was restored, in place of the deployment's."""
    asked: dict[str, Any] = {"TableName": table or _table(kind), "ConsistentRead": True}
    if kind != "events":
        asked["FilterExpression"] = _FILTERS[kind]
        asked["ExpressionAttributeValues"] = {":person": {"S": keys.PERSON}}
        if kind == "rows":
            asked["ExpressionAttributeValues"] |= {":load": _LOAD["sk"], ":arrivals": {"S": uploads.ARRIVALS}}
    if after:
        asked["ExclusiveStartKey"] = after
    for page in _pages(asked):
        yield [_taken(item) for item in page]


def _pages(asked: dict[str, Any]) -> Iterator[list[Item]]:
    while True:
        page = call("dynamodb", "Scan", **asked)
        yield page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def erasures_asked() -> Iterator[Item]:
    """The rows of the deployment's own erasures that say still whom they are about, as new ones: nothing of them was
    carried out yet (`aws.erasures`)."""
    asked = {"FilterExpression": "sk = :erasure AND attribute_exists(known)"}
    values = {"ExpressionAttributeValues": {":erasure": {"S": erasures.ERASURE}}}
    for page in _pages({"TableName": settings().state_table, "ConsistentRead": True, **asked, **values}):
        for item in page:
            yield {**_taken(item), "looks": {"N": "0"}, "removed": {"S": "{}"}, "due_at": item["asked_at"]}


def restored_to(table: str) -> Millis | None:
    """The moment to which AWS restored this table, as AWS says; None if it is no restored one."""
    summary = call("dynamodb", "DescribeTable", TableName=table)["Table"].get("RestoreSummary")
    return int(summary["RestoreDateTime"].timestamp() * 1000) if summary else None


def key_of(item: Item) -> Item:
    return {"pk": item["pk"], "sk": item["sk"]}


def is_empty() -> bool:
    """Whether nothing is in the tables but the row of a load."""
    return not any(page for kind in ITEM_KINDS for page in items(kind))


def put(kind: DumpKind, item: Item) -> bool:
    """Put it there, still: it wakes nobody and tells nobody. False if something else has its place."""
    quiet = _quiet(item) if kind != "events" else {**item, log.LOADED: {"N": "1"}}
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=_table(kind),
            Item=quiet,
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ConditionFailed as there:
        return _is_still(there.item, quiet)
    return True


def waits(item: Item) -> bool:
    """Whether it waits for its time (and not for an operator, nor stands in a list)."""
    return "due_shard" in item and item["due_shard"]["S"].startswith("d")


def wake(item: Item, arm_at: int | None) -> None:
    """Give it back its place among what waits, and have a timer armed, unless it has moved since it was put."""
    values = {":shard": item["due_shard"], ":due": item["due_at"]}
    names, says = {}, "SET due_shard = :shard, due_at = :due"
    if arm_at is not None:
        says, values[":arm"] = says + ", arm_at = :arm", {"N": str(arm_at)}
    stands = ["attribute_exists(pk)", "attribute_not_exists(due_shard)"]
    for number, name in enumerate(sorted({"version", "status", "attempt"} & item.keys())):
        stands.append(f"#n{number} = :n{number}")
        names[f"#n{number}"], values[f":n{number}"] = name, item[name]
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=key_of(item),
            UpdateExpression=says,
            ConditionExpression=" AND ".join(stands),
            ExpressionAttributeValues=values,
            **({"ExpressionAttributeNames": names} if names else {}),
        )
    except ConditionFailed:
        return  # somebody moved it on, and gave it the place that it has now


def loading() -> dict[str, str]:
    """What the row of the load says; nothing if there is none."""
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_LOAD, ConsistentRead=True)
    return {name: said["S"] for name, said in answer.get("Item", {}).items() if name not in _LOAD}


def note_load(says: dict[str, str]) -> None:
    item = {**_LOAD, **{name: {"S": said} for name, said in says.items()}}
    call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)


def objects(kind: DumpKind, after: str = "") -> Iterator[list[str]]:
    """The keys of what lies in the bucket, page by page."""
    asked = {"Bucket": _bucket(kind), **({"Prefix": "raw/"} if kind == "raw" else {})}
    if after:
        asked["StartAfter"] = after
    while True:
        page = call("s3", "ListObjectsV2", **asked)
        yield [each["Key"] for each in page.get("Contents", []) if not each["Key"].startswith(_LEFT_OUT[kind])]
        if not page["IsTruncated"]:
            return
        asked["ContinuationToken"] = page["NextContinuationToken"]


def read(kind: DumpKind, key: str) -> StoredObject | None:
    """None if it is gone meanwhile."""
    try:
        answer = call("s3", "GetObject", Bucket=_bucket(kind), Key=key)
    except AwsRefusal as refused:
        if refused.code not in _NOT_THERE:
            raise
        return None
    return StoredObject(answer["Body"], answer.get("ContentType", ""))


def write(kind: DumpKind, key: str, stored: StoredObject) -> None:
    media = {"ContentType": stored.media} if stored.media else {}
    call("s3", "PutObject", Bucket=_bucket(kind), Key=key, Body=stored.body, **media)


def _taken(item: Item) -> Item:
    return {name: held for name, held in item.items() if name != log.LOADED}


def _quiet(item: Item) -> Item:
    left = (*_OUTBOX, *_WAITS) if waits(item) else _OUTBOX
    return {name: held for name, held in item.items() if name not in left}


def _is_still(there: Item, quiet: Item) -> bool:
    """Whether what is there is what was put, or what has become of it since it was woken."""
    mine = {name: held for name, held in quiet.items() if name not in _OUTBOX}
    return all(there.get(name) == held for name, held in mine.items())


def _table(kind: DumpKind) -> str:
    return settings().event_table if kind == "events" else settings().state_table


def _bucket(kind: DumpKind) -> str:
    if kind == "plans":
        return settings().plan_bucket
    return settings().workspace_bucket if kind == "workspace" else settings().archive_bucket
