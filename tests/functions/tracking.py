"""The tracking API as its tests use it: a page view, the keys, and what the log then holds."""

from typing import Any

from mikomi.aws import log
from mikomi.model.events import Event

from functions.track import app as track
from tests.functions.http_api import Seen, asked, basic, seen
from tests.functions.world import World

PUBLIC = basic("wk_test")
SECRET = basic("sk_test")
PAGE = {
    "type": "page",
    "anonymousId": "anon-1",
    "messageId": "m1",
    "timestamp": "2026-11-20T00:00:00.000Z",
    "properties": {"path": "/price"},
}


def post(address: str, body: Any, headers: dict[str, str] = PUBLIC, app: Any = track) -> Seen:
    return seen(app.handler(asked("POST", address, body, headers), None))


def get(address: str, headers: dict[str, str] | None = None) -> Seen:
    return seen(track.handler(asked("GET", address, None, headers), None))


def stored(world: World) -> list[Event]:
    return [event for item in world.rows("events") for event in log.decode(item).events]


def batch(*events: Any, **more: Any) -> dict[str, Any]:
    return {"batch": list(events), **more}
