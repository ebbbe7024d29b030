"""A file that a form gives away, by a signed link that ends.

Rules
1. That it was taken is an event of whoever the link was made for, once a minute at most; a link of before says nobody.
   It says who took it (`core.doers`): a program that follows the links of a mail takes its files too.
2. Nobody waits for a file because the log is busy: then the event is lost, counted and logged.
"""

from typing import Any

from mikomi import clock, observe, own_events, tokens
from mikomi.aws import assets, log, secrets
from mikomi.aws.trouble import as_refusal
from mikomi.core.doers import evidence
from mikomi.core.doers.evidence import Judgement
from mikomi.errors import Refused
from mikomi.http import Request, Response, redirect, respond
from mikomi.model.events import FILE_DOWNLOADED
from mikomi.web import doer

MINUTE = 60_000


def give(request: Request, token: str) -> Response:
    """The file, or the way to it. `Refused`: `link_invalid`, `link_expired`, or `not_found` if the file was taken
    away."""
    link = tokens.unseal(secrets.root(), "asset", token)
    if not link:
        raise Refused("link_invalid")
    if clock.now() >= link["x"]:
        raise Refused("link_expired")
    asset = assets.fetch(link["f"])
    if asset is None:
        raise Refused("not_found")
    if link.get("s"):
        _note(link, evidence.of_click(doer.asked(request, link)))
    if asset.body is None:
        return redirect(asset.address)
    return respond(200, asset.body, _headers(link["f"]))


def _note(link: dict[str, Any], verdict: Judgement) -> None:
    now, subject = clock.now(), link["s"]
    said = {"file": link["f"].removeprefix("assets/"), "by": verdict.by, "why": verdict.why}
    if link.get("m"):
        said["mail"] = link["m"]
    minute = now - now % MINUTE
    event = own_events.note(
        FILE_DOWNLOADED,
        subject,
        link["f"],
        str(minute),
        *((verdict.by,) if verdict.by != "human" else ()),
        at=now,
        origin="mail" if subject.startswith("p:") else "server",
        properties=said,
    )
    try:
        with as_refusal():
            log.append(own_events.packet(subject, event, now, minute))
    except Refused as why:
        observe.count("DownloadLost")
        observe.log("download_lost", level="ERROR", code=why.code)


def _headers(file: str) -> dict[str, str]:
    """Saved, never shown: a file is the marketers', and must not run on the address of our pages."""
    from mimetypes import guess_type
    from urllib.parse import quote

    name = file.rpartition("/")[2]
    return {
        "content-type": guess_type(name)[0] or "application/octet-stream",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "content-security-policy": "default-src 'none'; sandbox",
        "referrer-policy": "no-referrer",
    }
