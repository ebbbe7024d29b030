"""Plan versions: immutable bodies in S3, one pointer in the StateTable that says which of them is active.

Rules
1. A body, once written, is never written again (`If-None-Match: *`) and never deleted: enrolments and rebuilds read
   old versions.
2. The pointer moves by compare-and-swap, from the version that the publisher saw before it read the workspace. So of
   two publishers the one with the older view loses, and a late notice can never make an old upload active. Who finds
   that the workspace says what runs already marks the pointer: what was uploaded and taken back does not go through.
3. The body comes first, the pointer last: a process that dies between them leaves a body that no pointer names, and
   no more.
4. A push whose files have still to be laid out in the workspace's bucket is named by the pointer (`pushed`). From the
   move that names it on nobody who read the pointer before can publish; who reads it then lays them out first, once
   whoever began is surely gone (`TIME_OUT`). So no version is made of a workspace of which half is another's.
"""

from collections import OrderedDict
from typing import Any, NamedTuple

from mikomi import clock, keys
from mikomi.aws import lots
from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal, ConditionFailed
from mikomi.model.base import Millis
from mikomi.model.plan import Plan, nothing_published
from mikomi.settings import settings

KEPT_IN_MEMORY = 16
"""Plan versions that one process keeps: people mid-scenario use few."""

SETTLED = 15 * 60_000
"""Milliseconds after publishing in which a version surely is in use everywhere: the publisher's time-out, and the
minute for which others keep the pointer."""

FOLLOWED = 60_000
"""Milliseconds after which everybody follows a pointer that has moved."""

TIME_OUT = 90_000
"""Milliseconds after which nothing more comes of a publisher: its time-out, calls that land late, and what clocks
differ by."""

_OURS = frozenset(("pk", "sk", "version", "published_at", "confirmed", "pushed", "pushed_at", "laying"))
_GAP = 20
"""Bodies of publishers that died before the pointer, one after another, that are stepped over."""

_versions: OrderedDict[int, Plan] = OrderedDict()
_pointer: tuple[int, int] | None = None  # (version, the moment at which it was read)
_beside: dict[str, Any] = {}  # what a newer release wrote into the pointer beside ours, as it was read with the version


def active() -> Plan:
    """The plan that is running; the empty plan, version 0, where nothing was published yet.

    The pointer is asked for again after `plan_cache_seconds`, so a new version is in use everywhere within that time.
    """
    global _pointer
    now, fresh_for = clock.now(), settings().plan_cache_seconds * 1000
    if _pointer is None or not 0 <= now - _pointer[1] < fresh_for:
        _pointer = (pointer_version(), now)
    return version(_pointer[0])


def version(number: int) -> Plan:
    """One plan version. It never changes, so it is read once. A version that does not exist is a KeyError."""
    if number == 0:
        return nothing_published()
    if number not in _versions:
        body = _read_body(number)
        if body is None:
            raise KeyError(f"plan version {number} does not exist")
        _versions[number] = Plan.read(body)
        while len(_versions) > KEPT_IN_MEMORY:
            _versions.popitem(last=False)
    _versions.move_to_end(number)
    return _versions[number]


class Pointer(NamedTuple):
    """The active version's number, 0 where nothing was published, and how often somebody has `confirmed` since that the
    workspace says just this. `pushed`: the push that somebody lays out since `pushed_at`."""

    version: int
    confirmed: int = 0
    pushed: str = ""
    pushed_at: Millis = 0

    def is_being_laid(self, now: Millis) -> bool:
        """Whether somebody may still be at it."""
        return bool(self.pushed) and now < self.pushed_at + TIME_OUT


def pointer_version() -> int:
    """The active version's number as it is this moment."""
    return pointer().version


def pointer() -> Pointer:
    """The pointer as it is this moment, past every cache."""
    global _beside
    item = call("dynamodb", "GetItem",
        TableName=settings().state_table, Key=_pointer_key(), ConsistentRead=True
    ).get("Item", {})  # fmt: skip
    _beside = {name: held for name, held in item.items() if name not in _OURS}
    if not item:
        return Pointer(0)
    numbers = {name: int(item.get(name, {"N": "0"})["N"]) for name in ("version", "confirmed", "pushed_at")}
    return Pointer(**numbers, pushed=item.get("pushed", {"S": ""})["S"])


def publish(plan: Plan, *, over: Pointer, pushed: str = "") -> Plan | None:
    """Make `plan` the active one, if the pointer stands as it did before the workspace was read (`over`).

    `plan.version` is given here: the next free number; and the half-lives, of which a new one begins when everybody
    has this version, so that no point fades by the wrong one. Answers the plan as published, or None if another
    publisher was faster (then read the workspace again). The same plan published by two at once becomes one version.
    `pushed` names the push that it comes by, and whose files are to be laid out.
    """
    now = clock.now()
    running, first = version(over.version), over.version + 1
    following = plan.following(running, now + SETTLED)
    for number in range(first, first + _GAP):
        numbered = following.model_copy(update={"version": number})
        if not _write_body(numbered):
            there = version(number)
            if not there.says_the_same(numbered) or not there.follows(running, now + FOLLOWED):
                continue  # a publisher's that lost, or died before the pointer: its number is used up
            numbered = there
        if _move_pointer(numbered, over, pushed):
            forget()
            return numbered
        return None
    raise RuntimeError(f"no free plan version after {over.version}: {_GAP} bodies without a pointer")


def confirm(version: int, *, pushed: str = "") -> bool:
    """Note that the workspace says what this version says, so that whoever is about to publish what it said before
    looks again; and name the push whose files are to be laid out, if it came by one. False if the version is not active
    any more."""
    says = "SET confirmed = if_not_exists(confirmed, :none) + :one"
    values = {":none": {"N": "0"}, ":one": {"N": "1"}, ":version": {"N": str(version)}}
    if pushed:
        says += ", pushed = :pushed, pushed_at = :now"
        values |= {":pushed": {"S": pushed}, ":now": {"N": str(clock.now())}}
    return _update(says, "version = :version", values)


def begin_laying(pushed: str) -> bool:
    """Lay out this push, which the pointer names. False if another does, who was brought the same push."""
    values = {":now": {"N": str(clock.now())}, ":pushed": {"S": pushed}}
    return _update("SET laying = :now, pushed_at = :now", "pushed = :pushed AND attribute_not_exists(laying)", values)


def take_over(pointer: Pointer) -> bool:
    """Lay out what somebody began to lay out who is gone. False if another was faster."""
    values = {":now": {"N": str(clock.now())}, ":then": {"N": str(pointer.pushed_at)}, ":pushed": {"S": pointer.pushed}}
    return _update("SET laying = :now, pushed_at = :now", "pushed = :pushed AND pushed_at = :then", values)


def laid_out(pushed: str) -> bool:
    """The files of this push lie in the workspace's bucket. False if the pointer does not name it."""
    return _update("REMOVE pushed, pushed_at, laying", "pushed = :pushed", {":pushed": {"S": pushed}})


def _update(says: str, if_: str, values: dict[str, dict[str, str]]) -> bool:
    asked = {"UpdateExpression": says, "ConditionExpression": if_, "ExpressionAttributeValues": values}
    try:
        call("dynamodb", "UpdateItem", TableName=settings().state_table, Key=_pointer_key(), **asked)
    except ConditionFailed:
        return False
    return True


def followed_at(now: Millis) -> Millis:
    """The moment at which everybody goes by what was published now: at once where nobody keeps the pointer."""
    return now + (FOLLOWED if settings().plan_cache_seconds else 0)


def forget() -> None:
    """Ask for the pointer at the next `active()`; versions themselves cannot go stale."""
    global _pointer
    _pointer = None


def forget_all() -> None:
    """Forget the versions too, and what lies beside them: for a stack that was emptied and begins again."""
    forget()
    _versions.clear()
    lots.forget_all()


def _pointer_key() -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.PLAN_POINTER}, "sk": {"S": "plan"}}


def _move_pointer(plan: Plan, over: Pointer, pushed: str) -> bool:
    if over.version == 0:
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    elif over.confirmed == 0:
        condition = {"ConditionExpression": "version = :over AND attribute_not_exists(confirmed)"}
    else:
        condition = {"ConditionExpression": "version = :over AND confirmed = :confirmed"}
    asked = {":over": over.version, ":confirmed": over.confirmed}
    values = {name: {"N": str(number)} for name, number in asked.items() if name in condition["ConditionExpression"]}
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item={
                **_beside,
                **_pointer_key(),
                "version": {"N": str(plan.version)},
                "published_at": {"N": str(plan.published_at)},
                **({"pushed": {"S": pushed}, "pushed_at": {"N": str(clock.now())}} if pushed else {}),
            },
            # Two publishers: the second sees that the version it started from is no longer the active one, or that the
            # workspace was found to say something else meanwhile.
            **condition,
            **({"ExpressionAttributeValues": values} if values else {}),
        )
    except ConditionFailed:
        # Our own put may have been applied and its answer lost: it was then repeated.
        return pointer_version() == plan.version and version(plan.version) == plan
    return True


def _body_key(number: int) -> str:
    return f"plans/{number}.json"


def _write_body(plan: Plan) -> bool:
    try:
        call(
            "s3",
            "PutObject",
            Bucket=settings().plan_bucket,
            Key=_body_key(plan.version),
            # Defaults are written out: a later default must not change what an old version means.
            Body=plan.model_dump_json(by_alias=True, exclude_none=True).encode(),
            ContentType="application/json",
            IfNoneMatch="*",
        )
    except AwsRefusal as refused:
        if refused.code in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409"):
            return False
        raise
    return True


def _read_body(number: int) -> bytes | None:
    try:
        body: bytes = call("s3", "GetObject", Bucket=settings().plan_bucket, Key=_body_key(number))["Body"]
    except AwsRefusal as refused:
        if refused.code != "NoSuchKey":
            raise
        return None
    return body
