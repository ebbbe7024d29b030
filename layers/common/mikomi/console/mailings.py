"""The pages of mailings: what goes out when, how far each is, and the buttons that send, pause, resume and cancel it.

Nobody is written to without having seen for how many people it is: the button that sends stands below the preview.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from urllib.parse import urlencode

from mikomi import clock, http
from mikomi.aws import plans
from mikomi.console import door
from mikomi.console.behind import refusal
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.words import moments
from mikomi.core.words.wording import word
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.words import in_language
from mikomi.shell.everybody import controls
from mikomi.shell.everybody.controls import CannotBe, MailingCourse, NotThere, Preview

HERE = "/console/mailings"
PATIENCE = 20
"""Pages of everybody that a preview looks at while somebody waits; the command looks at all."""
VERBS = {"pause": controls.pause, "resume": controls.resume, "cancel": controls.cancel}
BUTTONS = {
    "planned": ("pause", "cancel"),
    "listing": ("pause", "cancel"),
    "going": ("pause", "cancel"),
    "paused": ("resume", "cancel"),
}
"""What can be done with a mailing, by how it stands."""


def respond(
    request: Request, by: str, of: Sequence[str], screen: Screen, shown: Callable[[str, Json], Response]
) -> Response | None:
    """The answer to this place below the mailings, pages by `shown`; None if there is none. A POST is known as ours."""
    try:
        match request.method, of:
            case "GET", []:
                return shown("mailings.html", listed(request, screen))
            case "GET", ["new"]:
                return shown("mailing_preview.html", preview(request, screen))
            case "GET", [mailing]:
                return shown("mailing.html", one(mailing, screen))
            case "POST", []:
                return send(request, by)
            case "POST", [mailing, ("pause" | "resume" | "cancel") as verb]:
                return act(mailing, verb)
            case _:
                return None
    except NotThere:
        return gone(screen.language)


def listed(request: Request, screen: Screen) -> Json:
    """All mailings, and what can be sent to whom."""
    asked = {"chosen": request.query.get("segment", ""), "unknown": request.query.get("unknown", "")}
    rows = [_row(standing, screen) for standing in controls.latest()]
    return {"mailings": rows, **asked, **_choices(screen), "going": any(row["moves"] for row in rows)}


def one(mailing: str, screen: Screen) -> Json:
    """One mailing: how far it is. NotThere."""
    return {"mailing": _row(controls.standing(mailing), screen)}


def preview(request: Request, screen: Screen) -> Json:
    """What sending this scenario, to this segment if one is named, would come to. NotThere."""
    scenario, segment = request.query.get("scenario", ""), request.query.get("segment") or None
    pages = iter(controls.preview_of(scenario, segment))
    *_, told = Preview(), *islice(pages, PATIENCE)
    whole = next(pages, None) is None
    plan, language = plans.active(), screen.language
    named = plan.segments[segment] if segment else None
    reasons = [{"why": _why(reason, scenario, screen), "n": f"{n:,}"} for reason, n in told.reasons.most_common()]
    return {
        "scenario": scenario,
        "segment": segment or "",
        "name": in_language(plan.scenarios[scenario].name, language, scenario),
        "segment_name": in_language(named.name, language, segment or "") if named else "",
        "fits": f"{told.fits:,}",
        "gets": f"{told.gets:,}",
        "later": f"{told.later:,}" if told.later else "",
        "enters": f"{told.enters:,}" if told.enters else "",
        "reasons": reasons,
        "dollars": f"{told.dollars:.2f}",
        "last": moments.full(clock.now() + told.lasts, screen.zone, language, screen.now),
        "seen": "" if whole else f"{told.seen:,}",
        "nobody": not (told.gets or told.later or told.enters),
    }


def act(mailing: str, verb: str) -> Response:
    """Do what the button says; the page shows how it stands then, whoever was faster."""
    with suppress(NotThere, CannotBe):
        VERBS[verb](mailing)
    return http.redirect(f"{HERE}/{mailing}")


def send(request: Request, by: str) -> Response:
    """Send what the preview showed; pressed twice it is sent once."""
    form = request.form()
    scenario, segment = form.get("scenario", ""), form.get("segment") or None
    try:
        standing = controls.send(scenario, segment, again=form.get("again") == "yes", by=by)
    except NotThere:
        return http.redirect(f"{HERE}?{urlencode({'unknown': scenario[:60]})}")
    return http.redirect(f"{HERE}/{standing.mailing.id}")


def gone(language: str) -> Response:
    return door.message(language, 404, "mailings.gone", "mailings.gone_why", HERE, "mailings.back")


def _row(standing: MailingCourse, screen: Screen) -> Json:
    mailing, language = standing.mailing, screen.language
    plan = plans.active()
    scenario, segment = plan.scenarios.get(mailing.scenario), plan.segments.get(mailing.segment or "")
    listed = standing.listed or 0
    return {
        "id": mailing.id,
        "scenario": mailing.scenario,
        "name": in_language(scenario.name, language, mailing.scenario) if scenario else mailing.scenario,
        "to": in_language(segment.name, language, segment.id) if segment else mailing.segment or "",
        "segment": mailing.segment or "",
        "state": standing.state,
        "told": word(f"mailing.{standing.state}", language),
        "why_not": word(f"mailing.why.{standing.why_not}", language) if standing.why_not else "",
        "at": iso(mailing.at),
        "moment": moments.full(mailing.at, screen.zone, language, screen.now),
        "listed": "" if standing.listed is None else f"{listed:,}",
        "turns": f"{standing.turns:,}",
        "remaining": f"{standing.remaining:,}",
        "done": standing.turns,
        "of": listed,
        "moves": standing.state in ("listing", "going"),
        "buttons": [
            {"verb": verb, "says": say(f"mailings.{verb}", language)} for verb in BUTTONS.get(standing.state, ())
        ],
    }


def _choices(screen: Screen) -> Json:
    plan, language = plans.active(), screen.language
    scenarios = [
        {"id": each.id, "name": in_language(each.name, language, each.id)}
        for each in plan.scenarios.values()
        if each.status == "active"
    ]
    segments = [{"id": each.id, "name": in_language(each.name, language, each.id)} for each in plan.segments.values()]
    return {"scenarios": scenarios, "segments": segments}


def _why(reason: str, scenario: str, screen: Screen) -> str:
    """A reason of a preview, in words."""
    kind, _, code = reason.partition(".")
    return refusal(code, scenario, screen) if kind == "not_entered" else word(reason, screen.language)
