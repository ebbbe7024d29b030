"""base64url without padding (RFC 4648, section 5), in one spelling: what `written` writes is all that `read` reads.

Python's own decoder passes over what is not of the alphabet, and over the last letter's spare bits: one token would
have endless spellings, and whoever copies one of them somewhere (a header, a cookie) copies what a stranger added.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")


def written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes | None:
    """The bytes of which `written` makes exactly this text; None if there are none."""
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        return None
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if written(raw) == text else None
