"""HTTP: the console's pages behind their login, the login itself, and the JSON read API behind the secret key."""

from typing import Any

from mikomi import http
from mikomi.http import Answer


def handler(event: dict[str, Any], _context: Any) -> Answer:
    request = http.request(event)
    area, *place = [part for part in request.path.split("/") if part] or [""]
    if area == "v1":
        from mikomi.console import api

        return api.answer(request, place)

    from mikomi.console import pages

    return pages.authentication(request, place) if area == "auth" else pages.answer(request, place)
