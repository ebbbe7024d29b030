"""The people: one item each, committed whole by one conditional put.

Rules
1. `commit` is the transaction: the item is written only if it is still at the version that was read. Its stream
   record is the outbox.
2. A visitor that became known leaves an alias in its place: whoever asks for the visitor is led to the lead, in
   one more read.
3. An identifier (`email`, `user`) belongs to whom it was given first: `give_alias` never takes it away from somebody.
   `hand_over` does, from one who is named, and keeps the name.
4. Index attributes are sparse: only leads stand in the ranking and in the directory, only who waits in the due index.
5. Attributes that a newer release put beside ours stay through every put (`Person.beside`); a person of a newer format
   is not read at all (`model.formats`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from mikomi import compact, keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model import formats, stored_json
from mikomi.model.base import Millis
from mikomi.model.effects import Effect
from mikomi.model.person import Person
from mikomi.settings import settings

Item = dict[str, Any]
_OURS = frozenset((
    "pk", "sk", "format", "version", "state", "effects", "arm_at", "due_shard", "due_at", "rank_shard", "rank",
    "standing", "listing", "listing_shard", "changed_at",
))  # fmt: skip


class Conflict(Exception):
    """Somebody else committed this item first: read it again and decide anew."""


class Alias(NamedTuple):
    """What is left in a visitor's place: the lead that it turned out to be."""

    to: str


class Rank(NamedTuple):
    """Where a lead stands: the sort key of its decaying points, and the sum of its standing ones. `beside`: the key is
    on another scale than those that were there first (see `core.score.ranking`)."""

    key: float
    standing: float
    beside: bool = False


class DirectoryLine(NamedTuple):
    """What the directory has of a lead (`core.directory.lead_line`), and when that was written."""

    text: str
    at: Millis


def encode(
    person: Person,
    effects: Iterable[Effect] = (),
    rank: Rank | None = None,
    arm: bool = False,
    line: DirectoryLine | None = None,
) -> Item:
    """The item of a person, in DynamoDB's typed JSON. `arm_at` asks the stream's reader for a timer."""
    state = stored_json.written(replace(person, beside={}) if person.beside else person)
    item: Item = {
        **person.beside,
        "pk": {"S": keys.person_pk(person.id)},
        "sk": {"S": keys.PERSON},
        "format": {"N": str(formats.FORMATS["person"])},
        "version": {"N": str(person.version)},
        "state": {"B": compact.compacted(state, compact.PERSON)},
    }
    decided = tuple(effects)
    if decided:
        item["effects"] = {"S": stored_json.written(decided).decode()}
    wake_at = person.due_at
    if wake_at is not None and arm:
        item["arm_at"] = {"N": str(wake_at)}
    due = [moment for moment in (wake_at, person.check_at, person.due_to_newer) if moment is not None]
    if due:
        item["due_shard"] = {"S": keys.due_shard(person.id)}
        item["due_at"] = {"N": str(min(due))}
    if rank:
        item["rank_shard"] = {"S": keys.rank_shard(person.id, beside=rank.beside)}
        key, standing = _figures(rank)
        item |= {"rank": {"N": key}, "standing": {"N": standing}}
    if line:
        item |= {"listing": {"S": line.text}, "changed_at": {"N": str(line.at)}}
        item["listing_shard"] = {"S": keys.listing_shard(person.id)}
    return item


def decode(item: Mapping[str, Any]) -> Person | Alias:
    """A person or the alias in its place, from an item or a stream image (typed JSON). Raises NewerFormat."""
    if "alias_of" in item:
        return Alias(item["alias_of"]["S"])
    _check_format(item)
    person = stored_json.read(Person, compact.text_of(_binary(item["state"]["B"])))
    if item.keys() <= _OURS:
        return person
    return replace(person, beside={name: item[name] for name in item.keys() - _OURS})


def decided(image: Mapping[str, Any]) -> tuple[Effect, ...]:
    """The effects that the commit of this image decided. Raises NewerFormat."""
    _check_format(image)
    return stored_json.read(tuple[Effect, ...], image["effects"]["S"]) if "effects" in image else ()


def load(person: str) -> Person | None:
    """The person of this id, or the lead that it turned out to be; None if there is none."""
    place = _get(person)
    for _ in range(2):
        if isinstance(place, Alias):  # of a browser that was forgotten before its lead became part of another
            place = _get(place.to)
    return place if isinstance(place, Person) else None


def rank_of(person: str) -> Rank | None:
    """Where the person's item stands in the ranking, as it is stored."""
    item = _item(person) or {}
    if "rank" not in item:
        return None
    beside = item["rank_shard"]["S"] == keys.rank_shard(person, beside=True)
    return Rank(float(item["rank"]["N"]), float(item["standing"]["N"]), beside)


def line_of(person: str) -> str | None:
    """What the directory has of this person, as it is stored."""
    item = _item(person) or {}
    return item["listing"]["S"] if "listing" in item else None


def as_stored(rank: Rank | None) -> Rank | None:
    """The rank as it is read again once it was written."""
    if rank is None:
        return None
    key, standing = _figures(rank)
    return rank._replace(key=float(key), standing=float(standing))


def look(person: str) -> Person | Alias | None:
    """What stands in this person's place, aliases not followed."""
    return _get(person)


def load_many(people: Iterable[str]) -> dict[str, Person | Alias]:
    """What stands in each of these places (aliases not followed), by id; missing ones are missing."""
    found = _items((keys.person_pk(person), keys.PERSON) for person in people)
    return {keys.person_of(item["pk"]["S"]): decode(item) for item in found}


def load_homes(places: Iterable[str]) -> list[Person]:
    """Whoever is at home in these places, aliases followed; each once."""
    found = load_many(places)
    led = [what.to for what in found.values() if isinstance(what, Alias)]
    found |= load_many(place for place in led if place not in found)
    return [what for what in found.values() if isinstance(what, Person)]


def commit(
    person: Person,
    effects: Iterable[Effect] = (),
    rank: Rank | None = None,
    arm: bool = False,
    line: DirectoryLine | None = None,
) -> Person:
    """Write the person whole, if nobody else did since version `person.version` was read; answer it at its new
    version.

    Raises Conflict if somebody did.
    """
    before = person.version
    after = replace(person, version=before + 1)
    _put_if_at(before, encode(after, effects, rank, arm, line))
    return after


def put_alias(visitor: str, version: int, lead: str) -> None:
    """Put an alias in the visitor's place, if the visitor still is at this version. Raises Conflict if it moved on."""
    item = {
        "pk": {"S": keys.person_pk(visitor)},
        "sk": {"S": keys.PERSON},
        "version": {"N": str(version + 1)},
        "alias_of": {"S": lead},
    }
    _put_if_at(version, item)


def lead_on(place: str, former: str, lead: str, now: Millis) -> None:
    """Where an alias led to the former, it leads to this lead from now on. Nothing is done if it leads elsewhere, or
    somebody stands there."""
    item = {
        "pk": {"S": keys.person_pk(place)},
        "sk": {"S": keys.PERSON},
        "version": {"N": str(now)},
        "alias_of": {"S": lead},
    }
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item=item,
            ConditionExpression="alias_of = :former",
            ExpressionAttributeValues={":former": {"S": former}},
        )
    except ConditionFailed:
        return


def place_version(person: str) -> int:
    """At which version this place is, whatever stands there; 0 for an empty one."""
    item = _item(person)
    return int(item["version"]["N"]) if item else 0


def _put_if_at(version: int, item: Item) -> None:
    if version:
        # lost answers: the same commit, applied already, fails this condition; the caller reads again and finds its
        # work done
        condition: dict[str, Any] = {
            "ConditionExpression": "#v = :v",
            "ExpressionAttributeNames": {"#v": "version"},
            "ExpressionAttributeValues": {":v": {"N": str(version)}},
        }
    else:
        condition = {"ConditionExpression": "attribute_not_exists(pk)"}
    try:
        call("dynamodb", "PutItem", TableName=settings().state_table, Item=item, **condition)
    except ConditionFailed:
        raise Conflict(item["pk"]["S"]) from None


def find_alias(alias: str) -> str | None:
    """The person to whom this identifier (`keys.email_alias`, `keys.user_alias`) belongs."""
    answer = call(
        "dynamodb",
        "GetItem",
        TableName=settings().state_table,
        Key={"pk": {"S": alias}, "sk": {"S": "alias"}},
        ConsistentRead=True,
    )
    return answer["Item"]["person"]["S"] if "Item" in answer else None


def find_aliases(aliases: Iterable[str]) -> dict[str, str]:
    """The people to whom these identifiers belong, by identifier; those that are nobody's are missing."""
    return {item["pk"]["S"]: item["person"]["S"] for item in _items((alias, "alias") for alias in aliases)}


def give_alias(alias: str, person: str, now: Millis) -> str:
    """Give the identifier to the person unless it belongs to somebody; answer to whom it belongs."""
    item = {"pk": {"S": alias}, "sk": {"S": "alias"}, "person": {"S": person}, "at": {"N": str(now)}}
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item=item,
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ConditionFailed:
        return find_alias(alias) or person
    return person


def _figures(rank: Rank) -> tuple[str, str]:
    """Key and standing points, as they are written."""
    return f"{rank.key:.9f}", f"{rank.standing:g}"


def hand_over(alias: str, holder: str, heir: str, now: Millis) -> None:
    """The identifier of this holder is the heir's from now on. Nothing is done if it is another's already."""
    item = {"person": {"S": heir}, "at": {"N": str(now)}}
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item={"pk": {"S": alias}, "sk": {"S": "alias"}, **item},
            ConditionExpression="person = :holder",
            ExpressionAttributeValues={":holder": {"S": holder}},
        )
    except ConditionFailed:
        return


def _get(person: str) -> Person | Alias | None:
    item = _item(person)
    return decode(item) if item else None


def _item(person: str) -> Item | None:
    answer = call(
        "dynamodb",
        "GetItem",
        TableName=settings().state_table,
        Key={"pk": {"S": keys.person_pk(person)}, "sk": {"S": keys.PERSON}},
        ConsistentRead=True,
    )
    return answer.get("Item")


def _items(places: Iterable[tuple[str, str]]) -> Iterator[Item]:
    """The items under these keys, a hundred a call, in any order."""
    table = settings().state_table
    wanted = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in dict.fromkeys(places)]
    while wanted:
        request = {table: {"Keys": wanted[:100], "ConsistentRead": True}}
        answer = call("dynamodb", "BatchGetItem", RequestItems=request)
        yield from answer["Responses"].get(table, [])
        wanted = wanted[100:] + answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])


def _check_format(item: Mapping[str, Any]) -> None:
    if "format" in item:
        formats.check("person", item["format"]["N"])


def _binary(value: Any) -> bytes:
    """Bytes from an answer as they are; a stream record carries them as base64."""
    if isinstance(value, str):
        from base64 import b64decode

        return b64decode(value)
    return bytes(value)
