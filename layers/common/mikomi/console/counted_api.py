"""The read API of what is counted: everything below `/v1/results` (docs/results.md)."""

from collections.abc import Sequence

from mikomi.aws import plans
from mikomi.console.parameters import check, known_scenario, limit_of, name_of
from mikomi.console.views import iso
from mikomi.core import week
from mikomi.core.results import journeys, outline, sales_outline, showings, sources
from mikomi.core.results import scenarios as results
from mikomi.core.results.numbers import NAMES
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario
from mikomi.shell.archive import behind, counted
from mikomi.shell.people import deals

USUAL, MOST = 20, 1_000
"""People of one page."""


def answer(request: Request, place: Sequence[str]) -> Json:
    """What is asked for. `Refused` if there is nothing of this name."""
    match place:
        case ["scenarios", scenario, "people"]:
            return _behind(known_scenario(scenario), request)
        case _:
            check(request, ())
    match place:
        case ["week"]:
            return week.results(counted.week())
        case ["scenarios", scenario]:
            return _results(scenario)
        case ["scenarios", scenario, "goal"]:
            return outline.goal(known_scenario(scenario), counted.scenarios())
        case ["scenarios", scenario, "journey"]:
            return _journey(scenario)
        case ["sources"]:
            with_goals = (each.id for each in plans.active().scenarios.values() if each.goal)
            return sources.told_of(counted.looked_back(), with_goals)
        case ["showings"]:
            return showings.plain(counted.looked_back(), plans.active())
        case ["sales"]:
            return sales_outline.outline(counted.looked_back(), plans.active(), deals.outline())
        case _:
            raise Refused("not_found")


def _results(scenario: str) -> Json:
    of_it = results.scenario_results(scenario, counted.scenarios(), plans.active())
    if of_it is None:
        raise Refused("scenario_unknown")
    return of_it


def _journey(scenario: str) -> Json:
    night = counted.looked_back()
    found = journeys.journey(night, known_scenario(scenario).id)
    return {"scenario": scenario, "as_of": night.moment, "journey": journeys.told_of(found) if found else None}


def _behind(scenario: Scenario, request: Request) -> Json:
    check(request, (*behind.GIVEN, "limit", "cursor"))
    asked, cursor = behind.asked(scenario, request.query), request.query.get("cursor", "0")
    if asked is None:
        raise Refused("number_unknown", "/what", allowed=", ".join(sorted(NAMES)))
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 9):
        raise Refused("cursor_invalid", "/cursor")
    page = behind.page(asked, int(cursor), limit_of(request, USUAL, MOST))
    people = [{**name_of(each.person, request.language), "at": iso(each.at)} for each in page.people]
    return {"number": page.number, "people": people, "next": None if page.next is None else str(page.next)}
