"""The list of leads: found while somebody types, filtered, in an order, and kept as a view that has a name.

Rules
1. What is asked stands in the address, so a list can be bookmarked, sent to somebody, and gone back to.
2. It is an ordinary form: a script asks for the same while somebody types, and gets the list alone.
3. A view is the company's: whoever is logged in sees it, keeps one, drops one.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from mikomi import clock, http
from mikomi.aws import saved_views
from mikomi.aws.saved_views import SavedView
from mikomi.console import frame, views
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.directory import asked
from mikomi.core.directory.asked import BadSearch
from mikomi.core.directory.search import ANYBODY, SORTS, Search
from mikomi.core.session import Session
from mikomi.errors import sentence
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.words import in_language
from mikomi.shell.people import directory

HERE = "/console/leads"
LEADS = 25
LONGEST_NAME, MOST_VIEWS = 40, 50
SPANS = ("1h", "1d", "7d", "30d", "90d")
"""How long ago somebody may have been there last."""


def respond(request: Request, who: Session, screen: Screen, shown: Callable[..., Response]) -> Response:
    """The page; for the script the list alone, for the button below it the rows alone."""
    given, cursor = asked_for(request.query), request.query.get("cursor") or None
    problem, page = "", directory.FoundPage((), None)
    try:
        search = asked.read(given, screen.plan, screen.now)
        page = directory.page(search, LEADS, cursor, screen.language)
    except BadSearch as why:
        search, problem = Search(), sentence(why.code, screen.language, why.params)
    except directory.BadSearchCursor:
        problem = say("leads.bad_cursor", screen.language)
    query = urlencode(given)
    data: dict[str, Any] = {
        "leads": [views.row(portrait, screen) for portrait in page.leads],
        "more": f"{HERE}?{urlencode({**given, 'cursor': page.next})}" if page.next else "",
        "problem": problem,
        "file": f"/console/leads.csv?{query}" if query else "/console/leads.csv",
        "begun": cursor is not None,
        "sort": search.sort,
        "narrowed": bool({**given, "sort": ""} != {"sort": ""}),
        "count": say("leads.count_more" if page.next else "leads.count", screen.language, n=len(page.leads)),
    }
    if request.headers.get("hx-request") and not problem:
        return frame.page("rows.html" if cursor else "lead_list.html", screen.language, seat=who, **data)
    kept = saved_views.listed()
    filters = {
        "given": {name: given.get(name, "") for name in asked.PARAMETERS},
        "choices": _choices(given, screen),
        "open": bool(given.keys() - {"q", "sort"}),
        "views": [{"name": view.name, "to": f"{HERE}?{view.query}", "here": view.query == query} for view in kept],
        "view": next((view.id for view in kept if view.query == query), ""),
        "query": query,
        "full": len(kept) >= MOST_VIEWS,
    }
    return shown("leads.html", {**data, **filters, "status": 400 if problem else 200})


def keep(request: Request, who: str) -> Response:
    """Keep what the list asks for under a name, or drop a view."""
    form = request.form()
    if drop := form.get("drop", ""):
        saved_views.drop(drop[:100])
        return http.redirect(HERE)
    name = " ".join(form.get("name", "").split())[:LONGEST_NAME]
    query = urlencode(asked_for(dict(_pairs(form.get("query", "")))))
    if name and query and len(saved_views.listed()) < MOST_VIEWS:
        saved_views.keep(SavedView(name, query, who, clock.now()))
    return http.redirect(f"{HERE}?{query}" if query else HERE)


def _pairs(query: str) -> list[tuple[str, str]]:
    from mikomi import page_encoding

    return list(page_encoding.pairs(query[:2_000]))


def asked_for(query: Json) -> dict[str, str]:
    """What is asked, in the order of its names: the same list has one address. `email` is what it once was called."""
    told = {name: str(query.get(name, "")).strip() for name in asked.PARAMETERS}
    told["q"] = told["q"] or str(query.get("email", "")).strip()
    return {name: value for name, value in told.items() if value and (name, value) != ("sort", "score")}


def _choices(given: dict[str, str], screen: Screen) -> list[Json]:
    """The fields of which one is chosen, each with what there is."""
    plan, language = screen.plan, screen.language
    reps = [(rep.id, screen.names.get(f"rep:{rep.id}", rep.id)) for rep in plan.settings.reps]
    fields: dict[str, list[tuple[str, str]]] = {
        "owner": reps,
        "band": [(band.id, in_language(band.name, language, band.id)) for band in plan.scoring.bands],
        "scenario": [(name, in_language(each.name, language, name)) for name, each in plan.scenarios.items()],
        "segment": [(name, in_language(each.name, language, name)) for name, each in plan.segments.items()],
        "work": [(ANYBODY, say("today.all", language)), *reps] if reps else [],
        "active_since": [(span, say(f"leads.since.{span}", language)) for span in SPANS],
    }
    return [
        {
            "name": name,
            "says": say(f"leads.by.{name}", language),
            "any": say("leads.any", language),
            "of": [{"id": id, "says": says, "here": given.get(name) == id} for id, says in _with(given, name, options)],
        }
        for name, options in fields.items()
        if options
    ] + [
        {
            "name": "sort",
            "says": say("leads.by.sort", language),
            "any": "",
            "of": [
                {"id": sort, "says": say(f"leads.sort.{sort}", language), "here": given.get("sort", "score") == sort}
                for sort in SORTS
            ],
        }
    ]


def _with(given: dict[str, str], name: str, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The options, and what the address says beside them: it would be lost with the next search."""
    told = given.get(name)
    return options if told is None or told in dict(options) else [*options, (told, told)]
