"""What a form's body says, whichever way a browser or a program wrote it.

Rules
1. `application/x-www-form-urlencoded` and `multipart/form-data` are read alike, in whatever encoding the page had: as
   the field `_charset_` says, or the Content-Type, or what is written shows (`page_encoding`).
2. A name that comes several times has several values, in their order.
3. Files are not taken, however large. Their names are told.
4. What is in no form of the two (`text/plain` by lines, XML) is refused as such, never read as if fields were missing.
"""

import re
from io import BytesIO
from typing import NamedTuple

from mikomi import page_encoding
from mikomi.errors import Refused
from mikomi.page_encoding import PAIRS

LARGEST = 500 * 1024
"""Bytes of the fields of a multipart body; its files do not count."""

_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)
_BOUNDARY = re.compile(r"""boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))""", re.IGNORECASE)
_URLENCODED = "application/x-www-form-urlencoded"
_NO_PAIRS = re.compile(rb"\A\s*<|\r\n")
_BEYOND = re.compile(r"&#([0-9]{1,7});")

_BYTES = "latin-1"
"""As text, each byte a sign."""

Raw = tuple[bytes, bytes]


class FormBody(NamedTuple):
    """`fields` in their order; a name that came once has a text, one that came again a list. `files` are the names of
    the fields that held files."""

    fields: dict[str, str | list[str]]
    files: tuple[str, ...] = ()


def read(body: bytes, content_type: str) -> FormBody:
    """The body's fields. `Refused` if it is no form or falls apart (`form_unreadable`), or is too large."""
    in_parts = is_multipart(content_type)
    if not in_parts and _URLENCODED not in content_type.lower() and _NO_PAIRS.search(body):
        raise Refused("form_unreadable")
    pairs, files, of_parts = _parts(body, content_type) if in_parts else (page_encoding.raw_pairs(body), [], "")
    encoding = _encoding(pairs, f"{content_type}; {of_parts}")
    fields: dict[str, str | list[str]] = {}
    for name, value in ((_text(name, encoding), _text(value, encoding)) for name, value in pairs):
        held = fields.get(name)
        fields[name] = value if held is None else [*(held if isinstance(held, list) else [held]), value]
    return FormBody(fields, tuple(dict.fromkeys(_text(name, encoding) for name in files)))


def is_multipart(content_type: str) -> bool:
    return content_type.strip().lower().startswith("multipart/")


def _parts(body: bytes, content_type: str) -> tuple[list[Raw], list[bytes], str]:
    """The fields, the names of those that hold a file (where none was chosen, there is none), and in which encoding the
    parts say that they are."""
    from multipart import MultipartError, MultipartParser  # only who sends it pays for it

    boundary = _BOUNDARY.search(content_type)
    if not boundary:
        raise Refused("form_unreadable")
    whole = len(body) + 1
    try:
        limits = {"spool_limit": whole, "memory_limit": whole, "part_limit": PAIRS}
        parts = MultipartParser(BytesIO(body), boundary[1] or boundary[2], charset=_BYTES, **limits).parts()
        charset = next((f"charset={part.charset}" for part in parts if part.charset != _BYTES), "")
        fields = [(part.name.encode(_BYTES), part.raw) for part in parts if part.filename is None]
        files = [part.name.encode(_BYTES) for part in parts if part.filename is not None and part.size]
    except (MultipartError, UnicodeError):
        raise Refused("form_unreadable") from None
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        raise Refused("body_too_large", limit=LARGEST)
    return fields, files, charset


def _encoding(pairs: list[Raw], content_type: str) -> str:
    told = [value.decode(_BYTES) for name, value in pairs if name == b"_charset_"]
    return page_encoding.of(
        b"\n".join(part for pair in pairs for part in pair), [*told, *_CHARSET.findall(content_type)]
    )


def _text(raw: bytes, encoding: str) -> str:
    text = page_encoding.decoded(raw, encoding)
    # what the page's encoding cannot write, its browser sends as a reference
    return text if encoding == page_encoding.UTF_8 else _BEYOND.sub(_character, text)


def _character(reference: re.Match[str]) -> str:
    number = int(reference[1])
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else reference[0]
