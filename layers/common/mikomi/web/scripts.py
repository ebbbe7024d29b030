"""The scripts that pages load, as they stand in the package: the browser tag, newest and by its version, those that
put a form and a slot on a page, and the one that tells that a rep sees an alert.

Rules
1. What has no version in its address is kept by browsers for an hour and asked for again by its ETag; a version keeps
   its bytes for ever, so that the integrity hash in a page stays right.
2. `tag/tag.json` names the newest version and its hash.
"""

import gzip
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from mikomi.errors import Refused
from mikomi.http import Request, Response, respond

FOLDER = Path(__file__).parent.parent / "static"
FRESH = "public, max-age=3600, stale-while-revalidate=86400"
FOREVER = "public, max-age=31536000, immutable"

_VERSION = re.compile(r"tag/(\d+\.\d+\.\d+\.js)")
_KINDS = {".js": "text/javascript; charset=utf-8", ".json": "application/json; charset=utf-8"}


class ScriptFile(NamedTuple):
    plain: bytes
    packed: bytes
    etag: str


def serve(request: Request) -> Response:
    """The file at this address. `Refused` (`not_found`) for one that the package does not hold."""
    name = request.path.strip("/")
    version = _VERSION.fullmatch(name)
    script = _script_file(f"tags/{version[1]}" if version else name.removeprefix("tag/"))
    headers = {
        "content-type": _KINDS[Path(name).suffix],
        "cache-control": FOREVER if version else FRESH,
        "etag": script.etag,
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == script.etag:
        return respond(304, "", headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return respond(200, script.packed, {**headers, "content-encoding": "gzip"})
    return respond(200, script.plain.decode(), headers)


@cache
def _script_file(name: str) -> ScriptFile:
    """A file of the package, plain and gzipped, and its ETag."""
    if name not in ("tag.js", "form.js", "layer.js", "seen.js", "tag.json") and not name.startswith("tags/"):
        raise Refused("not_found")
    try:
        plain = (FOLDER / name).read_bytes()
    except FileNotFoundError:
        raise Refused("not_found") from None
    return ScriptFile(plain, gzip.compress(plain, 9, mtime=0), f'"{sha256(plain).hexdigest()[:16]}"')
