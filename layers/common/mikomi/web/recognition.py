"""Who looks at a page: the browser behind a request, the person of whom it is a part, and whether that was shown.

Rules
1. A browser is known by its anonymousId alone: from the page, else from its own cookie. Never by a network.
2. Reading changes nothing: a visitor that the log does not know yet is nobody.
3. Whether a lead may be seen is asked for this browser, not for the person (`core.people.rights`): only one that a
   server linked may be told anything. Who came by a link of our mail reads a mail that may have been forwarded.
"""

from typing import TYPE_CHECKING, NamedTuple

from mikomi import clock, keys, tokens
from mikomi.aws import secrets
from mikomi.core.tracking import placeholder
from mikomi.http import Request

if TYPE_CHECKING:
    from mikomi.model.person import Person

COOKIE = "mikomi_id"
"""The first-party cookie that the tag sets and `web.cookie` renews."""


LASTS = 30 * 86_400_000
"""Milliseconds for which a token recognises its reader."""


class Recognised(NamedTuple):
    """The browser's subject in the log (`a:…`; "" if it has none), its person if there is one, and whether what we know
    of the person may be shown in this browser."""

    subject: str
    person: "Person | None"
    may_see: bool


def person_of(token: str) -> str | None:
    """The person to whom the mail went out of which this token (`mk`) came; None if it is none of ours, or too old: a
    link that stands in somebody's history for months opens nobody's door."""
    known = read(token)
    return known["recognised"] if known else None


def read(token: str) -> dict[str, str] | None:
    """What this token says, as an event's context has it: whose mail it was (`recognised`), by which click its reader
    came (`clicked`). None as in `person_of`."""
    payload = tokens.unseal(secrets.root(), "recognise", token)
    if not payload or payload.get("x", 0) <= clock.now():
        return None
    known = {"recognised": str(payload["p"])}
    return {**known, "clicked": str(payload["c"])} if payload.get("c") else known


def token_for(person_id: str, click: str = "") -> str:
    """The token with which the page that a mail leads to learns whose browser this is, and by which click it came."""
    said = {"p": person_id, "x": clock.now() + LASTS}
    return tokens.seal(secrets.root(), "recognise", {**said, "c": click} if click else said)


def recognise(request: Request, anonymous_id: str | None = None) -> Recognised:
    """Who reads the page that this request asks for. One read of the state table, two for a lead."""
    from mikomi.aws import people
    from mikomi.core.people import rights

    given = placeholder.as_id(anonymous_id) or placeholder.as_id(request.cookie(COOKIE))
    if not given:
        return Recognised("", None, False)
    subject = keys.subject_of(given, None)
    person = people.load(keys.visitor_id(subject))
    return Recognised(subject, person, person is not None and rights.may_see(person, subject))
