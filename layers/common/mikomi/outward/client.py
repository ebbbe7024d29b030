"""One POST to another system, whoever wrote its address: nothing that is said here reaches what stands behind us.

Rules
1. https only, to a host with a name. The name is resolved once, every address that it has must be a public one
   (`public_address`), and the connection goes to such an address itself: a name that says something else a moment later
   is not asked again. TLS and `Host` speak of the name.
2. Redirects are not followed, proxies are not asked, connections are not kept.
3. All of it takes no longer than `WITHIN`, however slowly the other side speaks; of its answer no more than `LONGEST`
   is read.
4. What went wrong is told apart: what is never sent (`NotPublic`), and what may be tried again (`NoReply`), heard or
   not.
"""

import io
import socket
import ssl
from collections.abc import Callable, Mapping
from functools import cache
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mikomi import web_address
from mikomi.public_address import is_public, looks_public

WITHIN = 10.0
CONNECT = 3.0
"""Seconds: for all of it, and for one address to take the connection."""
LONGEST = 64_000
"""Bytes of an answer's body that are read."""
_HEADERS = 64_000
_ADDRESSES = 3


class Replied(NamedTuple):
    """The other system answered. `is_whole`: no more of its body was to come."""

    status: int
    body: bytes
    is_whole: bool = True


class NotPublic(NamedTuple):
    """Nothing was sent, and nothing will be: there is no such place on the internet that we may reach."""

    code: str


class NoReply(NamedTuple):
    """No whole answer came: not reached, or nobody knows whether it was heard."""

    code: str


Outcome = Replied | NotPublic | NoReply


class HostAddress(NamedTuple):
    """An address of a host, as `socket` takes it."""

    family: socket.AddressFamily
    at: tuple[Any, ...]


class Outlet(NamedTuple):
    """How a name becomes addresses, which of them may be reached, and whom TLS believes."""

    resolve: Callable[[str, int], list[HostAddress]]
    is_open: Callable[[str], bool]
    tls: Callable[[], ssl.SSLContext]


def post(url: str, headers: Mapping[str, str], body: bytes, way: Outlet | None = None) -> Outcome:
    """Say it once."""
    address, ends_at, way = web_address.read(url), monotonic() + WITHIN, way or OPEN
    parts = urlsplit(address.text) if address else None
    if parts is None or parts.scheme != "https" or parts.username is not None or not looks_public(parts.hostname or ""):
        return NotPublic("address")
    host = str(parts.hostname)
    try:
        places = way.resolve(host, parts.port or 443)
    except (OSError, UnicodeError):
        return NoReply("not_resolved")
    if not places or not all(way.is_open(str(place.at[0])) for place in places):
        return NotPublic("private_address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _connected(places[:_ADDRESSES], host, way, ends_at) as connection:
            connection.settimeout(_left(ends_at))
            connection.sendall(_request(path, parts.netloc, headers, body))
            return _answer(connection, ends_at)
    except TimeoutError:
        return NoReply("too_slow")
    except ssl.SSLError:
        return NoReply("tls")
    except (OSError, HTTPException, ValueError) as broken:
        return NoReply(type(broken).__name__)


def _request(path: str, site: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: {site}", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"Content-Length: {len(body)}", "Accept: application/json", "Accept-Encoding: identity"]
    return "\r\n".join([*lines, "User-Agent: Mikomi", "Connection: close", "", ""]).encode("latin-1") + body


def _connected(places: list[HostAddress], host: str, way: Outlet, ends_at: float) -> ssl.SSLSocket:
    """TLS with the host, at the first of its addresses that takes us."""
    refused: OSError = TimeoutError()
    for place in places:
        plain = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            plain.settimeout(min(CONNECT, _left(ends_at)))
            plain.connect(place.at)
            plain.settimeout(_left(ends_at))
            return way.tls().wrap_socket(plain, server_hostname=host)
        except ssl.SSLError:
            plain.close()
            raise
        except OSError as broken:
            plain.close()
            refused = broken
    raise refused


def _answer(connection: ssl.SSLSocket, ends_at: float) -> Outcome:
    answer = HTTPResponse(_Timed(connection, ends_at), method="POST")  # type: ignore[arg-type]
    answer.begin()
    body = answer.read(LONGEST + 1)
    if len(body) <= LONGEST and answer.length:
        raise HTTPException("broken off")
    return Replied(answer.status, body[:LONGEST], len(body) <= LONGEST)


def _left(ends_at: float) -> float:
    left = ends_at - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed(io.RawIOBase):
    """What comes over the connection, until the time is over or it was enough."""

    def __init__(self, connection: ssl.SSLSocket, ends_at: float) -> None:
        self._connection, self._ends_at, self._room = connection, ends_at, LONGEST + _HEADERS

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(_left(self._ends_at))
        read = self._connection.recv_into(buffer)
        self._room -= read
        if self._room < 0:
            raise HTTPException("too_long")
        return read


def _resolve(host: str, port: int) -> list[HostAddress]:
    """All addresses of the name, IPv4 first: a function without a network of its own reaches no other."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    places = dict.fromkeys(HostAddress(family, at) for family, _, _, _, at in found)
    return sorted(places, key=lambda place: place.family != socket.AF_INET)


OPEN = Outlet(_resolve, is_public, cache(ssl.create_default_context))
"""The way to the internet. (The local stack and tests have others; nothing in the environment opens one.)"""
