"""A row for each mail that SES took, under the id that SES gave it: whose mail it was, so that a reply finds it.

Rules
1. The row says nothing of anybody but by keys: the mail's row, and the keyed hash of the mailbox that it went to.
2. Written again it is the same row. Which replies were noted stands in a row beside, which nothing overwrites.
3. A reply is noted under its mark at its first moment, and found there ever after: however often it comes, and by
   whatever way, it is the reply of that moment. Of one mail so many are noted, and no more.
4. Both go away by themselves; who answers a mail of half a year ago is not known by it any more.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mikomi import keys, mail_address, tokens
from mikomi.aws import secrets, state_items
from mikomi.aws.api import call
from mikomi.aws.ledger import Key
from mikomi.aws.state_items import Item
from mikomi.model.base import Millis
from mikomi.settings import settings

KEPT = 180 * 86_400
"""Seconds."""
MOST = 20
"""Replies that are noted of one mail."""
_BATCH, _TRIES = 25, 4
_THREAD, _REPLIES, _MARK = "thread", "replies", "reply#"


class TooBusy(Exception):
    """The table takes no more of them for now."""


class MailThread(NamedTuple):
    """A mail by SES's id: its row in the ledger, whose mailbox it went to (hashed), and the replies noted so far."""

    ses_id: str
    key: Key
    mailbox: str
    noted: Mapping[str, Millis]

    @property
    def is_full(self) -> bool:
        return len(self.noted) >= MOST


def hashed(address: str) -> str:
    """Two addresses of one mailbox are one: who was written to at `taro+news@` may answer as `taro@`."""
    return tokens.keyed_hash(secrets.root(), f"mailbox {mail_address.mailbox(address)}")


def note(sent: Iterable[tuple[str, Key, str]], now: Millis) -> None:
    """Write the rows of these mails: SES's id, the mail's row, the address that it went to. TooBusy."""
    until = str(now // 1000 + KEPT)
    puts: list[dict[str, Any]] = [
        {
            "PutRequest": {
                "Item": {
                    **_place(ses_id, _THREAD),
                    "owner": {"S": key.pk},
                    "row": {"S": key.sk},
                    "mailbox": {"S": hashed(address)},
                    "expires_at": {"N": until},
                }
            }
        }
        for ses_id, (key, address) in {ses_id: (key, address) for ses_id, key, address in sent}.items()
    ]
    table, rounds = settings().state_table, len(puts) // _BATCH + 1 + _TRIES
    while puts and rounds:
        answer = call("dynamodb", "BatchWriteItem", RequestItems={table: puts[:_BATCH]})
        puts = puts[_BATCH:] + answer.get("UnprocessedItems", {}).get(table, [])
        rounds -= 1
    if puts:
        raise TooBusy(f"{len(puts)} of them")


def find(ses_ids: Iterable[str]) -> list[MailThread]:
    """Those of these mails that are ours, in this order."""
    wanted = list(ses_ids)
    items = state_items.read((keys.thread_pk(each), sk) for each in wanted for sk in (_THREAD, _REPLIES))
    return [
        _thread(each, item, items.get((keys.thread_pk(each), _REPLIES), {}))
        for each in wanted
        if (item := items.get((keys.thread_pk(each), _THREAD)))
    ]


def note_reply(thread: MailThread, mark: str, at: Millis, now: Millis) -> Millis:
    """When the reply of this mark was noted first, which may be now."""
    if mark in thread.noted:
        return thread.noted[mark]
    answer = call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=_place(thread.ses_id, _REPLIES),
        UpdateExpression="SET #mark = if_not_exists(#mark, :at), expires_at = :until",
        ExpressionAttributeNames={"#mark": _MARK + mark},
        ExpressionAttributeValues={":at": {"N": str(at)}, ":until": {"N": str(now // 1000 + 2 * KEPT)}},
        ReturnValues="ALL_NEW",
    )
    return int(answer["Attributes"][_MARK + mark]["N"])


def remove(ses_id: str) -> None:
    """Nobody knows any more whose mail this was, nor what was replied to it."""
    for sk in (_THREAD, _REPLIES):
        call("dynamodb", "DeleteItem", TableName=settings().state_table, Key=_place(ses_id, sk))


def _thread(ses_id: str, item: Item, beside: Item) -> MailThread:
    noted = {name.removeprefix(_MARK): int(at["N"]) for name, at in beside.items() if name.startswith(_MARK)}
    return MailThread(ses_id, Key(item["owner"]["S"], item["row"]["S"]), item["mailbox"]["S"], noted)


def _place(ses_id: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.thread_pk(ses_id)}, "sk": {"S": sk}}
