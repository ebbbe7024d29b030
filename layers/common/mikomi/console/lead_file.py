"""The list of leads as a file: the one that `mikomi export leads` writes, made while somebody waits."""

from collections.abc import Sequence
from urllib.parse import urlencode

from mikomi import clock, http
from mikomi.console import frame, lead_list, ways_out
from mikomi.console.views import Screen
from mikomi.core.directory import asked
from mikomi.core.directory.asked import BadSearch
from mikomi.core.sales import address_list
from mikomi.http import Request, Response
from mikomi.model.person import Person
from mikomi.shell.operator import list_export

MOST_SAVED = 20_000
PATIENCE = 20_000
"""Milliseconds. AWS waits 29 seconds for an answer: what takes longer than this is a command's."""


def respond(request: Request, place: Sequence[str], screen: Screen) -> Response:
    """All whom the list's filters leave; to the list, which says so, if these cannot be asked."""
    given = lead_list.asked_for(request.query)
    try:
        search = asked.read(given, screen.plan, screen.now)
    except BadSearch:
        return http.redirect(f"{lead_list.HERE}?{urlencode(given)}")
    there: list[Person] = []
    for person in list_export.people(search, screen.language):
        if len(there) == MOST_SAVED or clock.now() > screen.now + PATIENCE:
            return ways_out.too_large(request, place, screen.language)
        there.append(person)
    lines = "".join(address_list.csv_lines(there, screen.language))
    return frame.csv("\ufeff" + lines, "leads.csv")
