"""HTTP: Segment-compatible events, the pixel, clicks and opens of mails → the log.

Beside them the dry run, what RudderStack's SDK asks for first, and the scripts that pages load.
"""

from typing import Any

from mikomi import http
from mikomi.aws.trouble import as_refusal
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.web import broken_link, events


def handler(event: dict[str, Any], _context: Any) -> Response:
    request = http.request(event)
    try:
        with as_refusal():
            if kind := events.ADDRESSES.get(request.path):
                return events.receipt(events.take(request, kind), request.language)
            return _other(request)
    except Refused as why:
        return events.refused(request, why)


def _other(request: Request) -> Response:
    match broken_link.parts(request.path):
        case ["v1", "p.gif"]:
            return events.pixel(request)
        case ["v1", "validate"]:
            return events.dry_run(request)
        case ["c" | "o" as what, token]:
            from mikomi.web import mail_link

            return mail_link.click(request, token) if what == "c" else mail_link.open_(request, token)
        case ["sourceConfig"]:
            return events.source_config(request)
        case ["tag.js" | "form.js" | "layer.js" | "seen.js"] | ["tag", _]:
            from mikomi.web import scripts

            return scripts.serve(request)
        case _:
            raise Refused("not_found")
