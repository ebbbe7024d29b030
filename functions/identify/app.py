"""HTTP: who a visitor is: identify, forms, unsubscribing, a rep's answer → the log. And the files that forms give
away."""

from typing import Any

from mikomi import http
from mikomi.aws.trouble import as_refusal
from mikomi.errors import Refused
from mikomi.http import Response
from mikomi.web import events


def handler(event: dict[str, Any], _context: Any) -> Response:
    request = http.request(event)
    try:
        with as_refusal():
            if kind := events.ADDRESSES.get(request.path):
                return events.receipt(events.take(request, kind), request.language)
            from mikomi.web import routes

            return routes.page(request)
    except Refused as why:
        return events.refused(request, why)
