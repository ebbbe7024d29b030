"""Bugs of reading: what was read is older than what stands there, because nobody asked for consistency.

(An address's row is not among them: whatever was read there, its claim is written by a condition on what was seen.)"""

from collections.abc import Callable
from typing import Any

from mikomi.aws import ledger, people, plans

from simulation.planted.patch import Patch


def _careless(module: Any, forgets: Callable[[str], bool] = lambda _pk: True) -> list[Patch]:
    """The module reads some items without asking for consistency."""
    call = module.call

    def careless(service: str, operation: str, **params: Any) -> Any:
        if operation == "GetItem" and forgets(params["Key"]["pk"]["S"]):
            params.pop("ConsistentRead", None)
        return call(service, operation, **params)

    return [(module, "call", careless)]


def person_read_anywhere() -> list[Patch]:
    """A person is read without asking for consistency (I5)."""
    return _careless(people, lambda pk: pk.startswith("person#"))


def alias_read_anywhere() -> list[Patch]:
    """To whom an identifier belongs is read without asking for consistency (I21)."""
    return _careless(people, lambda pk: not pk.startswith("person#"))


def row_read_anywhere() -> list[Patch]:
    """The row of a mail or an alert is read without asking for consistency (I13)."""
    return _careless(ledger)


def pointer_read_anywhere() -> list[Patch]:
    """Which plan is active is read without asking for consistency (I12)."""
    return _careless(plans)


BUGS = (
    person_read_anywhere,
    alias_read_anywhere,
    row_read_anywhere,
    pointer_read_anywhere,
)
