"""`GET /v1/p.gif`: an event in an address, for places where no script runs.

Rules
1. `data` is the event as base64 JSON (either alphabet). Without it the query names the event's keys: `anonymousId`,
   `userId`, `event` (makes it a track), `name`, `messageId`, `timestamp`; every other name is a property.
2. Without a page of its own the event is about the page that shows the picture (Referer).
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any

from mikomi.core.tracking import json_body
from mikomi.errors import Refused

KEYS = ("anonymousId", "userId", "messageId", "timestamp", "sentAt", "event", "name", "type")
NOT_PROPERTIES = (*KEYS, "data", "writeKey")
DATA = 8 * 1024

_PATH = re.compile(r"https?://[^/?#]*([^?#]*)")


def body_of(query: dict[str, str], referrer: str) -> dict[str, Any]:
    """The event that the query says. `Refused` if `data` cannot be read."""
    if "data" in query:
        body = _data(query["data"])
    else:
        body = {name: query[name] for name in KEYS if query.get(name)}
        body["properties"] = {name: value for name, value in query.items() if name not in NOT_PROPERTIES}
    body.setdefault("type", "track" if body.get("event") else "page")
    properties = body.get("properties")
    if referrer and isinstance(properties, dict) and not properties.get("url") and not body.get("context"):
        found = _PATH.match(referrer)
        body["context"] = {"page": {"url": referrer, "path": (found and found[1]) or "/"}}
    return body


def _data(text: str) -> dict[str, Any]:
    if len(text) > DATA:
        raise Refused("body_too_large", limit=DATA)
    whole = text.replace("-", "+").replace("_", "/").replace(" ", "+")
    try:
        raw = b64decode(whole + "=" * (-len(whole) % 4), validate=True)
    except (Base64Error, ValueError):
        raise Refused("base64_invalid", "/data") from None
    return json_body.object_of(raw, "/data")
