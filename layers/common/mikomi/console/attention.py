"""What needs somebody's attention: records that could not be processed, with their reason and their event.

Nothing is tried again here: the wish goes onto the step queue, and the page shows what became of it.
"""

import json

from mikomi import http
from mikomi.console.views import Reader, iso
from mikomi.console.words import say
from mikomi.core.mails import moments
from mikomi.core.telling import wording
from mikomi.http import Answer, Request
from mikomi.model.base import Json
from mikomi.model.effects import SendAlert, SendMail
from mikomi.model.events import Event
from mikomi.shell import reviving
from mikomi.shell.reviving import Case

HERE = "/console/attention"
SHOWN = 50
_LONGEST = 20_000


def listed(reader: Reader, *, dropped: bool) -> Json:
    """The letters as the template prints them, and how many more there are."""
    cases, more = reviving.cases(SHOWN, dropped=dropped)
    return {"letters": [_letter(case, reader) for case in cases], "more": more, "dropped": dropped}


def act(request: Request, letter: str, verb: str) -> Answer:
    """Do what the button says. Whatever came to pass, the page shows it: a letter that is gone was dealt with."""
    try:
        if verb == "retry":
            reviving.ask(letter)
        else:
            reviving.drop(letter, request.form().get("because", ""))
    except (reviving.Unknown, reviving.NotRetried):
        return http.redirect(HERE)
    except ValueError:
        return http.redirect(f"{HERE}?unsaid={letter}#{letter}")
    return http.redirect(f"{HERE}#{letter}")


def _letter(case: Case, reader: Reader) -> Json:
    letter, language = case.letter, reader.language
    moment = moments.full(letter.last_at, reader.zone, language, reader.now)
    return {
        "id": letter.id,
        "kind": letter.kind,
        "title": _title(case, reader),
        "at": iso(letter.last_at),
        "moment": moment,
        "tries": say("dead.tries", language, n=letter.tries) if letter.tries > 1 else "",
        "reason": say("dead.silent", language) if letter.reason == "silent" else letter.reason,
        "person": case.person if case.person and case.person.startswith("l_") else None,  # a visitor has no page
        "key": f"{letter.whose} {letter.what}",
        "advice": say(f"dead.advice.{letter.kind}", language),
        "asked": letter.is_asked,
        "retried": letter.kind in reviving.RETRIED,
        "dropped": letter.dropped_because,
        "events": [_event(event, reader) for event in (case.packet.events if case.packet else ())],
    }


def _title(case: Case, reader: Reader) -> str:
    language, letter = reader.language, case.letter
    match case.effect:
        case SendMail() as mail:
            scenario = reader.names.get(f"scenario:{mail.scenario}", mail.scenario)
            return say("dead.title.mail", language, scenario=scenario, step=mail.step)
        case SendAlert():
            return say("dead.title.alert", language)
    if case.packet:
        names = dict.fromkeys(event.name or event.type for event in case.packet.events)
        return say("dead.title.packet", language, names=", ".join(names)[:120])
    if letter.kind == "wake":
        kind = letter.what.partition("#")[0]
        return say("dead.title.wake", language, what=wording.word(kind, language))
    return say(f"dead.title.{'lost' if letter.kind == 'packet' else letter.kind}", language, what=letter.what)


def _event(event: Event, reader: Reader) -> Json:
    told = event.model_dump(mode="json", exclude_defaults=True, exclude={"received_at"})
    return {
        "name": event.name or event.type,
        "at": iso(event.at),
        "moment": moments.full(event.at, reader.zone, reader.language, reader.now),
        "text": json.dumps(told, ensure_ascii=False, indent=2)[:_LONGEST],
    }
