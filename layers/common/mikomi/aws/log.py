"""The log: EventTable, one item a packet. Appended to and read, never changed; only an erasure takes something out.

Rules
1. One conditional put a packet. What lies under the key already stays as it is: an accepted packet cannot be altered,
   and a client's retry is the same packet.
2. What proves whether somebody may be written to stays for three years, where the rest goes sooner.
3. A put is safe to repeat, so it is (`aws.api`); an answer that got lost shows as "was there already".
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mikomi import packing
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model import formats
from mikomi.packing import Packed
from mikomi.settings import settings

if TYPE_CHECKING:
    from mikomi.model.events import Packet

DAY = 86_400
EVIDENCE_DAYS = 1_096
"""For how long at least a packet is kept that proves whether somebody may be written to: three years."""
LOADED = "loaded"
"""An attribute of what a dump brought (`aws.raw`): it was folded and archived where it came from."""
AFTER_ALL = "~"
"""Sorts behind every packet's key, which begins with a year."""


def append(packet: "Packet | Packed") -> bool:
    """Store the packet; False if it was there already. What AWS raises passes through (`aws.trouble` makes an answer
    of it)."""
    item = packet if isinstance(packet, Packed) else packing.pack_models(packet)
    days = settings().event_days
    kept = max(days, EVIDENCE_DAYS) if item.evidence else days
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().event_table,
            Item={
                "pk": {"S": item.subject},
                "sk": {"S": item.sort},
                "format": {"N": str(formats.FORMATS["packet"])},
                "events": {"B": item.events},
                "names": {"S": item.names},
                "count": {"N": str(item.size)},
                "received_at": {"N": str(item.received_at)},
                "expires_at": {"N": str(item.received_at // 1000 + kept * DAY)},
            },
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ConditionFailed:
        return False
    return True


def erase(subject: str, sort: str) -> None:
    """Take the packet out of the log."""
    key = {"pk": {"S": subject}, "sk": {"S": sort}}
    call("dynamodb", "DeleteItem", TableName=settings().event_table, Key=key)


def cut(packed: Packed, before: int) -> bool:
    """In place of the packet of this key, which had so many events `before`, what an erasure leaves of it. False if it
    has others by now, or is gone."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().event_table,
            Key={"pk": {"S": packed.subject}, "sk": {"S": packed.sort}},
            UpdateExpression="SET events = :events, #names = :names, #count = :count",
            ConditionExpression="#count = :before",
            ExpressionAttributeNames={"#names": "names", "#count": "count"},
            ExpressionAttributeValues={
                ":events": {"B": packed.events},
                ":names": {"S": packed.names},
                ":count": {"N": str(packed.size)},
                ":before": {"N": str(before)},
            },
        )
    except ConditionFailed:
        return False
    return True


def decode(image: Mapping[str, Any]) -> "Packet":
    """The packet that an item holds: a stream record's NewImage, a client's answer, or plain values.

    ValueError, KeyError or zlib.error for an item that is no packet; NewerFormat for a newer release's.
    """
    formats.check("packet", _plain(image.get("format", 1)))
    held = {name: _plain(image[name]) for name in ("pk", "sk", "received_at", "events")}
    return packing.unpack(held["pk"], held["sk"], int(held["received_at"]), held["events"])


def packets(
    subject: str,
    *,
    newest_first: bool = False,
    limit: int | None = None,
    since: int | None = None,
    at_once: int | None = None,
    surely: bool = False,
) -> "Iterator[Packet]":
    """The subject's packets in the order of their first events' times as the clients wrote them; `since` (ms)
    compares with those times. `at_once` many, or those of the limit, are read ahead (else what an answer can hold).
    `surely`: what was written a moment ago is among them."""
    query: dict[str, Any] = {
        "TableName": settings().event_table,
        "KeyConditionExpression": "pk = :subject",
        "ExpressionAttributeValues": {":subject": {"S": subject}},
        "ScanIndexForward": not newest_first,
        **({"ConsistentRead": True} if surely else {}),
    }
    if since is not None:
        query["KeyConditionExpression"] += " AND sk >= :since"
        query["ExpressionAttributeValues"][":since"] = {"S": packing.iso(since)}
    left = limit
    while left is None or left > 0:
        most = at_once if left is None else left
        page = call("dynamodb", "Query", **query, **({} if most is None else {"Limit": most}))
        for item in page["Items"]:
            yield decode(item)
        if left is not None:
            left -= len(page["Items"])
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def proving(subject: str) -> "Iterator[Packet]":
    """Those of the subject's packets that may prove whether somebody may be written to, whoever wrote them."""
    names = (*sorted(packing.EVIDENCE), "identify", "Form Submitted")
    query: dict[str, Any] = {
        "TableName": settings().event_table,
        "KeyConditionExpression": "pk = :subject",
        "FilterExpression": " OR ".join(f"contains(#names, :n{place})" for place, _ in enumerate(names))
        + " OR size(#names) >= :cut",  # of so many names not all are told
        "ExpressionAttributeNames": {"#names": "names"},
        "ExpressionAttributeValues": {
            ":subject": {"S": subject},
            ":cut": {"N": str(packing.LONGEST_NAMES)},
            **{f":n{place}": {"S": name} for place, name in enumerate(names)},
        },
    }
    while True:
        page = call("dynamodb", "Query", **query)
        for item in page["Items"]:
            yield decode(item)
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def find(subject: str, sort: str) -> "Packet | None":
    """One packet by its key; None if it is not (or no longer) there."""
    answer = call(
        "dynamodb",
        "GetItem",
        TableName=settings().event_table,
        Key={"pk": {"S": subject}, "sk": {"S": sort}},
        ConsistentRead=True,
    )
    return decode(answer["Item"]) if "Item" in answer else None


def subjects(after: str | None = None) -> "Iterator[str]":
    """Every subject of the log, each once, by a scan of the whole table: for an operator's audit, never for a
    function. The order stays the same, so that it can be taken up `after` the last one.
    """
    scan: dict[str, Any] = {"TableName": settings().event_table, "ProjectionExpression": "pk"}
    last = after
    if after:
        scan["ExclusiveStartKey"] = {"pk": {"S": after}, "sk": {"S": AFTER_ALL}}
    while True:
        page = call("dynamodb", "Scan", **scan)
        for item in page["Items"]:
            if (subject := item["pk"]["S"]) != last:  # a subject's packets lie side by side
                last = subject
                yield subject
        if "LastEvaluatedKey" not in page:
            return
        scan["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def everything() -> "Iterator[tuple[tuple[str, str], int, Packet | formats.NewerFormat]]":
    """Every packet's key, when it arrived (ms), and the packet, by a scan of the whole table: for an operator's audit.
    In the place of one that only a newer release can read stands what it raised.
    """
    scan: dict[str, Any] = {"TableName": settings().event_table}
    while True:
        page = call("dynamodb", "Scan", **scan)
        for item in page["Items"]:
            try:
                packet: Packet | formats.NewerFormat = decode(item)
            except formats.NewerFormat as newer:
                packet = newer
            yield (item["pk"]["S"], item["sk"]["S"]), int(item["received_at"]["N"]), packet
        if "LastEvaluatedKey" not in page:
            return
        scan["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _plain(value: Any) -> Any:
    """A DynamoDB-typed value as a plain one. Lambda's records carry binary as base64 text, boto3's resources as their
    `Binary`."""
    if not isinstance(value, dict):
        return getattr(value, "value", value)
    ((kind, content),) = value.items()
    if kind == "B":
        return b64decode(content) if isinstance(content, str) else bytes(content)
    return content
