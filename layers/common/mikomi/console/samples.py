"""The pages on which a mail is looked at: as one lead would get it, as wide as a phone and a desk.

Rules
1. What is shown is what would be sent (`core.mails.sample`), of the running plan; nothing of it is counted.
2. The mail's HTML is somebody's: it stands in a frame of its own, where it can do nothing but be seen.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from mikomi import clock, http, mail_address
from mikomi.aws import secrets
from mikomi.console import library, sample_test
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.mails import sample
from mikomi.core.mails.links import SampleLinks
from mikomi.core.mails.render import Unrenderable
from mikomi.core.mails.sample import SampleMail, SampleSending
from mikomi.core.words import sample_lines
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell.people import portraits

HERE = "/console/preview"
FRAMED = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https: data: 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}
Shown = Callable[[str, Json], Response]


class Looked(NamedTuple):
    """What is asked for: as what it is sent, for whom; `problem`: why not for the lead that was named."""

    ways: list[SampleSending]
    way: int
    person: Person
    problem: str


def respond(request: Request, place: Sequence[str], mine: str, screen: Screen, shown: Shown) -> Response | None:
    """The list of mails, one of them, or its HTML for the frame; None for what is none. `mine` is the address to which
    a test goes. A POST is known as ours."""
    match request.method, place:
        case "GET", []:
            return shown("samples.html", library.seen(request, screen))
        case "GET", [mail] if mail in screen.plan.mails:
            return shown("sample.html", {"sample": {**_seen(mail, request.query, screen), "mine": mine}})
        case "POST", [mail] if mail in screen.plan.mails:
            form = request.form()
            made, _ = _made(_looked(mail, form, screen), screen)
            return sample_test.send(mail, made, mine, form, screen)
        case "GET", [mail, "html"] if mail in screen.plan.mails:
            made, _ = _made(_looked(mail, request.query, screen), screen)
            return http.respond(200, made.words.html if made else "", FRAMED)
        case _:
            return None


def _looked(mail: str, query: Mapping[str, str], screen: Screen) -> Looked:
    ways = list(sample.sendings(screen.plan, mail)) or [SampleSending(template=mail)]
    asked = query.get("way", "0")
    way = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 and int(asked) < len(ways) else 0
    person, problem = _person(query.get("lead", "").strip(), screen)
    return Looked(ways, way, person, problem)


def _person(named: str, screen: Screen) -> tuple[Person, str]:
    """The lead of this address; somebody of whom nothing is known where none is named, or none is there."""
    nobody = sample.person_of({}, clock.now())
    if not named:
        return nobody, ""
    if mail_address.read(named) is None:
        return nobody, say("leads.bad_email", screen.language)
    portrait = portraits.by_email(named, screen.language)
    return (portrait.person, "") if portrait else (nobody, say("sample.nobody", screen.language, email=named))


def _made(looked: Looked, screen: Screen) -> tuple[SampleMail | None, str]:
    links = SampleLinks(secrets.root(), settings().api_url)
    try:
        return sample.made(looked.ways[looked.way], looked.person, screen.plan, links, clock.now()), ""
    except Unrenderable as why:
        return None, say("sample.unrenderable", screen.language, why=why)


def _seen(mail: str, query: Mapping[str, str], screen: Screen) -> Json:
    looked = _looked(mail, query, screen)
    made, problem = _made(looked, screen)
    asked = urlencode({"lead": query.get("lead", "").strip(), "way": looked.way})
    return {
        "mail": mail,
        "lead": query.get("lead", "").strip(),
        "problem": looked.problem or problem,
        "sent": query["sent"] if query.get("sent") in sample_test.OUTCOMES else "",
        "way": looked.way,
        "ways": [_way(way, screen) for way in looked.ways],
        "subject": made.words.subject if made else "",
        "to": looked.person.email or "",
        "size": _size(made, screen) if made else "",
        "text": made.words.text if made else "",
        "frame": f"{HERE}/{quote(mail)}/html?{asked}" if made else "",
        "filled": [
            {
                "name": each.name,
                "value": each.value,
                "origin": sample_lines.say(f"origin.{each.origin}", screen.language),
            }
            for each in (made.filled if made else ())
        ],
    }


def _way(way: SampleSending, screen: Screen) -> str:
    if not way.scenario:
        return sample_lines.say("of_none", screen.language)
    scenario = screen.names.get(f"scenario:{way.scenario}", way.scenario)
    step = f"{way.step} ({way.variant})" if way.variant else way.step
    return sample_lines.say("of_step", screen.language, scenario=scenario, step=step)


def _size(made: SampleMail, screen: Screen) -> str:
    html, text = (len(each.encode("utf-8", "replace")) / 1024 for each in (made.words.html, made.words.text))
    kb = {"whole": f"{html + text:.1f}", "html": f"{html:.1f}", "text": f"{text:.1f}"}
    clipped = f" — {sample_lines.say('size.clipped', screen.language)}" if html > sample_lines.CLIPPED else ""
    return sample_lines.say("size.of", screen.language, **kb) + clipped
