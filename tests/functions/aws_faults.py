"""Faults of AWS at the one door that every call of ours passes: `mikomi.aws.api.carry`, repetitions and all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mikomi.aws import api
from mikomi.aws.refusals import AwsRefusal, Silence

Fault = Callable[[Any], Any]
"""Called with a function that carries the real call out; answers or raises in its place."""


@contextmanager
def calls(fault: Fault | None = None, on: int | None = None, operation: str | None = "PutItem") -> Iterator[list[str]]:
    """Record every AWS call by name; the `on`-th call (from 0; None: each) of `operation` (None: of any) meets the
    fault."""
    real = api.carry
    made: list[str] = []
    met, struck = 0, operation

    def call(service: str, operation: str, params: Any) -> Any:
        nonlocal met
        made.append(operation)
        if struck not in (None, operation) or fault is None:
            return real(service, operation, params)
        met += 1
        if on is not None and met - 1 != on:
            return real(service, operation, params)
        return fault(lambda: real(service, operation, params))

    api.carry = call
    try:
        yield made
    finally:
        api.carry = real


def refused(code: str, status: int) -> Fault:
    """AWS answers with this error and does nothing."""

    def fault(_carry_out: Any) -> Any:
        raise AwsRefusal(code, status)

    return fault


def silent(_carry_out: Any) -> Any:
    """No answer, nothing done."""
    raise Silence("TimeoutError")


def done_but_silent(carry_out: Any) -> Any:
    """Done, and the answer is lost."""
    carry_out()
    raise Silence("TimeoutError")


class Died(BaseException):
    """The process ends here: nothing of ours runs after it."""


def dies_before(_carry_out: Any) -> Any:
    raise Died


def dies_after(carry_out: Any) -> Any:
    carry_out()
    raise Died
