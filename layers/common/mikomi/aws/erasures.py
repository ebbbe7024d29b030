"""A row for each erasure: who is to be erased, until nobody looks after it any more; then only that somebody was.

Rules
1. The row's key is a keyed hash of the person's id. What it knows of the person (ids, browsers, addresses) goes with
   the last look.
2. It is due until then, so that whoever dies half way, and whatever comes late, is found by the next look.
3. Asked for again, it is another row with a moment of its own: what a browser was then, and whose it is now, are two
   things, and each row takes only what happened until its moment.
4. A subject that spoke of somebody erased, and was not known to be theirs, is noted in the erased person's partition
   for the later looks. Strangers can say so too: a look reads so many, and the rest go away by themselves.
"""

import json
from typing import Any, NamedTuple

from mikomi import keys, tokens
from mikomi.aws import people, secrets, state_items
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.aws.state_items import Item
from mikomi.model.base import Json, Millis
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.settings import settings

ERASURE = "erasure"
LATE = "late#"
LATE_KEPT, MOST_LATE = 91 * 86_400, 200
"""For how long (seconds) it is remembered that something came late, and how many of them one look reads."""


class KnownBy(NamedTuple):
    """What a person is known by: the lead's id; the ids of the visitors that became the lead; the subjects whose events
    are the person's alone, those that are others' too; addresses and user ids; the aliases of other systems' ids; the
    keys of the companies for which they may be noted."""

    person: str
    ids: tuple[str, ...]
    subjects: tuple[str, ...]
    shared: tuple[str, ...]
    addresses: tuple[str, ...]
    users: tuple[str, ...]
    external: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()


class Erasure(NamedTuple):
    """`looks` says how often somebody looked, `removed` how many things of each kind went; `erased_at` is the moment up
    to which everything goes."""

    pk: str
    erased_at: Millis
    by: str
    known: KnownBy | None
    looks: int
    removed: dict[str, int]
    due_at: Millis | None
    done_at: Millis | None

    @property
    def id(self) -> str:
        return self.pk.rpartition("#")[2]

    def reaches(self, event: Event) -> bool:
        """Whether the event happened until the erasure."""
        return event.at <= self.erased_at


def _pk_of(person: str, at: Millis) -> str:
    return keys.erasure_pk(tokens.keyed_hash(secrets.root(), f"erasure {person} {at}"))


def ask(known: KnownBy, by: str, now: Millis) -> Erasure:
    """Note that this person is to be erased, with everything that happened until now."""
    pk = _pk_of(known.person, now)
    item = {
        **_key(pk),
        "asked_at": {"N": str(now)},
        "by": {"S": by},
        "known": {"S": json.dumps(known._asdict(), ensure_ascii=False, separators=(",", ":"))},
        "looks": {"N": "0"},
        "removed": {"S": "{}"},
        "due_shard": {"S": keys.due_shard(pk)},
        "due_at": {"N": str(now)},
    }
    call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)
    return _erasure(item)


def note_late(person: str, subject: str, now: Millis) -> None:
    """Something that happened before this person's erasure came late, under this subject."""
    until = {"N": str(now // 1000 + LATE_KEPT)}
    item = {"pk": {"S": keys.person_pk(person)}, "sk": {"S": f"{LATE}{subject}"}, "expires_at": until}
    call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)


def late(person: str) -> list[str]:
    """The subjects under which something came late, `MOST_LATE` of them."""
    answer = call(
        "dynamodb",
        "Query",
        TableName=settings().state_table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :late)",
        ExpressionAttributeValues={":pk": {"S": keys.person_pk(person)}, ":late": {"S": LATE}},
        ConsistentRead=True,
        Limit=MOST_LATE,
    )
    return [item["sk"]["S"].removeprefix(LATE) for item in answer["Items"]]


def forget_late(person: str, subject: str) -> None:
    state_items.remove(keys.person_pk(person), f"{LATE}{subject}")


def empty(person: str, at: Millis) -> bool:
    """Leave nothing in this place but the moment of the erasure. False if that stands there already, or somebody who
    began anew since."""
    while True:
        item, there = _place_of(person)
        if isinstance(there, Person) and (there.erased_at or 0) >= at:
            return False
        version = int(item["version"]["N"]) if item else 0
        bare = people.encode(Person(id=person, version=version + 1, erased_at=at))
        if _is_done("PutItem", version, Item=bare):
            return True


def clear(person: str, at: Millis) -> None:
    """Nothing stands in this place any more, unless somebody began anew, or was erased again. What another release put
    beside the moment goes with it."""
    item, there = _place_of(person)
    if isinstance(there, Person) and there.erased_at == at and not there.members:
        _is_done("DeleteItem", there.version, Key={"pk": item["pk"], "sk": item["sk"]})


def _place_of(person: str) -> tuple[Item, Person | people.Alias | None]:
    place = (keys.person_pk(person), keys.PERSON)
    item = state_items.read([place]).get(place, {})
    return item, people.decode(item) if item else None


def _is_done(operation: str, version: int, **what: Item) -> bool:
    """Whether the place was still at this version (0: empty)."""
    asked: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    if version:
        asked = {
            "ConditionExpression": "#v = :v",
            "ExpressionAttributeNames": {"#v": "version"},
            "ExpressionAttributeValues": {":v": {"N": str(version)}},
        }
    try:
        call("dynamodb", operation, TableName=settings().state_table, **what, **asked)
    except ConditionFailed:
        return False
    return True


def take_alias(alias: str, person: str) -> bool:
    """The identifier belongs to nobody any more, if it was this person's."""
    try:
        call(
            "dynamodb",
            "DeleteItem",
            TableName=settings().state_table,
            Key={"pk": {"S": alias}, "sk": {"S": "alias"}},
            ConditionExpression="person = :person",
            ExpressionAttributeValues={":person": {"S": person}},
        )
    except ConditionFailed:
        return False
    return True


def read(pk: str) -> Erasure | None:
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(pk), ConsistentRead=True)
    return _erasure(answer["Item"]) if "Item" in answer else None


def move_on(seen: Erasure, removed: dict[str, int], due_at: Millis | None, looks: int, now: Millis) -> bool:
    """So many looks are done; without `due_at` it was the last, and nothing of the person is known here any more. False
    if somebody else was faster, or asked anew."""
    added = {kind: seen.removed.get(kind, 0) + removed.get(kind, 0) for kind in {*seen.removed, *removed}}
    values: dict[str, Json] = {
        ":looks": {"N": str(looks)},
        ":seen": {"N": str(seen.looks)},
        ":asked": {"N": str(seen.erased_at)},
        ":removed": {"S": json.dumps(dict(sorted(added.items())))},
    }
    if due_at is None:
        change = "SET looks = :looks, removed = :removed, done_at = :now REMOVE known, due_at, due_shard"
        values[":now"] = {"N": str(now)}
    else:
        change = "SET looks = :looks, removed = :removed, due_at = :due"
        values[":due"] = {"N": str(due_at)}
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(seen.pk),
            UpdateExpression=change,
            ConditionExpression="looks = :seen AND asked_at = :asked",
            ExpressionAttributeValues=values,
        )
    except ConditionFailed:
        return False
    return True


def _erasure(item: dict[str, Any]) -> Erasure:
    def number(name: str) -> int | None:
        return int(item[name]["N"]) if name in item else None

    return Erasure(
        pk=item["pk"]["S"],
        erased_at=int(item["asked_at"]["N"]),
        by=item["by"]["S"],
        known=_known(json.loads(item["known"]["S"])) if "known" in item else None,
        looks=number("looks") or 0,
        removed=json.loads(item["removed"]["S"]),
        due_at=number("due_at"),
        done_at=number("done_at"),
    )


def _known(plain: dict[str, Any]) -> KnownBy:
    person, *rest = (plain.get(name, ()) for name in KnownBy._fields)  # an older release knew fewer
    return KnownBy(person, *map(tuple, rest))


def _key(pk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": ERASURE}}
