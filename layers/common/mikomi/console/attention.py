"""What needs somebody's attention: records that could not be processed, with their reason and their event.

Nothing is tried again here: the wish goes onto the step queue, and the page shows what became of it.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from mikomi import http
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.telling import letters
from mikomi.core.words import moments
from mikomi.http import Request, Response
from mikomi.model import stored_json
from mikomi.model.base import Json
from mikomi.model.events import Event
from mikomi.shell.operator import recovery
from mikomi.shell.operator.names_then import names_then
from mikomi.shell.operator.recovery import Case

HERE = "/console/attention"
SHOWN = 50
_LONGEST = 20_000


def respond(
    request: Request, of: Sequence[str], screen: Screen, shown: Callable[[str, dict[str, Any]], Response]
) -> Response | None:
    """The page, and those beside it: mails of which nobody knows, and channels of alerts."""
    from mikomi.console import channels, unsettled

    match request.method, of:
        case "GET", []:
            told = listed(screen, dropped="dropped" in request.query)
            more = {"unsaid": request.query.get("unsaid", ""), "channels": channels.failing(screen)}
            return shown("attention.html", told | more)
        case "GET", ["mails"]:
            return shown("unsettled.html", unsettled.listed(screen))
        case "POST", ["mails"]:
            return unsettled.act(request)
        case _, ["channels", *place]:
            return channels.respond(request, place, screen, shown)
        case "POST", [letter, ("retry" | "drop") as verb]:
            return act(request, letter, verb)
        case _:
            return None


def listed(screen: Screen, *, dropped: bool) -> Json:
    """The letters as the template prints them, and how many more there are."""
    cases, more = recovery.cases(SHOWN, dropped=dropped)
    return {"letters": [_letter(case, screen) for case in cases], "more": more, "dropped": dropped}


def act(request: Request, letter: str, verb: str) -> Response:
    """Do what the button says. Whatever came to pass, the page shows it: a letter that is gone was dealt with."""
    try:
        if verb == "retry":
            recovery.ask(letter)
        else:
            recovery.drop(letter, request.form().get("because", ""))
    except (recovery.NoSuchLetter, recovery.NotRetried):
        return http.redirect(HERE)
    except ValueError:
        return http.redirect(f"{HERE}?unsaid={letter}#{letter}")
    return http.redirect(f"{HERE}#{letter}")


def _letter(case: Case, screen: Screen) -> Json:
    letter, language = case.letter, screen.language
    names = names_then(case.effect, screen.plan, language)
    moment = moments.full(letter.last_at, screen.zone, language, screen.now)
    return {
        "id": letter.id,
        "kind": letter.kind,
        "title": letters.title(letter.kind, letter.what, case.packet, case.effect, names, language),
        "at": iso(letter.last_at),
        "moment": moment,
        "tries": say("dead.tries", language, n=letter.tries) if letter.tries > 1 else "",
        "reason": letters.reason(letter.reason, language),
        "person": case.person if case.person and case.person.startswith("l_") else None,  # a visitor has no page
        "key": f"{letter.whose} {letter.what}",
        "advice": letters.advice(letter.kind, language),
        "asked": letter.is_asked,
        "retried": letter.kind in recovery.RETRIED,
        "dropped": letter.dropped_because,
        "events": [_event(event, screen) for event in (case.packet.events if case.packet else ())],
    }


def _event(event: Event, screen: Screen) -> Json:
    content = {name: value for name, value in stored_json.plain_of(event).items() if name != "received_at"}
    return {
        "name": event.name or event.type,
        "at": iso(event.at),
        "moment": moments.full(event.at, screen.zone, screen.language, screen.now),
        "text": json.dumps(content, ensure_ascii=False, indent=2)[:_LONGEST],
    }
