"""What a browser with the tag sends: one visit is one batch of page views with the time that was spent on them."""

import json
import random

from mikomi import clock

from local import movable
from local.routes import Answer
from local.stack import WRITE_KEY, Stack
from local.story.casts import cast_of
from local.story.people import PATHS
from local.template import Body

MINUTE = 60_000


def visit(stack: Stack, chance: random.Random, visitor: str, kind: str, proof: str | None = None) -> None:
    """The pages of one visit, looked at for a while each; it ends now. `proof` is the `mk` of a mail's link."""
    paths = PATHS.get(kind, (f"/{kind}",))
    stays = [chance.randint(8, 95) * 1000 for _ in paths]
    at = clock.now() - sum(stays) - 2000
    cast = cast_of(stack)
    referrer = chance.choice(cast.referrers)
    batch: list[Body] = []
    for path, stay in zip(paths, stays, strict=True):
        context = _context(stack, chance, path, referrer)
        first = context | ({"mikomi": proof} if proof and not batch else {})
        batch.append(_event(chance, "page", visitor, at, first))
        told: Body = {"event": "Page Engaged", "properties": {"engaged_ms": stay, "path": path}}
        batch.append(_event(chance, "track", visitor, at + stay, context) | told)
        at, referrer = at + stay, stack.address + path
    body = {"writeKey": WRITE_KEY, "batch": batch, "sentAt": movable.iso(clock.now())}
    _take(stack.request("POST", "/v1/b", headers={"content-type": "text/plain"}, body=json.dumps(body)))


def form(stack: Stack, chance: random.Random, visitor: str, form_id: str, fields: Body) -> None:
    """The page with the form, then the form itself."""
    visit(stack, chance, visitor, form_id)
    sent = fields | {"consent": "on"} if form_id == "download" else fields
    now = movable.iso(clock.now())
    own = {"anonymousId": visitor, "messageId": f"form-{chance.getrandbits(64):x}", "timestamp": now, "sentAt": now}
    headers = {"content-type": "text/plain", "accept": "application/json", "accept-language": stack.language}
    _take(stack.request("POST", f"/v1/forms/{form_id}", headers=headers, body=json.dumps(sent | own)))


def _context(stack: Stack, chance: random.Random, path: str, referrer: str) -> Body:
    cast = cast_of(stack)
    page = {"path": path, "url": stack.address + path, "title": cast.titles[path], "referrer": referrer}
    library = {"name": "mikomi-tag", "version": "1.0.0"}
    return {"page": page, "pageId": f"{chance.getrandbits(64):016x}", "library": library, "locale": cast.locale}


def _event(chance: random.Random, kind: str, visitor: str, at: int, context: Body) -> Body:
    message = f"tag-{chance.getrandbits(96):x}"
    return {
        "type": kind,
        "messageId": message,
        "anonymousId": visitor,
        "timestamp": movable.iso(at),
        "context": context,
    }


def _take(answer: Answer) -> None:
    if answer.status != 200:
        raise RuntimeError(
            f"見本のデータが受け付けられませんでした / the sample data was refused: {answer.status} {answer.text}"
        )
