"""What anybody outside could have seen of one deployment: changes of tables, requests with their answers, uploads."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mikomi.compact import text_of
from pydantic_core import from_json

from simulation.engine.dynamodb import Change, DynamoDB

Body = dict[str, Any]


def state_of(item: Body) -> Body:
    """The folded state that a person's item holds."""
    held = item["state"]["B"]
    person: Body = from_json(text_of(b64decode(held) if isinstance(held, str) else held))
    return person


class Wrote(NamedTuple):
    """A change of a table: when, by which invocation."""

    at: int
    by: int
    change: Change


class Request(NamedTuple):
    """A request of a client and what it was answered; `heard`: whether the answer reached it."""

    at: int
    ended: int
    method: str
    path: str
    body: str
    status: int
    answer: str
    heard: bool
    location: str
    """Where a redirect leads."""
    headers: dict[str, str] = {}  # noqa: RUF012 (read only)
    cookies: tuple[str, ...] = ()
    """The values of Set-Cookie headers."""


@dataclass
class Evidence:
    """What anybody outside could have seen."""

    writes: list[Wrote] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    reads: list[tuple[int, int, str]] = field(default_factory=list)
    """(changes so far, invocation, pk) of looks at address rows: reads, and writes that went through."""
    logs: list[str] = field(default_factory=list)
    uploads: list[tuple[int, dict[str, bytes]]] = field(default_factory=list)
    """(when, the workspace as it was then)."""


class Recorded:
    """The engine's operations; of the rows of addresses it is noted who reads them, and when."""

    def __init__(self, engine: DynamoDB, evidence: Evidence, acting: Callable[[], int]) -> None:
        self._engine = engine
        self._evidence = evidence
        self._acting = acting

    def __getattr__(self, operation: str) -> Callable[[Body], Any]:
        operate: Callable[[Body], Any] = getattr(self._engine, operation)
        return operate

    def get_item(self, params: Body) -> Body:
        self._note(params)
        return self._engine.get_item(params)

    def update_item(self, params: Body) -> Body:
        """One that goes through has seen the row as it is, and left it so."""
        answer = self._engine.update_item(params)
        self._note(params)
        return answer

    def _note(self, params: Body) -> None:
        pk = params["Key"]["pk"]["S"]
        if pk.startswith("address#"):
            self._evidence.reads.append((self._engine.changes, self._acting(), pk))
