"""What was posted as a form, in whatever way: a browser's fields, a script's JSON, the tag's beacon.

Rules
1. Nothing is believed yet: every value may be anything.
2. Fields stand beside the rest, or within `fields` (or `traits`).
3. Where it happened is the page that says so (`context`, or our script's `mikomi_from`), else our own page.
"""

from typing import Any
from urllib.parse import urlsplit

from mikomi.core.tracking import json_body, placeholder, segment
from mikomi.core.tracking.forms import ABOUT_IT, FILES, FROM, ZONE, Posted
from mikomi.core.tracking.segment_time import moment
from mikomi.form_body import FormBody, is_multipart
from mikomi.http import Request
from mikomi.settings import settings

IDS = ("anonymousId", "userId", "messageId")


def values_of(request: Request) -> dict[str, Any]:
    """The body's fields; a name that came several times has a list. What held a file is named under `FILES`. `Refused`
    if the body cannot be read."""
    kind = request.headers.get("content-type", "").lower()
    if is_multipart(kind):
        return _fields(request.form_body())
    raw = request.body(segment.EVENT_BYTES)
    if "json" not in kind and not raw.lstrip().startswith(b"{"):
        return _fields(request.form_body(segment.EVENT_BYTES))
    return json_body.object_of(raw.decode("utf-8", "replace").encode())


def _fields(body: FormBody) -> dict[str, Any]:
    """What says something about the form itself has one value, the last."""
    last = {name: value[-1] for name, value in body.fields.items() if isinstance(value, list) and name in ABOUT_IT}
    return {**body.fields, **last, **({FILES: list(body.files)} if body.files else {})}


def posted(request: Request, values: dict[str, Any]) -> Posted:
    """The same by what it is for."""
    nested = next((values[name] for name in ("fields", "traits") if isinstance(values.get(name), dict)), values)
    context, files = values.get("context"), values.get(FILES)
    ids = {name: placeholder.as_id(_text(values, name)) for name in IDS}
    return Posted(
        values=nested,
        agreed=values.get("consent", nested.get("consent")),
        anonymous_id=ids["anonymousId"],
        user_id=ids["userId"],
        message_id=ids["messageId"],
        original=moment(values.get("originalTimestamp") or values.get("timestamp")),
        sent_at=moment(values.get("sentAt")),
        context=context if isinstance(context, dict) else {**_whereabouts(request, values), **_zone(values)},
        language=language_of(request),
        placeholders=tuple((name, given[:40]) for name in IDS if (given := _text(values, name)) and not ids[name]),
        files=tuple(name for name in files if isinstance(name, str)) if isinstance(files, list) else (),
    )


def language_of(request: Request) -> str:
    """The language of the page that was asked for: `lang`, else what the browser prefers."""
    chosen = request.query.get("lang", "")[:2].lower()
    return chosen if chosen in ("ja", "en") else request.language


def _whereabouts(request: Request, values: dict[str, Any]) -> dict[str, Any]:
    """The page, as the tag would tell it. Nothing where a program posts."""
    own = f"{settings().api_url}{request.path}" + (f"?{request.raw_query}" if request.raw_query else "")
    address = _text(values, FROM) or (own if request.path.startswith("/f/") else "")
    try:
        parts = urlsplit(address)
    except ValueError:
        return {}
    if parts.scheme not in ("http", "https"):
        return {}
    return {"page": {"url": address, "path": parts.path, "search": f"?{parts.query}" if parts.query else ""}}


def _zone(values: dict[str, Any]) -> dict[str, Any]:
    zone = _text(values, ZONE)
    return {"timezone": zone} if zone else {}


def _text(values: dict[str, Any], name: str) -> str | None:
    given = values.get(name)
    return given if isinstance(given, str) and given else None
