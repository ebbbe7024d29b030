"""HTTP: who a visitor is: identify, forms, unsubscribing, a rep's answer → the log. And the files that forms give
away."""

from typing import Any

from mikomi import http
from mikomi.aws.trouble import as_refusal
from mikomi.errors import Refused
from mikomi.http import Answer, Request
from mikomi.shell import ingesting


def handler(event: dict[str, Any], _context: Any) -> Answer:
    request = http.request(event)
    try:
        with as_refusal():
            if kind := ingesting.ADDRESSES.get(request.path):
                return ingesting.told(ingesting.take(request, kind), request.language)
            return _page(request)
    except Refused as why:
        return ingesting.refused(request, why)


def _page(request: Request) -> Answer:
    from mikomi.shell import answering, forms, giving, leaving, viewing

    match request.method, request.path.strip("/").split("/"):
        case "GET", ["v1", "forms", form]:
            return forms.show(request, form)
        case "POST", ["v1", "forms", form]:
            return forms.take(request, form)
        case "GET", ["u", token]:
            return leaving.ask(request, token)
        case "POST", ["u", token]:
            return leaving.leave(request, token)
        case "GET", ["f", token]:
            return answering.ask(token)
        case "POST", ["f", token]:
            return answering.record(token)
        case "GET", ["d", token]:
            return giving.give(token)
        case "GET", ["v", token]:
            return viewing.show(token)
    raise Refused("not_found")
