"""Addresses of the web as people write them, and as a browser would go there.

Rules
1. Somebody's address is never mended by guessing: spaces, Japanese and other letters become what a browser makes of
   them (percent-encoding, punycode), everything else stays as it stands.
2. What a browser would read differently from us leads nowhere: `\\` is `/`, and line ends do not exist.
3. A named reference in an attribute needs its `;` before `=`, a letter or a digit: `?a=1&currency=JPY` is no `¤cy`.
"""

import re
from html import unescape
from html.entities import html5
from typing import NamedTuple
from urllib.parse import quote, unquote

AD_CLICKS = ("gclid", "yclid", "fbclid")
"""The ids that advertisements add to the address to which they lead."""

_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*(?:;|=)?)")
_LINE_ENDS = re.compile(r"[\t\n\r]")
_AROUND = "".join(map(chr, range(33)))
_WHOLE = re.compile(r"(https?):/*([^/]*)(/.*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(
    r"(?:(?P<user>.*)@)?(?P<host>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{0,5}))?", re.IGNORECASE
)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\]")
_USUAL_PORT = {"http": "80", "https": "443"}
_PATH = "%!$&'()*+,;=:@/-._~[]|"
_QUERY = "%!$&()*+,;=:@/-._~[]|?{}\\^`"
_FRAGMENT = "%!$&'()*+,;=:@/-._~[]|?{}\\^#"


class WebAddress(NamedTuple):
    """An address of http or https in ASCII. `site` is its host, with the port where that is not the usual one;
    `has_user` tells that a name stands before the host (`https://somebody@host/`)."""

    text: str
    site: str
    has_user: bool = False


def read(written: str) -> WebAddress | None:
    """Where a browser would go; None if it would go nowhere, or not by http or https."""
    text = _LINE_ENDS.sub("", written.strip(_AROUND))
    before, hash_, fragment = text.partition("#")
    before, mark, query = before.partition("?")
    whole = _WHOLE.fullmatch(before.replace("\\", "/"))
    named = _AUTHORITY.fullmatch(whole[2]) if whole else None
    host = _host(named["host"]) if named else None
    if not whole or not named or not host:
        return None
    scheme = whole[1].lower()
    port = f":{named['port']}" if named["port"] and named["port"] != _USUAL_PORT[scheme] else ""
    user = f"{_quoted(named['user'], '%:!$&()*+,;=-._~')}@" if named["user"] is not None else ""
    rest = _quoted(whole[3] or "", _PATH) + mark + _quoted(query, _QUERY) + hash_ + _quoted(fragment, _FRAGMENT)
    return WebAddress(f"{scheme}://{user}{host}{port}{rest}", host + port, bool(user))


def in_header(written: str) -> str:
    """The address as a header can carry it: also a path of our own site. What is in it already stays as it is."""
    found = read(written)
    return found.text if found else _quoted(_LINE_ENDS.sub("", written), _FRAGMENT)


def of_attribute(raw: str) -> str:
    """The value of an HTML attribute as a browser reads it: `raw` is what stands between the quotation marks."""
    return _REFERENCE.sub(_resolved, raw)


def _resolved(reference: re.Match[str]) -> str:
    written = reference[0]
    if written[1] == "#":
        return unescape(written)
    return written if written[-1] == "=" else html5.get(written[1:], written)


def _host(written: str) -> str | None:
    """In small ASCII letters; None if there can be no such host."""
    name = unquote(written)
    if not name.isascii():
        import idna  # only addresses outside ASCII pay for its tables

        try:
            name = idna.encode(name, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.lower()
    return name if _HOST.fullmatch(name) and len(name) <= 255 else None


def _quoted(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="replace")
