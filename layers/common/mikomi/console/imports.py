"""The pages of lists: a file is sent to the bucket, looked at there, and brought in when somebody says so.

Rules
1. The browser sends the file to S3 itself, by a form that we signed: a request to us has room for a few megabytes. S3
   leads it back to us, and wakes who looks at it.
2. What a list is brought in with (consent, tags, scenario) was looked at first, with the very same words: the button
   that does it stands below that look, and names the bytes that were looked at.
3. Pages are made of reports (`list_orders`), so they say the same however often they are asked for.
"""

import secrets as chance
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from mikomi import http
from mikomi.aws import imports, people, upload_form
from mikomi.console import door, import_words, roles, views
from mikomi.console.views import Screen, clipped
from mikomi.console.words import say
from mikomi.core.imports import sentences
from mikomi.core.imports.text_file import MOST_BYTES
from mikomi.core.likeness import sentences as likenesses
from mikomi.core.likeness.evidence import Sign
from mikomi.core.mails.honorific import full_name
from mikomi.core.session import Session
from mikomi.core.words import moments
from mikomi.errors import sentence
from mikomi.http import Request, Response
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person
from mikomi.model.words import in_language
from mikomi.shell.operator import list_orders
from mikomi.shell.operator.list_orders import ListOrder

HERE = "/console/imports"
SHOWN = 100
PAST = 20
STANDS_STILL: Millis = 20 * 60_000
"""Longer than a function runs: who began it has died."""
FIGURES = ("rows", "new", "changed", "same", "rejected", "proposed")
Shown = Callable[[str, dict[str, Any]], Response]


def respond(request: Request, who: Session, of: Sequence[str], screen: Screen, shown: Shown) -> Response | None:
    """The answer to `/console/imports/` and this place; None if there is none."""
    key = _key(request)
    match request.method, of:
        case "GET", []:
            return shown("imports.html", _start(request, who, screen))
        case "GET", ["came"]:
            return http.redirect(f"{HERE}/{list_orders.list_id(key)}?{urlencode({'key': key})}" if key else HERE)
        case "GET", [listed]:
            return _one(request, listed, list_orders.plain_id(key), screen, shown, plain=True)
        case "GET", [listed, order]:
            return _one(request, listed, order, screen, shown)
        case "POST", [listed]:
            return _press(request, who.email or who.user, listed)
        case _:
            return None


def _key(request: Request) -> str:
    """The file's place in the bucket, where the address says it."""
    given = request.query.get("key", "")
    return given if given.startswith(list_orders.FOLDER) and not given.startswith(list_orders.ASKED) else ""


def _start(request: Request, who: Session, screen: Screen) -> Json:
    data: Json = {
        "most": MOST_BYTES // 1_000_000,
        "past": [_past(each, screen) for each in list(imports.every())[:PAST]],
    }
    data["lists"] = [
        each for list, (order, done) in list_orders.reported().items() if (each := _row(list, order, done, screen))
    ]
    data["lists"].sort(key=lambda each: each["at"], reverse=True)
    if not roles.may(who, "plan"):
        return {**data, "form": None}
    folder = f"{list_orders.FOLDER}{chance.token_urlsafe(6)}/"
    form = upload_form.signed(folder, f"{door.site(request, who)}{HERE}/came", MOST_BYTES)
    parts = urlsplit(form.address)
    return {**data, "form": form, "send_to": f"{parts.scheme}://{parts.netloc}"}


def _row(list: str, order: str, done: bool, screen: Screen) -> Json | None:
    """A list that is there, for the page of all."""
    report = list_orders.report(list, order, done=done)
    if report is None:
        return None
    asked = _order(report)
    link = f"{HERE}/{list}" + (f"/{order}" if done else "")
    state = say(f"imports.state.{report['state']}", screen.language)
    return {
        "file": clipped(asked.file, 80),
        "link": link,
        "at": report["at"],
        "told": state,
        **_moment(report["at"], screen),
    }


def _past(each: imports.Import, screen: Screen) -> Json:
    counted = each.counted or {}
    figures = [(say(f"imports.{name}", screen.language), f"{counted[name]:,}") for name in FIGURES if name in counted]
    return {
        "file": clipped(each.said.get("file", ""), 80),
        "by": clipped(each.by, 80),
        "figures": figures,
        **_moment(each.begun_at, screen),
    }


def _moment(at: Millis, screen: Screen) -> Json:
    return {"iso": views.iso(at), "moment": moments.full(at, screen.zone, screen.language, screen.now)}


def _order(report: Json) -> ListOrder:
    said = report["order"]
    return ListOrder(**{**said, "tags": tuple(said["tags"]), "columns": tuple(said["columns"])})


def _one(
    request: Request, list: str, order: str, screen: Screen, shown: Shown, *, plain: bool = False
) -> Response | None:
    """A list as it was looked at, with these words or (`plain`) with none yet; or how far it is brought in."""
    key = _key(request)
    if plain and not key:  # its name tells its plain look, and a report its name
        key = _key_of(list)
        order = list_orders.plain_id(key)
    done = None if plain else list_orders.report(list, order, done=True)
    report = done or (list_orders.report(list, order) if order else None)
    begun = bool(request.query.get("begun")) and done is None
    if report is None and list_orders.list_id(key) != list:
        return door.message(screen.language, 404, "imports.gone", "imports.gone_why", HERE, "imports.title")
    asked = _order(report) if report else ListOrder(key)
    state = "writing" if begun else report["state"] if report else "looking"
    moves = state in ("looking", "writing")
    still = moves and report is not None and not begun and screen.now - report["at"] > STANDS_STILL
    data = {
        "list": list,
        "file": clipped(asked.file, 80),
        "key": asked.key,
        "state": state,
        "moves": moves and not still,
        "again": f"{HERE}/{list}{'' if plain else f'/{order}'}?"
        + urlencode({"key": asked.key} | ({"begun": "1"} if begun else {})),
        "progress": _progress(report or {}, state, screen),
        "still": still,
        "problem": _problem(report or {}, screen.language),
        "bad": say("imports.no_words", screen.language) if request.query.get("bad") else "",
        "asked": None if plain else asked,
        "words": [] if plain else _words(asked, screen),
        "digest": (report or {}).get("digest", ""),
        "scenarios": [
            (id, in_language(each.name, screen.language, id)) for id, each in sorted(screen.plan.scenarios.items())
        ],
        **_lines(report or {}, screen),
    }
    return shown("import.html", data)


def _key_of(list: str) -> str:
    """The file's place, as any report of the list says it; empty where there is none."""
    order, done = list_orders.reported().get(list, ("", False))
    report = list_orders.report(list, order, done=done) if order else None
    return _order(report).key if report else ""


def _progress(report: Json, state: str, screen: Screen) -> Json:
    done, of = int(report.get("done", 0)), int(report.get("of", 0))
    what = f"imports.{report['what']}" if report.get("what") else f"imports.state.{state}"
    return {"says": say(what, screen.language, done=f"{done:,}", of=f"{of:,}"), "done": done, "of": of}


def _problem(report: Json, language: str) -> str:
    """Why the whole list cannot be taken."""
    why = report.get("why")
    if not why:
        return ""
    speak = sentences.sentence if why["code"] in sentences.SENTENCES else sentence
    return speak(why["code"], language, why["params"])


def _words(order: ListOrder, screen: Screen) -> list[tuple[str, str]]:
    """What is said of the whole list, as it was looked at with it."""
    language = screen.language
    scenario = screen.plan.scenarios.get(order.scenario)
    said = [
        (say("imports.consent", language), order.consent or say("imports.consent.none", language)),
        (say("imports.tags", language), "、".join(order.tags) if language == "ja" else ", ".join(order.tags)),
        (
            say("imports.scenario", language),
            in_language(scenario.name, language, scenario.id) if scenario else order.scenario,
        ),
        (say("imports.columns", language), "\n".join(order.columns)),
    ]
    return [(name, clipped(value)) for name, value in said if value]


def _lines(report: Json, screen: Screen) -> Json:
    """What came of looking: figures, lines, proposals."""
    counted, language = {**report.get("counted", {}), "rejected": report.get("rejected_all", 0)}, screen.language
    rejected = report.get("rejected", [])[:SHOWN]
    before = report.get("before")
    return {
        "figures": [(say(f"imports.{name}", language), f"{counted[name]:,}") for name in FIGURES]
        if "rows" in counted
        else [],
        "writes": counted.get("new", 0) + counted.get("changed", 0),
        "columns": [_column(name, screen) for name in report.get("columns", [])],
        "left_out": [clipped(name, 60) for name in report.get("left_out", [])],
        "rejected": [(row["number"], sentences.sentence(row["code"], language, row["params"])) for row in rejected],
        "rejected_more": report.get("rejected_all", 0) - len(rejected),
        "proposals": _proposals(report.get("proposals", [])[:SHOWN], screen),
        "before": {"by": clipped(before["by"], 80), "ended": before["ended"], **_moment(before["at"], screen)}
        if before
        else None,
    }


def _column(name: str, screen: Screen) -> str:
    own = f"imports.column.{name}"
    return say(own, screen.language) if own in import_words.SAID else views.trait_name(name, screen)


def _proposals(given: list[Json], screen: Screen) -> list[Json]:
    """Who may be whom, by the names that leads have now; whoever was erased meanwhile is nobody."""
    there = people.load_many({each["lead"] for each in given if each["lead"]})
    proposals = []
    for each in given:
        person = there.get(each["lead"])
        if each["lead"] and not (isinstance(person, Person) and person.erased_at is None):
            continue
        name = " ".join(filter(None, each["shown"])) if person is None else _name(person, screen)
        reasons = [likenesses.sentence(Sign(*reason), screen.language) for reason in each["reasons"]]
        proposals.append({"line": each["line"], "lead": each["lead"], "name": clipped(name, 120), "reasons": reasons})
    return proposals


def _name(person: Any, screen: Screen) -> str:
    return full_name(person.traits_plain, screen.language) or person.email or say("nameless", screen.language)


def _press(request: Request, by: str, list: str) -> Response | None:
    """Look at it with these words; or bring it in, as it was looked at."""
    form = request.form()
    key = form.get("key", "")
    if list_orders.list_id(key) != list or not key.startswith(list_orders.FOLDER) or key.startswith(list_orders.ASKED):
        return None
    consent = form.get("consent", "")
    words = form.get("words", "").strip()
    if consent not in ("none", "words") or (consent == "words" and not words):
        return http.redirect(f"{HERE}/{list}?{urlencode({'key': key, 'bad': 'words'})}")
    order = ListOrder(
        key,
        words if consent == "words" else None,
        tuple(
            dict.fromkeys(tag for each in form.get("tags", "").replace("、", ",").split(",") if (tag := each.strip()))
        ),
        form.get("scenario", ""),
        tuple(each.strip() for each in form.get("columns", "").splitlines() if each.strip()),
        by,
        form.get("digest", "") if form.get("act") == "do" else "",
    )
    list_orders.ask(order)
    begun = {"begun": "1"} if order.digest else {}
    return http.redirect(f"{HERE}/{list}/{order.id}?{urlencode({'key': key, **begun})}")
