"""Where each page and file of a scenario is found: itself, its picture, a mail of it, the way to its goal, the people
behind a number, the change for those who are in it.
"""

from collections.abc import Callable, Sequence

from mikomi.console import change_page, door, frame, mail_page, readback, scenarios
from mikomi.console.views import Screen
from mikomi.http import Request, Response
from mikomi.model.base import Json


def respond(
    request: Request, of: Sequence[str], by: str, screen: Screen, shown: Callable[[str, Json], Response]
) -> Response:
    """The answer to `/console/scenarios/` and this place; `shown` makes a page of a template and its data. A POST is
    known as ours, and as `by` whom.
    """
    if not of:
        return shown("scenarios.html", scenarios.listed(screen))
    scenario, place = screen.plan.scenarios.get(of[0]), list(of[1:])
    if place == ["change"] and change_page.has(of[0], screen):
        if request.method == "POST":
            return change_page.press(request, of[0], by)
        return shown("change.html", {"change": change_page.seen(of[0], request.query, screen)})
    if scenario is None or request.method != "GET":
        return _no_scenario(screen)
    if place and place[-1].endswith(".csv"):
        place[-1] = place[-1].removesuffix(".csv")
        text = scenarios.file(scenario, place, request.query, screen)
        return _no_scenario(screen) if text is None else frame.csv(text, "-".join([scenario.id, *place]) + ".csv")
    match place:
        case []:
            return shown("scenario.html", {"scenario": scenarios.seen(scenario, screen)})
        case ["graph.svg"]:
            return readback.picture(scenario, screen)
        case ["mails", step] if mail_page.is_mail(scenario, step):
            return shown("mail.html", {"mail": scenarios.mail(scenario, step, screen)})
        case ["journey"] if scenario.goal:
            return shown("journey.html", {"journey": scenarios.journey_of(scenario, screen)})
        case ["people"]:
            people = scenarios.people(scenario, request.query, screen)
            if people is None:
                return door.message(
                    screen.language,
                    404,
                    "behind.gone",
                    "behind.gone_why",
                    f"/console/scenarios/{scenario.id}",
                    "behind.back",
                )
            if request.headers.get("hx-request") and request.query.get("cursor"):
                return frame.page("behind_people.html", screen.language, behind=people)
            return shown("behind.html", {"behind": people})
        case _:
            return _no_scenario(screen)


def _no_scenario(screen: Screen) -> Response:
    where = "/console/scenarios", "scenarios.all"
    return door.message(screen.language, 404, "scenario.gone", "scenario.gone_why", *where)
