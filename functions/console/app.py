"""HTTP: the console's pages behind their login, the login itself, and the JSON read API behind the secret key."""

from typing import Any

from mikomi import http
from mikomi.aws.trouble import as_refusal
from mikomi.errors import Refused
from mikomi.http import Request, Response


def handler(event: dict[str, Any], _context: Any) -> Response:
    request = http.request(event)
    area, *place = [part for part in request.path.split("/") if part] or [""]
    if area == "v1":
        return _for_programs(request, place)

    from mikomi.console import pages

    try:
        with as_refusal():
            return pages.authentication(request, place) if area == "auth" else pages.respond(request, place)
    except Refused as why:
        return pages.refused(request, why)


def _for_programs(request: Request, place: list[str]) -> Response:
    from mikomi.console import api

    try:
        with as_refusal():
            return api.respond(request, place)
    except Refused as why:
        return http.refusal(why, request.language)
