"""Who may be the same person: two leads side by side with what speaks for it, and what somebody says of them.

What was just said may not have reached the leads yet (`said`): the pair is left out.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from mikomi import http
from mikomi.aws import plans
from mikomi.console import views
from mikomi.console.views import Screen, clipped
from mikomi.console.words import say
from mikomi.core.likeness import sentences
from mikomi.core.people.owners import owner_of
from mikomi.core.telling.portrait import portray
from mikomi.core.words import moments
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell.operator import kinship, proposals
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.operator.proposals import LatePair

HERE = "/console/proposals"
MOST = 20
"""Pairs that are shown; the others come when these are done."""


def respond(request: Request, by: str, screen: Screen, shown: Callable[[str, Json], Response]) -> Response:
    """The page, or back to it when something was said."""
    return _press(request, by) if request.method == "POST" else shown("likenesses.html", seen(request, screen))


def seen(request: Request, screen: Screen) -> Json:
    said = request.query.get("said", "")
    verb, _, two = said.partition("~")
    there = [each for each in proposals.latest() if _place(each) != sorted(two.split("~"))]
    merged = two.partition("~")[2] if verb == "same" else ""
    return {
        "pairs": [_pair(each, screen) for each in there[:MOST]],
        "more": len(there) - MOST if len(there) > MOST else 0,
        "latest": proposals.LATEST,
        "noted": say(f"like.noted.{verb}", screen.language, other=clipped(merged)) if verb in ("same", "two") else "",
    }


def _press(request: Request, by: str) -> Response:
    form = request.form()
    one, other = form.get("one", "")[:100], form.get("other", "")[:100]
    try:
        if form.get("act") == "two":
            kinship.apart(one, other, by)
            return _back("two", one, other)
        if form.get("act") in ("one", "other"):
            stays, joins = (one, other) if form["act"] == "one" else (other, one)
            said = kinship.merge(stays, joins, by)
            return _back("same", said.lead, said.other)
    except NotPossible as why:
        raise Refused(why.code, **why.params) from None
    return http.redirect(HERE)


def _back(verb: str, one: str, other: str) -> Response:
    return http.redirect(f"{HERE}?{urlencode({'said': f'{verb}~{one}~{other}'})}")


def _place(pair: LatePair) -> list[str]:
    return sorted((pair.one.id, pair.other.id))


def _pair(pair: LatePair, screen: Screen) -> Json:
    return {
        "people": [_person(person, screen) for person in (pair.one, pair.other)],
        "reasons": sentences.sentences(pair.likeness, screen.language),
        "one": pair.one.id,
        "other": pair.other.id,
    }


def _person(person: Person, screen: Screen) -> Json:
    """As the list has it, with what tells one from the other."""
    told = views.row(portray(person, screen.plan, plans.version, screen.now, screen.language), screen)
    owner = owner_of(person, screen.plan.settings)
    facts = [
        (views.trait_name("phone", screen), clipped(person.trait("phone")) or clipped(person.trait("mobile"))),
        (say("owner", screen.language), screen.names.get(f"rep:{owner}", "")),
        *(
            (say(f"person.{name}", screen.language), moments.full(at, screen.zone, screen.language, screen.now))
            for name, at in (("first", person.first_at), ("last", person.last_at))
            if at is not None
        ),
    ]
    return {**told, "facts": [fact for fact in facts if fact[1]]}
