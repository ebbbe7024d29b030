"""AWS in this process: what our own client says reaches moto, as what boto3 says does.

Rules
1. moto gets the request as it would go over the wire, signed; its answer is read as AWS's would be.
2. What moto does not hold (DynamoDB Local, a server in another process) is reached over HTTP.
3. Whoever watches calls is told of ours (`watch`) as botocore's handlers tell of boto3's.
4. What boto3 knows of the services (megabytes of JSON) is read once a process, not for each stack (`begin`).
"""

from collections.abc import Callable
from typing import Any, Protocol

import boto3
import botocore.loaders
import botocore.session
from botocore.awsrequest import AWSRequest
from mikomi.aws import wire
from mikomi.aws.wire import connections
from moto.core.models import botocore_stubber

Params = dict[str, Any]


class Speak(Protocol):
    """One attempt of our own client (`aws.wire.exchange`)."""

    def __call__(self, service: str, operation: str, params: Params) -> Params: ...


_over_http = connections.send
_DESCRIPTIONS = botocore.loaders.create_loader()


def begin() -> None:
    """boto3 anew, as moto wants it for each beginning, with what it has read before."""
    session = botocore.session.get_session()
    session.register_component("data_loader", _DESCRIPTIONS)
    boto3.setup_default_session(botocore_session=session)


def watch(around: Callable[[Speak], Speak]) -> None:
    """Let this stand around every call of our own client."""
    wire.exchange = around(wire.exchange)


def _send(request: connections.WireRequest) -> connections.WireResponse:
    if botocore_stubber.enabled:
        url = f"{'https' if request.secure else 'http'}://{request.host}{request.path}"
        asked = AWSRequest(request.method, url, request.headers, request.body).prepare()
        if (answered := botocore_stubber.process_request(asked)) is not None:
            status, headers, body = answered
            told = {name.lower(): str(value) for name, value in headers.items()}
            return connections.WireResponse(status, told, body.encode() if isinstance(body, str) else bytes(body))
    return _over_http(request)


connections.send = _send
