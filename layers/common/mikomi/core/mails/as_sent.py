"""A mail that was sent, once more: out of what it was made of (`model.as_sent`), to the same bytes.

Rules
1. It is rendered again by the one rendering, out of what was noted and the plan version; what is known of its reader by
   now is not asked.
2. Whether it is the same is said by the digest of its bytes, and by nothing else: a later release may render otherwise.
3. What is noted has a bound. What was longer is not kept, and that is said.
"""

import zlib
from hashlib import sha256
from typing import Literal, NamedTuple

import msgspec

from mikomi import base64url, compact
from mikomi.core.mails import message, render
from mikomi.core.mails.links import InertLinks, Links, NamedLinks
from mikomi.core.mails.message import OutgoingMail
from mikomi.core.mails.render import Rendered
from mikomi.model import stored_json
from mikomi.model.as_sent import Addressee, AsSent
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.effects import SendMail
from mikomi.model.plan import Plan
from mikomi.model.words import in_language

LARGEST = 24_000
"""Bytes of one, made small. A mail that shows a name, a company and a link has some 300."""

Likeness = Literal["same", "other", "cut", "none"]
"""`same`: byte for byte what SES was given; `other`: this release makes other bytes of it; `cut`: what it read was too
long to be kept; `none`: it cannot be made any more."""


class ShownAgain(NamedTuple):
    """A mail rendered again: as it was, and with links that lead nowhere, to be looked at."""

    noted: AsSent
    likeness: Likeness
    mail: OutgoingMail | None = None
    raw: bytes = b""
    inert_html: str = ""
    inert_text: str = ""


def outgoing(effect: SendMail, words: Rendered, company: CompanySettings, at: Millis) -> OutgoingMail:
    """The mail with all that stands on its envelope."""
    return OutgoingMail(
        id=effect.id,
        to=words.reader.email,
        sender_name=in_language(company.sender.name, company.language),
        sender_address=company.sender.address,
        reply_to=company.sender.reply_to,
        subject=words.subject,
        html=words.html,
        text=words.text,
        unsubscribe_url=words.unsubscribe_url,
        at=at,
    )


def packed(words: Rendered, raw: bytes, links: Links) -> bytes:
    """What the mail was made of, and what it came to, as it is kept."""
    noted = AsSent(at=links.written_at or 0, url=links.api_url, digest=digest(raw), reader=words.reader)
    small = compact.compacted(stored_json.written(noted), compact.MAIL)
    if len(small) <= LARGEST:
        return small
    cut = Addressee(id=words.reader.id, email=words.reader.email)
    return compact.compacted(
        stored_json.written(AsSent(at=noted.at, url=noted.url, digest=noted.digest, reader=cut, is_cut=True)),
        compact.MAIL,
    )


def unpacked(kept: bytes) -> AsSent | None:
    """What was kept; None if it cannot be read any more."""
    try:
        return stored_json.read(AsSent, compact.text_of(kept))
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def again(noted: AsSent, effect: SendMail, plan: Plan, root: str) -> ShownAgain:
    """The mail as it was sent. `root` is the secret that signed its links."""
    if noted.is_cut:
        return ShownAgain(noted, "cut")
    place = (root, noted.url, noted.at)
    try:
        mail = outgoing(effect, render.words(effect, noted.reader, plan, Links(*place)), plan.settings, noted.at)
        raw = message.mime(mail)
        html = render.words(effect, noted.reader, plan, InertLinks(*place)).html
        text = render.words(effect, noted.reader, plan, NamedLinks(*place)).text
    except (render.Unrenderable, message.Unwritable):
        return ShownAgain(noted, "none")
    return ShownAgain(noted, "same" if digest(raw) == noted.digest else "other", mail, raw, html, text)


def digest(raw: bytes) -> str:
    """By which these bytes are known."""
    return base64url.written(sha256(raw).digest())
