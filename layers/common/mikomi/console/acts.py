"""What somebody does with one lead: the forms of its page, and the same for programs.

`POST /v1/leads/{id}/acts` with `{"act", …, "by", "id"}` answers `{"event"}`: the id of the event of the log. `id` tells
one wish from the next, so that it may be sent again. What each act takes: docs/sales.md.
"""

from urllib.parse import urlencode

from mikomi import http
from mikomi.aws import people
from mikomi.console.views import Screen
from mikomi.core.sales import asked
from mikomi.core.tracking import json_body
from mikomi.core.words.wording import names_of
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.model import positions
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.model.scenario import WaitStep
from mikomi.model.step_tree import walk
from mikomi.model.words import in_language
from mikomi.shell.operator import by_hand, lead_acts
from mikomi.shell.operator.by_hand import NotPossible

LONGEST = asked.LONGEST
TEXTS = {"text": asked.LONGEST_TEXT}
"""What may be longer."""
SAID = (
    "act", "scenario", "step", "text", "stage", "value", "rep", "tag", "points", "kind", "due", "task", "outcome",
    "as", "event",
)  # fmt: skip
GIVEN = (*SAID, "by", "id")
NUMBERS = ("points", "value")
LARGEST = 1e15


def asked_by_program(request: Request, lead: str) -> Response:
    """`Refused` where it cannot be done."""
    said = json_body.object_of(request.body())
    for name, value in said.items():
        if name not in GIVEN:
            raise Refused("parameter_unknown", f"/{name[:40]}", given=name[:40], allowed=", ".join(GIVEN))
        if name in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
            said[name] = f"{value:.15g}" if abs(value) < LARGEST else str(value)[:LONGEST]
        elif not isinstance(value, str) or len(value) > TEXTS.get(name, LONGEST):
            raise Refused("text_invalid", f"/{name}", name=name, most=TEXTS.get(name, LONGEST))
    event = _act(lead, said, said.get("by", ""), said.get("id", ""))
    return http.json_response(200, {"event": event})


def press(request: Request, lead: str, who: str) -> Response:
    """A form of the lead's page. Whoever acted on a page that others have acted since is told so."""
    form = request.form()
    person = people.load(lead) if form.get("seen") is not None else None
    event = _act(lead, form, who, form.get("pressed", "")[:LONGEST])
    others = person is not None and latest_of(person) not in (form.get("seen"), event)
    if back := form.get("back", "")[:LONGEST]:
        return http.redirect(f"/console/today?{urlencode({'rep': back, 'acted': f'{lead}~{event}'})}")
    by_sales = form.get("act") in asked.VERBS
    query = "&".join([f"acted={event}"] * by_sales + ["meanwhile=1"] * others)
    return http.redirect(f"/console/leads/{lead}" + (f"?{query}" if query else ""))


def latest_of(person: Person) -> str:
    """The latest act that the person remembers: by it a page knows how far it was."""
    return person.dealings.acts[-1].id if person.dealings.acts else ""


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


def _act(lead: str, given: dict[str, str], by: str, pressed: str) -> str:
    said = {name: given[name] for name in SAID if given.get(name)}
    try:
        return lead_acts.act(lead, said, by, pressed)
    except NotPossible as why:
        raise Refused(why.code, **why.params) from None
