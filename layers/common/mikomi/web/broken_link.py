"""A link of a mail, as mail programs hand it on: with a full stop behind it, wrapped into two lines, encoded once more.

Rules
1. What is cut away or decoded is only what can stand around a token, and never in one: whether the token is ours is
   asked afterwards, of the letters that are left. So nothing opens here that was not signed.
2. Whoever goes on has the token in its one spelling (`tokens`, rule 4), whatever it came in.
3. What is none of a token's letters, or too short to be one, stays as it is: the page says that the link does not work.
"""

import re
from urllib.parse import unquote

_WHOLE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")
"""What `tokens.seal` writes: its proof has 128 bits."""
_SOFT = re.compile(r"=[ \t]*\r?\n")
"""Where quoted-printable wraps a line."""
_QUOTED = re.compile(r"=([0-9A-Fa-f]{2})")
_BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
"""Blanks, and what nobody sees: where a line was wrapped, or a word joiner put."""
LONGEST = 8_192
_ENCODED = 3
"""So often a link may have been encoded."""


def parts(path: str) -> list[str]:
    """The parts of this path; a token that stands in one behind a letter of its own (`/u/…`) as it was written."""
    first, *rest = path.strip("/").split("/")
    return [first, token(rest[0])] if len(rest) == 1 == len(first) else [first, *rest]


def token(written: str) -> str:
    """The token that was written, if there is one in it; else what was written."""
    if _WHOLE.fullmatch(written) or len(written) > LONGEST:
        return written
    text = written
    for _ in range(_ENCODED):
        text = unquote(text, errors="replace")
    text = _QUOTED.sub(_letter, _SOFT.sub("", text)).strip().lstrip("<\"'(")
    whole = _WHOLE.match(text) or _WHOLE.match(_BETWEEN.sub("", text))
    return whole.group() if whole else written


def _letter(code: re.Match[str]) -> str:
    """What quoted-printable wrote so: only what may stand in a token, so that nothing else is made of it."""
    letter = chr(int(code.group(1), 16))
    return letter if re.fullmatch(r"[A-Za-z0-9._-]", letter) else code.group()
