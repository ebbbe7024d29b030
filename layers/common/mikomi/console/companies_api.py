"""The companies for programs.

A company: {"id", "name", "number", "domains", "score", "people", "more", "stage", "owner", "owners": [{"rep",
"people"}], "excluded", "last_at", "target": {"owner", "tags", "file", "at"} or null}; by itself with "leads": [lead]
(`console.leads_api`), highest score first, and "timeline": [{"lead", "kind", "at", "until", "anonymous", "points",
"pages", "what"}], newest first. docs/companies.md
"""

from collections.abc import Sequence

from mikomi import clock
from mikomi.aws import plans
from mikomi.console import leads_api
from mikomi.console.parameters import check, limit_of
from mikomi.console.views import iso
from mikomi.core.directory import asked
from mikomi.core.directory.asked import BadSearch
from mikomi.core.telling.portrait import portray
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.model.target import TargetCompany
from mikomi.shell.people import companies
from mikomi.shell.people.companies import CompanyShown

USUAL, MOST = 20, 50
"""Companies of one page."""
MOST_LEADS = 100
"""Leads of one company that are told in full."""


def answer(request: Request, of: Sequence[str]) -> Json:
    return one(of[0], request) if of else listed(request)


def listed(request: Request) -> Json:
    """A page of the companies that are asked for."""
    check(request, (*asked.OF_COMPANIES, "limit", "cursor"))
    limit, cursor = limit_of(request, USUAL, MOST), request.query.get("cursor") or None
    try:
        page = companies.page(asked.of_companies(request.query, plans.active()), limit, cursor)
    except BadSearch as why:
        raise Refused(why.code, f"/{why.name}", **why.params) from None
    except companies.BadCompanyCursor:
        raise Refused("cursor_invalid", "/cursor") from None
    return {"companies": [company(each) for each in page.companies], "next": page.next}


def one(id: str, request: Request) -> Json:
    """A company with its leads and what they did lately."""
    check(request, ())
    shown = companies.one(id)
    if shown is None:
        raise Refused("company_unknown")
    plan, now, language = plans.active(), clock.now(), request.language
    portraits = [portray(person, plan, plans.version, now, language) for person in shown.facts.people[:MOST_LEADS]]
    return {
        **company(shown),
        "leads": [leads_api.lead(portrait, language) for portrait in portraits],
        "timeline": _timeline(shown),
    }


def company(shown: CompanyShown) -> Json:
    facts = shown.facts
    return {
        "id": facts.id,
        "name": facts.name,
        "number": facts.number or None,
        "domains": list(facts.hosts),
        "score": facts.score,
        "people": len(facts.people),
        "more": shown.more,
        "stage": facts.stage or None,
        "owner": facts.owner,
        "owners": [{"rep": each.rep, "people": each.people} for each in facts.owners],
        "excluded": facts.excluded or None,
        "last_at": iso(facts.last_at) if facts.last_at is not None else None,
        "target": _target(facts.target) if facts.target else None,
    }


def _target(target: TargetCompany) -> Json:
    return {"owner": target.owner or None, "tags": list(target.tags), "file": target.file, "at": iso(target.at)}


def _timeline(shown: CompanyShown) -> list[Json]:
    told = [(entry, person.id) for person, page in companies.stories(shown.facts) for entry in page.entries]
    told.sort(key=lambda each: (-each[0].at, each[1]))
    return [
        {
            "lead": lead,
            "kind": entry.kind,
            "at": iso(entry.at),
            "until": iso(entry.until) if entry.until is not None else None,
            "anonymous": entry.anonymous,
            "points": entry.points,
            "pages": [{"path": page.path, "title": page.title, "at": iso(page.at)} for page in entry.pages],
            "what": entry.what,
        }
        for entry, lead in told
    ]
