"""The token by which a link of our mails says who reads (`mk=…`): how it stands in an address, and the address without.

Rules
1. Ours is what looks like a token of ours: a site may have a parameter `mk` of its own, and keeps it.
2. What begins with a token of ours is cut whole, whatever a mail program hung on to it.
3. Nothing else of an address is touched. A page may be in any encoding, and its query in any spelling.
"""

import re

_OURS = r"eyJw[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}"
"""base64url of `{"p…`, and 128 bits of proof (`tokens`)."""
_PLAIN = rf"mk=({_OURS})[^&#]*"
_WITHIN = rf"mk%3[Dd]{_OURS}(?:(?!%26|%23)[^&#])*"
"""The same in an address that stands in another one's query: `?next=%2Fprice%3Fmk%3D…`."""

_FOUND = re.compile(rf"[?&]mk=({_OURS})(?=[&#]|$)")
_CUTS = (
    re.compile(rf"(?<=[?&]){_PLAIN}&"),
    re.compile(rf"[?&]{_PLAIN}"),
    re.compile(rf"(?<=%3[Ff]|%26){_WITHIN}%26"),
    re.compile(rf"(?:%3[Ff]|%26){_WITHIN}"),
)


def added(address: str, token: str) -> str:
    """The address with this token alone, at the end of its query, in front of the fragment. One that stands there (the
    link was copied out of somebody's address bar) is another reader's."""
    page, hash_, fragment = without(address).partition("#")
    return f"{page}{'&' if '?' in page else '?'}mk={token}{hash_}{fragment}"


def read(address: str) -> str | None:
    """The token in this address, or in a query with its `?`; None if there is none of ours."""
    token = _FOUND.search(address)
    return token[1] if token else None


def without(address: str) -> str:
    """The address, or a query with its `?`, to the letter, without tokens of ours."""
    if "eyJw" not in address:
        return address
    for cut in _CUTS:
        address = cut.sub("", address)
    return address
