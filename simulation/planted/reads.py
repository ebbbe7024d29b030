"""Bugs of reading: what was read is older than what stands there, because nobody asked for consistency.

Not among them: an address's row, of which every claim is written by a condition on what was seen; to whom an identifier
belongs and which plan is active, which were tried, and in hundreds of seeds broke no promise.
"""

from collections.abc import Callable
from typing import Any

from mikomi.aws import ledger, people, state_items

from simulation.planted.patch import Patch


def _careless(module: Any, forgets: Callable[[str], bool] = lambda _pk: True) -> list[Patch]:
    """The module reads some items without asking for consistency."""
    call = module.call

    def careless(service: str, operation: str, **params: Any) -> Any:
        if operation == "GetItem" and forgets(params["Key"]["pk"]["S"]):
            params.pop("ConsistentRead", None)
        return call(service, operation, **params)

    return [(module, "call", careless)]


def _careless_batch() -> list[Patch]:
    """Several items are read at once without asking for consistency."""
    module: Any = state_items
    call = module.call

    def careless(service: str, operation: str, **params: Any) -> Any:
        asked = {table: {"Keys": each["Keys"]} for table, each in params["RequestItems"].items()}
        return call(service, operation, RequestItems=asked)

    return [(state_items, "call", careless)]


def person_read_anywhere() -> list[Patch]:
    """A person is read without asking for consistency (I5)."""
    return _careless(people, lambda pk: pk.startswith("person#"))


def row_read_anywhere() -> list[Patch]:
    """The row of a mail or an alert is read without asking for consistency (I13, I36)."""
    return [*_careless(ledger), *_careless_batch()]


BUGS = (
    person_read_anywhere,
    row_read_anywhere,
)
