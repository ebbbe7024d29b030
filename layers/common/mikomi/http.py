"""Requests and answers of the HTTP API (payload format 2.0).

Rules
1. Nothing is believed about a request: a body is measured before and after it is unpacked, an address is data.
2. Every answer names its type and forbids guessing it. Pages run no script but our own where they ask for it,
   load nothing from elsewhere and tell nobody where they stood, because their addresses hold tokens.
3. Any web site may send (CORS), and none gets at more than it sent: no credentials. A script of another site neither
   sends nor reads a cookie of ours (SameSite=Lax).
4. No answer holds a header or a cookie with a control character in it: where a line ends, a stranger's header begins.
"""

import hashlib
import json
import re
import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mikomi import form_body, page_encoding, web_address
from mikomi.errors import Refused, described
from mikomi.form_body import FormBody

Response = dict[str, Any]

LARGEST = 500 * 1024
"""Bytes of a body, uncompressed."""
LARGEST_WITH_FILES = 6 * 1024 * 1024
"""Bytes of a form with files in it: what Lambda is handed at most."""

CORS = {"access-control-allow-origin": "*", "access-control-expose-headers": "retry-after"}
RETRY_AFTER = "2"
"""Seconds that a client shall wait when the table is busy or away."""

_GZIP = 31
_GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class Request(NamedTuple):
    """One request. Header names are in lower case; `raw_query` and the body are read when they are asked for."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw_query: str
    cookies: Sequence[str]
    raw_body: str
    is_base64: bool
    source_ip: str = ""
    """Whence it came, as API Gateway saw it. Never written down; only its keyed hash is (`web.limits`)."""

    @property
    def query(self) -> dict[str, str]:
        """Query parameters; of one given twice the last."""
        return dict(page_encoding.pairs(self.raw_query))

    @property
    def language(self) -> str:
        """`ja` or `en`, as Accept-Language prefers; `ja` where it says neither."""
        given = self.headers.get("accept-language", "").lower()
        ja, en = given.find("ja"), given.find("en")
        return "en" if en >= 0 and (ja < 0 or en < ja) else "ja"

    @property
    def wants_json(self) -> bool:
        """Whether a program asks (fetch, curl with JSON), and not a browser that shows what it gets."""
        if "json" in self.headers.get("content-type", "") or self.headers.get("sec-fetch-mode") in (
            "cors",
            "same-origin",
        ):
            return True
        accepted = self.headers.get("accept", "")
        return "application/json" in accepted and "text/html" not in accepted

    def cookie(self, name: str) -> str:
        """The value of this cookie; "" if the browser sent none."""
        return next((each.partition("=")[2] for each in self.cookies if each.startswith(f"{name}=")), "")

    def body(self, limit: int = LARGEST) -> bytes:
        """The body, out of base64 and gzip. `Refused` if it is larger than `limit` bytes, or damaged."""
        raw = _decoded(self.raw_body, limit) if self.is_base64 else self.raw_body.encode("utf-8", "replace")
        if len(raw) > limit:
            raise Refused("body_too_large", limit=limit)
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        if encoding in ("gzip", "x-gzip") or raw[:2] == b"\x1f\x8b":
            return _inflated(raw, limit)
        if encoding not in ("", "identity"):
            raise Refused("encoding_unsupported", encoding=encoding[:40])
        return raw

    def form_body(self, limit: int = LARGEST) -> FormBody:
        """What a form's body of at most `limit` bytes says; one with files in it, which nobody reads, may be larger.
        `Refused` (`form_unreadable`) if it falls apart."""
        kind = self.headers.get("content-type", "")
        return form_body.read(self.body(LARGEST_WITH_FILES if form_body.is_multipart(kind) else limit), kind)

    def form(self) -> dict[str, str]:
        """The fields of a form's body, of one given twice the last."""
        fields = self.form_body().fields
        return {name: value if isinstance(value, str) else value[-1] for name, value in fields.items()}


def request(event: Mapping[str, Any]) -> Request:
    """The request that the HTTP API hands to a Lambda function. One of another payload format (a REST API's, a load
    balancer's) asks for nothing: what is read out of it would be another address, another caller. Nor does one that
    only asks whether it may be (an authorizer's): it comes again, and would count twice."""
    asked = event["requestContext"].get("http")
    if asked is None or "routeArn" in event:
        return Request(str(asked["method"] if asked else event["httpMethod"]), "", {}, "", (), "", False)
    return Request(
        method=asked["method"],
        path=event.get("rawPath") or asked["path"],
        headers=event.get("headers") or {},
        raw_query=event.get("rawQueryString") or "",
        cookies=event.get("cookies") or (),
        raw_body=event.get("body") or "",
        is_base64=bool(event.get("isBase64Encoded")),
        source_ip=asked.get("sourceIp") or "",
    )


def respond(
    status: int, body: str | bytes = "", headers: Mapping[str, str] | None = None, cookies: Sequence[str] = ()
) -> Response:
    """An answer; bytes travel as base64. `cookies` are the values of Set-Cookie headers. ValueError for a control
    character in a header or a cookie: an answer that says more than we do is none."""
    for text in (*(headers or {}).keys(), *(headers or {}).values()):
        _refuse_controls(text)
    response: Response = {
        "statusCode": status,
        "headers": {"cache-control": "no-store", "x-content-type-options": "nosniff", **(headers or {})},
    }
    if isinstance(body, bytes):
        response["body"] = b64encode(body).decode()
        response["isBase64Encoded"] = True
    else:
        response["body"] = body
    return with_cookies(response, *cookies) if cookies else response


def with_cookies(response: Response, *cookies: str) -> Response:
    """The same answer, with the values of Set-Cookie headers beside those that it sets. ValueError as in `respond`."""
    for cookie in cookies:
        _refuse_controls(cookie)
    return {**response, "cookies": [*response.get("cookies", ()), *cookies]}


def json_response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """JSON for any web site's script."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return respond(status, text, {"content-type": "application/json; charset=utf-8", **CORS, **(headers or {})})


def refusal(why: Refused, language: str, **more: Any) -> Response:
    """What a client is told that asked for something it cannot have. 429 and 503 say when to come back."""
    again = str(why.params["minutes"] * 60) if "minutes" in why.params else RETRY_AFTER
    later = {"retry-after": again} if why.status in (429, 503) else {}
    if why.status == 401:
        later["www-authenticate"] = 'Basic realm="mikomi"'
    body = {"success": False, **described(why.code, why.pointer, why.params, language), **more}
    return json_response(why.status, body, later)


def page(
    html: str,
    status: int = 200,
    *,
    form_action: str = "'self'",
    frame_ancestors: str = "'none'",
    scripts: bool = False,
    pictures: Sequence[str] = (),
) -> Response:
    """A page that may style itself, show pictures from us and from these hosts, post to `form_action`, with `scripts`
    run ours, and do nothing else. Its `<style>` blocks are allowed by their hashes."""
    hashes = [b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html)]
    styles = " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
    images = " ".join(("'self'", *pictures))
    policy = (
        f"default-src 'none'; style-src {styles}; img-src {images}; base-uri 'none'; "
        f"form-action {form_action}; frame-ancestors {frame_ancestors}"
    )
    if scripts:
        policy += "; script-src 'self'; connect-src 'self'"
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
    }
    return respond(status, html, headers)


def picture(status: int, headers: Mapping[str, str] | None = None, cookies: Sequence[str] = ()) -> Response:
    """One transparent pixel."""
    return respond(status, _GIF, {"content-type": "image/gif", **(headers or {})}, cookies)


def redirect(address: str, status: int = 302, cookies: Sequence[str] = ()) -> Response:
    """On to this address, as a header can carry it."""
    location = web_address.in_header(address)
    return respond(status, "", {"location": location, "referrer-policy": "no-referrer"}, cookies)


def _refuse_controls(text: str) -> None:
    if _CONTROL.search(text):
        raise ValueError("a control character in a header of an answer")


def _decoded(text: str, limit: int) -> bytes:
    if len(text) > limit * 4 // 3 + 4:
        raise Refused("body_too_large", limit=limit)
    try:
        return b64decode(text)
    except (Base64Error, ValueError):
        raise Refused("base64_invalid") from None


def _inflated(raw: bytes, limit: int) -> bytes:
    """Unpacked, but never further than one byte past the limit (a bomb of 500 KB holds half a gigabyte)."""
    stream = zlib.decompressobj(_GZIP)
    try:
        unpacked = stream.decompress(raw, limit + 1)
    except zlib.error:
        raise Refused("gzip_invalid") from None
    if len(unpacked) > limit:
        raise Refused("body_too_large", limit=limit)
    if not stream.eof or stream.unused_data:
        raise Refused("gzip_invalid")
    return unpacked
