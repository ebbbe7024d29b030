"""HTTP/1.1 over connections that are kept, one for each host and each who asks at the same time.

Rules
1. A connection that the other side has closed meanwhile is noticed before anything is said on it; one that lay idle so
   long that the network in between may have forgotten it is not used again.
2. What goes wrong before anything was said is NotReached. Whatever goes wrong afterwards is Silence, even on a kept
   connection: nobody can know whether it was heard, so nothing is said again here (`aws.api` does, where it may be).
"""

import os
import select
import socket
import ssl
from functools import cache
from time import monotonic
from typing import NamedTuple

from mikomi.aws.refusals import NotReached, Silence
from mikomi.aws.wire import response
from mikomi.aws.wire.response import Garbled, WireResponse

CONNECT = 3
ANSWER = 10
"""Seconds to wait for a connection, and for the next bytes of an answer."""
IDLE = 300
"""Seconds; AWS's gateways forget a connection on which nothing was said for 350."""


class WireRequest(NamedTuple):
    """`host` with a port, if it is an unusual one; `path` encoded."""

    secure: bool
    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class _Kept(NamedTuple):
    connection: socket.socket
    since: float
    """When it was last used."""


_kept: dict[tuple[bool, str], list[_Kept]] = {}


def send(request: WireRequest) -> WireResponse:
    """The request's answer, whatever its status. Raises Silence; NotReached, if nothing was said."""
    head = [f"{request.method} {request.path} HTTP/1.1", f"Host: {request.host}"]
    head += [f"{name}: {value}" for name, value in request.headers.items()]
    head += [f"Content-Length: {len(request.body)}", "Accept-Encoding: identity", "User-Agent: Mikomi", "", ""]
    said = "\r\n".join(head).encode("latin-1") + request.body
    idle = _kept.setdefault((request.secure, request.host), [])
    connection = _usable(idle) or _connect(request.secure, request.host)
    stays = False
    try:
        connection.sendall(said)
        with connection.makefile("rb") as stream:
            answer = response.read(stream, request.method)
        stays = answer.stays
        return answer
    except (OSError, Garbled) as broken:
        raise Silence(type(broken).__name__) from None
    finally:
        if stays:
            idle.append(_Kept(connection, monotonic()))
        else:
            connection.close()


def _usable(idle: list[_Kept]) -> socket.socket | None:
    """The connection that was used last, if it still stands."""
    while True:
        try:
            connection, since = idle.pop()
        except IndexError:  # there is none, or another thread took the last
            return None
        if monotonic() - since < IDLE and not _has_news(connection):
            return connection
        connection.close()


def _has_news(connection: socket.socket) -> bool:
    """Nothing is due on an idle connection: what there is to read says that it is closed."""
    asked = select.poll()
    asked.register(connection, select.POLLIN)
    return bool(asked.poll(0))


def _connect(secure: bool, host: str) -> socket.socket:
    name, _, port = host.partition(":")
    connection = None
    try:
        connection = socket.create_connection((name, int(port or (443 if secure else 80))), CONNECT)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if secure:
            connection = _tls().wrap_socket(connection, server_hostname=name)
        connection.settimeout(ANSWER)
    except OSError as broken:
        if connection:
            connection.close()
        raise NotReached(type(broken).__name__) from None
    return connection


@cache
def _tls() -> ssl.SSLContext:
    """Certificates of the machine's own authorities, or of those that boto3 is told too."""
    return ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE"))
