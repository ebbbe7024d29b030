"""The pages of what was published: the list, one version with its report and what it changed, and the button that
brings it back; and the same for programs.

Rules
1. What a version changed is told by the same words as `mikomi diff` (`core.telling.revision`).
2. Going back is publishing: the button sends a push over the version that ran when it was pressed, and the page says
   what became of it. A page that is old does nothing.
"""

import json
from collections.abc import Callable, Sequence

from mikomi import http
from mikomi.aws import uploads
from mikomi.console import around, backtests, candidates, door, frame, shadow_page
from mikomi.console.parameters import check, limit_of
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.checking.report import Report
from mikomi.core.session import Session
from mikomi.core.telling import revision
from mikomi.core.telling.revision import Revised
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.push import FOLDER
from mikomi.shell import history, pushes, rollback
from mikomi.shell.history import NeverPublished, Published

HERE = "/console/versions"
SHOWN = 10
"""Versions of one page: of each what it changed is worked out when it is looked at."""
MOST = 100
LONGEST = 500
"""Characters of a note."""


def respond(
    request: Request, who: Session, of: Sequence[str], screen: Screen, shown: Callable[[str, Json], Response]
) -> Response | None:
    """The answer to this place below the versions, pages by `shown`; None if there is none. A POST is known as ours."""
    try:
        match request.method, of:
            case "GET", []:
                return shown("versions.html", listed(request, screen))
            case _, ["candidates", *rest]:
                return candidates.respond(request, who, rest, screen, shown)
            case _, ["shadow", *rest]:
                return shadow_page.respond(request, who, rest, screen, shown)
            case "GET", [number, "backtest"]:
                return shown("backtest.html", {"it": backtests.version(_number(number), screen)})
            case "GET", [number]:
                return shown("version.html", one(history.one(_number(number)), screen))
            case "POST", [number, "rollback"]:
                return _back(
                    history.one(_number(number)), who.email or who.user, request.form().get("note", ""), screen
                )
            case _:
                return None
    except NeverPublished:
        return door.message(screen.language, 404, "published.gone", "published.gone_why", HERE, "published.title")


def listed(request: Request, screen: Screen) -> Json:
    """A page of them, the latest first; above it what became of a version that was sent back."""
    below = request.query.get("below", "")
    known, more = history.listed(_number(below) if below else None, SHOWN)
    rows = [_row(each, screen) | {"brief": _brief(each, screen.language)} for each in known]
    return {
        "versions": rows,
        "more": more,
        "waiting": candidates.waiting(screen),
        "sent": _sent(request.query.get("sent", ""), screen),
    }


def one(version: Published, screen: Screen) -> Json:
    """Its report, what it changed, and how it differs from what runs."""
    language, record = screen.language, version.record
    beside = () if version.is_running else history.revised(version.running, version.number, language)
    first = "published.before" if version.over else "published.first"
    return {
        "version": _row(version, screen),
        "report": _report(record.report, screen) if record else None,
        "around": around.page(version.number, screen),
        "changed": say(first, language, n=version.over),
        "changes": [_revised(each, language) for each in history.revised(version.over, version.number, language)],
        "against": "" if version.is_running else say("published.against", language, n=version.running),
        "differs": [_revised(each, language) for each in beside],
        "can": record is not None and not version.is_running,
    }


def for_programs(request: Request, of: Sequence[str]) -> Json:
    """`/v1/versions` and what lies below it. `Refused` if it cannot be answered."""
    if not of:
        check(request, ("limit", "below"))
        below = request.query.get("below", "")
        if below and not _is_number(below):
            raise Refused("cursor_invalid", "/below")
        known, more = history.listed(int(below) if below else None, limit_of(request, SHOWN, MOST))
        return {"versions": [_plain(each) for each in known], "next": more}
    check(request, ())
    try:
        version = history.one(_number(of[0]))
    except NeverPublished:
        raise Refused("version_unknown") from None
    report = json.loads(version.record.report.as_json()) if version.record else None
    revised = history.revised(version.over, version.number, request.language)
    return {**_plain(version), "report": report, "differences": revision.plain(revised)}


def _back(version: Published, by: str, note: str, screen: Screen) -> Response:
    language, number = screen.language, version.number

    def cannot(text: str) -> Response:
        where = {"link": f"{HERE}/{number}", "link_text": say("published.one", language, n=number)}
        title = say("published.cannot", language)
        return frame.page("message.html", language, status=409, title=title, text=text, **where)

    try:
        key = pushes.send(rollback.made(number, by, note.strip()[:LONGEST]))
    except rollback.IsRunning:
        return http.redirect(HERE)
    except rollback.NotKept:
        return cannot(say("published.cannot.not_kept", language))
    except rollback.AssetsMissing as missing:
        return cannot(say("published.cannot.assets", language, files=", ".join(missing.files)))
    return http.redirect(f"{HERE}?sent={number}-{key.removeprefix(FOLDER).removesuffix('.zip')}")


def _sent(sent: str, screen: Screen) -> Json | None:
    """What became of the version that was sent: `12-0000000000000-0000abcd`, as the redirect names it."""
    of, _, name = sent.partition("-")
    if not _is_number(of) or not name or not all(each.isascii() and (each.isalnum() or each == "-") for each in name):
        return None
    body = uploads.read_report(f"reports/{FOLDER}{name}.zip.json")
    outcome = str(json.loads(body)["outcome"]) if body else ""
    key = f"published.sent.{outcome}" if outcome else "published.sent"
    return {
        "told": say(key, screen.language, of=of),
        "waits": not outcome,
        "query": f"sent={sent}",
        "bad": outcome == "refused",
    }


def _row(version: Published, screen: Screen) -> Json:
    language, record = screen.language, version.record
    return {
        "number": version.number,
        "name": say("published.one", language, n=version.number),
        "running": version.is_running,
        "at": iso(record.published_at) if record else "",
        "moment": moments.full(record.published_at, screen.zone, language, screen.now) if record else "",
        "way": _way(version, language),
        "note": visible(record.note) if record else "",
        "approved": say("published.approved", language, by=visible(record.approved_by))
        if record and record.approved_by
        else "",
    }


def _way(version: Published, language: str) -> str:
    record, way = version.record, version.way
    if record is None or way is None:
        return say("published.not_kept", language)
    key = f"published.{way}" if record.by or way == "upload" else f"published.{way}_by_nobody"
    return say(key, language, by=visible(record.by), of=record.of)


def _brief(version: Published, language: str) -> str:
    return revision.in_brief(history.revised(version.over, version.number, language), language)


def _report(report: Report, screen: Screen) -> Json:
    language, names = screen.language, screen.names
    gone = [names.get(f"scenario:{each}", each) for each in report.withdrawn]
    return {
        "warned": say("published.warned", language, n=len(report.warnings)) if report.warnings else "",
        "warnings": [
            {
                "where": f"{each.file}:{each.line}" if each.line else each.file,
                "text": each.ja if language == "ja" else each.en,
            }
            for each in report.warnings
        ],
        "withdrawn": say("published.withdrawn", language, names=", ".join(gone)) if gone else "",
    }


def _revised(revised: Revised, language: str) -> Json:
    return {"title": revision.title(revised, language), "differences": revised.differences}


def _plain(version: Published) -> Json:
    record = version.record
    told: Json = {"version": version.number, "running": version.is_running, "kept": record is not None}
    if record is None:
        return told
    return {
        **told,
        "published_at": iso(record.published_at),
        "over": version.over,
        "way": version.way,
        "by": record.by or None,
        "note": record.note or None,
        "of": record.of,
        "approved_by": record.approved_by or None,
        "files": [name for name in record.report.uploaded if not name.startswith(FOLDER)],
    }


def _number(written: str) -> int:
    if not _is_number(written):
        raise NeverPublished(written)
    return int(written)


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) < 10
