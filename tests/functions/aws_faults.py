"""Faults of AWS at the one seam that every call passes: `botocore.client.BaseClient._make_api_call`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError

Fault = Callable[[Any], Any]
"""Called with a function that carries the real call out; answers or raises in its place."""


@contextmanager
def calls(fault: Fault | None = None, on: int | None = None, operation: str = "PutItem") -> Iterator[list[str]]:
    """Record every AWS call by name; the `on`-th call (from 0; None: each) of `operation` meets the fault."""
    real = BaseClient._make_api_call
    made: list[str] = []
    met = 0

    def call(self: BaseClient, name: str, params: Any) -> Any:
        nonlocal met
        made.append(name)
        if name != operation or fault is None:
            return real(self, name, params)
        met += 1
        if on is not None and met - 1 != on:
            return real(self, name, params)
        return fault(lambda: real(self, name, params))

    BaseClient._make_api_call = call
    try:
        yield made
    finally:
        BaseClient._make_api_call = real


def refused(code: str, status: int) -> Fault:
    """AWS answers with this error and does nothing."""

    def fault(_carry_out: Any) -> Any:
        raise ClientError(
            {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}},
            "PutItem",
        )

    return fault


def silent(_carry_out: Any) -> Any:
    """No answer, nothing done."""
    raise ReadTimeoutError(endpoint_url="https://dynamodb")


def done_but_silent(carry_out: Any) -> Any:
    """Done, and the answer is lost."""
    carry_out()
    raise ReadTimeoutError(endpoint_url="https://dynamodb")


class Died(BaseException):
    """The process ends here: nothing of ours runs after it."""


def dies_before(_carry_out: Any) -> Any:
    raise Died


def dies_after(carry_out: Any) -> Any:
    carry_out()
    raise Died
