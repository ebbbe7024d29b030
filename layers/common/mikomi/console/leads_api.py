"""The leads for programs: found by what is typed, filtered, in an order; and what is told of each.

A lead: {"id", "email", "name", "company", "phone", "score": {"total", "interest", "fit"}, "band", "owner", "stage",
"tags", "excluded", "tasks": [{"id", "kind", "due_at", "rep"}], "affinity", "traits", "touch": {"first", "last"},
"last_at", "because": [{"rule", "name", "points", "event_id", "at"}],
"enrolments": [{"scenario", "version", "step", "due_at"}]}, with "held_by" where that trait does not say when to go on.
Moments are ISO 8601 in UTC. A reason's points are those that the rule gave; what decay took is in the total.
"""

from mikomi import clock, mail_address
from mikomi.aws import plans
from mikomi.console import desk
from mikomi.console.parameters import check, limit_of
from mikomi.console.views import iso
from mikomi.core.behaviour import affinity
from mikomi.core.directory import asked, lead_line
from mikomi.core.directory.asked import BadSearch
from mikomi.core.mails.honorific import full_name
from mikomi.core.people import zone
from mikomi.core.people.owners import owner_of
from mikomi.core.telling.portrait import Portrait
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json, Millis
from mikomi.model.touch import Touch
from mikomi.shell.people import directory, portraits

USUAL, MOST = 20, 100
"""Leads of one page."""
TOUCH = ("event_id", "source", "medium", "campaign", "click", "referrer", "path")


def listed(request: Request) -> Json:
    """A page of the leads that are asked for."""
    check(request, (*asked.PARAMETERS, "limit", "cursor", "email"))
    query, language = request.query, request.language
    limit, cursor = limit_of(request, USUAL, MOST), query.get("cursor") or None
    try:
        search = asked.read(query, plans.active(), clock.now())
    except BadSearch as why:
        raise Refused(why.code, f"/{why.name}", **why.params) from None
    if "email" in query:
        if mail_address.read(query["email"]) is None:
            raise Refused("email_invalid", "/email")
        one = portraits.by_email(query["email"], language)
        return {"leads": [lead(one, language)] if one else [], "next": None}
    try:
        page = directory.page(search, limit, cursor, language)
    except directory.BadSearchCursor:
        raise Refused("cursor_invalid", "/cursor") from None
    return {"leads": [lead(portrait, language) for portrait in page.leads], "next": page.next}


def lead(portrait: Portrait, language: str) -> Json:
    person, score = portrait.person, portrait.score
    return {
        "id": person.id,
        "email": person.email,
        "name": full_name(person.traits_plain, language) or None,
        "company": person.trait("company"),
        "phone": person.trait("phone"),
        "score": {"total": score.total, "interest": score.interest, "fit": score.fit},
        "band": portrait.band.id if portrait.band else None,
        "owner": owner_of(person, plans.active().settings),
        "stage": lead_line.stage_of(person),
        "tags": list(person.tags),
        **desk.for_programs(person, plans.active()),
        "affinity": affinity.of(person, plans.active().settings.page_classes),
        "traits": person.traits_plain,
        "touch": {"first": _touch(person.first_touch), "last": _touch(person.last_touch)},
        "last_at": _iso(person.last_at),
        **({"timezone": {"name": lives_in, "from": zone.source_of(person)}} if (lives_in := zone.of(person)) else {}),
        "because": [
            {"rule": r.rule, "name": r.name, "points": r.points, "event_id": r.event_id, "at": iso(r.at)}
            for r in portrait.because
        ],
        "enrolments": [
            {
                "scenario": run.scenario,
                "version": run.version,
                "step": run.step,
                "due_at": _iso(run.due_at),
                **({"held_by": run.held_by} if run.held_by else {}),
            }
            for run in portrait.runs
            if run.status == "active"
        ],
    }


def _touch(touch: Touch | None) -> Json | None:
    if touch is None:
        return None
    return {**{name: getattr(touch, name) for name in TOUCH}, "at": iso(touch.at)}


def _iso(moment: Millis | None) -> str | None:
    return iso(moment) if moment is not None else None
