"""HTTP: Segment-compatible events, the pixel, clicks and opens of mails → the log.

Beside them the dry run, what RudderStack's SDK asks for first, and the scripts that pages load.
"""

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
            return _other(request)
    except Refused as why:
        return ingesting.refused(request, why)


def _other(request: Request) -> Answer:
    match request.path.strip("/").split("/"):
        case ["v1", "p.gif"]:
            return ingesting.pixel(request)
        case ["v1", "validate"]:
            return ingesting.dry_run(request)
        case ["c" | "o" as what, token]:
            from mikomi.shell import following

            return following.click(token) if what == "c" else following.open_(token)
        case ["sourceConfig"]:
            return ingesting.source_config(request)
        case ["tag.js" | "form.js"] | ["tag", _]:
            from mikomi.shell import tag

            return tag.answer(request)
    raise Refused("not_found")
