"""What somebody wrote in a reply, where the company keeps that: a row beside the person's own, which goes by itself.

Rules
1. A row is written once, and says when it goes; written again it is the same row, with the first moment.
2. It lies in the partition of whoever the mail was decided for, under the id of the event that tells of the reply.
3. The table removes it up to two days after its time: whoever reads takes it for gone at once.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mikomi import compact, keys
from mikomi.aws import state_items
from mikomi.aws.api import call
from mikomi.model.base import Millis
from mikomi.settings import settings

Place = tuple[str, str]
"""The person's id, and the event's."""


def note(place: Place, text: str, at: Millis, until: Millis) -> None:
    """What was written `at`, kept `until`."""
    pk, sk = _key(place)
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET said = if_not_exists(said, :said), expires_at = if_not_exists(expires_at, :until), "
        "#at = :at",
        ExpressionAttributeNames={"#at": "at"},
        ExpressionAttributeValues={
            ":said": {"B": compact.compacted(text.encode(), compact.MAIL)},
            ":until": {"N": str(until // 1000)},
            ":at": {"N": str(at)},
        },
    )


def read(places: Iterable[Place], now: Millis) -> Mapping[Place, str]:
    """Those that are still kept."""
    wanted = {_key(place): place for place in places}
    return {wanted[key]: text for key, item in state_items.read(wanted).items() if (text := _text(item, now))}


def find(place: Place, now: Millis) -> str:
    """The one of this place; "" if there is none, or if it is gone."""
    pk, sk = _key(place)
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=key, ConsistentRead=True)
    return _text(answer.get("Item", {}), now)


def _text(item: Mapping[str, Any], now: Millis) -> str:
    is_kept = "said" in item and int(item["expires_at"]["N"]) * 1000 > now
    return compact.text_of(bytes(item["said"]["B"])).decode() if is_kept else ""


def _key(place: Place) -> tuple[str, str]:
    person, event = place
    return keys.person_pk(person), keys.reply_sk(event)
