"""Bugs of ingestion and of the fold: counted twice, or not at all."""

from itertools import count
from typing import Any

from mikomi import keys, observe, packing
from mikomi.aws import api, log, people
from mikomi.core import decide
from mikomi.core.people import merging, recall
from mikomi.core.points import scoring
from mikomi.core.sales import feedback
from mikomi.settings import settings
from mikomi.shell.people import fold

from simulation.planted.patch import Patch, Quietly


def bare_message_id() -> list[Patch]:
    """Events are told apart by their messageId alone, whoever sent them (I4, I5)."""
    short = keys.short
    return [(decide, "keys", Quietly(keys, short=lambda *parts: short(parts[-1])))]


def no_duplicates_known() -> list[Patch]:
    """What a retry batched anew counts again: the person remembers nothing (I2, I5)."""
    meet = decide._meet

    def forgetful(turn: Any, event: Any, mark: str) -> None:
        meet(turn, event, mark)
        turn.change(heard=())

    return [(decide, "_meet", forgetful)]


def remembered_for_an_hour() -> list[Patch]:
    """An event's id is remembered for an hour, and what is older is folded once more (I5)."""
    return [(recall, "REMEMBERED", 3_600_000), (fold, "_refuse_stale", lambda *_args: None)]


def commit_without_version() -> list[Patch]:
    """A commit writes over whatever stands there (I5)."""

    def put(_version: int, item: Any) -> None:
        api.call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)

    return [(people, "_put_if_at", put)]


def ack_before_fold() -> list[Patch]:
    """A batch is answered as done whatever became of it (I5, I7)."""
    fold_batch = fold.fold_batch

    def silent(packets: Any) -> list[int]:
        fold_batch(packets)
        return []

    return [(fold, "fold_batch", silent)]


def packets_read_oldest_only() -> list[Patch]:
    """Of a subject's packets in a batch only the first is folded (I5)."""
    fold_packets = fold.fold_packets
    return [(fold, "fold_packets", lambda packets: fold_packets(packets[:1]))]


def packet_key_by_time() -> list[Patch]:
    """A packet's key is the moment of its arrival, so two of one millisecond are one (I1)."""
    from datetime import UTC, datetime

    def sort_of(moment: int, _ids: list[str], _proof: int = 1) -> str:
        return datetime.fromtimestamp(moment // 60_000 * 60, UTC).isoformat()

    return [(packing, "sort_of", sort_of)]


def answered_before_stored() -> list[Patch]:
    """A throttled put is answered as stored (I1)."""
    append = log.append

    def hopeful(packet: Any) -> bool:
        try:
            return append(packet)
        except Exception as error:
            observe.log("not_stored", error=type(error).__name__)
            return False

    return [(log, "append", hopeful)]


def packet_key_by_chance() -> list[Patch]:
    """A packet's key has a number of its own, so that a retry is another packet (I2)."""
    sort_of, made = packing.sort_of, count()

    def numbered(moment: int, ids: list[str], proof: int = 1) -> str:
        return sort_of(moment, [*ids, str(next(made))], proof)

    return [(packing, "sort_of", numbered)]


def packet_written_over() -> list[Patch]:
    """A packet that is there already is written once more, with another time of arrival (I4)."""
    append = log.append

    def over(packet: Any) -> bool:
        if append(packet):
            return True
        key = {"pk": {"S": packet.subject}, "sk": {"S": packet.sort}}
        api.call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().event_table,
            Key=key,
            UpdateExpression="SET received_at = :now",
            ExpressionAttributeValues={":now": {"N": str(packet.received_at)}},
        )
        return False

    return [(log, "append", over)]


def once_for_each_browser() -> list[Patch]:
    """A rule that counts once does so in each browser, and a merge leaves it at that (I6)."""
    return [(merging, "scoring", Quietly(scoring, count_once=lambda person, _rules: person))]


def answers_are_forgotten() -> list[Patch]:
    """A rep's answer that is pressed again after a day counts again (I5)."""
    return [(feedback, "_was_given", lambda *_args: False)]


BUGS = (
    answers_are_forgotten,
    packet_key_by_chance,
    packet_written_over,
    once_for_each_browser,
    bare_message_id,
    no_duplicates_known,
    remembered_for_an_hour,
    commit_without_version,
    ack_before_fold,
    packets_read_oldest_only,
    packet_key_by_time,
    answered_before_stored,
)
