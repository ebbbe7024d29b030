"""The browser tag, as it stands in the package: kept by browsers for an hour, asked for again by its ETag."""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from mikomi.errors import Refused
from mikomi.http import Answer, Request, respond

FILE = Path(__file__).parent.parent / "static" / "tag.js"


class Tag(NamedTuple):
    plain: bytes
    packed: bytes
    etag: str


def answer(request: Request) -> Answer:
    tag = _tag()
    headers = {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=3600, stale-while-revalidate=86400",
        "etag": tag.etag,
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
    }
    if request.headers.get("if-none-match") == tag.etag:
        return respond(304, "", headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return respond(200, tag.packed, {**headers, "content-encoding": "gzip"})
    return respond(200, tag.plain.decode(), headers)


@cache
def _tag() -> Tag:
    """The script, plain and gzipped, and its ETag. `Refused` (`not_found`) if the package was built without it."""
    try:
        plain = FILE.read_bytes()
    except FileNotFoundError:
        raise Refused("not_found") from None
    return Tag(plain, gzip.compress(plain, 9, mtime=0), f'"{sha256(plain).hexdigest()[:16]}"')
