"""Events come in: read the request, know the sender, make packets, append each with one conditional put.

Rules
1. Everything that can be refused is refused before the first put: size, key, form. What is refused is told, event by
   event.
2. The answer comes after the last put. If one of several puts fails, the whole request is answered "again, please":
   the client's retry lands on the keys of those that were stored.
3. Behind a good request stands nothing but its puts: no read, no log line. An identify with the public key that names
   an address is counted before (`web.limits`).
"""

from typing import Any

from mikomi import clock, packing
from mikomi.aws import log
from mikomi.core.tracking import json_body, segment, segment_pixel
from mikomi.core.tracking.named_addresses import named
from mikomi.core.tracking.segment import Caller, Received
from mikomi.core.tracking.segment_time import moment
from mikomi.core.tracking.source_config import rudderstack
from mikomi.errors import Refused, described, sentence
from mikomi.http import Request, Response, json_response, page, picture, refusal
from mikomi.settings import settings
from mikomi.web import recognition
from mikomi.web.write_keys import is_secret

BATCH = "batch"
ADDRESSES = {
    **{f"/v1/{kind}": kind for kind in segment.TYPES},
    **{f"/v1/{kind[0]}": kind for kind in segment.TYPES},
    "/v1/batch": BATCH,
    "/v1/b": BATCH,
    "/beacon/v1/batch": BATCH,
}
"""What an address says that its body is."""

PAGES = ("/a/", "/c/", "/d/", "/f/", "/k/", "/u/", "/v/", "/v1/forms/")
"""Addresses that people open, not programs."""


TOLD = 2_000
"""Events of one request that are named as not stored: an answer of more than 6 MB Lambda cannot give."""


def take(request: Request, kind: str) -> Received:
    """Store what the request holds: an event of this kind, or a batch. `Refused` if it cannot be taken."""
    received = read(request, kind)
    _append(received)
    return received


def pixel(request: Request) -> Response:
    """Store the event that stands in the address of a picture. Always a picture, because a page shows it; the status
    and a header say the rest."""
    query = request.query
    try:
        body = segment_pixel.body_of(query, request.headers.get("referer", ""))
        caller = _counted(request, body, None, _caller(request, body))
        received = segment.one(body, None, caller, large=True)
        _append(received)
    except Refused as why:
        return picture(why.status, {"x-mikomi-error": why.code})
    return picture(200, {"x-mikomi-warning": received.ignored[0].code} if received.ignored else {})


def dry_run(request: Request) -> Response:
    """What the request would be answered, and the events as they would be stored. Nothing is."""
    from mikomi.model import stored_json

    received = read(request, None, dry=True)
    packets = [packing.unpack(each.subject, each.sort, each.received_at, each.events) for each in received.packets]
    events = [stored_json.plain_of(event) for packet in packets for event in packet.events]
    return receipt(received, request.language, dry_run=True, events=events)


def source_config(request: Request) -> Response:
    """What RudderStack's browser SDK asks for first, with the public key."""
    is_secret(request, {})
    return json_response(200, rudderstack(settings().write_key))


def read(request: Request, kind: str | None, *, dry: bool = False) -> Received:
    """What the request holds, checked and packed, no event stored yet. Without a kind: a batch if there is a `batch`,
    else by `type`."""
    raw = request.body()
    body = json_body.object_of(raw)
    many = kind == BATCH or (kind is None and BATCH in body)
    caller = _caller(request, body)
    if not dry:
        caller = _counted(request, body, None if many else kind, caller)
    large = len(raw) > segment.EVENT_BYTES
    return segment.batch(body, caller, large) if many else segment.one(body, kind, caller, large)


def receipt(received: Received, language: str, **more: Any) -> Response:
    """The answer: how many came, how many are stored, and each that is not, with its reason (the first `TOLD`);
    `warnings` where something was left out of what is stored. 400 if none of a batch could be taken."""
    rejected, warnings = (
        [{"index": each.position, **described(each.code, each.pointer, each.params, language)} for each in remarks]
        for remarks in (received.rejected[:TOLD], received.ignored[:TOLD])
    )
    accepted = received.came - len(received.rejected)
    taken = bool(accepted or not rejected)
    body = {"success": taken, "received": received.came, "accepted": accepted, "rejected": rejected}
    body |= {"warnings": warnings, **more} if warnings else more
    if not taken:
        body = {**body, **{name: rejected[0][name] for name in ("code", "message", "messages")}}
    return json_response(200 if taken else 400, body)


def refused(request: Request, why: Refused) -> Response:
    """Why not, as JSON, or as a page for somebody who followed a link."""
    if request.path.startswith(PAGES) and not request.wants_json:
        from mikomi import pages

        words = pages.in_language(request.language)
        text = sentence(why.code, request.language, why.params)
        return page(pages.notice(request.language, words["problem.title"], text), why.status)
    return refusal(why, request.language)


def _append(received: Received) -> None:
    for packet in received.packets:
        log.append(packet)


def _caller(request: Request, body: dict[str, Any]) -> Caller:
    return Caller(
        secret=is_secret(request, body),
        received_at=clock.now(),
        sent_at=moment(body.get("sentAt") or request.headers.get("sentat")),
        recognise=recognition.read,
    )


def _counted(request: Request, body: dict[str, Any], kind: str | None, caller: Caller) -> Caller:
    """Rule 3. The module is loaded by those few requests alone that name an address."""
    claims = [] if caller.secret else named(body, kind)
    if not claims:
        return caller
    from mikomi.web import limits

    return caller._replace(overdone=limits.overdone(request, claims))
