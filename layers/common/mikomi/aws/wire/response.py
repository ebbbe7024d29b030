"""A response of HTTP/1.1, read as the server writes it: status, headers, body, and whether the connection stays.

Rules (RFC 9112)
1. How long the body is, the headers say: in chunks, so many bytes, or until the server closes the connection.
2. What comes before the final response (1xx) is passed over.
3. What breaks off, or is none, is Garbled: nobody can know what the server meant to say.
"""

from io import BufferedReader
from typing import NamedTuple

LONGEST_LINE = 65_536
MOST_HEADERS = 100
_BODILESS = (204, 304)


class Garbled(Exception):
    """What came is no whole response."""


class WireResponse(NamedTuple):
    """`headers` by name in small letters; `stays`: whether another request may follow on the same connection."""

    status: int
    headers: dict[str, str]
    body: bytes
    stays: bool = True


def read(stream: BufferedReader, method: str = "POST") -> WireResponse:
    """The response to a request of this method. Raises Garbled, and what the stream raises."""
    status = 100
    while status < 200:
        first, *others = _head(stream)
        version, status = _status(first)
        headers = _headers(others)
    connection = headers.get("connection", "").lower()
    stays = connection != "close" if version == b"HTTP/1.1" else "keep-alive" in connection
    if method == "HEAD" or status in _BODILESS:
        return WireResponse(status, headers, b"", stays)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return WireResponse(status, headers, _chunks(stream), stays)
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit():
        return WireResponse(status, headers, _exactly(stream, int(length)), stays)
    return WireResponse(status, headers, stream.read(), stays=False)


def _head(stream: BufferedReader) -> list[bytes]:
    """The lines up to the empty one: at once if all of them have come, as they mostly have."""
    come = stream.peek(1)
    end = come.find(b"\r\n\r\n")
    if end > 0 and come.count(b"\n", 0, end) == come.count(b"\r\n", 0, end):
        return stream.read(end + 4)[:end].split(b"\r\n")
    return [_line(stream), *_others(stream)]


def _others(stream: BufferedReader) -> list[bytes]:
    lines: list[bytes] = []
    while line := _line(stream):
        if len(lines) == MOST_HEADERS:
            raise Garbled("headers without end")
        lines.append(line)
    return lines


def _status(line: bytes) -> tuple[bytes, int]:
    version, _, rest = line.partition(b" ")
    code = rest[:3]
    if version not in (b"HTTP/1.1", b"HTTP/1.0") or not code.isdigit() or rest[3:4] not in (b"", b" "):
        raise Garbled("status line")
    return version, int(code)


def _headers(lines: list[bytes]) -> dict[str, str]:
    if len(lines) > MOST_HEADERS:
        raise Garbled("headers without end")
    headers: dict[str, str] = {}
    for line in b"\n".join(lines).decode("latin-1").split("\n") if lines else ():
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise Garbled("header")
        headers[name.lower()] = value.strip(" \t")
    return headers


def _chunks(stream: BufferedReader) -> bytes:
    body = b""
    while True:
        size = _line(stream).partition(b";")[0].strip()
        try:
            length = int(size, 16)
        except ValueError:
            raise Garbled("size of a chunk") from None
        if length <= 0:
            _headers(_others(stream))  # trailers
            return body
        body += _exactly(stream, length)
        if _line(stream):
            raise Garbled("end of a chunk")


def _exactly(stream: BufferedReader, length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise Garbled("broken off")
    return body


def _line(stream: BufferedReader) -> bytes:
    """The next line without its end."""
    line = stream.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise Garbled("broken off")
    return line[:-2] if line.endswith(b"\r\n") else line[:-1]
