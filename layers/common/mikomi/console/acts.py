"""What somebody does with one lead: the buttons of its page, and the same for programs.

`POST /v1/leads/{id}/acts` with `{"act": "enter" | "exit" | "move", "scenario", "step", "by", "id"}` answers
`{"event"}`: the id of the event of the log. `id` tells one wish from the next, so that it may be sent again.
"""

import json

from mikomi import http
from mikomi.console.views import Screen
from mikomi.core.words.wording import names_of
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.model import positions
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.model.scenario import WaitStep
from mikomi.model.step_tree import walk
from mikomi.model.words import in_language
from mikomi.shell.operator import by_hand
from mikomi.shell.operator.by_hand import NotPossible

LONGEST = 200
GIVEN = ("act", "scenario", "step", "by", "id")


def asked_by_program(request: Request, lead: str) -> Response:
    """`Refused` where it cannot be done."""
    said = _object(request)
    for name, value in said.items():
        if name not in GIVEN:
            raise Refused("parameter_unknown", f"/{name[:40]}", given=name[:40], allowed=", ".join(GIVEN))
        if not isinstance(value, str) or len(value) > LONGEST:
            raise Refused("text_invalid", f"/{name}", name=name, most=LONGEST)
    event = _act(lead, said, said.get("by", ""), said.get("id", ""))
    return http.json_response(200, {"event": event})


def press(request: Request, lead: str, who: str) -> Response:
    """A button of the lead's page."""
    form = {name: value[:LONGEST] for name, value in request.form().items()}
    _act(lead, form, who, form.get("pressed", ""))
    return http.redirect(f"/console/leads/{lead}")


def offered(person: Person, screen: Screen) -> Json:
    """What can be done with this lead: which scenarios it may be put into, and the steps of those that it is in."""
    names = names_of(screen.plan, screen.language)
    inside = by_hand.runs_of(person)
    there = {run.scenario for run, _ in inside}
    return {
        "pressed": str(screen.now),
        "enter": [
            (each.id, in_language(each.name, screen.language, each.id))
            for each in screen.plan.scenarios.values()
            if each.status == "active" and each.id not in there
        ],
        "runs": {
            run.scenario: [
                (name, names.get(f"step:{run.scenario}/{name}") or name)
                for step, position, _ in walk(scenario.steps)
                if step.id and not isinstance(step, WaitStep) and (name := positions.name_of(step, position))
            ]
            for run, scenario in inside
        },
    }


def _act(lead: str, said: dict[str, str], by: str, pressed: str) -> str:
    try:
        return by_hand.act(lead, said.get("act", ""), said.get("scenario", ""), said.get("step") or None, by, pressed)
    except NotPossible as why:
        raise Refused(why.code) from None


def _object(request: Request) -> dict[str, str]:
    try:
        said = json.loads(request.body())
    except UnicodeDecodeError:
        raise Refused("not_utf8") from None
    except (ValueError, RecursionError) as wrong:
        line, column = (wrong.lineno, wrong.colno) if isinstance(wrong, json.JSONDecodeError) else (1, 1)
        raise Refused("json_invalid", line=line, column=column) from None
    if not isinstance(said, dict):
        raise Refused("json_not_object")
    return said
