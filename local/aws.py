"""AWS in this process: what our own client says reaches moto, as what boto3 says does.

Rules
1. moto gets the request as it would go over the wire, signed; its answer is read as AWS's would be.
2. What moto does not hold (DynamoDB Local, a server in another process) is reached over HTTP.
3. Whoever watches calls is told of ours (`watch`) as botocore's handlers tell of boto3's.
4. moto looks for each field of an answer under every name that it may have; where the answer is a dict, those names
   are worked out once (`_pick`). Reading an item takes less than half of its time so, and most of a test is moto's.
5. What boto3 knows of the services (megabytes of JSON) is read once a process, and each client is made once, not for
   each stack (`begin`): a client knows nothing of what moto holds.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import boto3
import botocore.handlers
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.model import Shape
from mikomi.aws import wire
from mikomi.aws.wire import connections
from mikomi.aws.wire.environment import Surroundings
from mikomi.aws.wire.response import WireResponse
from moto.core.models import botocore_stubber
from moto.core.serialize import AttributePicker, AttributePickerContext

Params = dict[str, Any]


class Speak(Protocol):
    """One attempt of our own client (`aws.wire.exchange`)."""

    def __call__(self, service: str, operation: str, params: Params, here: Surroundings) -> Params: ...


_over_http = connections.send


class _Session(boto3.Session):
    """boto3's session, which makes a client once for each way to ask for it: one takes as long as thirty calls."""

    def __init__(self) -> None:
        super().__init__(botocore_session=botocore.session.get_session())
        self._made: dict[Any, Any] = {}

    def client(self, *args: Any, **more: Any) -> Any:
        """As boto3 makes it; the environment may name another region or address than it did."""
        told = tuple(sorted(each for each in os.environ.items() if each[0].startswith("AWS_")))
        asked = (args, tuple(sorted(more.items())), told)
        if asked not in self._made:
            self._made[asked] = super().client(*args, **more)
        return self._made[asked]


@cache
def _session(_handlers: int) -> _Session:
    """The process's own. It takes botocore's handlers along when it is made: where there are more by now, another."""
    return _Session()


def begin() -> None:
    """What `boto3.client` asks from now on; moto wants it anew for each beginning."""
    boto3.DEFAULT_SESSION = _session(len(botocore.handlers.BUILTIN_HANDLERS))


def watch(around: Callable[[Speak], Speak]) -> None:
    """Let this stand around every call of our own client."""
    wire.exchange = around(wire.exchange)


def _send(request: connections.WireRequest) -> WireResponse:
    if botocore_stubber.enabled:
        url = f"{'https' if request.secure else 'http'}://{request.host}{request.path}"
        asked = AWSRequest(request.method, url, request.headers, request.body).prepare()
        if (answered := botocore_stubber.process_request(asked)) is not None:
            status, headers, body = answered
            told = {name.lower(): str(value) for name, value in headers.items()}
            return WireResponse(status, told, body.encode() if isinstance(body, str) else bytes(body))
    return _over_http(request)


_search = AttributePicker.__call__
_names: dict[tuple[type, str, Shape | None], tuple[str, ...]] = {}


def _pick(picker: AttributePicker, sought: AttributePickerContext) -> Any:
    found_in = sought.obj
    if type(found_in) is not dict or picker.response_transformers:
        return _search(picker, sought)
    field = (type(picker), sought.key, sought.shape)
    if field not in _names:
        _names[field] = tuple(picker.get_possible_keys(sought))
    return next((found_in[name] for name in _names[field] if name in found_in), None)


AttributePicker.__call__ = _pick
connections.send = _send
