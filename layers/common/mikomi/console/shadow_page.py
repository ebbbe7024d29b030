"""The plan in the shadow, as a page and for programs: what it would have done on a day, beside what really happened.

Rules
1. What is to be known stands first, the self-check before all else; then how much differs, then whom it concerns.
2. A version that is not running, and what waits for approval, are started by a button: by whoever may change the plan.
"""

from collections.abc import Callable, Sequence

from pydantic import ValidationError

from mikomi import http
from mikomi.aws import candidates
from mikomi.console import door, visitors
from mikomi.console.parameters import check
from mikomi.console.views import Screen
from mikomi.core.backtest import shadow_text
from mikomi.core.session import Session
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.formats import NewerFormat
from mikomi.model.person import Person
from mikomi.shell import approval
from mikomi.shell.archive import shadow
from mikomi.shell.backtest import shadow_told, tried
from mikomi.shell.backtest.shadow_told import NoSuchDay, ShadowTold
from mikomi.shell.backtest.tried import NotUnderstood
from mikomi.shell.history import NeverPublished

HERE = "/console/versions/shadow"


def respond(
    request: Request, who: Session, of: Sequence[str], screen: Screen, shown: Callable[[str, Json], Response]
) -> Response | None:
    """The answer to this place below the shadow; None if there is none. A POST is known as ours."""
    match request.method, of:
        case "GET", []:
            try:
                return shown("shadow.html", {"it": seen(request.query.get("day", ""), screen)})
            except NoSuchDay:
                return door.message(screen.language, 404, "shadow.no_day", "shadow.no_day_why", HERE, "shadow.title")
        case "POST", ["start"]:
            return _start(request.form(), who.email or who.user, screen)
        case "POST", ["stop"]:
            shadow.stop()
            return http.redirect(HERE)
        case _:
            return None


def seen(day: str, screen: Screen) -> Json:
    """A day, the latest without one. NoSuchDay."""
    language, what = screen.language, shadow_told.of(day, screen.language)
    if what is None:
        return {"none": True, "runs": False, "said": [], "days": [], "rows": [], "people": []}
    return {
        "none": False,
        "runs": what.shadow.runs,
        "said": [*shadow_told.said(what, language)],
        # which of the sentences is the self-check's, where that does not hold
        "wrong": 3 + bool(what.missed) if what.sum and not what.sum.check.holds else 0,
        "day": what.day,
        "days": what.days,
        "rows": [row._asdict() for row in shadow_text.rows(what.sum.plain(), language)] if what.sum else [],
        "people": [
            {**each._asdict(), "page": _page_of(what.there[each.person])} for each in shadow_told.named(what, language)
        ],
    }


def _page_of(person: Person) -> str:
    """Where they are told of: a lead, or the browser of a visitor; "" of who has neither."""
    browser = next((each for each in person.members if each.startswith("a:")), None)
    if person.is_lead:
        return f"/console/leads/{person.id}"
    return f"/console/visitors/{visitors.place_of(browser[2:])}" if browser else ""


def for_programs(request: Request) -> Json:
    """`/v1/shadow`. `Refused` if it cannot be answered."""
    check(request, ("day",))
    try:
        what = shadow_told.of(request.query.get("day", ""), request.language)
    except NoSuchDay:
        raise Refused("shadow_day_unknown", "/day") from None
    return _plain(what, request.language)


def _plain(what: ShadowTold | None, language: str) -> Json:
    if what is None:
        return {"candidate": None, "days": [], "missed": [], "day": None, "night": None, "said": []}
    return {**shadow_told.plain(what, language), "said": [*shadow_told.said(what, language)]}


def _start(form: dict[str, str], by: str, screen: Screen) -> Response:
    """What the form names: a version, or what waits for approval."""

    def no(why: str) -> Response:
        return door.message(screen.language, 409, "shadow.not_started", why, HERE, "shadow.title")

    number = _number(form.get("candidate", ""))
    try:
        if number:
            one = candidates.read(number)
            plan = approval.plan_of(one) if one else None
            if plan is None or plan.unread:
                return no("tried.not_understood")
        else:
            plan = tried.version(_number(form.get("version", "")))
    except NeverPublished:
        return no("published.gone_why")
    except (NotUnderstood, NewerFormat, ValidationError):
        return no("tried.not_understood")
    shadow.start(plan, "", by, number)
    return http.redirect(HERE)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
