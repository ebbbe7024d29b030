"""People who leave the console as a file, lists and all of one: who took which is noted before it goes, as for the
commands.

Rules
1. Each such file passes here, whichever page made it: `roles` says of a place whether there is one.
2. An answer of a function has a size that AWS bounds; what is larger is a command's.
"""

import csv
import io
import json
import shlex
from collections.abc import Sequence

from mikomi import clock
from mikomi.aws import exports
from mikomi.console import frame, roles
from mikomi.console.words import say
from mikomi.core.session import Session
from mikomi.http import Request, Response

LARGEST = 6_000_000
"""Bytes of an answer, as it stands in the JSON that Lambda hands on: 6 MiB, less room for what is beside it."""


def passed(request: Request, place: Sequence[str], who: Session, answer: Response, language: str) -> Response:
    """The answer, noted if people leave with it; a page that says what to do where it is too large."""
    of_one = roles.is_file_of_one(place)
    if not (of_one or roles.is_list(place)) or answer["statusCode"] != 200:
        return answer
    if len(json.dumps(answer["body"], ensure_ascii=False).encode()) > LARGEST:
        return too_large(request, place, language)
    count = 1 if of_one else sum(1 for _ in csv.reader(io.StringIO(answer["body"], newline=""))) - 1
    exports.begin(who.email or who.user, _asked(request, place), clock.now(), count)
    return answer


def too_large(request: Request, place: Sequence[str], language: str) -> Response:
    """The file does not fit into an answer; the command that writes the same."""
    command = _command(request, place)
    which = "person_why" if roles.is_file_of_one(place) else "too_large_why" if command else "week_why"
    text = say(f"ways_out.{which}", language, command=command)
    data = {"title": say("ways_out.too_large", language), "text": text, "link": "/console"}
    return frame.page("message.html", language, status=413, **data, link_text=say("home", language))


def _asked(request: Request, place: Sequence[str]) -> dict[str, str]:
    """Which list, in the words of its address."""
    given = {name: value for name, value in request.query.items() if name not in ("lang", "cursor") and value}
    return {**given, **_list(place)}


def _list(place: Sequence[str]) -> dict[str, str]:
    match list(place):
        case ["segments", segment, _]:
            return {"segment": segment}
        case ["scenarios", scenario, _]:
            return {"scenario": scenario}
        case ["leads", person, what]:
            return {"person": person, **({"what": "consent"} if what.startswith("consent") else {})}
        case ["week", week, number]:
            return {"week": week, "what": number.removesuffix(".csv")}
        case _:
            return {}


def _command(request: Request, place: Sequence[str]) -> str:
    asked = _asked(request, place)
    words: list[str]
    match place[0]:
        case "leads.csv":
            words = ["export", "leads", *filter(None, [asked.pop("q", "")]), *_options(asked)]
        case "leads":
            words = ["export", "person", asked["person"], "--out", "DIR"]
        case "segments":
            words = ["segment", "export", asked["segment"]]
        case "week":
            return ""
        case _:
            wanted, scenario = asked.pop("what", ""), asked.pop("scenario", "")
            given = {name: value for name, value in asked.items() if name in ("step", "variant", "detail", "plans")}
            words = ["results", *filter(None, [scenario]), f"--people={wanted}", *_options(given)]
    return shlex.join(["mikomi", *words])


def _options(given: dict[str, str]) -> list[str]:
    return [
        "--on-site" if name == "on_site" else f"--{name.replace('_', '-')}={value}" for name, value in given.items()
    ]
