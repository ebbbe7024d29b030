"""The addresses to which no marketing mail may go: the list of them, and what lets mail go there again by hand.

Rules
1. A row of `aws.addresses` stands in the due index for as long as mail is stopped, under shards of its own, sorted by
   since when. The index tells where the rows are, the rows what they say: one that was lifted meanwhile is left out.
2. What an older release stopped stands in no index. Such a row is entered when a mail meets it, or by `gather`.
3. Addresses that are left in peace because mails to them kept coming back (`aws.soft_bounces`) stand there too, under a
   reason that no row of a suppression has. What lifts a suppression shows again that they are.
4. What is let go by hand says by whom and why. An unsubscription that stood below a bounce or a complaint stands again.
5. Who left a topic, or asked for a pause, stands in no list: they get other mail, or will. Who names the address sees
   it (`wishes`), and lets it go by hand in the same row.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mikomi import keys, tokens
from mikomi.aws import addresses, row_wishes, secrets, state_items
from mikomi.aws.addresses import ADDRESS, OF_SUPPRESSION, Hand
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.aws.row_wishes import WishForLess
from mikomi.aws.state_items import Item
from mikomi.model.base import Millis
from mikomi.settings import settings

SOFT_BOUNCES = "soft_bounces"
"""The reason of those that are left in peace."""
Place = tuple[Millis, str]
"""Since when, and the key of a row: where in its shard of the index it stands."""


class Suppression(NamedTuple):
    """`reason` is one of `addresses.STRENGTH`; `address` is None of an erased person, and of a row that an older
    release wrote. `by` and `because` where somebody of the company did it."""

    key: str
    reason: str
    at: Millis
    address: str | None = None
    by: str = ""
    because: str = ""
    unsubscribed_at: Millis | None = None

    @property
    def stopped_by(self) -> str:
        """By what mail was stopped, as `core.people.rights.LIFTS` calls it."""
        return "by_hand" if self.by and self.reason == "unsubscribed" else self.reason


class Released(NamedTuple):
    """What was let go by hand last; of a topic, which."""

    at: Millis
    reason: str
    by: str
    because: str
    shows: str
    topic: str | None = None


def read(address: str) -> Suppression | None:
    """What stops mail to this address; None if nothing does."""
    return _suppression(_row(address))


def standing(address: str) -> Suppression | None:
    """The same, or that it is left in peace, as the list has it."""
    return _listed(_row(address))


def erased(of: Iterable[str]) -> set[str]:
    """Those of these addresses whose holder was erased: nobody may write there again, and no list brings them back."""
    root = secrets.root()
    places = {(keys.address_pk(tokens.keyed_hash(root, keys.same_address(each))), ADDRESS): each for each in of}
    rows = state_items.read(places)
    return {places[place] for place, row in rows.items() if row.get("suppressed", {}).get("S") == "erasure"}


def released(address: str) -> Released | None:
    """What was let go there by hand last."""
    row = _row(address)
    if "released_at" not in row:
        return None
    said = [row[f"released_{name}"]["S"] if f"released_{name}" in row else "" for name in _OF_RELEASE]
    return Released(int(row["released_at"]["N"]), *said)


def wishes(address: str, now: Millis, besides: Mapping[str | None, Millis] | None = None) -> list[WishForLess]:
    """What its holder wants less of now, the latest first (`row_wishes.standing`)."""
    return row_wishes.standing(_row(address), now, besides)


def put_back(address: str, wish: WishForLess, hand: Hand, shows: str, at: Millis) -> bool:
    """Let mail of this topic go there again, or end this pause. False if the row says something else by now: all mail
    is stopped, the holder wished it again, or somebody lifted it."""
    said = {
        "at": {"N": str(at)},
        "reason": {"S": wish.stopped_by},
        "by": {"S": hand.by},
        "because": {"S": hand.because},
    }
    said |= {"shows": {"S": shows}} | ({"topic": {"S": wish.topic}} if wish.topic is not None else {})
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(key_of(address)),
            UpdateExpression="SET #back = :at, put_back = :said",
            ConditionExpression="(attribute_not_exists(#wish) OR #wish <= :seen)"
            " AND (attribute_not_exists(#back) OR #back <= :seen) AND attribute_not_exists(suppressed)",
            ExpressionAttributeNames={
                "#back": row_wishes.back(wish.topic),
                "#wish": row_wishes.attribute(wish.topic),
            },
            ExpressionAttributeValues={
                ":at": {"N": str(at)},
                ":seen": {"N": str(wish.at)},
                ":said": {"M": said},
            },
        )
    except ConditionFailed:
        return False
    return True


def was_put_back(address: str) -> Released | None:
    """Which wish was lifted there by hand last."""
    said = _row(address).get("put_back", {}).get("M")
    if said is None:
        return None
    reason, by, because, shows = (said[name]["S"] for name in _OF_RELEASE)
    topic = said["topic"]["S"] if "topic" in said else None
    return Released(int(said["at"]["N"]), reason, by, because, shows, topic)


def listed(limit: int, after: Mapping[str, Place]) -> tuple[list[Suppression], dict[str, Place] | None]:
    """The latest behind these places (one a shard), and the places behind which there are more; None at the end."""
    found: list[tuple[Millis, str, str]] = []
    is_more = False
    for shard in keys.suppression_shards():
        answer = call("dynamodb", "Query", **_query(shard, limit + 1, after.get(shard)))
        found += [(int(item["due_at"]["N"]), item["pk"]["S"], shard) for item in answer["Items"]]
        is_more = is_more or "LastEvaluatedKey" in answer
    found.sort(key=lambda place: -place[0])  # stable: of one moment each shard keeps the index's own order
    page = found[:limit]
    rows = state_items.read((pk, ADDRESS) for _, pk, _ in page)
    told = [each for _, pk, _ in page if (each := _listed(rows.get((pk, ADDRESS), {}))) is not None]
    if len(found) <= limit and not is_more:
        return told, None
    return told, {**after, **{shard: (at, pk) for at, pk, shard in page}}


def release(
    address: str, seen: Suppression, hand: Hand, shows: str, unsubscribed_at: Millis | None, at: Millis
) -> bool:
    """Let mail go there again. False if what stops it has changed since it was `seen`."""
    if unsubscribed_at is None:
        becomes, values = f"REMOVE {', '.join(OF_SUPPRESSION)}", {}
    else:
        kept = "suppressed = :left, suppressed_at = :since, unsubscribed_at = :since, strength = :weak, due_at = :since"
        becomes = f", {kept} REMOVE added_by, added_because"
        values = {
            ":left": {"S": "unsubscribed"},
            ":since": {"N": str(unsubscribed_at)},
            ":weak": {"N": str(addresses.STRENGTH["unsubscribed"])},
        }
    lifts = ", lifted_at = :at" if seen.reason == "unsubscribed" else ""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(seen.key),
            UpdateExpression="SET released_at = :at, released_reason = :stopped, released_by = :by,"
            f" released_because = :because, released_shows = :shows{lifts} {becomes}",
            ConditionExpression="suppressed = :reason AND suppressed_at = :seen",
            ExpressionAttributeValues={
                ":at": {"N": str(at)},
                ":stopped": {"S": seen.stopped_by},
                ":by": {"S": hand.by},
                ":because": {"S": hand.because},
                ":shows": {"S": shows},
                ":reason": {"S": seen.reason},
                ":seen": {"N": str(seen.at)},
                **values,
            },
        )
    except ConditionFailed:
        return False
    addresses.enter_again(address)
    return True


def gather(names: Mapping[str, str]) -> Iterator[bool]:
    """Enter what older releases stopped, by a scan of the whole table: for an operator, never for a function. `names`
    are addresses by their rows' keys. Answers for each whether its address is known."""
    scan: dict[str, Any] = {
        "TableName": settings().state_table,
        "FilterExpression": "sk = :address AND (attribute_exists(suppressed) OR attribute_exists(suspended_at))"
        " AND (attribute_not_exists(due_shard) OR attribute_not_exists(address))",
        "ExpressionAttributeValues": {":address": {"S": ADDRESS}},
    }
    while True:
        page = call("dynamodb", "Scan", **scan)
        for row in page["Items"]:
            address = names.get(row["pk"]["S"])
            if "suppressed" not in row:
                if address:
                    addresses.enter_again(address)
                    yield True
                continue
            if (address or "due_shard" not in row) and addresses.enter(address, row):
                yield bool(address)
        if "LastEvaluatedKey" not in page:
            return
        scan["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def key_of(address: str) -> str:
    """The key of the row of this address."""
    return keys.address_pk(addresses.hashed(address))


_OF_RELEASE = ("reason", "by", "because", "shows")


def _query(shard: str, limit: int, after: Place | None) -> dict[str, Any]:
    query: dict[str, Any] = {
        "TableName": settings().state_table,
        "IndexName": "due",
        "KeyConditionExpression": "due_shard = :shard",
        "ExpressionAttributeValues": {":shard": {"S": shard}},
        "ScanIndexForward": False,
        "Limit": limit,
    }
    if after:
        query["ExclusiveStartKey"] = {"due_shard": {"S": shard}, "due_at": {"N": str(after[0])}, **_key(after[1])}
    return query


def _row(address: str) -> Item:
    key = _key(key_of(address))
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=key, ConsistentRead=True)
    row: Item = answer.get("Item", {})
    return row


def _suppression(row: Item) -> Suppression | None:
    if "suppressed" not in row:
        return None
    texts = {name: row[held]["S"] for name, held in _TEXTS.items() if held in row}
    since = int(row["unsubscribed_at"]["N"]) if "unsubscribed_at" in row else None
    return Suppression(row["pk"]["S"], at=int(row["suppressed_at"]["N"]), unsubscribed_at=since, **texts)


def _listed(row: Item) -> Suppression | None:
    if "suppressed" in row or "suspended_at" not in row:
        return _suppression(row)
    address = row["address"]["S"] if "address" in row else None
    return Suppression(row["pk"]["S"], SOFT_BOUNCES, at=int(row["suspended_at"]["N"]), address=address)


_TEXTS = {"reason": "suppressed", "address": "address", "by": "added_by", "because": "added_because"}


def _key(pk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": ADDRESS}}
