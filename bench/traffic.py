"""What comes in: requests as the HTTP API hands them to `track`, of visitors who read, stay, and come back.

A visitor looks at pages and stays a while on each; every fourth page view is one that a rule asks for.
"""

import json
from base64 import b64encode
from datetime import UTC, datetime
from random import Random
from typing import Any

from mikomi import clock

from bench.world import WRITE_KEY

Json = dict[str, Any]

PATHS = ("/", "/products/a", "/news/2026/11", "/price", "/company", "/cases/retail", "/blog/how-to", "/products/b")
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
_chance = Random(2026)
"""Ids look as clients make them, so that they compress as badly as in life; every run has the same."""


class Visitor:
    """One browser. `events` are as our own tag sends them."""

    def __init__(self) -> None:
        self.name = _drawn()
        self.seen = 0
        self.context: Json = {}

    def events(self, number: int) -> list[Json]:
        return [self._event() for _ in range(number)]

    def _event(self) -> Json:
        view, stays = divmod(self.seen, 2)
        self.seen += 1
        path = PATHS[view % len(PATHS)]
        if not stays:
            self.context = self._here(path)
            return self.said("page", {})
        return self.said("track", {"event": "Page Engaged", "properties": {"engaged_ms": 15_000, "path": path}})

    def _here(self, path: str) -> Json:
        page = {"path": path, "url": f"https://www.example.co.jp{path}", "title": "製品のご案内"}
        return {
            "page": {**page, "referrer": "https://www.google.com/"},
            "pageId": _drawn()[:16],
            "library": {"name": "mikomi-tag", "version": "1.0.0"},
            "locale": "ja-JP",
            "timezone": "Asia/Tokyo",
            "campaign": {"source": "newsletter", "medium": "email", "name": "2026-11"},
        }

    def said(self, kind: str, fields: Json) -> Json:
        """An event of this kind, on the page that is open."""
        return {
            "type": kind,
            "messageId": f"tag-{_drawn()}",
            "anonymousId": self.name,
            "timestamp": _iso(clock.now()),
            **fields,
            "context": self.context,
        }


def request(events: list[Json], key: str = WRITE_KEY) -> Json:
    """The events of one visitor, as one request: alone at their own address, several as a batch."""
    sent: Json = {**events[0], "writeKey": WRITE_KEY} if len(events) == 1 else {"batch": events}
    kind = events[0]["type"] if len(events) == 1 else "batch"
    sent["sentAt"] = _iso(clock.now())
    return envelope(f"/v1/{kind}", sent, key)


def envelope(path: str, body: Json, key: str = WRITE_KEY) -> Json:
    """Payload format 2.0 of the HTTP API."""
    told = b64encode(f"{key}:".encode()).decode()
    return {
        "version": "2.0",
        "routeKey": f"POST {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept-language": "ja,en-US;q=0.9",
            "authorization": f"Basic {told}",
            "content-type": "text/plain",
            "host": "ma.example.co.jp",
            "origin": "https://www.example.co.jp",
            "user-agent": AGENT,
        },
        "requestContext": {
            "http": {
                "method": "POST",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": AGENT,
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "stage": "$default",
        },
        "body": json.dumps(body, ensure_ascii=False),
        "isBase64Encoded": False,
    }


def lead(visitor: Visitor, key: str = WRITE_KEY) -> Json:
    """The request with which this visitor's browser says whose it is, and takes the download."""
    traits = {
        "email": f"{visitor.name[:8]}@example.com",
        "lastName": "山田",
        "firstName": "太郎",
        "company": "株式会社サンプル",
        "title": "課長",
        "industry": "製造業",
    }
    took = {"event": "Form Submitted", "properties": {"form": "download"}}
    return request([visitor.said("identify", {"traits": traits}), visitor.said("track", took)], key)


def _drawn() -> str:
    return f"{_chance.getrandbits(128):032x}"


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
