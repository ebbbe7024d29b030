"""A mail that came in, as far as we look at it: who wrote it, which of our mails it answers, and whether a program did.

Rules
1. Headers alone are read, and of the body what kinds of parts it has. What somebody wrote stays unread, unless the
   company keeps replies (`reply_text`).
2. A mail that is broken is read as far as it goes: MIME that ends in the middle, bytes in headers that no RFC allows, a
   charset that is another one. Anybody can send one: what is enclosed too deep, and headers without end, stay unread.
3. Which mail it answers, `In-Reply-To` says, then `References`, the latest first. SES gives each mail a Message-ID of
   its own (`<id>@email.amazonses.com`, `<id>@<region>.amazonses.com`), and that id is what its sending answered.
4. What a mailbox of the company's own encloses is what came in, if its domain vouches for it (`vouched`). Anybody can
   enclose anything.
"""

import re
from collections.abc import Iterable
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from itertools import islice
from typing import NamedTuple

from mikomi import keys, mail_address
from mikomi.core.mails import automatic
from mikomi.core.mails.automatic import Sign

LONGEST = 256 * 1024
"""Bytes of a mail that are looked at: headers stand first, and what is enclosed is behind a signature's picture."""
MOST = 8
"""Mails that one may answer: a thread names all that went before."""
MOST_HEADERS = 1_000

_SES = re.compile(r"([0-9A-Za-z][0-9A-Za-z_-]{0,99})@(?:[a-z0-9-]+\.)?amazonses\.com", re.IGNORECASE)
_BARE = re.compile(r"<([^<>@]*@[^<>]*)>")
_LONGEST_HEADER = 20_000
_WORDS = ("subject", "in-reply-to", "references", "message-id")
"""Headers that may come as encoded words: some programs write long ids so, though they must not."""


class OwnNames(NamedTuple):
    """The addresses of the company's own people and senders, and the domains of its senders."""

    addresses: frozenset[str]
    domains: frozenset[str]


class InboundMail(NamedTuple):
    """`sender`: the address that it says it is from, if it says one. `answers`: SES's ids of the mails that it may
    answer, the likeliest first. `mark`: what tells it from others, and is the same each time it comes. `is_own`: the
    company wrote it itself."""

    sender: str | None
    mark: str
    answers: tuple[str, ...]
    sign: Sign
    is_own: bool
    message: Message


class Unsigned(NamedTuple):
    """A mail whose headers are read, and of which nobody has asked yet whether a program wrote it."""

    sender: str | None
    mark: str
    answers: tuple[str, ...]
    headers: automatic.Headers
    kinds: tuple[str, ...]
    return_path: str | None
    own: OwnNames
    message: Message

    def as_answer_to(self, our_subject: str) -> InboundMail:
        local = (self.sender or "").rpartition("@")[0]
        sign = automatic.sign(self.headers, self.kinds, local, self.return_path, our_subject, self.own.domains)
        is_own = self.sender in self.own.addresses
        return InboundMail(self.sender, self.mark, self.answers, sign, is_own, self.message)


def read(raw: bytes, envelope: str | None, own: OwnNames, vouched: bool = False) -> Unsigned:
    """What came in. `envelope`: from whom, as the server that brought it said; "" nobody, None where that is unknown.
    `vouched`: its sender's domain owns up to it."""
    try:
        message = message_from_bytes(raw[:LONGEST], policy=compat32)
        outer = _read(message, envelope, own)
        if vouched and outer.sender in own.addresses and (enclosed := _enclosed(message)) is not None:
            return _read(enclosed, None, own)
    except RecursionError:
        return _read(BytesHeaderParser(policy=compat32).parsebytes(raw[:LONGEST]), envelope, own)
    return outer


def _read(message: Message, envelope: str | None, own: OwnNames) -> Unsigned:
    headers = _headers(message)
    sender = _sender(message, own)
    said = headers.get("return-path", ())
    return_path = envelope if envelope is not None else (said[0].strip("<> ") if said else None)
    marked = next(iter(headers.get("message-id", ())), "") or "\n".join(
        f"{name}: {value}" for name in ("from", "date", "subject", "received") for value in headers.get(name, ())
    )
    return Unsigned(
        sender=sender,
        mark=keys.digest("inbound", marked),
        answers=_answers(headers),
        headers=headers,
        kinds=_kinds(message),
        return_path=return_path,
        own=own,
        message=message,
    )


def _kinds(message: Message) -> tuple[str, ...]:
    """What the mail is, and its parts are; not what is in an attachment: a person may hand a bounce on."""
    inside = message.get_payload()
    parts = inside if isinstance(inside, list) and message.get_content_maintype() == "multipart" else []
    return tuple(each.get_content_type() for each in (message, *parts) if isinstance(each, Message))


def _answers(headers: automatic.Headers) -> tuple[str, ...]:
    said = [*headers.get("in-reply-to", ())]
    chain = [found for line in headers.get("references", ()) for found in _SES.findall(line)]
    ids = [found for line in said for found in _SES.findall(line)] + chain[::-1]
    return tuple(dict.fromkeys(ids))[:MOST]


def _sender(message: Message, own: OwnNames) -> str | None:
    """Who wrote it. A group of the company's own that writes in its own name says who wrote to it."""
    found = _address(message, "From")
    if found is not None and found.rpartition("@")[2] in own.domains:
        return next(
            (each for name in ("X-Original-From", "X-Original-Sender") if (each := _address(message, name))), found
        )
    return found


def _address(message: Message, name: str) -> str | None:
    headers = islice(message.raw_items(), MOST_HEADERS)
    written = [value for each, value in headers if each.lower() == name.lower()]
    if len(written) != 1:
        return None  # two senders are none
    line = _as_text(written[0])[:_LONGEST_HEADER]
    whole = mail_address.pick(line)
    return whole or next((read for each in reversed(_BARE.findall(line)) if (read := mail_address.read(each))), None)


def _enclosed(message: Message) -> Message | None:
    """The one mail that this one encloses."""
    if message.get_content_maintype() != "multipart":
        return None
    parts = [part for part in message.walk() if part.get_content_type() == "message/rfc822"]
    inside = parts[0].get_payload() if len(parts) == 1 else None
    first = inside[0] if isinstance(inside, list) and inside else None
    return first if isinstance(first, Message) else None


def _headers(message: Message) -> automatic.Headers:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in islice(message.raw_items(), MOST_HEADERS):
        lower = name.lower()
        text = _decoded(value) if lower in _WORDS else _as_text(value)
        found[lower] = (*found.get(lower, ()), " ".join(text[:_LONGEST_HEADER].split()))
    return found


def _as_text(value: object) -> str:
    """A header as it came: bytes that no RFC allows are read as what they probably are."""
    raw = str(value).encode("utf-8", "surrogateescape")
    return _guessed(raw)


def _decoded(value: object) -> str:
    text = _as_text(value)
    if "=?" not in text:
        return text
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(part if isinstance(part, str) else in_charset(part, charset) for part, charset in parts)


def in_charset(raw: bytes, charset: str | None) -> str:
    """The bytes as text, in the charset that a mail names, or in what they probably are."""
    for name in _names(charset):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):  # no charset at all, one of Python's own that reads nothing, or a zero byte
            continue
    return _guessed(raw)


def _names(charset: str | None) -> Iterable[str]:
    """By which names Python knows what a mail calls so: Japanese programs write Microsoft's own letters as well."""
    plain = (charset or "").lower().replace("_", "-")
    if "2022-jp" in plain:
        return ("iso2022_jp_ext", "iso2022_jp_2004")
    if plain in ("shift-jis", "sjis", "x-sjis", "windows-31j", "ms932", "cp932"):
        return ("cp932",)
    if plain in ("euc-jp", "eucjp", "x-euc-jp"):
        return ("euc_jis_2004", "euc_jp")
    return (plain,) if plain else ()


def _guessed(raw: bytes) -> str:
    names = ("iso2022_jp_ext",) if b"\x1b$" in raw else ("utf-8", "cp932")
    for name in names:
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return _of_jis(raw) if b"\x1b$" in raw else raw.decode("utf-8", "replace")


_ESCAPED = re.compile(rb"\x1b(\$[@B]|\([BJI])")


def _of_jis(raw: bytes) -> str:
    """ISO-2022-JP with letters that only Microsoft's programs write so (①, ㈱), of which Python knows no charset: as
    Shift_JIS, which has them at the same places."""
    pieces = _ESCAPED.split(raw)
    shifted = pieces[0]
    for escape, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape in (b"$@", b"$B"):
            shifted += b"".join(map(_shifted, text[::2], text[1::2]))
        else:
            shifted += bytes(byte | 0x80 for byte in text) if escape == b"(I" else text
    return shifted.decode("cp932", "replace")


def _shifted(high: int, low: int) -> bytes:
    if not (0x21 <= high <= 0x7E and 0x21 <= low <= 0x7E):
        return b"?"
    first = ((high - 1) >> 1) + (0x71 if high <= 0x5E else 0xB1)
    return bytes((first, low + (0x7E if high % 2 == 0 else 0x1F if low < 0x60 else 0x20)))
