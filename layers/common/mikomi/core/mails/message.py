"""A mail as the bytes that SES takes: MIME, 7-bit clean, right for Japanese subjects, names and bodies.

Rules
1. Headers are RFC 2047 encoded words of at most 75 characters, cut between characters, never within one; a URL in a
   header is never cut or encoded (mail programs follow `List-Unsubscribe` as it stands).
2. A control character in a header is refused, never repaired: nobody who means well writes one.
3. A marketing mail carries both headers of RFC 8058, so that one click in the mail program unsubscribes.
4. The Message-ID is derived from the mail's id, so a second copy could be known as one.

Header folding is left to `email.header` (compat32): the newer policies put long URLs into encoded words.
"""

import unicodedata
from datetime import UTC, datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr

from mikomi import mail_address
from mikomi.keys import digest
from mikomi.model.base import Frozen, Millis

_POLICY = compat32.clone(linesep="\r\n", max_line_length=998)  # what needs folding (`_words`) comes folded
_LONGEST_SUBJECT = 500


class Unwritable(ValueError):
    """This mail cannot be written: `code` is the row's reason (`address`, `header`)."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class OutgoingMail(Frozen):
    """What goes on the envelope and into it. `id` is the mail's or the alert's id; addresses are bare."""

    id: str
    to: str
    sender_name: str
    sender_address: str
    reply_to: str | None = None
    subject: str
    html: str
    text: str
    unsubscribe_url: str | None = None
    at: Millis
    is_test: bool = False


def mime(mail: OutgoingMail) -> bytes:
    """The raw message. Raises Unwritable for an address that is none and for control characters in a header."""
    sender = address(mail.sender_address)
    boundary = "=_" + digest(mail.id)  # never part of a base64 body, and the same for the same mail
    message = MIMEMultipart("alternative", boundary=boundary, policy=_POLICY)
    message["From"] = _named(mail.sender_name, sender)
    message["To"] = address(mail.to)
    if mail.reply_to:
        message["Reply-To"] = address(mail.reply_to)
    message["Subject"] = _words(mail.subject[:_LONGEST_SUBJECT])
    message["Date"] = format_datetime(datetime.fromtimestamp(mail.at // 1000, UTC))
    message["Message-ID"] = f"<{_token(mail.id)}@{sender.rpartition('@')[2]}>"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{_token(mail.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.is_test:
        message["X-Mikomi-Test"] = "yes"
    message.attach(_part(mail.text, "plain"))
    message.attach(_part(mail.html, "html"))
    return message.as_bytes(policy=_POLICY)


def address(written: str) -> str:
    """The address as it stands on the envelope and in a header. Raises Unwritable if it is none."""
    plain = mail_address.read(written)
    if plain is None:
        raise Unwritable("address", "an address is local@domain, in ASCII / メールアドレスの形が正しくありません")
    return mail_address.on_the_wire(plain)


def has_controls(text: str) -> bool:
    """Whether the text holds what ends a header's line or cannot be written at all (controls, halves of characters)."""
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text)


def _named(name: str, bare: str) -> str:
    _refuse_controls(name)
    name = name.strip()
    if not name:
        return bare
    if name.isascii() and "=?" not in name:
        return formataddr((name, bare))
    return f"{_words(name)} <{bare}>"


def _words(text: str) -> str:
    """The text as encoded words if it needs them: not ASCII, or likely to be mistaken for one."""
    _refuse_controls(text)
    if text.isascii() and "=?" not in text and len(text) < 60:
        return text
    # a line's first 20 characters are kept free for the header's name
    return Header(text, "utf-8", maxlinelen=75, header_name="x" * 18).encode(linesep="\r\n")


def _part(body: str, kind: str) -> MIMEText:
    lines = body.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return MIMEText(lines, kind, "utf-8", policy=_POLICY)


def _token(text: str) -> str:
    if not text.isascii() or has_controls(text) or set(text) & set(" <>"):
        raise Unwritable("header", "a header holds characters that may not stand there")
    return text


def _refuse_controls(text: str) -> None:
    if has_controls(text):
        raise Unwritable("header", "a header holds control characters / ヘッダーに制御文字があります")
