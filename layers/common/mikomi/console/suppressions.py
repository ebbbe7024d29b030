"""The pages of stopped addresses and of somebody's consent, and the same for programs.

GET /v1/suppressions?limit=&cursor=&email=   {"suppressions": [suppression], "next": cursor or null}, the latest first;
                                             of one address also "wishes": the topics that were left, and a pause
GET /v1/leads/{id}/consent                   {"address", "lead", "suppressed", "consents", "proofs": [proof]}

Rules
1. Looking changes nothing. Whoever may use the console stops mail; who lifts what is in `rights.LIFTS`: whoever is in
   the group `admins` is an admin.
2. Each act bears who did it and why, or is refused.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from mikomi import clock, http, keys, mail_address, tokens
from mikomi.aws import people, secrets, suppressions
from mikomi.aws.row_wishes import WishForLess
from mikomi.aws.suppressions import Place, Suppression
from mikomi.console import frame, roles
from mikomi.console.parameters import check, limit_of
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.people import rights
from mikomi.core.session import Session
from mikomi.core.telling import consent_record
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.errors import Refused, sentence
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell.operator import suppression
from mikomi.shell.operator.suppression import NotDone
from mikomi.shell.people import portraits, proofs

HERE = "/console/suppressions"
SHOWN = 50
USUAL, MOST = 100, 500
LONGEST = 400
PAUSE, OF_TOPIC = "pause", "topic:"
"""Which wish is to be lifted, as the form says it."""
Shown = Callable[[str, dict[str, Any]], Response]


def respond(request: Request, who: Session, of: Sequence[str], screen: Screen, shown: Shown) -> Response | None:
    """The answer to `/console/suppressions` and this place; None if there is none."""
    match request.method, of:
        case "GET", []:
            return shown("suppressions.html", seen(request, who, screen))
        case "POST", [] | ["lift"]:
            return _act(request, who, screen, shown, lifts=bool(of))
        case _:
            return None


def seen(request: Request, who: Session, screen: Screen, said: str = "", bad: str = "") -> Json:
    """The list, or what there is of the address that was typed."""
    typed, cursor = request.query.get("address", "").strip()[:LONGEST], request.query.get("cursor") or None
    address = mail_address.pick(typed) if typed else None
    less = suppression.wishes(address, screen.now) if address else []
    after: str | None = None
    if typed:
        stopped = suppressions.standing(address) if address else None
        there = [stopped] if stopped else []
    else:
        try:
            there, after = _page(SHOWN, cursor)
        except Refused:
            there, after = _page(SHOWN, None)
    just = request.query.get("just", "")
    if just in ("added", "there", "lifted", "back") and address:
        said = say(f"stopped_list.{just}", screen.language, address=address)
    return {
        "typed": typed,
        "stopped": [_row(each, who, screen) for each in there],
        "wishes": [_wish(each, address, bool(there), who, screen) for each in less if address],
        "free": address if typed and address and not there and not less else "",
        "stops": address if typed and address and not there else "",
        "said": said,
        "bad": bad or (say("stopped_list.bad", screen.language, address=typed) if typed and not address else ""),
        "more": f"{HERE}?{urlencode({'cursor': after})}" if after else "",
    }


def record(person: Person, screen: Screen) -> Json:
    """The page of one lead's consent."""
    standing = proofs.of_person(person)
    stopped = standing.stopped
    since = _moment(stopped.at, screen) if stopped else ""
    told = [consent_record.in_words(proof, screen.names, screen.language, screen.zone) for proof in standing.proofs]
    return {
        "lead": person.id,
        "address": standing.address or "",
        "standing": consent_record.standing(person, stopped.stopped_by if stopped else "", since, screen.language),
        "is_stopped": stopped is not None,
        "proofs": [
            {
                "at": iso(each.at),
                "moment": each.moment,
                "title": each.title,
                "facts": each.facts,
                "basis": each.is_basis,
            }
            for each in reversed(told)
        ],
    }


def respond_record(person: str, screen: Screen, shown: Shown, *, saved: bool = False) -> Response | None:
    """One lead's page of consent, or its file; None if there is no such lead."""
    portrait = portraits.lead(person, screen.language)
    if portrait is None:
        return None
    if saved:
        text = http.json_response(200, proofs.plain(proofs.of_person(portrait.person)))["body"]
        return frame.kept(text, f"consent-{portrait.person.id}.json", "application/json")
    return shown("consent.html", record(portrait.person, screen))


def answer(request: Request) -> Json:
    """`GET /v1/suppressions`. `Refused`: `email_invalid`, `cursor_invalid`, `limit_invalid`."""
    check(request, ("limit", "cursor", "email"))
    if "email" in request.query:
        address = mail_address.read(request.query["email"])
        if address is None:
            raise Refused("email_invalid", "/email")
        stopped = suppressions.standing(address)
        less = [suppression.plain_wish(each) for each in suppression.wishes(address, clock.now())]
        return {"suppressions": [suppression.plain(stopped)] if stopped else [], "wishes": less, "next": None}
    there, after = _page(limit_of(request, USUAL, MOST), request.query.get("cursor") or None)
    return {"suppressions": [suppression.plain(each) for each in there], "next": after}


def consent_of(person: Person) -> Json:
    """`GET /v1/leads/{id}/consent`."""
    return proofs.plain(proofs.of_person(person))


def _act(request: Request, who: Session, screen: Screen, shown: Shown, *, lifts: bool) -> Response:
    form = request.form()
    typed, because = form.get("address", "")[:LONGEST], form.get("because", "")
    by, now = who.email or who.user, clock.now()
    try:
        if lifts:
            lifter: rights.Lifter = "admin" if roles.may(who, "lift") else "colleague"
            shows = form.get("evidence", "")
            if wish := form.get("wish", "")[:LONGEST]:
                topic = None if wish == PAUSE else wish.removeprefix(OF_TOPIC)
                suppression.put_back(typed, topic, lifter, by, because, shows, now)
            else:
                suppression.lift(typed, lifter, by, because, shows, now)
            just = "back" if wish else "lifted"
        else:
            just = "added" if suppression.add(typed, by, because, now).how == "new" else "there"
    except NotDone as why:
        return shown("suppressions.html", seen(request, who, screen, bad=sentence(why.code, screen.language, {})))
    return http.redirect(f"{HERE}?{urlencode({'address': mail_address.pick(typed) or typed, 'just': just})}")


def _page(limit: int, cursor: str | None) -> tuple[list[Suppression], str | None]:
    """`Refused` for a cursor that is none of ours."""
    after: dict[str, Place] = {}
    if cursor:
        payload = tokens.unseal(secrets.root(), "suppressions", cursor)
        if payload is None:
            raise Refused("cursor_invalid", "/cursor")
        after = {shard: (int(at), str(pk)) for shard, (at, pk) in payload.items()}
    there, behind = suppressions.listed(limit, after)
    return there, tokens.seal(secrets.root(), "suppressions", behind) if behind is not None else None


def _row(stopped: Suppression, who: Session, screen: Screen) -> Json:
    by = stopped.stopped_by
    lifter: rights.Lifter = "admin" if roles.may(who, "lift") else "colleague"
    may = rights.may_lift(lifter, by) and stopped.address is not None
    why_not = "stopped_list.nobody" if stopped.reason == "erasure" else "stopped_list.only_admin"
    holder = people.find_alias(keys.email_alias(stopped.address)) if stopped.address else None
    return {
        "address": stopped.address or "",
        "who": stopped.address
        or say("stopped_list.erased" if by == "erasure" else "stopped_list.not_known", screen.language),
        "lead": holder or "",
        "reason": consent_record.stop_in_words(by, screen.language),
        "at": iso(stopped.at),
        "since": say("stopped_list.since", screen.language, at=_moment(stopped.at, screen)),
        "hand": say("stopped_list.hand", screen.language, by=visible(stopped.by), because=visible(stopped.because))
        if stopped.by
        else say("stopped_list.heals", screen.language)
        if by == suppression.SOFT
        else "",
        "may_lift": may,
        "wants_evidence": by in rights.WANT_EVIDENCE,
        "why_not": say(why_not, screen.language) if not may and stopped.address else "",
    }


def _wish(wish: WishForLess, address: str, under_all: bool, who: Session, screen: Screen) -> Json:
    """A topic that was left, or a pause: nobody lifts it beneath a stop of all mail."""
    is_admin = rights.may_lift("admin" if roles.may(who, "lift") else "colleague", wish.stopped_by)
    why_not = "under_all" if under_all else "" if is_admin else "only_admin"
    topic = visible(screen.names.get(f"topic:{wish.topic}", wish.topic or ""))
    return {
        "address": address,
        "value": PAUSE if wish.topic is None else OF_TOPIC + wish.topic,
        "reason": say(f"stopped_list.{wish.stopped_by}", screen.language, topic=topic),
        "at": iso(wish.at),
        "since": say("stopped_list.since", screen.language, at=_moment(wish.at, screen)),
        "until": say("stopped_list.until", screen.language, at=_moment(wish.until, screen)) if wish.until else "",
        "lift": say(f"stopped_list.lift_{wish.stopped_by}", screen.language, topic=topic),
        "may_lift": not why_not,
        "why_not": say(f"stopped_list.{why_not}", screen.language) if why_not else "",
    }


def _moment(moment: int, screen: Screen) -> str:
    return moments.full(moment, screen.zone, screen.language, screen.now)
