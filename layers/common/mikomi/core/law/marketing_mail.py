"""What a finished marketing mail breaks of the law list: read out of its bytes, as a mail program gets them.

Rules
1. Only the bytes speak, and what the company says of itself: nothing of what made the mail is asked.
2. Each rule of a mail (`rules`) has one function, and says what it saw; a mail that cannot be read breaks what it
   must show.
3. Without the company's settings its names, address and contact are not looked for (`unseen`).
"""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from typing import NamedTuple

from mikomi.core.law.seen_html import SeenHtml
from mikomi.model.company import CompanySettings
from mikomi.model.words import Text, in_language

ONCE = ("From", "To", "Subject", "Date", "Message-ID")
ONE_CLICK = "List-Unsubscribe=One-Click"
OF_COMPANY = ("R6", "R7")
"""What cannot be looked for without knowing the company."""
_ANSWER = re.compile(r"^\s*(re|fw|fwd|回复|返信|転送)\s*[:：]", re.IGNORECASE)
_ADDRESS = re.compile(r'("[^"\\]+"|[^\s@<>"]+)@[^\s@<>"]+')
_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_WEB = re.compile(r"https://[^\s<>]+|http://(127\.0\.0\.1|localhost)[:/][^\s<>]*")
"""https; on this machine alone a link may do without."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORD = re.compile(r"=\?[^?\s]*\?[bqBQ]\?[^?]*\?=")
_UNFILLED = re.compile(r"\{\{|\}\}|\{%|%\}")
_NOTHING = re.compile(r"^[ \t　]*(様|さま|さん|、|，|,)|\b(Dear|Hello|Hi)[ \t]*,|「[ 　]*」|『[ 　]*』", re.MULTILINE)
"""Where a name ought to stand and none does."""


class Breach(NamedTuple):
    """`what` was seen, as it stands in the mail."""

    rule: str
    what: str


class _Read:
    """A mail read once for all rules. `to`: to whom the envelope went, if that is known."""

    def __init__(self, raw: bytes, company: CompanySettings | None, to: str | None) -> None:
        self.raw, self.company, self.to = raw, company, to
        self.head = raw.partition(b"\r\n\r\n")[0]
        self.message = message_from_bytes(raw)
        self.parts = {part.get_content_type(): part for part in self.message.walk() if not part.is_multipart()}
        self.text = _words_of(self.parts.get("text/plain"))
        self.html = _words_of(self.parts.get("text/html"))
        self.page = SeenHtml(self.html)
        self.subject = _decoded(self.header("Subject"))

    def header(self, name: str) -> str:
        return str(self.message.get(name, "")).replace("\r\n", "")

    @property
    def unsubscribe(self) -> str:
        return self.header("List-Unsubscribe").strip().removeprefix("<").removesuffix(">")

    def shown_in(self) -> list[tuple[str, str]]:
        """The parts by name, without any white space."""
        return [(name, "".join(words.split())) for name, words in (("HTML", self.page.text), ("text", self.text))]

    def names(self) -> list[str]:
        """The sender's names, in any of the languages in which they are written."""
        company = self.company
        if company is None:
            return [name for name, _ in getaddresses([_decoded(self.header("From"))]) if name]
        return [*_spellings(company.sender.name), *_spellings(company.company.name)]


def examine(raw: bytes, company: CompanySettings | None = None, to: str | None = None) -> list[Breach]:
    """Everything that the mail breaks, in the order of the rules; nothing for a mail as it should be."""
    read = _Read(raw, company, to)
    return [Breach(rule, what) for rule, look in LOOKS.items() for what in look(read)]


def unseen(company: CompanySettings | None) -> tuple[str, ...]:
    """The rules of a mail that were not looked at."""
    return () if company else OF_COMPANY


def _name(read: _Read) -> Iterator[str]:
    shown, _ = parseaddr(_decoded(read.header("From")))
    names = ["".join(name.split()) for name in read.names()]
    if not shown or (read.company and "".join(shown.split()) not in names):
        yield f"From: {_decoded(read.header('From'))}"
    for part, words in read.shown_in():
        if not any(name in words for name in names):
            yield f"{part}: {' / '.join(read.names())}"


def _link(read: _Read) -> Iterator[str]:
    address = read.unsubscribe
    if not any(target == address and words for target, words in read.page.links):
        yield f"HTML: {address}"
    if not address or address not in read.text:
        yield f"text: {address}"


def _postal_address(read: _Read) -> Iterator[str]:
    return _missing(read, _spellings(read.company.company.postal_address)) if read.company else iter(())


def _contact(read: _Read) -> Iterator[str]:
    return _missing(read, [read.company.company.contact]) if read.company else iter(())


def _missing(read: _Read, spellings: list[str]) -> Iterator[str]:
    squeezed = ["".join(words.split()) for words in spellings]
    for part, words in read.shown_in():
        if not any(each and each in words for each in squeezed):
            yield f"{part}: {' / '.join(spellings)}"


def _sender(read: _Read) -> Iterator[str]:
    senders = _addresses(read, "From")
    known = [read.company.sender.address] if read.company else senders
    if len(senders) != 1 or not _ADDRESS.fullmatch(senders[0]) or senders != known:
        yield f"From: {_decoded(read.header('From'))}"
    for name in ("Sender", "Return-Path"):
        if (others := _addresses(read, name)) and others != senders:
            yield f"{name}: {read.header(name)}"
    for answered in _addresses(read, "Reply-To"):
        if read.company and answered != read.company.sender.reply_to:
            yield f"Reply-To: {answered}"


def _recipient(read: _Read) -> Iterator[str]:
    to = _addresses(read, "To")
    if len(to) != 1 or not _ADDRESS.fullmatch(to[0]) or (read.to is not None and to != [read.to]):
        yield f"To: {read.header('To')}"
    for name in ("Cc", "Bcc"):
        if name in read.message:
            yield f"{name}: {read.header(name)}"


def _subject(read: _Read) -> Iterator[str]:
    if not read.subject.strip() or _ANSWER.search(read.subject):
        yield f"Subject: {read.subject}"


def _list_unsubscribe(read: _Read) -> Iterator[str]:
    written = read.message.get_all("List-Unsubscribe", [])
    if len(written) != 1 or not re.fullmatch(r"<[^\s<>]+>", str(written[0])):
        yield f"List-Unsubscribe: {written}"


def _one_click(read: _Read) -> Iterator[str]:
    posts = read.message.get_all("List-Unsubscribe-Post", [])
    if posts != [ONE_CLICK]:
        yield f"List-Unsubscribe-Post: {posts}"
    if not _WEB.fullmatch(read.unsubscribe):
        yield f"List-Unsubscribe: {read.unsubscribe}"


def _headers(read: _Read) -> Iterator[str]:
    for name in ONCE:
        if (times := len(read.message.get_all(name, []))) != 1:
            yield f"{name}: {times}"
    try:
        dated = parsedate_to_datetime(read.header("Date"))
    except ValueError:
        dated = None
    if dated is None or dated.tzinfo is None:
        yield f"Date: {read.header('Date')}"
    if not _ID.fullmatch(read.header("Message-ID").strip()):
        yield f"Message-ID: {read.header('Message-ID')}"


def _lines(read: _Read) -> Iterator[str]:
    lines = read.raw.split(b"\r\n")
    if bare := next((line for line in lines if b"\r" in line or b"\n" in line), None):
        yield f"CR/LF: {bare[:60]!r}"
    if long := next((line for line in lines if len(line) > 998), None):
        yield f"{len(long)}: {long[:60]!r}"
    if control := _CONTROLS.search(read.raw):
        yield f"{control[0]!r}"


def _parts(read: _Read) -> Iterator[str]:
    message = read.message
    kinds = [part.get_content_type() for part in message.walk()]
    if message.get_all("MIME-Version", []) != ["1.0"] or kinds != ["multipart/alternative", "text/plain", "text/html"]:
        yield f"MIME-Version: {read.header('MIME-Version')}; {', '.join(kinds)}"
    for kind, part in read.parts.items():
        words = _words_of(part)
        if part.get_content_charset() != "utf-8" or not words.strip() or "\ufffd" in words:
            yield f"{kind}: {part.get_content_charset()}"
    if not read.head.isascii():
        yield "header: 8bit"
    if long := next((each for each in _WORD.findall(read.head.decode("ascii", "replace")) if len(each) > 75), None):
        yield f"=?…?=: {long}"


def _blanks(read: _Read) -> Iterator[str]:
    for name, words in (("Subject", read.subject), ("HTML", read.page.text), ("text", read.text)):
        for pattern in (_UNFILLED, _NOTHING):
            if seen := pattern.search(words):
                yield f"{name}: {words[max(0, seen.start() - 20) : seen.end() + 20].strip()}"
    if empty := next((tag for tag, address in read.page.addresses if address in ("", "None", "#")), None):
        yield f"HTML: <{empty}>"


LOOKS: dict[str, Callable[[_Read], Iterator[str]]] = {
    "R4": _name,
    "R5": _link,
    "R6": _postal_address,
    "R7": _contact,
    "R8": _sender,
    "R9": _recipient,
    "R21": _subject,
    "R26": _list_unsubscribe,
    "R27": _one_click,
    "R29": _headers,
    "R30": _lines,
    "R31": _parts,
    "R34": _blanks,
}


def _addresses(read: _Read, name: str) -> list[str]:
    written = [str(each).replace("\r\n", "") for each in read.message.get_all(name, [])]
    return [address for _, address in getaddresses(written) if address]


def _spellings(text: Text) -> list[str]:
    return [*dict.fromkeys(in_language(text, language) for language in ("ja", "en"))]


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return header


def _words_of(part: Message | None) -> str:
    payload = part.get_payload(decode=True) if part else None
    charset = (part.get_content_charset() if part else None) or "utf-8"
    try:
        return payload.decode(charset, "replace") if isinstance(payload, bytes) else ""
    except LookupError:
        return ""
