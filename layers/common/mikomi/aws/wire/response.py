"""A response of HTTP/1.1, read as the server writes it: status, headers, body, and whether the connection stays.

Rules (RFC 9112)
1. How long the body is, the headers say: in chunks, so many bytes, or until the server closes the connection.
2. What comes before the final response (1xx) is passed over.
3. What breaks off, or is none, is Garbled: nobody can know what the server meant to say.
"""

from typing import BinaryIO, NamedTuple

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


def read(stream: BinaryIO, method: str = "POST") -> WireResponse:
    """The response to a request of this method. Raises Garbled, and what the stream raises."""
    status = 100
    while status < 200:
        version, status = _status(stream)
        headers = _headers(stream)
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


def _status(stream: BinaryIO) -> tuple[bytes, int]:
    version, _, rest = _line(stream).partition(b" ")
    code = rest[:3]
    if version not in (b"HTTP/1.1", b"HTTP/1.0") or not code.isdigit() or rest[3:4] not in (b"", b" "):
        raise Garbled("status line")
    return version, int(code)


def _headers(stream: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(MOST_HEADERS + 1):
        line = _line(stream)
        if not line:
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or name != name.strip():
            raise Garbled("header")
        headers[name.lower()] = value.strip(" \t")
    raise Garbled("headers without end")


def _chunks(stream: BinaryIO) -> bytes:
    body = b""
    while True:
        size = _line(stream).partition(b";")[0].strip()
        try:
            length = int(size, 16)
        except ValueError:
            raise Garbled("size of a chunk") from None
        if length <= 0:
            _headers(stream)  # trailers
            return body
        body += _exactly(stream, length)
        if _line(stream):
            raise Garbled("end of a chunk")


def _exactly(stream: BinaryIO, length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise Garbled("broken off")
    return body


def _line(stream: BinaryIO) -> bytes:
    """The next line without its end."""
    line = stream.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise Garbled("broken off")
    return line[:-2] if line.endswith(b"\r\n") else line[:-1]
