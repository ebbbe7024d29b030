"""Somebody is erased from the lead's page: who goes is shown, the address is typed again, and then how far it is.

`GET /console/leads/{id}/erase`          who would go
`POST`, with `address`                   has them erased (`shell.erasure`), as `mikomi erase` does
`GET /console/leads/erased/{id}~{id}`    how far these erasures are
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from mikomi import http, keys, mail_address
from mikomi.aws import erasures
from mikomi.aws.erasures import Erasure
from mikomi.console import door
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.mails.honorific import full_name
from mikomi.core.session import Session
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell.erasure import looks, namesakes
from mikomi.shell.erasure.looks import Addressed

ALSO = "~"
LONGEST = 400
COUNTED = ("events", "rows", "identifiers", "letters")
Shown = Callable[[str, dict[str, Any]], Response]


def respond(request: Request, who: Session, person: str, screen: Screen, shown: Shown) -> Response | None:
    """The page of one lead's erasure, and what its form asks for; None if there is no such person."""
    people = namesakes.find_all(person) if keys.is_person(person) else []
    if not people:
        return None
    form = request.form() if request.method == "POST" else {}
    if form and _is_confirmed(people[0].person, form.get("address", "")[:LONGEST]):
        asked = [looks.ask(each, who.email or who.user) for each in people]
        return http.redirect(f"/console/leads/erased/{ALSO.join(each.id for each in asked)}")
    first, *others = [_known(each, screen) for each in people]
    by = say("erase.address" if people[0].person.email else "erase.id", screen.language, id=people[0].person.id)
    data = {"lead": people[0].person.id, "first": first, "others": others, "typed": by, "wrong": bool(form)}
    return shown("erase.html", data)


def progress(names: str, screen: Screen, shown: Shown) -> Response:
    """How far these erasures are; the page asks again until all were carried out."""
    found = [erasures.read(keys.erasure_pk(each)) for each in names.split(ALSO)[:LONGEST] if each.isalnum()]
    there = [each for each in found if each]
    if not there or len(there) < len(found):
        language = screen.language
        return door.message(language, 404, "erased.gone", "erased.gone_why", "/console/leads", "leads.all")
    going = not all(each.looks for each in there)
    removed = sum((Counter(each.removed) for each in there), Counter[str]())
    removed["events"] += removed.pop("shared", 0)
    upcoming = [each.due_at for each in there if each.due_at is not None]
    return shown(
        "erased.html",
        {
            "place": f"/console/leads/erased/{names}",
            "going": going,
            "asked": [_asked(each, screen) for each in there],
            "removed": say("erased.removed", screen.language, **{name: removed[name] for name in COUNTED}),
            "next": say("erased.next", screen.language, at=_moment(min(upcoming), screen)) if upcoming else "",
        },
    )


def _is_confirmed(person: Person, typed: str) -> bool:
    if person.email:
        return mail_address.pick(typed) == person.email
    return typed.strip() == person.id


def _known(whom: Addressed, screen: Screen) -> Json:
    person, known = whom
    browsers = [each for each in (*known.subjects, *known.shared) if each.startswith("a:")]
    counts = {"browsers": len(browsers), "addresses": len(known.addresses), "users": len(known.users)}
    return {
        "name": visible(full_name(person.traits_plain, screen.language) or ""),
        "who": person.email or person.user_id or person.id,
        "id": person.id,
        "counts": say("erase.counts", screen.language, **counts),
        "shared": say("erase.shared", screen.language, n=len(known.shared)) if known.shared else "",
    }


def _asked(erasure: Erasure, screen: Screen) -> Json:
    at = _moment(erasure.erased_at, screen)
    return {"at": iso(erasure.erased_at), "text": say("erased.by", screen.language, at=at, by=visible(erasure.by))}


def _moment(at: int, screen: Screen) -> str:
    return moments.full(at, screen.zone, screen.language, screen.now)
