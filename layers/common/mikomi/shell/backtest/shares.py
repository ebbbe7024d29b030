"""Everybody tried in the stack, by several calls of a function at once: each takes the people who fall to it.

backtest/<whose>-<moment>/asked.json      what is tried, by so many
backtest/<whose>-<moment>/<number>.json   what came of one share so far, and behind whom it goes on

Rules
1. A share keeps what came so far when its time is over, and the next call goes on behind it.
2. All of them go by one version in force: where another was published meanwhile, the share breaks off and says so.
3. They hold ids, no addresses; they go when the answer is told, or by the bucket's rule a day later.
4. What is asked for anew has another place: a call that is still at the one before writes nothing into it.
"""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import archive, plans
from mikomi.core.backtest import transcript
from mikomi.core.backtest.trial import Trial
from mikomi.model.base import Json
from mikomi.shell import failures
from mikomi.shell.backtest import run
from mikomi.shell.backtest.tried import ToTry

SUPERSEDED = "superseded"
"""Why a share breaks off: another version is in force than when it was asked for."""


class Superseded(RuntimeError):
    """Another version was published since."""


class SharePart(NamedTuple):
    """What came of a share so far; `why` it broke off, or ""."""

    trial: Trial
    after: str | None
    done: bool
    why: str = ""


class AskedShares(NamedTuple):
    """What is tried, by so many shares, under which version in force; `of`: what it began with, to tell it by."""

    to_try: ToTry
    shares: int
    running: int
    of: list[str]


def begin(whose: str, asked: AskedShares) -> str:
    """Ask for it anew, in the place of what the same one asked for before: nothing is tried yet. The id."""
    for before in _places(whose):
        forget(before)
    id = f"{whose}-{clock.now():013d}"
    archive.write(f"backtest/{id}/asked.json", json.dumps({**asked._asdict(), "to_try": asked.to_try.plain()}).encode())
    return id


def latest(whose: str) -> str | None:
    """The id of what this one asked for last; None if nothing of it is there."""
    return max(_places(whose), default=None)


def asked(id: str) -> AskedShares | None:
    """What was asked for; None if nothing was, or it is gone."""
    body = archive.read(f"backtest/{id}/asked.json")
    if body is None:
        return None
    plain: Json = json.loads(body)
    return AskedShares(**{**plain, "to_try": ToTry.of_plain(plain["to_try"])})


def go_on(id: str, number: int, has_time: Callable[[], bool]) -> bool:
    """Try the people of this share as far as there is time; whether it is done. What it raises passes through, and is
    kept for whoever asked."""
    whole = asked(id)
    if whole is None or number >= whole.shares:
        return True  # nobody wants to know any more
    part = _part(id, number) or SharePart(Trial(), None, done=False)
    try:
        part = part if part.done else _tried(whole, number, part, has_time)
    except Exception as error:
        why = SUPERSEDED if isinstance(error, Superseded) else failures.reason_of(error)
        _keep(id, number, part._replace(why=why))
        raise
    _keep(id, number, part)
    return part.done


def parts(id: str, shares: int) -> Iterator[SharePart]:
    """What came of each share that has begun."""
    for number in range(shares):
        if part := _part(id, number):
            yield part


def forget(id: str) -> None:
    """Nothing of it stays."""
    for kept in list(archive.listing(f"backtest/{id}/")):
        archive.remove(kept.key)


def _places(whose: str) -> set[str]:
    return {kept.key.split("/")[1] for kept in archive.listing(f"backtest/{whose}-")}


def _tried(whole: AskedShares, number: int, part: SharePart, has_time: Callable[[], bool]) -> SharePart:
    if plans.pointer_version() != whole.running:
        raise Superseded(f"{whole.running} → {plans.pointer_version()}")
    came, behind, done = Trial(), part.after, False
    for page, behind in run.over_everybody(whole.to_try.bench(), part.after, (number, whole.shares)):
        came.join(page)
        done = behind is None
        if not has_time():
            break
    part.trial.join(came)  # only now: what breaks off half way is tried again, and counted once
    return SharePart(part.trial, behind, done)


def _part(id: str, number: int) -> SharePart | None:
    body = archive.read(f"backtest/{id}/{number}.json")
    if body is None:
        return None
    plain: Json = json.loads(body)
    return SharePart(**{**plain, "trial": transcript.read(plain["trial"])})


def _keep(id: str, number: int, part: SharePart) -> None:
    plain = {**part._asdict(), "trial": transcript.write(part.trial)}
    archive.write(f"backtest/{id}/{number}.json", json.dumps(plain).encode())
