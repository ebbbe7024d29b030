"""What anybody outside could have seen of one deployment: changes of tables, requests with their answers, uploads."""

from dataclasses import dataclass, field
from typing import NamedTuple

from simulation.engine.dynamodb import Change


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
