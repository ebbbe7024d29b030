"""Requests as API Gateway's HTTP API hands them to a function (payload format 2.0), answers as a client sees them,
and the captures of real clients in `captures/` (a line with the request, headers, a note, and the body as wire bytes
beside it or as JSON below it).
"""

import gzip
import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any, NamedTuple

CAPTURES = Path(__file__).parent / "captures"
TEXT = ("text/", "application/json", "application/xml", "application/javascript")


def asked(
    method: str, address: str, body: bytes | str | dict | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """The event for one request. As AWS does, a body that is compressed or no text arrives as base64."""
    path, _, query = address.partition("?")
    lower = {"host": "ma.example.co.jp", **{name.lower(): value for name, value in (headers or {}).items()}}
    raw = json.dumps(body).encode() if isinstance(body, dict) else body.encode() if isinstance(body, str) else body
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": lower,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "ma.example.co.jp",
            "domainPrefix": "ma",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7", "userAgent": "x"},
            "requestId": "id",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": "01/Jan/1970:00:00:00 +0000",
            "timeEpoch": 0,
        },
        "isBase64Encoded": False,
    }
    if raw:
        plain = lower.get("content-type", "application/json").startswith(TEXT) and "content-encoding" not in lower
        event["isBase64Encoded"] = not plain
        event["body"] = raw.decode("utf-8", "surrogateescape") if plain else b64encode(raw).decode()
    return event


class Seen(NamedTuple):
    """An answer as a client sees it."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


def seen(answer: dict[str, Any]) -> Seen:
    body = b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer.get("body", "").encode()
    return Seen(answer["statusCode"], answer["headers"], body)


def basic(key: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}


class Capture(NamedTuple):
    """One captured request of a real client."""

    name: str
    method: str
    address: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return asked(self.method, self.address, self.body, self.headers)

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The events inside, as the client wrote them, each with the batch's sentAt if it has none of its own."""
        if not self.body:
            return []
        packed = self.headers.get("content-encoding") == "gzip"
        body = json.loads(gzip.decompress(self.body) if packed else self.body)
        return [{"sentAt": body.get("sentAt"), **event} for event in body.get("batch", [body])]

    @property
    def key(self) -> str:
        authorization = self.headers.get("authorization", "")
        if authorization:
            return b64decode(authorization.partition(" ")[2]).decode().partition(":")[0]
        return self.address.rpartition("writeKey=")[2]


def captures() -> list[Capture]:
    return [_read(path) for path in sorted(CAPTURES.glob("*.http"))]


def _read(path: Path) -> Capture:
    head, _, shown = path.read_text().replace("\r\n", "\n").partition("\n\n")
    line, *headers = head.split("\n")
    method, address, _ = line.split(" ")
    named = {name.lower(): value for name, _, value in (header.partition(": ") for header in headers)}
    wire = path.with_suffix(".body")
    note, _, body = shown.partition("\n")
    if wire.exists():
        raw = wire.read_bytes()
    elif body.strip():
        raw = json.dumps(json.loads(body), separators=(",", ":")).encode()
        raw = gzip.compress(raw) if "(gzip)" in note else raw
    else:
        raw = b""
    return Capture(path.stem, method, address, named, raw)
