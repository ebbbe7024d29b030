"""Which AWS calls which function makes: what a test holds against the permissions that the template grants.

Rules
1. Every call passes here: of our own client, because the observer stands around it (`local.aws`); of every boto3
   client, because it is one of botocore's own handlers.
2. A call made by no function (the local stack's own) is nobody's permission and is not recorded.
3. Writes to tables are counted, whoever makes them: while the number stands still, no stream has anything new.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import botocore.handlers
from mikomi.aws.wire.environment import Surroundings

from local.aws import Speak, watch

running: ContextVar[str | None] = ContextVar("running", default=None)

_RESOURCE = (
    "TableName",
    "Bucket",
    "QueueUrl",
    "SecretId",
    "GroupName",
    "StreamArn",
    "ConfigurationSetName",
    "UserPoolId",
)


class Call(NamedTuple):
    """`function` is the logical id, `service` and `operation` are botocore's (`dynamodb`, `PutItem`)."""

    function: str
    service: str
    operation: str
    resource: str
    params: dict[str, Any]


_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "BatchExecuteStatement")
_writes = 0
_listeners: list[list[Call]] = []


@contextmanager
def recording() -> Iterator[list[Call]]:
    """The calls made while the block runs, in order."""
    calls: list[Call] = []
    _listeners.append(calls)
    try:
        yield calls
    finally:
        _listeners.remove(calls)


def writes() -> int:
    """How many writes to tables this process has begun."""
    return _writes


def _observe(service: str, operation: str, params: dict[str, Any]) -> None:
    global _writes
    if operation in _WRITES:
        _writes += 1
    function = running.get()
    if function and _listeners:
        resource = next((str(params[name]) for name in _RESOURCE if name in params), "")
        call = Call(function, service, operation, resource, params)
        for calls in _listeners:
            calls.append(call)


def _observing(speak: Speak) -> Speak:
    def observed(service: str, operation: str, params: dict[str, Any], here: Surroundings) -> dict[str, Any]:
        _observe(service, operation, params)
        return speak(service, operation, params, here)

    return observed


def _by_boto3(params: dict[str, Any], model: Any, **_: Any) -> None:
    if model.name == "CreateBucket" and running.get():
        return  # what boto3 says of a form that it signs for a browser, and asks nobody
    _observe(model.service_model.service_name, model.name, params)


watch(_observing)
# Clients take these handlers along when they are made: this module is imported before any (local/__init__.py).
botocore.handlers.BUILTIN_HANDLERS.append(("provide-client-params", _by_boto3))
