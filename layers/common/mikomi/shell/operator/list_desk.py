"""A list in the bucket is looked at; what somebody wants of it is done. Where nobody waits for a page.

Rules
1. A file is looked at when it comes, and brought in by order alone: of one whose bytes the order names.
2. How far it is stands in the report every two seconds, for whoever looks at the page.
3. What fails is raised: the notice comes again, and bringing in goes on where it was (`list_import`).
"""

import hashlib

from mikomi import clock
from mikomi.core.imports.headings import Headings
from mikomi.model.base import Json, Millis
from mikomi.settings import settings
from mikomi.shell.operator import list_file, list_import, list_orders
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.operator.list_import import ListPreview, ListWish
from mikomi.shell.operator.list_orders import ListOrder, State

EVERY: Millis = 2_000
MOST_REJECTED = 1_000
MOST_PROPOSED = 100
"""Lines that a report tells one by one; the others are counted."""


def noticed(key: str) -> None:
    """S3's word that this file came."""
    if key.startswith(list_orders.ASKED):
        if (order := list_orders.asked(key)) is not None:
            _do(order)
    elif not key.endswith("/"):
        _do(ListOrder(key))


def _do(order: ListOrder) -> None:
    begun = list_orders.report(order.list, order.id, done=True) if order.digest else None
    if begun and begun["state"] == "done":  # told once more: what came of it stands there
        return
    report = _Report(order)
    raw = list_orders.file(order.key)
    if raw is None:  # put there and taken away again
        report.tell("refused", why={"code": "list_gone", "params": {}})
        return
    digest = hashlib.sha256(raw).hexdigest()
    report.tell("writing" if order.digest else "looking", digest=digest)
    try:
        if order.digest and order.digest != digest:
            raise NotPossible("list_changed")
        heads, rows = list_file.rows(raw, order.columns)
        report.about |= _columns(heads)
        wish = ListWish(order.file, digest, order.consent, order.tags, order.scenario, order.by)
        looked = list_import.look(rows, wish, report.progress)
        counted = looked.counted()
        if order.digest:
            counted = list_import.carry_out(looked, wish, report.progress, settings().writers)
            if begun and looked.before and looked.before.counted:  # who began it died with the last row written
                counted = looked.before.counted
    except NotPossible as why:
        report.tell("refused", digest=digest, why={"code": why.code, "params": why.params})
        return
    report.tell("done" if order.digest else "looked", digest=digest, counted=counted, **_lines(looked))


class _Report:
    """What is told of it, from the first moment on. `about`: what is known of the file by now."""

    def __init__(self, order: ListOrder) -> None:
        self.order = order
        self.about: Json = {"columns": [], "left_out": []}
        self._told_at: Millis = 0

    def tell(self, state: State, **more: object) -> None:
        self._told_at = clock.now()
        self.about |= more
        list_orders.write_report(self.order, {"state": state, "at": self._told_at, **self.about})

    def progress(self, what: str, done: int, of: int) -> None:
        if clock.now() - self._told_at >= EVERY:
            self.tell("writing" if self.order.digest else "looking", what=what, done=done, of=of)


def _columns(heads: Headings) -> Json:
    return {"columns": list(dict.fromkeys(filter(None, heads.columns))), "left_out": list(heads.left_out)}


def _lines(looked: ListPreview) -> Json:
    new = {each.place for each in looked.taken if each.how == "new"}
    return {
        "rejected": [row._asdict() for row in looked.rejected[:MOST_REJECTED]],
        "rejected_all": len(looked.rejected),
        "proposals": [
            {
                "line": line,
                "lead": "" if other.id in new else other.id,
                "shown": list(other.shown) if other.id in new else [],
                "reasons": [list(reason) for reason in likeness.reasons],
            }
            for line, other, likeness in looked.proposals[:MOST_PROPOSED]
        ],
        "before": {"by": looked.before.by, "at": looked.before.begun_at, "ended": looked.before.ended_at is not None}
        if looked.before
        else None,
    }
