"""The JSON read API, for programs that hold the secret key; and what they do with a lead (`console.acts`).

GET /v1/leads?q=&owner=&band=&tag=&stage=        {"leads": [lead], "next": cursor or null} (docs/leads.md)
    &scenario=&segment=&active_since=
    &updated_since=&on_site=&sort=score|rise|recent
    &limit=&cursor=&email=
GET /v1/leads/{id}                               lead
GET /v1/leads/{id}/timeline?limit=&cursor=&all=  {"id", "timeline": [entry], "next", "whole"}, newest first
GET /v1/leads/{id}/consent                       what proves the lead's consent, and what stops mail (docs/consent.md)
GET /v1/leads/{id}/mails                         {"mails": [mail]} that went out; and one of them as it was sent:
GET /v1/leads/{id}/mails/{mail}                  (`shell.sent_mails`, docs/sent.md)
GET /v1/companies?q=&owner=&stage=               {"companies": [company], "next"} (docs/companies.md)
    &sort=score|recent|people&limit=&cursor=
GET /v1/companies/{id}                           company, with its "leads" and its "timeline"
GET /v1/suppressions?limit=&cursor=&email=       {"suppressions": [suppression], "next"}, the latest first
POST /v1/leads/{id}/acts                         {"event"}: note, stage, task, tag … (docs/sales.md)
POST /v1/crm/{system}/events                     what a CRM says of leads (`console.crm`, docs/crm.md)
GET /v1/versions?limit=&below=                   {"versions": [version], "next": below or null} (docs/publishing.md)
GET /v1/versions/{n}                             version, with its "report" and the "differences" to the one before it
GET /v1/versions/{n}/backtest?from=&to=          the version tried on what has happened (docs/backtest.md)
GET /v1/versions/{n}/around                      the weeks before and after it (docs/results.md)
GET /v1/versions/{n}/forecast?days=&scenario=    what it would bring in the next days (docs/backtest.md)
GET /v1/shadow?day=                              what a plan in the shadow would have done (docs/backtest.md)
GET /v1/mails?search=&stage=&persona=&theme=     {"mails": [mail], "tags"} (`console.library`)
GET /v1/segments                                 {"segments": [{"id", "name", "size", "as_of"}]}
GET /v1/segments/{id}/people?limit=&cursor=      {"people": [{"id", "email", "name"}], "next": cursor or null}
GET /v1/mailings                                 {"mailings": [mailing]}, the latest first, a hundred at most
GET /v1/mailings/{id}                            mailing
GET /v1/work                                     {"work": [work]}, what is done with everybody, and how far it is
GET /v1/scenarios                                {"as_of", "scenarios": [{"id", "name", "status", "entered",
                                                 "under_way", "goal"}]}
GET /v1/scenarios/{id}                           {"id", "name", "status", "version", "prose": [{"id", "title", "lines":
                                                 [{"number", "text", "depth", "step"}]}], "mermaid"} (docs/explain.md)
GET /v1/scenarios/{id}/change?act=&to=           {"scenario", "act", "to", "preview", "latest"}: whom a change would
                                                 concern, and the latest one (docs/changes.md)
GET /v1/results/week                             this week beside the last, in numbers (`core.week`, docs/results.md)
GET /v1/results/scenarios/{id}                   what is counted of a scenario (`core.results`, docs/results.md)
GET /v1/results/scenarios/{id}/goal              its goal by day and arm, targets, versions, where people leave
GET /v1/results/scenarios/{id}/journey           what those did who reached its goal, beside those who did not
GET /v1/results/sources                          where leads and entries came from, and how many reached the goal
GET /v1/results/showings                         how many were shown each form and slot, and did what it asks
GET /v1/results/sales                            what was handed over, what came of it by band, how long it took
GET /v1/results/scenarios/{id}/people?what=      {"number", "people": [{"id", "email", "name", "at"}], "next"}: who is
    &step=&variant=&detail=&limit=&cursor=       behind a number

Of a log of more than 2,000 events only the latest are told, without reasons and points, and `whole` is false;
`all=true` folds it all, which may take half a minute.

GET /v1/coupons/{code}                           coupon
POST /v1/coupons/{code}                          coupon, redeemed now, once ({"order_id"} of the shop, if it has one)

A coupon: {"code", "slot", "choice", "state": "open" | "redeemed" | "over", "shown_at", "ends_at", "redeemed_at",
"order_id"}.

`size` is how many leads were in the segment at `as_of`; both are null until it was counted once. The people are those
who are in it now. Where few are, a page may hold fewer than `limit`, and there be a `next` all the same.

A mailing: {"id", "scenario", "segment", "people", "state", "at", "listed", "turns", "remaining", "why_not", "next_at",
"ended_at"} (`shell.everybody.controls`, docs/mailings.md).

Work: {"id", "task", "state", "done", "of", "began_at", "ended_at", "next_at"} (`shell.everybody.work`,
docs/segments.md).

A lead is described in docs/leads.md (`console.leads_api`).
"""

import json
from collections.abc import Mapping, Sequence

from msgspec import structs

from mikomi import http
from mikomi.aws import plans
from mikomi.console import door, leads_api, readback
from mikomi.console.parameters import check, known_scenario, limit_of, name_of
from mikomi.console.views import iso
from mikomi.core.results import scenarios as results
from mikomi.core.telling.portrait import Portrait
from mikomi.core.telling.timeline import Entry
from mikomi.core.words import wording
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.decision import Because
from mikomi.model.person import Person
from mikomi.model.segment import Segment
from mikomi.model.words import in_language
from mikomi.shell.archive import counted
from mikomi.shell.everybody import audience, controls, work
from mikomi.shell.people import portraits

USUAL = 20
MOST_PEOPLE = 1_000
USUAL_ENTRIES, MOST_ENTRIES = 100, 500


def respond(request: Request, place: Sequence[str]) -> Response:
    """The answer to a request for `/v1/` and this place. `Refused` if it cannot be answered."""
    door.check_key(request)
    if request.method == "POST" and place[:1] in (["leads"], ["crm"]):
        return _acted(request, place)
    match place:
        case ["leads"]:
            return _json(leads_api.listed(request))
        case ["leads", person]:
            check(request, ())
            return _json(leads_api.lead(_known_lead(person, request), request.language))
        case ["leads", person, "timeline"]:
            return _json(_timeline(_known_lead(person, request), request))
        case ["leads", person, "consent"]:
            from mikomi.console import suppressions

            check(request, ())
            return _json(suppressions.consent_of(_known_lead(person, request).person))
        case ["leads", person, "mails", *mail] if len(mail) < 2:
            check(request, ())
            return _json(_mails(_known_lead(person, request).person, mail))
        case ["companies", *of] if len(of) < 2:
            from mikomi.console import companies_api

            return _json(companies_api.answer(request, of))
        case ["suppressions"]:
            from mikomi.console import suppressions

            return _json(suppressions.answer(request))
        case ["mails"]:
            from mikomi.console import library

            return _json(library.answer(request))
        case ["segments"]:
            check(request, ())
            return _json({"segments": _segments(request.language)})
        case ["segments", segment, "people"]:
            return _json(_people(_known_segment(segment), request))
        case ["mailings"]:
            check(request, ())
            return _json({"mailings": [each.plain() for each in controls.latest()]})
        case ["mailings", mailing]:
            check(request, ())
            return _json(_mailing(mailing))
        case ["work"]:
            check(request, ())
            return _json({"work": [each.plain() for each in work.listed()]})
        case ["scenarios"]:
            check(request, ())
            return _json(results.overview(counted.scenarios(), plans.active(), request.language))
        case ["scenarios", scenario]:
            check(request, ())
            return _json(readback.for_programs(known_scenario(scenario), plans.active(), request.language))
        case ["scenarios", scenario, "change"]:
            from mikomi.console import change_api

            return _json(change_api.answer(request, scenario))
        case ["results", *of]:
            from mikomi.console import counted_api

            return _json(counted_api.answer(request, of))
        case ["versions", *of] if len(of) < 2:
            from mikomi.console import versions

            return _json(versions.for_programs(request, of))
        case ["versions", number, "backtest"]:
            from mikomi.console import backtests

            return _json(backtests.for_programs(request, number))
        case ["versions", number, "around"]:
            from mikomi.console import around

            return _json(around.for_programs(request, number))
        case ["versions", number, "forecast"]:
            from mikomi.console import backtests

            return _json(backtests.forecast_for_programs(request, number))
        case ["shadow"]:
            from mikomi.console import shadow_page

            return _json(shadow_page.for_programs(request))
        case ["coupons", code]:
            from mikomi.console import coupons

            check(request, ())
            return coupons.answer(request, code)
        case _:
            raise Refused("not_found")


def _acted(request: Request, place: Sequence[str]) -> Response:
    from mikomi.console import acts

    match place:
        case ["leads", person, "acts"]:
            return acts.asked_by_program(request, person)
        case ["crm", system, "events"]:
            from mikomi.console import crm

            return crm.take(request, system)
        case _:
            raise Refused("not_found")


def _mailing(mailing: str) -> Json:
    try:
        return controls.standing(mailing).plain()
    except controls.NotThere:
        raise Refused("mailing_unknown") from None


def _timeline(portrait: Portrait, request: Request) -> Json:
    check(request, ("limit", "cursor", "all"))
    limit, cursor = limit_of(request, USUAL_ENTRIES, MOST_ENTRIES), request.query.get("cursor") or None
    everything = request.query.get("all", "false")
    if everything not in ("true", "false"):
        raise Refused("truth_invalid", "/all", name="all")
    try:
        page = portraits.story_page(portrait.person, limit, cursor, ever_so_long=everything == "true")
    except portraits.BadCursor:
        raise Refused("cursor_invalid", "/cursor") from None
    then = portraits.plans_of(page.entries)
    names = {number: wording.names_of(plan, request.language) for number, plan in then.items()}
    told = [_entry(entry, request.language, names) for entry in page.entries]
    scores = [{"day": each.day.isoformat(), "total": each.total} for each in page.scores]
    return {"id": portrait.person.id, "timeline": told, "next": page.next, "whole": page.whole, "scores": scores}


def _mails(person: Person, of: Sequence[str]) -> Json:
    from mikomi.shell import sent_mails

    if not of:
        return {"mails": sent_mails.plain_list(person)}
    mail = sent_mails.plain(person, of[0])
    if mail is None:
        raise Refused("not_found")
    return mail


def _segments(language: str) -> list[Json]:
    return [
        {
            "id": segment.id,
            "name": in_language(segment.name, language, segment.id),
            "size": counted.size if counted else None,
            "as_of": iso(counted.as_of) if counted else None,
        }
        for segment, counted in audience.sizes()
    ]


def _people(segment: Segment, request: Request) -> Json:
    check(request, ("limit", "cursor"))
    limit, cursor = limit_of(request, USUAL, MOST_PEOPLE), request.query.get("cursor") or None
    try:
        page = audience.listed(segment, limit, cursor)
    except audience.NoSuchPage:
        raise Refused("cursor_invalid", "/cursor") from None
    return {
        "people": [name_of(person, request.language) for person in page.people],
        "next": page.next,
    }


def _known_segment(segment: str) -> Segment:
    known = plans.active().segments.get(segment)
    if known is None:
        raise Refused("segment_unknown")
    return known


def _known_lead(person: str, request: Request) -> Portrait:
    portrait = portraits.lead(person, request.language)
    if portrait is None:
        raise Refused("lead_unknown")
    return portrait


def _entry(entry: Entry, language: str, names: Mapping[int, wording.Names]) -> Json:
    return {
        "kind": entry.kind,
        "at": iso(entry.at),
        "until": iso(entry.until) if entry.until is not None else None,
        "anonymous": entry.anonymous,
        "points": entry.points,
        "pages": [
            {"path": p.path, "title": p.title, "at": iso(p.at), "seconds": round(p.ms / 1000, 1)} for p in entry.pages
        ],
        "actions": [{"name": a.name, "at": iso(a.at), "properties": a.properties} for a in entry.actions],
        "what": entry.what,
        "events": list(entry.events),
        "why": [_reason(reason, language, names[reason.plan]) for reason in entry.why],
    }


def _reason(reason: Because, language: str, names: wording.Names) -> Json:
    told = {name: value for name, value in structs.asdict(reason).items() if value is not None}
    return {**told, "at": iso(reason.at), "text": wording.sentence(reason, language, names)}


def _json(body: Json) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return http.respond(200, text, {"content-type": "application/json; charset=utf-8"})
