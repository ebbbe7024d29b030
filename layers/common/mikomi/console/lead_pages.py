"""What stands below a lead's page: what proves the consent, the mails as they were sent, all that is known as a file,
and the person's erasure."""

from collections.abc import Callable, Sequence
from typing import Any

from mikomi.console import frame, ways_out
from mikomi.console.views import Screen
from mikomi.core.session import Session
from mikomi.http import Request, Response
from mikomi.shell.people import portraits

Shown = Callable[[str, dict[str, Any]], Response]
MOST_EVENTS = 5_000
"""Of somebody of whom there is more, the command takes it out: AWS waits 29 seconds for an answer."""


def respond(
    request: Request, who: Session, person: str, of: Sequence[str], screen: Screen, shown: Shown
) -> Response | None:
    """The answer to `/console/leads/{person}/` and this place; None if there is none."""
    match request.method, of:
        case "GET", [("consent" | "consent.json") as what]:
            from mikomi.console import suppressions

            return suppressions.respond_record(person, screen, shown, saved=what.endswith(".json"))
        case "GET", ["mails", *mail]:
            from mikomi.console import sent_mail

            portrait = portraits.lead(person, screen.language)
            return sent_mail.respond(portrait.person, mail, screen, shown) if portrait else None
        case "GET", [("person.html" | "person.json") as name]:
            return _file(request, person, name, screen)
        case "GET", [erasures] if person == "erased":
            from mikomi.console import erasure

            return erasure.progress(erasures, screen, shown)
        case "GET" | "POST", ["erase"]:
            from mikomi.console import erasure

            return erasure.respond(request, who, person, screen, shown)
        case _:
            return None


def _file(request: Request, person: str, name: str, screen: Screen) -> Response | None:
    """All that is known of the person, without what lies in the archive alone."""
    from mikomi import keys
    from mikomi.http import json_response
    from mikomi.shell.erasure import looks
    from mikomi.shell.person_file import everything, page

    whom = looks.find(person) if keys.is_person(person) else None
    if whom is None:
        return None
    try:
        every = everything.gather(whom, most=MOST_EVENTS)
    except everything.TooMuch:
        return ways_out.too_large(request, ["leads", person, name], screen.language)
    if name.endswith(".html"):
        return frame.kept(page.html(every, screen.language), name, "text/html")
    text: str = json_response(200, everything.as_json(every, screen.language))["body"]
    return frame.kept(text, name, "application/json")
