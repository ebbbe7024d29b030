"""One row for each address: whether it may be written to, and the mails that went to it lately.

Rules
1. Suppression and mail limit stand on one row, so that one conditional update decides both: no mail slips in between.
2. Suppression only grows. A new opt-in, later than the unsubscription, lifts that one reason; never a bounce, a
   complaint, an erasure. It ends what is wanted less (topics that were left, a pause) too.
3. A mail is admitted under its id and counts once, at its latest admission: one that SES could not take at first counts
   from when it leaves.
4. Marketing mails are counted apart from others. The others are limited because anybody could have asked for them: who
   types an address into a form need not be its holder, and must not be able to fill its mailbox.
5. The row's key is a keyed hash. While mail is stopped the row bears the address beside it, so that a list can be
   shown (`aws.suppressions`); an erasure takes it out, and nothing puts it in again.
6. What somebody of the company let go again (`released_at`) no older word stops anew.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from mikomi import keys, tokens
from mikomi.aws import row_wishes, secrets, state_items
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.aws.state_items import Item
from mikomi.model.base import Millis
from mikomi.model.limit import Limit
from mikomi.settings import settings

STRENGTH = {"unsubscribed": 1, "bounce": 2, "complaint": 3, "erasure": 4}
"""Reasons of suppression. Marketing mail is stopped by each of them, any other mail by those above `unsubscribed`."""

ADDRESS = "address"
"""The sort key of every row of an address."""

OF_SUPPRESSION = (
    "suppressed", "suppressed_at", "strength", "unsubscribed_at", "due_shard", "due_at", "address", "added_by",
    "added_because",
)  # fmt: skip
"""What a row says because mail is stopped, and no longer than that."""

_TRIES = 8


class Admission(NamedTuple):
    """`ok`, `suppressed` (`reason` says why), `unwanted` (`reason`: the topic was left, a pause asked for, or mails
    came back again and again), or `limited` until a moment."""

    verdict: Literal["ok", "suppressed", "unwanted", "limited"]
    reason: str | None = None
    until: Millis | None = None


class Hand(NamedTuple):
    """Who of the company did something to an address, and why."""

    by: str
    because: str


class Contended(Exception):
    """Others keep changing this address's row: try again later."""


def suppress(address: str, reason: str, at: Millis, hand: Hand | None = None) -> bool:
    """No marketing mail to this address from now on; `reason` is one of `STRENGTH`, `hand` who says so by hand. What is
    said again later holds from then on; by hand nothing takes the place of what the person said. False if what stands
    there already is stronger or later.

    An unsubscription that is older than an opt-in that lifted it (a replay) changes nothing.
    """
    key = _key(address)
    sets, removes = ["suppressed = :reason", "suppressed_at = :at", "strength = :strength"], []
    values = {
        ":reason": {"S": reason},
        ":at": {"N": str(at)},
        ":strength": {"N": str(STRENGTH[reason])},
        ":shard": {"S": keys.suppression_shard(key["pk"]["S"])},
    }
    unlifted = ""
    if reason == "erasure":
        removes += ["address"]
    else:
        sets += ["address = :address"]
        values[":address"] = {"S": keys.same_address(address)}
        unlifted = " AND (attribute_not_exists(released_at) OR released_at < :at)"
    if reason == "unsubscribed":
        sets += ["unsubscribed_at = :at"]
        unlifted += " AND (attribute_not_exists(lifted_at) OR lifted_at < :at)"
    if hand:
        sets += ["added_by = :by", "added_because = :because"]
        values |= {":by": {"S": hand.by}, ":because": {"S": hand.because}}
    else:
        removes += ["added_by", "added_because"]
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=key,
            UpdateExpression=f"SET {', '.join(sets)}, due_shard = :shard, due_at = :at"
            + (f" REMOVE {', '.join(removes)}" if removes else ""),
            ConditionExpression="(attribute_not_exists(strength) OR strength < :strength"
            + ("" if hand else " OR (strength = :strength AND suppressed_at < :at)")
            + f"){unlifted}",
            ExpressionAttributeValues=values,
        )
    except ConditionFailed:
        return False
    return True


def lift(address: str, at: Millis) -> bool:
    """A new opt-in, recorded at `at`: lifts an older unsubscription. False if there was nothing that it may lift."""
    try:
        lifted = call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(address),
            UpdateExpression=f"SET lifted_at = :at REMOVE {', '.join(OF_SUPPRESSION)}",
            ConditionExpression="suppressed = :unsubscribed AND suppressed_at < :at",
            ExpressionAttributeValues={":at": {"N": str(at)}, ":unsubscribed": {"S": "unsubscribed"}},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            ReturnValues="ALL_NEW",
        )
    except ConditionFailed as failed:
        return _lift_wishes(address, at, failed.item or {})
    if "suspended_at" in lifted["Attributes"]:
        enter_again(address)
    return True


def enter_again(address: str) -> None:
    """Where nothing stops mail any more but that it kept coming back, the list says that instead."""
    row = _read(address)
    if "suspended_at" not in row or "suppressed" in row:
        return
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(address),
            UpdateExpression="SET due_shard = :shard, due_at = :at, address = :address",
            ConditionExpression="suspended_at = :at AND attribute_not_exists(suppressed)",
            ExpressionAttributeValues={
                ":shard": {"S": keys.suppression_shard(row["pk"]["S"])},
                ":at": row["suspended_at"],
                ":address": {"S": keys.same_address(address)},
            },
        )
    except ConditionFailed:
        return


def _lift_wishes(address: str, at: Millis, row: Item) -> bool:
    """The same for topics that were left and a pause: they hold from `lifted_at` on, if they are later."""
    if "suppressed" in row or not row_wishes.ever(row):
        return False
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(address),
            UpdateExpression="SET lifted_at = :at",
            ConditionExpression="attribute_not_exists(suppressed)"
            " AND (attribute_not_exists(lifted_at) OR lifted_at < :at)",
            ExpressionAttributeValues={":at": {"N": str(at)}},
        )
    except ConditionFailed:
        return False
    return True


def enter(address: str | None, row: Item) -> bool:
    """A row of before there was a list of them is entered there; with its address, where somebody who is written to
    shows which it is. False if it was changed meanwhile."""
    is_named = address is not None and row["suppressed"]["S"] != "erasure"
    pk = row["pk"]["S"]
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_place(pk),
            UpdateExpression="SET due_shard = :shard, due_at = :at" + (", address = :address" if is_named else ""),
            ConditionExpression="suppressed = :reason AND suppressed_at = :at",
            ExpressionAttributeValues={
                ":shard": {"S": keys.suppression_shard(pk)},
                ":at": row["suppressed_at"],
                ":reason": row["suppressed"],
                **({":address": {"S": keys.same_address(address)}} if is_named and address else {}),
            },
        )
    except ConditionFailed:
        return False
    return True


def want_less(address: str, topic: str | None, at: Millis) -> None:
    """No mail of this topic any more, or (None) none at all for `PAUSE`."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(address),
            # a new revision, so that no mail is admitted by what stood there before
            UpdateExpression="SET #wish = :at, revision = if_not_exists(revision, :none) + :one",
            ConditionExpression="attribute_not_exists(#wish) OR #wish < :at",
            ExpressionAttributeNames={"#wish": row_wishes.attribute(topic)},
            ExpressionAttributeValues={":at": {"N": str(at)}, ":none": {"N": "0"}, ":one": {"N": "1"}},
        )
    except ConditionFailed:
        return


def is_suppressed(address: str) -> str | None:
    """Why no marketing mail may go to this address; None if it may."""
    return _text(_read(address), "suppressed")


def suppressed_among(written: Sequence[str]) -> set[str]:
    """Those of these addresses to which no marketing mail may go."""
    places = {address: place_of(address) for address in written}
    found = state_items.read(places.values())
    return {address for address, place in places.items() if place in found and _is_closed(found[place])}


def place_of(address: str) -> state_items.Place:
    """Where the row of this address is."""
    return keys.address_pk(hashed(address)), ADDRESS


def was_written_to(address: str) -> bool:
    """Whether a mail was admitted to this address before, or a first one granted."""
    return not _read(address).keys().isdisjoint(("revision", "first_mail_at"))


def note_first_mail(address: str, now: Millis) -> None:
    """Keep that this address had its first mail: mail without a limit leaves nothing else in its row."""
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=_key(address),
        UpdateExpression="SET first_mail_at = if_not_exists(first_mail_at, :now)",
        ExpressionAttributeValues={":now": {"N": str(now)}},
    )


def admit(
    address: str, mail: str, now: Millis, limit: Limit | None, *, marketing: bool = True, topic: str | None = None
) -> Admission:
    """Whether this mail (of this topic) may go to this address now; an admitted mail counts against the limit of its
    kind (None: there is none).

    Raises Contended if the row never stood still.
    """
    # Most mails go to an address that had none lately. So the first try takes it that there is no row, and asks nobody:
    # where there is one, the refused write brings it along.
    row: Item = _read(address) if limit is None else {}
    for _ in range(_TRIES):
        reason = _text(row, "suppressed")
        if reason and (marketing or STRENGTH[reason] > STRENGTH["unsubscribed"]):
            if "due_shard" not in row or ("address" not in row and reason != "erasure"):
                enter(address, row)
            return Admission("suppressed", reason=reason)
        if marketing and (unwanted := row_wishes.against(row, topic, now)):
            return Admission("unwanted", reason=unwanted)
        if limit is None:
            return Admission("ok")
        admitted = {each: int(at["N"]) for each, at in row.get(limit.counter, {}).get("M", {}).items()}
        if admitted.get(mail) == now:
            return Admission("ok")  # written by this very call, whose answer was lost
        recent = {each: at for each, at in admitted.items() if at > now - limit.per and each != mail}
        if len(recent) >= limit.mails:
            return Admission("limited", until=sorted(recent.values())[-limit.mails] + limit.per)
        found = _write_claims(address, limit.counter, {**recent, mail: now}, row)
        if found is None:
            return Admission("ok")
        row = found
    raise Contended("an address's row is contended")


def _write_claims(address: str, counter: str, claims: dict[str, Millis], seen: Item) -> Item | None:
    """Put the claims in place of those that were seen; the row as it stands, if it has changed or was suppressed
    meanwhile."""
    revision = int(seen["revision"]["N"]) if "revision" in seen else 0
    nobody_wrote = "revision = :seen" if revision else "attribute_not_exists(revision)"
    as_it_was = "suppressed = :suppressed" if "suppressed" in seen else "attribute_not_exists(suppressed)"
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(address),
            UpdateExpression=f"SET {counter} = :claims, revision = :next",
            ConditionExpression=f"{nobody_wrote} AND {as_it_was}",
            ExpressionAttributeValues={
                ":claims": {"M": {mail: {"N": str(at)} for mail, at in claims.items()}},
                ":next": {"N": str(revision + 1)},
                **({":seen": {"N": str(revision)}} if revision else {}),
                **({":suppressed": seen["suppressed"]} if "suppressed" in seen else {}),
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ConditionFailed as failed:
        return failed.item
    return None


def _is_closed(row: Item) -> bool:
    return "suppressed" in row or "suspended_at" in row


def _read(address: str) -> Item:
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(address), ConsistentRead=True)
    row: Item = answer.get("Item", {})
    return row


def _text(row: Item, name: str) -> str | None:
    return row[name]["S"] if name in row else None


def _key(address: str) -> dict[str, dict[str, str]]:
    return _place(keys.address_pk(hashed(address)))


def hashed(address: str) -> str:
    return tokens.keyed_hash(secrets.root(), keys.same_address(address))


def _place(pk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": ADDRESS}}
