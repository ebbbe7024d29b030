"""A mail that is looked at, sent to one of the company's own people: a test, and marked as one.

Rules
1. It goes only to addresses that settings.json names: the reps, who gets the weekly report, and the company's own.
2. The subject says that it is a test, so does a line at its beginning and a header. Nobody can unsubscribe by it: it
   carries no List-Unsubscribe, and its links are a sample's.
"""

import re
from html import escape

from mikomi import keys, mail_address
from mikomi.core.mails.message import OutgoingMail
from mikomi.core.mails.sample import SampleMail
from mikomi.core.words import sample_lines
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.words import in_language

_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


def receivers(settings: CompanySettings) -> tuple[str, ...]:
    """Who may get a test: each address once, as settings.json writes it."""
    written = [rep.email for rep in settings.reps]
    written += [one for one in (settings.report.to if settings.report else ()) if "@" in one]
    written += [settings.company.contact, settings.sender.reply_to or "", settings.sender.address]
    known = {keys.same_address(one): one for one in reversed(written) if mail_address.read(one)}
    return tuple(reversed(known.values()))


def receiver(asked: str, settings: CompanySettings) -> str | None:
    """The address that is meant, by itself or by a rep's id; None if it may get no test."""
    named = next((rep.email for rep in settings.reps if rep.id == asked), asked)
    if mail_address.read(named) is None:
        return None
    allowed = {keys.same_address(one): one for one in receivers(settings)}
    return allowed.get(keys.same_address(named))


def outgoing(made: SampleMail, to: str, settings: CompanySettings, now: Millis) -> OutgoingMail:
    """The test, in the language of the company's mails."""
    language, words = settings.language, made.words
    line = sample_lines.say("test.line", language)
    bar = f'<p style="margin:0;padding:8px 12px;background:#fff3cd;color:#4d3b00;font-size:13px">{escape(line)}</p>'
    begin = _BODY.search(words.html)
    at = begin.end() if begin else 0
    return OutgoingMail(
        id=f"sample-{keys.digest(made.sending.template, to, str(now))}",
        to=to,
        sender_name=in_language(settings.sender.name, language),
        sender_address=settings.sender.address,
        reply_to=settings.sender.reply_to,
        subject=sample_lines.say("test.subject", language, subject=words.subject),
        html=words.html[:at] + bar + words.html[at:],
        text=f"{line}\n\n{words.text}",
        at=now,
        is_test=True,
    )
