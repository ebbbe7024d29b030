"""Walks over everybody: one row each, which says how far it has come, and is woken for every page.

Rules
1. A page has a number; whoever has done it moves the row on from that number, once. Whoever did it a second time finds
   the row gone on, and changes nothing.
2. What the pages add up to (`carried`) is written with the move, so it counts each page once.
3. A walk that goes on is due at once or when its task says, so that the sweep finds the one whose message was lost.
   One that was stopped is due never, and goes on where it was; one that was cancelled never goes on. What begins a walk
   of itself (a plan, a night) leaves one alone that somebody has stopped.
4. To begin a walk anew is another run of it: pages of the former one that are still under way move nothing.
5. A page that was under way when somebody stopped the walk was done all the same: the row says so, and nothing else.
"""

import json
from typing import Any, Literal, NamedTuple, cast

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model.base import Json, Millis
from mikomi.settings import settings

WALK = "walk"
Status = Literal["going", "stopped", "cancelled", "ended"]


class Walk(NamedTuple):
    """`task` is what is done with everybody, `of` what it is about (a mailing's id; empty where there is but one).

    `run` is the moment at which it began, `pages` how many are done, `seen` how many people were on them, `after` where
    the next begins. `seen_last`: how many the run before it saw, so about how many there are. `pending`: what was
    noted for it to do, by whoever will begin it.
    """

    task: str
    of: str
    status: Status
    run: Millis
    pages: int
    seen: int
    after: str | None
    carried: Json | None
    due_at: Millis | None
    ended_at: Millis | None
    seen_last: int | None
    pending: tuple[str, ...]

    @property
    def pk(self) -> str:
        return keys.walk_pk(self.task, self.of)

    @property
    def page_id(self) -> str:
        """Of the page that comes next: the same however often it is done."""
        return keys.digest("page", self.pk, str(self.run), str(self.pages))


def read(task: str, of: str = "") -> Walk | None:
    return read_at(keys.walk_pk(task, of))


def read_at(pk: str) -> Walk | None:
    item = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(pk), ConsistentRead=True).get("Item")
    return decode(pk, item) if item else None


def begin(task: str, now: Millis, due_at: Millis, of: str = "") -> None:
    """Begin it, or begin it anew: its first page is due at this moment."""
    pk = keys.walk_pk(task, of)
    written = {"status": "going", "run": now, "pages": 0, "seen": 0, **_due(pk, due_at), "arm_at": due_at}
    _update(pk, written, ("after", "carried", "ended_at"))


def begin_unless_stopped(task: str, now: Millis, due_at: Millis) -> bool:
    """Begin it, or begin it anew, of itself: False where somebody has stopped it."""
    pk = keys.walk_pk(task, "")
    written = {"status": "going", "run": now, "pages": 0, "seen": 0, **_due(pk, due_at), "arm_at": due_at}
    try:
        _update(pk, written, ("after", "carried", "ended_at"), unless="stopped")
    except ConditionFailed:
        return False
    return True


def begin_carrying(task: str, now: Millis, due_at: Millis, carried: Json) -> bool:
    """Begin it, or begin it anew, with what it is about; False while a run of it goes on."""
    pk = keys.walk_pk(task, "")
    written = {"status": "going", "run": now, "pages": 0, "seen": 0, **_due(pk, due_at), "arm_at": due_at}
    try:
        _update(pk, {**written, "carried": _text(carried)}, ("after", "ended_at"), unless="going")
    except ConditionFailed:
        stands = read_at(pk)  # our own answer may have been lost
        return stands is not None and (stands.run, stands.carried) == (now, carried)
    return True


def plan_once(task: str, of: str, now: Millis, due_at: Millis) -> bool:
    """Let it begin at this moment, if it never did and nobody planned it before; False if somebody did."""
    pk = keys.walk_pk(task, of)
    written = {"status": "going", "run": now, "pages": 0, "seen": 0, **_due(pk, due_at), "arm_at": due_at}
    try:
        _update(pk, written, (), none_yet=True)
    except ConditionFailed:
        return False
    return True


def go_on(walk: Walk, *, after: str, seen: int, carried: Json, now: Millis, due_at: Millis | None = None) -> bool:
    """The page was done, and there is another, due at once or at this moment. False if the walk went on or was stopped
    meanwhile."""
    moved = {"pages": walk.pages + 1, "seen": walk.seen + seen, "after": after, "carried": _text(carried)}
    return _move(walk, {**moved, **_due(walk.pk, now if due_at is None else due_at)}, ("arm_at",)) or (
        _note_done(walk, moved)
    )


def end(walk: Walk, *, seen: int, carried: Json, now: Millis, again_at: Millis | None) -> bool:
    """The last page was done. `again_at`: when it begins anew by itself, found by the sweep."""
    there = walk.seen + seen
    ended = {"status": "ended", "pages": walk.pages + 1, "seen": there, "seen_last": there, "ended_at": now}
    written = {**ended, "carried": _text(carried), **(_due(walk.pk, again_at) if again_at else {})}
    gone = ("arm_at", "after", *(() if again_at else ("due_at", "due_shard")))
    was: tuple[Status, ...] = (walk.status, "stopped", "cancelled")  # what was stopped at its last page has ended
    return any(_move(walk._replace(status=status), written, gone) for status in was)


def _note_done(walk: Walk, moved: Json) -> bool:
    """Rule 5. Always False: nothing goes on."""
    stood: tuple[Status, ...] = ("stopped", "cancelled")
    any(_move(walk._replace(status=status), moved, ()) for status in stood)
    return False


def cancel(walk: Walk) -> bool:
    """No page more, ever. False if it moved meanwhile: read it again."""
    return _move(walk, {"status": "cancelled"}, ("arm_at", "due_at", "due_shard"))


def stop(walk: Walk) -> bool:
    """No page more, until it is resumed. False if it moved meanwhile: read it again."""
    return _move(walk, {"status": "stopped"}, ("arm_at", "due_at", "due_shard"))


def resume(walk: Walk, due_at: Millis) -> bool:
    """Go on at this moment, where it was stopped. False if it moved meanwhile."""
    return _move(walk, {"status": "going", **_due(walk.pk, due_at), "arm_at": due_at}, ())


def note_pending(task: str, what: list[str], of: str = "") -> None:
    """Note that a run of this walk is to do this; noted twice it is there once."""
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=_key(keys.walk_pk(task, of)),
        UpdateExpression="ADD pending :what SET #status = if_not_exists(#status, :ended)",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":what": {"SS": what}, ":ended": {"S": "ended"}},
    )


def strike_pending(walk: Walk, what: list[str]) -> None:
    """It was done; what another has noted meanwhile stays."""
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=_key(walk.pk),
        UpdateExpression="DELETE pending :what",
        ExpressionAttributeValues={":what": {"SS": what}},
    )


def _due(pk: str, at: Millis) -> Json:
    return {"due_at": at, "due_shard": keys.due_shard(pk)}


def _move(seen: Walk, written: Json, gone: tuple[str, ...]) -> bool:
    """From the state in which it was read."""
    was = {"status": seen.status, "run": seen.run, "pages": seen.pages}
    try:
        _update(seen.pk, written, gone, was)
    except ConditionFailed:
        return False
    return True


def _update(
    pk: str,
    written: Json,
    gone: tuple[str, ...],
    was: Json | None = None,
    *,
    none_yet: bool = False,
    unless: Status | None = None,
) -> None:
    names = {f"#{name}": name for name in (*written, *gone, *(was or {}))}
    values = {f":{name}": _typed(value) for name, value in written.items()}
    condition: dict[str, Any] = {}
    if was:
        values |= {f":was_{name}": _typed(value) for name, value in was.items()}
        condition["ConditionExpression"] = " AND ".join(f"#{name} = :was_{name}" for name in was)
    if unless:
        values[":unless"] = _typed(unless)
        condition["ConditionExpression"] = "attribute_not_exists(pk) OR #status <> :unless"
    if none_yet:
        condition["ConditionExpression"] = "attribute_not_exists(pk)"
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key=_key(pk),
        UpdateExpression=f"SET {', '.join(f'#{name} = :{name}' for name in written)}"
        + (f" REMOVE {', '.join(f'#{name}' for name in gone)}" if gone else ""),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
        **condition,
    )


def decode(pk: str, item: dict[str, Any]) -> Walk:
    """The walk whose row this item is."""

    def number(name: str) -> int | None:
        return int(item[name]["N"]) if name in item else None

    _, task, of = pk.split("#", 2)
    return Walk(
        task=task,
        of=of,
        status=cast(Status, item["status"]["S"]),
        run=number("run") or 0,
        pages=number("pages") or 0,
        seen=number("seen") or 0,
        after=item["after"]["S"] if "after" in item else None,
        carried=json.loads(item["carried"]["S"]) if "carried" in item else None,
        due_at=number("due_at"),
        ended_at=number("ended_at"),
        seen_last=number("seen_last"),
        pending=tuple(sorted(item["pending"]["SS"])) if "pending" in item else (),
    )


def _text(carried: Json) -> str:
    return json.dumps(carried, ensure_ascii=False, separators=(",", ":"))


def _typed(value: str | int) -> dict[str, str]:
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _key(pk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": WALK}}
