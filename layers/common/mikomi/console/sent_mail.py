"""The page of one mail of a lead, as it was sent.

Rules
1. No link leads anywhere, and nothing tells that the mail was opened.
2. The mail's HTML is somebody's: it stands in a frame of its own, where it can do nothing but be seen.
"""

from collections.abc import Callable, Sequence
from typing import Any

from mikomi import http
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.mails.as_sent import ShownAgain
from mikomi.core.words import moments
from mikomi.core.words.wording import mail_name
from mikomi.http import Response
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell import sent_mails
from mikomi.shell.sent_mails import SentMail

FRAMED = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https: data: 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}
Shown = Callable[[str, dict[str, Any]], Response]


def respond(person: Person, of: Sequence[str], screen: Screen, shown: Shown) -> Response | None:
    """The page of a mail, or its HTML for the frame; None if there is no such mail."""
    mail = sent_mails.of_lead(person, of[0]) if of else None
    match of[1:]:
        case [] if mail:
            return shown("sent.html", {"sent": seen(person, mail, screen)})
        case ["html", number] if mail:
            again = next((each for attempt, each in mail.attempts if str(attempt) == number), None)
            return http.respond(200, again.inert_html, FRAMED) if again and again.mail else None
        case _:
            return None


def seen(person: Person, mail: SentMail, screen: Screen) -> Json:
    """What the page shows."""
    effect, here = mail.effect, f"/console/leads/{person.id}/mails/{mail.effect.id}"
    name = mail_name(screen.names, effect.scenario, effect.step, effect.variant)
    latest = mail.latest
    return {
        "lead": person.id,
        "name": person.email or person.id,
        "title": latest.mail.subject if latest and latest.mail else name,
        "of": name,
        "template": effect.template if effect.template in screen.plan.mails else "",
        "attempts": [_attempt(number, again, mail, f"{here}/html/{number}", screen) for number, again in mail.attempts],
    }


def _attempt(number: int, again: ShownAgain, mail: SentMail, frame: str, screen: Screen) -> Json:
    noted, made, language = again.noted, again.mail, screen.language
    in_doubt = number < mail.row.attempt or mail.row.status != "sent"
    facts = [
        (say("sent.at", language), moments.full(noted.at, screen.zone, language, screen.now)),
        (say("sent.to", language), noted.reader.email),
        *([(say("sent.from", language), f"{made.sender_name} <{made.sender_address}>")] if made else []),
        (say("sent.version", language), str(mail.effect.plan)),
        (say("sent.digest", language), sent_mails.sha256_of(noted)),
    ]
    return {
        "likeness": again.likeness,
        "told": say(f"sent.{again.likeness}", language),
        "doubt": say("sent.doubt", language, attempt=number) if in_doubt else "",
        "subject": made.subject if made else "",
        "facts": facts,
        "frame": frame if made else "",
        "text": again.inert_text,
    }
