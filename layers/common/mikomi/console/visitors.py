"""One browser's footprints as they arrive: a visitor that has no name yet, until it is a lead and after.

The page asks again every two seconds. Where nothing is new the answer costs three reads and swaps nothing; after ten
quiet minutes the page stops asking, because a forgotten window would ask for ever.
"""

from urllib.parse import quote, unquote

from mikomi import http, keys
from mikomi.console import frame, stories, views
from mikomi.console.views import Screen, clipped
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell.people import portraits

SHOWN = 40
QUIET = 10 * 60_000
"""Milliseconds without anything new after which the page stops asking."""
NO_MORE = 286
"""The status at which htmx swaps the answer in and asks no more."""


def place_of(browser: str) -> str:
    """The part of the page's address that names this browser. An id that an address cannot hold as it is (a slash, a
    line's end, what looks encoded: servers decode them on the way) stands there as a tag, behind a `~`."""
    is_odd = {"/", "%"} & {*browser} or browser.startswith("~") or not browser.isprintable()
    return "~" + keys.as_tag(browser) if is_odd else quote(browser, safe="")


def browser_at(place: str) -> str:
    """The browser that this part of an address names."""
    tagged = keys.of_tag(place[1:]) if place.startswith("~") else None
    return unquote(place) if tagged is None else tagged


def seen(browser: str, screen: Screen) -> Json:
    """What the templates print of the browser of this anonymousId."""
    person = portraits.visitor(browser)
    here = f"/console/visitors/{place_of(browser)}"
    data: Json = {
        "browser": clipped(browser),
        "page_of_browser": here,
        "poll": f"{here}?seen={_state(person)}&since={screen.now}",
        "visitor": None,
        "known": None,
        "story": (),
        "older": "",
        "only_latest": "",
    }
    if person is None:
        return data
    page = portraits.story_page(person, SHOWN, None)
    return data | {
        "visitor": views.card(portraits.portrait(person, screen.language), None, screen),
        "known": f"/console/leads/{person.id}" if person.is_lead else None,
        "story": stories.story(page.entries, screen, portraits.plans_of(page.entries)),
        "only_latest": stories.only_latest(page, screen),
    }


def again(request: Request, browser: str, screen: Screen) -> Response:
    """The answer to the page's question whether there is anything new."""
    since = request.query.get("since", "")
    patient = since.isascii() and since.isdecimal() and len(since) < 16 and screen.now - int(since) <= QUIET
    new = request.query.get("seen") != _state(portraits.visitor(browser))
    if patient and not new:
        return http.respond(204)
    data = seen(browser, screen)
    if not new:
        return frame.page("footprints.html", screen.language, status=NO_MORE, **{**data, "poll": ""})
    return frame.page("footprints.html", screen.language, **data)


def _state(person: Person | None) -> str:
    """Another one whenever something happened to this person, or to a mail or an alert of theirs."""
    if person is None:
        return "none"
    return keys.digest(
        person.id, str(person.version), *sorted(f"{row.id} {row.status}" for row in portraits.rows(person))
    )
