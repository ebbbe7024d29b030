"""Bugs of a restore: of the dump of restored tables, and of its load."""

from typing import Any

from mikomi.aws import api, raw
from mikomi.model.dump import ITEM_KINDS
from mikomi.shell.dump import arrival, departure
from mikomi.shell.operator import suppression

from simulation.planted.patch import Patch

_put = raw.put


def rows_stay_behind() -> list[Patch]:
    """People and the log are taken, and the rows of their mails are not (I13, I49)."""
    kinds = tuple(kind for kind in ITEM_KINDS if kind != "rows")
    return [(departure, "ITEM_KINDS", kinds)]


def loaded_packets_look_like_new_ones() -> list[Patch]:
    """What is loaded into the log says nothing of that, and the stream's reader folds it again."""

    def put(kind: Any, item: Any) -> bool:
        if kind != "events":
            return _put(kind, item)
        api.call("dynamodb", "PutItem", TableName=raw._table(kind), Item=item)
        return True

    return [(raw, "put", put)]


def nobody_is_woken() -> list[Patch]:
    """What waits is put down still, and stays so: it stands in no index, and no timer is armed (I14)."""
    return [(raw, "wake", lambda _item, _arm_at: None)]


def nobody_folds_what_was_under_way() -> list[Patch]:
    """What the log holds and nobody had folded at the moment is left to the streams, which do not bring it (I5)."""
    return [(arrival, "_fold_late", lambda _folder, _dump: 0)]


def who_unsubscribed_since_is_written_to() -> list[Patch]:
    """The unsubscribes of the time since are brought over as a list alone, which stops nothing (I49)."""
    return [(suppression, "add", lambda *_: None)]


BUGS = (
    rows_stay_behind,
    loaded_packets_look_like_new_ones,
    nobody_is_woken,
    nobody_folds_what_was_under_way,
    who_unsubscribed_since_is_written_to,
)
