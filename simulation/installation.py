"""The product, running in one world: its clock, clients and environment are the world's for as long as it plays.

What is pure and dear (reading a workspace, compiling a plan, decoding a state) is worked out once a process.
"""

import os
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from mikomi import clock, observe
from mikomi.aws import api, directory, ledger, people, plans, secrets
from mikomi.core.behaviour import rulebook
from mikomi.core.checking import workspace
from mikomi.model.plan import Plan
from mikomi.settings import settings
from mikomi.shell import rulebooks
from mikomi.shell.dump import arrival, departure
from mikomi.shell.effects import channel_delivery, webhook
from mikomi.shell.everybody import change, mailing
from mikomi.shell.everybody.task import over_everybody

from simulation.releases import NewerRelease
from simulation.world import Body, World

ROWS_LISTED, TURNS = 6, 2
"""Rows that a page of a mailing's list looks at, and turns on one: several pages, though people are few."""

ITEMS_A_FILE = 25
"""Of a dump, for the same reason."""

_read_workspace = workspace.read
_compile = rulebook.compile
_decode = people.decode
_people: dict[bytes, Any] = {}
_workspaces: dict[tuple[str | None, tuple[tuple[str, bytes], ...]], Any] = {}
_plans: dict[bytes, Plan] = {}
_books: dict[int, tuple[Plan, Any]] = {}


def read_once(files: dict[str, bytes], _now: int | None = None, *, sender_domain: str | None = None) -> Any:
    """The same files say the same: no moment that could be over stands in them."""
    key = (sender_domain, tuple(sorted(files.items())))
    if key not in _workspaces:
        _workspaces[key] = _read_workspace(files, sender_domain=sender_domain)
    return _workspaces[key]


def _plan_once(body: bytes) -> Plan:
    if body not in _plans:
        if len(_plans) > 200:
            _plans.clear()
        _plans[body] = Plan.read(body)
    return _plans[body]


def decode_once(item: Body) -> Any:
    """A person that was decoded before is the same value again."""
    if "alias_of" in item:
        return _decode(item)
    held = item["state"]["B"]
    state = b64decode(held) if isinstance(held, str) else bytes(held)
    if not item.keys() <= people._OURS:
        return _decode(item)
    if state not in _people:
        if len(_people) > 500:
            _people.clear()
        _people[state] = _decode(item)
    return _people[state]


def _compile_once(plan: Plan) -> Any:
    held = _books.get(id(plan))
    if held is None or held[0] is not plan:
        if len(_books) > 400:
            _books.clear()
        held = _books[id(plan)] = (plan, _compile(plan))
    return held[1]


class OneAfterTheOther(Executor):
    """Threads of a world in which one thing happens after another: what is begun is done at once."""

    def __init__(self, _most: int) -> None: ...

    def submit(self, fn: Any, /, *given: Any, **named: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*given, **named))
        except Exception as why:  # told to whoever asks for the result, as by a thread
            done.set_exception(why)
        return done


@contextmanager
def installed(world: World) -> Iterator[World]:
    """The product, running in this world."""
    draws = world.chance.of("uuid")

    def uuid4() -> Any:
        return SimpleNamespace(hex=f"{draws.getrandbits(128):032x}")

    def log(event_name: str, *, level: str = "INFO", **told: Any) -> None:
        world.evidence.logs.append(f"{level} {event_name} {told}")
        world.trace.note(world.time.now, "log", event_name, told)

    now = os.environ.copy()
    os.environ.update({name: value for name, value in world.environment.items() if value})
    replaced = [
        (clock, "now", world.lambdas.now),
        (api, "carry", world.carry),
        (api, "exchange", world.exchange),
        (api, "pause", world.pause),
        (ledger, "uuid4", uuid4),
        (observe, "log", log),
        (observe, "count", lambda _metric, _n=1: None),
        (workspace, "read", read_once),
        (workspace, "language_of", lambda _files: "ja"),
        (people, "decode", decode_once),
        (mailing, "ROWS", ROWS_LISTED),
        (mailing, "MOST", TURNS),
        (change, "CHANGE", change.CHANGE._replace(page=over_everybody(ROWS_LISTED, change._page))),
        (plans, "Plan", SimpleNamespace(read=_plan_once)),
        (rulebooks, "compile", _compile_once),
        (directory, "ThreadPoolExecutor", OneAfterTheOther),
        (arrival, "ThreadPoolExecutor", OneAfterTheOther),
        (departure, "ITEMS", ITEMS_A_FILE),
        *NewerRelease(world).patches(),
    ]
    held = [(place, name, getattr(place, name)) for place, name, _ in replaced]
    for place, name, value in replaced:
        setattr(place, name, value)
    _forget()
    try:
        yield world
    finally:
        for place, name, was in held:
            setattr(place, name, was)
        os.environ.clear()
        os.environ.update(now)
        _forget()


def forget_what_was_worked_out() -> None:
    """What a planted bug may have had a hand in is worked out anew."""
    for kept in (_people, _workspaces, _plans, _books):
        kept.clear()


def _forget() -> None:
    secrets.forget()
    settings.cache_clear()
    plans.forget_all()
    rulebooks._compiled.clear()
    channel_delivery._slow.clear()
    webhook._slow.clear()
