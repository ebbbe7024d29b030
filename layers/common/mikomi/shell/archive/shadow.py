"""The candidate that runs in the shadow, and the lists that its nights have made.

shadow/candidate.json                  what it says, since when, by whom
shadow/days/<id>/dt=<day>.json         what a day came to (`core.backtest.nights`)

Rules
1. One runs at a time. Another one takes its place, and the lists of the one before go. The same one again is the same.
2. Stopped, its lists stay until another begins, or until the bucket's rule takes them.
3. A list is replaced only where it still is the one that was read: of two who are at the same night one goes on.
"""

import json
from hashlib import sha256
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import archive
from mikomi.aws.refusals import AwsRefusal
from mikomi.model.base import Json, Millis
from mikomi.model.plan import Plan

CANDIDATE, DAYS = "shadow/candidate.json", "shadow/days/"
SCHEMA = 1


class Shadow(NamedTuple):
    """`name`: the folder's, or "" of a published `version` and of a `candidate` that waits or waited for approval.
    `stopped_at` is 0 while it runs."""

    id: str
    since: Millis
    by: str
    name: str
    version: int
    plan: Json
    stopped_at: Millis = 0
    candidate: int = 0

    @property
    def runs(self) -> bool:
        return not self.stopped_at


class Started(NamedTuple):
    """What runs now, and what ran before; `again`: it ran already."""

    shadow: Shadow
    former: Shadow | None
    again: bool


class KeptDay(NamedTuple):
    """A list as it lies there (None: one of another release), and the mark of its content."""

    said: Json | None
    mark: str


def current() -> Shadow | None:
    """The last one, whether or not it was stopped; None where there never was one, or only another release reads it."""
    body = _read(CANDIDATE)
    kept = json.loads(body[0]) if body else {}
    if kept.pop("schema", None) != SCHEMA:
        return None
    return Shadow(**kept)


def start(plan: Plan, name: str, by: str, candidate: int = 0) -> Started:
    """Let it run from this day on."""
    said, former, now = plan.model_dump_json(by_alias=True, exclude_none=True), current(), clock.now()
    mark = sha256(said.encode()).hexdigest()[:12]
    if former and former.runs and former.id.endswith(mark):
        return Started(former, None, again=True)
    shadow = Shadow(f"{now:013d}-{mark}", now, by, name, plan.version, json.loads(said), 0, candidate)
    _write(shadow)
    if former:
        for kept in archive.listing(_folder(former)):
            archive.remove(kept.key)
    return Started(shadow, former, again=False)


def stop() -> Shadow | None:
    """No night tries it any more; what ran, None if nothing did."""
    shadow = current()
    if shadow is None or not shadow.runs:
        return None
    _write(shadow._replace(stopped_at=clock.now()))
    return shadow


def days(shadow: Shadow) -> list[str]:
    """Of which there is a list, the oldest first."""
    folder = _folder(shadow)
    return [kept.key.removeprefix(f"{folder}dt=").removesuffix(".json") for kept in archive.listing(folder)]


def read(shadow: Shadow, day: str) -> KeptDay | None:
    """The list of this day; None if there is none."""
    return _kept(_file(shadow, day))


def replace(shadow: Shadow, day: str, said: Json, over: str | None) -> str:
    """Put it there in the place of the one with this mark (None: of none); its own mark. Raises archive.Changed."""
    return _put(_file(shadow, day), {**said, "day": day}, over)


def forget(ids: set[str]) -> int:
    """Name none of these people any more, in whichever list; in how many they were."""
    return sum(_forgotten(kept.key, ids) for kept in archive.listing(DAYS))


def _forgotten(key: str, ids: set[str]) -> bool:
    """A night may go on with the list at the same time: then it is read again."""
    from mikomi.core.backtest import nights

    while kept := _kept(key):
        night = nights.of_plain(kept.said).without(ids) if kept.said else None
        if kept.said is None or night is None:
            return False
        try:
            _put(key, {**kept.said, **night.plain()}, kept.mark)
        except archive.Changed:
            continue
        return True
    return False


def _kept(key: str) -> KeptDay | None:
    body = _read(key)
    if body is None:
        return None
    said = json.loads(body[0])
    return KeptDay(said if said.pop("schema", None) == SCHEMA else None, body[1])


def _put(key: str, said: Json, over: str | None) -> str:
    body = json.dumps({**said, "schema": SCHEMA}, ensure_ascii=False, separators=(",", ":")).encode()
    archive.replace(key, body, over)
    there = archive.read_marked(key)
    if there is None or there[0] != body:
        raise archive.Changed(key)
    return there[1]


def _write(shadow: Shadow) -> None:
    archive.write(CANDIDATE, json.dumps({**shadow._asdict(), "schema": SCHEMA}, ensure_ascii=False).encode())


def _read(key: str) -> tuple[bytes, str] | None:
    try:
        return archive.read_marked(key)
    except AwsRefusal as refused:
        if refused.code != "AccessDenied":  # what is not there S3 tells those alone who may list
            raise
        return None


def _file(shadow: Shadow, day: str) -> str:
    return f"{_folder(shadow)}dt={day}.json"


def _folder(shadow: Shadow) -> str:
    return f"{DAYS}{shadow.id}/"
