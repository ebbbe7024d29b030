"""The pages of mailings: what goes out when, how far each is, and the buttons that send, pause, resume and cancel it.

Nobody is written to without having seen for how many people it is: the button that sends stands below the preview. To
whom it goes is everybody, a segment, or the people behind a number of the results (`of`, `what` …).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from urllib.parse import urlencode

from mikomi import clock, http
from mikomi.aws import plans
from mikomi.aws.mailings import Mailing
from mikomi.console import behind, door
from mikomi.console.behind import refusal
from mikomi.console.onward import as_asked, sendable
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.backtest import forecast_text
from mikomi.core.words import moments
from mikomi.core.words.wording import word
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.words import in_language
from mikomi.shell import warm_up
from mikomi.shell.archive.behind import GIVEN
from mikomi.shell.everybody import controls
from mikomi.shell.everybody.controls import CannotBe, MailingCourse, Nobody, NotThere, OthersNow
from mikomi.shell.everybody.preview import Preview, pace, preview_of

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
    """What sending this scenario, to this segment or these people if they are named, would come to. NotThere."""
    scenario, segment, people = _whom(request.query)
    pages = iter(preview_of(scenario, segment, people))
    *_, told = Preview(), *islice(pages, PATIENCE)
    whole = next(pages, None) is None
    plan, language = screen.plan, screen.language
    reasons = [{"why": _why(reason, scenario, screen), "n": f"{n:,}"} for reason, n in told.reasons.most_common()]
    before = controls.sent_before(scenario, segment, people)
    return {
        "scenario": scenario,
        "name": in_language(plan.scenarios[scenario].name, language, scenario),
        "to": _to(segment, people, screen),
        "hidden": {**({"segment": segment} if segment else {}), **as_asked(people or {})},
        "chosen": told.chosen or "",
        "others": "others" in request.query,
        "before": _row(before, screen) if before else None,
        "fits": f"{told.fits:,}",
        "gets": f"{told.gets:,}",
        "later": f"{told.later:,}" if told.later else "",
        "enters": f"{told.enters:,}" if told.enters else "",
        "reasons": reasons,
        "dollars": f"{told.dollars:.2f}",
        "last": moments.full(clock.now() + told.lasts, screen.zone, language, screen.now),
        "pace": forecast_text.pace(*beside, language) if (beside := pace(told)) else "",
        "warm_up": say("mailings.warm_up", language, days=days)
        if (days := warm_up.days_for(told.gets)) and days > 1
        else "",
        "seen": "" if whole else f"{told.seen:,}",
        "nobody": not (told.gets or told.later or told.enters),
        "scenarios": sendable(screen),
    }


def act(mailing: str, verb: str) -> Response:
    """Do what the button says; the page shows how it stands then, whoever was faster."""
    with suppress(NotThere, CannotBe):
        VERBS[verb](mailing)
    return http.redirect(f"{HERE}/{mailing}")


def send(request: Request, by: str) -> Response:
    """Send what the preview showed; pressed twice it is sent once. Where others are meant by now, they are shown."""
    form = request.form()
    scenario, segment, people = _whom(form)
    looked_at, after = form.get("chosen") or None, form.get("after") or None
    try:
        standing = controls.send(scenario, segment, people, after=after, by=by, looked_at=looked_at)
    except NotThere:
        return http.redirect(f"{HERE}?{urlencode({'unknown': scenario[:60]})}")
    except (Nobody, OthersNow):
        asked = {"scenario": scenario, **as_asked(people or {}), "others": "yes"}
        return http.redirect(f"{HERE}/new?{urlencode(asked)}")
    return http.redirect(f"{HERE}/{standing.mailing.id}")


def _whom(asked: Mapping[str, str]) -> tuple[str, str | None, dict[str, str] | None]:
    """Which scenario, to which segment or to the people behind which number."""
    people = None
    if "what" in asked:
        of = {"scenario": asked["of"]} if asked.get("of") else {}
        people = {**of, **{name: asked[name] for name in GIVEN if name in asked}}
    return asked.get("scenario", ""), asked.get("segment") or None, people


def _to(segment: str | None, people: Mapping[str, str] | None, screen: Screen) -> str:
    """To whom, in words."""
    if people is not None:
        of = screen.plan.scenarios.get(people.get("scenario", ""))
        name = in_language(of.name, screen.language, of.id) if of else people.get("scenario", "")
        return " · ".join(filter(None, (name, behind.title(of, people, screen))))
    named = screen.plan.segments.get(segment or "")
    return in_language(named.name, screen.language, named.id) if named else segment or ""


def gone(language: str) -> Response:
    return door.message(language, 404, "mailings.gone", "mailings.gone_why", HERE, "mailings.back")


def _row(standing: MailingCourse, screen: Screen) -> Json:
    mailing, language = standing.mailing, screen.language
    plan = plans.active()
    scenario = plan.scenarios.get(mailing.scenario)
    listed = standing.listed or 0
    return {
        "id": mailing.id,
        "scenario": mailing.scenario,
        "name": in_language(scenario.name, language, mailing.scenario) if scenario else mailing.scenario,
        "to": _to(mailing.segment, mailing.people, screen),
        "to_link": _place_of(mailing),
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


def _place_of(mailing: Mailing) -> str:
    """The page of those to whom it was sent, as they are now."""
    if mailing.segment:
        return f"/console/segments/{mailing.segment}"
    if mailing.people is None:
        return ""
    number = dict(mailing.people)
    return behind.address(number.pop("scenario", None), **number)


def _choices(screen: Screen) -> Json:
    there = screen.plan.segments.values()
    segments = [{"id": each.id, "name": in_language(each.name, screen.language, each.id)} for each in there]
    return {"scenarios": sendable(screen), "segments": segments}


def _why(reason: str, scenario: str, screen: Screen) -> str:
    """A reason of a preview, in words."""
    kind, _, code = reason.partition(".")
    return refusal(code, scenario, screen) if kind == "not_entered" else word(reason, screen.language)
