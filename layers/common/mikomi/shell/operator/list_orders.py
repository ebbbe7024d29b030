"""Lists in the workspace's bucket: the files, what somebody wants of one, and what came of it.

imports/…                         a file: whoever puts one there has it looked at
imports/asked/<list>/<order>.json  what somebody wants of it: a look with these words, or that it is brought in
reports/imports/<list>/<order>.json  what came of the look; <order>.done.json: … of bringing it in

Rules
1. The names follow from the file's and from what is wanted, so what is asked twice, or told twice, is one.
2. What came of a look names no lead by more than its id: who is erased meanwhile is in no page that is made of it.
3. All of it goes by itself within days (the bucket's lifecycle): the files are full of people.
"""

import json
from typing import Any, Literal, NamedTuple

from mikomi import keys
from mikomi.aws import uploads
from mikomi.model.base import Json

FOLDER = "imports/"
ASKED = f"{FOLDER}asked/"
REPORTS = "reports/imports/"
State = Literal["looking", "looked", "writing", "done", "refused"]


class ListOrder(NamedTuple):
    """`digest`: bring in the file with exactly these bytes; empty: look at it."""

    key: str
    consent: str | None = None
    tags: tuple[str, ...] = ()
    scenario: str = ""
    columns: tuple[str, ...] = ()
    by: str = "S3"
    digest: str = ""

    @property
    def file(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def list(self) -> str:
        return list_id(self.key)

    @property
    def id(self) -> str:
        """The same for a look and for what it showed being done."""
        return keys.digest("order", self.consent or "", self.scenario, *self.tags, "", *self.columns)


def list_id(key: str) -> str:
    return keys.digest("list", key)


def plain_id(key: str) -> str:
    """Of the look that nobody has asked for: a file came."""
    return ListOrder(key).id


def file(key: str) -> bytes | None:
    return uploads.read_report(key)


def ask(order: ListOrder) -> None:
    """Have it done: what is written here wakes who does it."""
    done = ".done" if order.digest else ""
    body = json.dumps(order._asdict(), ensure_ascii=False, sort_keys=True).encode()
    uploads.write(f"{ASKED}{order.list}/{order.id}{done}.json", body)


def asked(key: str) -> ListOrder | None:
    """What is wanted, as it stands there."""
    body = uploads.read_report(key)
    if body is None:
        return None
    said: dict[str, Any] = json.loads(body)
    lists = {name: tuple(said[name]) for name in ("tags", "columns")}
    return ListOrder(**{name: said[name] for name in ListOrder._fields if name in said} | lists)


def report(list: str, order: str, *, done: bool = False) -> Json | None:
    body = uploads.read_report(_place(list, order, done))
    read: Json | None = json.loads(body) if body else None
    return read


def write_report(order: ListOrder, said: Json) -> None:
    place = _place(order.list, order.id, bool(order.digest))
    body = json.dumps({**said, "order": order._asdict()}, ensure_ascii=False).encode()
    uploads.write_report(place, body, "application/json")


def reported() -> dict[str, tuple[str, bool]]:
    """The lists of which there is a report: the order of one, and whether it is of bringing the list in, which counts
    before any look."""
    places = [key.removeprefix(REPORTS).removesuffix(".json").split("/") for key in uploads.listing(REPORTS)]
    orders = [(list, order.removesuffix(".done"), order.endswith(".done")) for list, order in places]
    return {list: (order, done) for list, order, done in sorted(orders, key=lambda each: each[2])}


def _place(list: str, order: str, done: bool) -> str:
    return f"{REPORTS}{list}/{order}{'.done' if done else ''}.json"
