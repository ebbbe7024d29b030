"""The list of companies: found by any part of the name, filtered, in an order; and a company's page."""

from collections.abc import Callable, Sequence
from math import floor
from typing import Any
from urllib.parse import urlencode

from mikomi.aws import plans
from mikomi.console import door, frame, stories, views
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.directory import asked
from mikomi.core.directory.asked import BadSearch
from mikomi.core.directory.company_list import COMPANY_SORTS, TARGETS, CompanySearch
from mikomi.core.mails.honorific import full_name
from mikomi.core.telling.portrait import portray
from mikomi.core.words import moments, wording
from mikomi.core.words.visible import visible
from mikomi.errors import sentence
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.target import TargetCompany
from mikomi.model.words import in_language
from mikomi.shell.people import companies, portraits
from mikomi.shell.people.companies import CompanyShown

HERE = "/console/companies"
COMPANIES = 25
MOST_LEADS = 100
"""Leads that a company's page lists."""
MOST_ENTRIES = 40

Shown = Callable[[str, dict[str, Any]], Response]


def respond(request: Request, of: Sequence[str], screen: Screen, shown: Shown) -> Response | None:
    """The answer to `/console/companies/` and this place; None if there is none."""
    match of:
        case []:
            return _list(request, screen, shown)
        case [company]:
            return _one(company, screen, shown)
        case _:
            return None


def _list(request: Request, screen: Screen, shown: Shown) -> Response:
    """The page; for the script the list alone, for the button below it the rows alone."""
    given = {name: value for name in asked.OF_COMPANIES if (value := str(request.query.get(name, "")).strip())}
    given = {name: value for name, value in given.items() if (name, value) != ("sort", "score")}
    cursor = request.query.get("cursor") or None
    problem, page, search = "", companies.CompanyPage((), None), CompanySearch()
    try:
        search = asked.of_companies(given, screen.plan)
        page = companies.page(search, COMPANIES, cursor)
    except BadSearch as why:
        problem = sentence(why.code, screen.language, why.params)
    except companies.BadCompanyCursor:
        problem = say("leads.bad_cursor", screen.language)
    data: dict[str, Any] = {
        "companies": [_row(each, screen) for each in page.companies],
        "more": f"{HERE}?{urlencode({**given, 'cursor': page.next})}" if page.next else "",
        "problem": problem,
        "begun": cursor is not None,
        "sort": search.sort,
        "narrowed": bool(given.keys() - {"sort"}),
        "count": say(
            "companies.count_more" if page.next else "companies.count", screen.language, n=len(page.companies)
        ),
    }
    if request.headers.get("hx-request") and not problem:
        return frame.page("company_rows.html" if cursor else "company_list.html", screen.language, **data)
    choices = {
        "owner": [(rep.id, in_language(rep.name, screen.language, rep.id)) for rep in screen.plan.settings.reps],
        "stage": [(each.id, in_language(each.name, screen.language, each.id)) for each in screen.plan.sales.stages],
        "target": [(each, say(f"companies.target.{each}", screen.language)) for each in TARGETS],
        "sort": [(sort, say(f"companies.sort.{sort}", screen.language)) for sort in COMPANY_SORTS],
    }
    return shown(
        "companies.html",
        {
            **data,
            "given": {name: given.get(name, "") for name in asked.OF_COMPANIES},
            "choices": choices,
            "open": bool(given.keys() - {"q", "sort"}),
            "status": 400 if problem else 200,
        },
    )


def _one(company: str, screen: Screen, shown: Shown) -> Response:
    known = companies.one(company)
    if known is None:
        return door.message(screen.language, 404, "company.gone", "company.gone_why", HERE, "companies.all")
    there = known.facts.people[:MOST_LEADS]
    leads = [portray(person, screen.plan, plans.version, screen.now, screen.language) for person in there]
    told = companies.stories(known.facts)
    return shown(
        "company.html",
        {
            "company": {**_row(known, screen), "facts": _facts(known, screen)},
            "leads": [views.row(portrait, screen) for portrait in leads],
            "more": "",
            "more_of_them": _more(known, screen),
            "story": _story(told, screen),
            "story_of": say("company.story_of", screen.language, n=companies.LATEST_OF),
            "older": "",
        },
    )


def _row(shown: CompanyShown, screen: Screen) -> Json:
    facts, language = shown.facts, screen.language
    excluded = next((each for each in screen.plan.sales.exclusion if each.id == facts.excluded), None)
    kind = in_language(excluded.name, language, excluded.id) if excluded else facts.excluded
    people = len(facts.people) + shown.more
    return {
        "id": facts.id,
        "name": visible(facts.name),
        "below": " · ".join(facts.hosts[:3]),
        "score": wording.number(floor(facts.score)),
        "people": say("company.people_one" if people == 1 else "company.people", language, n=people),
        "stage": _stage(facts.stage, screen),
        "owner": screen.names.get(f"rep:{facts.owner}", "") if facts.owner else "",
        "excluded": say("company.excluded", language, kind=kind) if kind else "",
        "target": say("company.target" if people else "company.target_open", language) if facts.target else "",
        "last": moments.brief(facts.last_at, screen.zone, language, screen.now) if facts.last_at is not None else "",
        "last_at": views.iso(facts.last_at) if facts.last_at is not None else "",
    }


def _stage(stage: str, screen: Screen) -> str:
    known = screen.plan.sales.stage(stage) if stage else None
    return in_language(known.name, screen.language, known.id) if known else visible(stage)


def _facts(shown: CompanyShown, screen: Screen) -> list[tuple[str, str]]:
    facts, language = shown.facts, screen.language
    owners = [
        say("company.owner_of", language, name=screen.names.get(f"rep:{each.rep}", each.rep), n=each.people)
        for each in facts.owners
    ]
    last = moments.full(facts.last_at, screen.zone, language, screen.now) if facts.last_at is not None else ""
    pairs = {
        "owner": ("、" if language == "ja" else ", ").join(owners),
        "stage": _stage(facts.stage, screen),
        "last": last,
        "hosts": ", ".join(facts.hosts),
        "number": facts.number,
        **(_of_target(facts.target, screen) if facts.target else {}),
    }
    return [(say(f"company.{name}", language), value) for name, value in pairs.items() if value]


def _of_target(target: TargetCompany, screen: Screen) -> dict[str, str]:
    listed = say("company.listed_as", screen.language, file=visible(target.file), by=visible(target.by))
    tags = ("、" if screen.language == "ja" else ", ").join(map(visible, target.tags))
    owner = screen.names.get(f"rep:{target.owner}", "") if target.owner else ""
    return {"target_owner": owner, "target_tags": tags, "listed": listed}


def _more(shown: CompanyShown, screen: Screen) -> str:
    more = len(shown.facts.people) - MOST_LEADS + shown.more
    return say("company.more", screen.language, n=shown.more) if shown.more and more > 0 else ""


def _story(stories_of: list[tuple[Any, portraits.StoryPage]], screen: Screen) -> list[Json]:
    """What all of them did, newest first; each entry says whose it is."""
    entries: list[Json] = []
    for person, page in stories_of:
        name = full_name(person.traits_plain, screen.language) or person.email or say("nameless", screen.language)
        who = {"who": views.clipped(name, 80)}
        shown = stories.story(page.entries, screen, portraits.plans_of(page.entries), stories.Acts(person.id))
        day = ""
        for each in shown:
            day = each["day"] or day
            entries.append({**each, **who, "day": day})
    entries.sort(key=lambda each: (each["at"], each["lead"]), reverse=True)
    day = ""
    for each in entries[:MOST_ENTRIES]:
        each["day"], day = (each["day"] if each["day"] != day else ""), each["day"]
    return entries[:MOST_ENTRIES]
