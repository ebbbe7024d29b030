"""The page of what is done with everybody at once: how far it is, and the buttons that stop it and let it go on."""

from contextlib import suppress

from mikomi import http
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.words import moments
from mikomi.core.words.wording import word
from mikomi.http import Response
from mikomi.model.base import Json, Millis
from mikomi.model.words import in_language
from mikomi.shell.everybody import work
from mikomi.shell.everybody.work import NoSuchWork, NotUnderWay, Work

HERE = "/console/work"
VERBS = {"stop": work.stop, "resume": work.resume}
BUTTONS = {"waiting": "stop", "going": "stop", "stopped": "resume"}
"""What can be done with it, by how it stands."""


def listed(screen: Screen) -> Json:
    """All of it: what is under way first."""
    order = list(BUTTONS)
    rows = sorted(work.listed(), key=lambda each: order.index(each.state) if each.state in order else len(order))
    return {"works": [_row(each, screen) for each in rows], "moves": any(each.state == "going" for each in rows)}


def one(id: str, screen: Screen) -> Json | None:
    """One of it; None where it was never begun."""
    return next((_row(each, screen) for each in work.listed() if each.id == id), None)


def act(id: str, verb: str) -> Response:
    """Do what the button says; the page shows how it stands then, whoever was faster."""
    with suppress(NoSuchWork, NotUnderWay):
        VERBS[verb](id)
    return http.redirect(HERE)


def _row(each: Work, screen: Screen) -> Json:
    language = screen.language
    scenario = screen.plan.scenarios.get(each.scenario or "")
    name = in_language(scenario.name, language, scenario.id) if scenario else each.scenario or ""
    done, of = f"{each.done:,}", f"{each.of:,}" if each.of is not None else ""
    button = BUTTONS.get(each.state)
    return {
        "id": each.id,
        "name": say(f"work.{each.task}", language, name=name),
        "link": f"/console/mailings/{each.id}" if each.task == "mailing" else "",
        "state": each.state,
        "told": word(f"work.{each.state}", language),
        "does": say(f"work.{each.task}.does", language),
        "stopped": say(f"work.{each.task}.stopped", language) if each.state == "stopped" else "",
        "done": each.done,
        "of": max(each.done, each.of or 0, 1),
        "bar": each.state in ("going", "stopped") and each.of is not None,
        "progress": say("work.of" if of else "work.done", language, done=done, of=of),
        "began": _moment(each.began_at, screen) if each.state != "waiting" else "",
        "ended": _moment(each.ended_at, screen) if each.ended_at and each.state == "ended" else "",
        "next": _moment(each.next_at, screen) if each.next_at and each.state in ("waiting", "ended") else "",
        "at": iso(each.ended_at or each.began_at),
        "button": {"verb": button, "says": say(f"work.{button}", language)} if button else None,
    }


def _moment(moment: Millis, screen: Screen) -> str:
    return moments.full(moment, screen.zone, screen.language, screen.now)
