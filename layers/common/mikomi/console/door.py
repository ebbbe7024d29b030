"""Who may come in: the pages' visitors by session, programs by the secret key.

Rules
1. Without a session there is no page, with one exception: the local stack says `console_open`, our own address is of
   this very machine, and the browser asked for it by such a name (a foreign name that leads here is an attack). On AWS
   our address is public, so the exception cannot come about by mistake.
2. A login is finished by the browser that began it. Every failure ends at the same page and says nothing more.
3. Who came in does what their roles let them (`roles`), and every change is written to the log: who asked for it,
   where, and what was answered; not what was typed.
4. Keys are compared in constant time, and fetched only for somebody who shows one of their kind.
"""

import secrets as chance
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from hmac import compare_digest
from urllib.parse import quote, urlencode

from mikomi import clock, http, observe
from mikomi.aws import cognito, plans, secrets
from mikomi.console import frame, roles
from mikomi.console.words import say
from mikomi.core import session
from mikomi.core.people import absence
from mikomi.core.people.owners import owner_of
from mikomi.core.session import Login, Session
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.settings import settings
from mikomi.shell.people import portraits

SEATED = "__Host-mikomi"
UNDER_WAY = "__Host-mikomi-login"
HERE = Session(id="local", user="local", groups=tuple(roles.ROLES), ends=0)
"""Whoever sits at this machine, when the local stack leaves the console open."""


def seated(request: Request) -> Session | None:
    """Whose request this is; None for a stranger."""
    if is_open(request):
        return HERE
    held = _cookie(request, SEATED)
    return session.session_of(secrets.root(), held, clock.now()) if held else None


def is_open(request: Request) -> bool:
    """Whether the console stands open: to this machine alone."""
    known = settings()
    return known.console_open and session.loopback(known.api_url) and session.loopback(request.headers.get("host", ""))


def check_key(request: Request) -> None:
    """Refused unless the request carries the secret key, as Basic's user name or as Bearer."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    key = _user_name(given) if kind.lower() == "basic" else given.strip() if kind.lower() == "bearer" else ""
    if not key:
        raise Refused("read_key_missing")
    if not key.startswith("sk_") or not compare_digest(key.encode("utf-8", "replace"), secrets.secret_key().encode()):
        raise Refused("read_key_wrong")


def ask_in(request: Request, language: str) -> Response:
    """What a stranger gets who wants a page: the way to the login, with the way back."""
    if not settings().cognito_domain:
        return message(language, 403, "login.unset", "login.unset_why")
    back = request.path + (f"?{request.raw_query}" if request.raw_query else "")
    login = f"/auth/login?back={quote(session.own_page(back), safe='')}"
    if request.headers.get("hx-request"):
        # htmx would follow a redirect to another host in the background, which the browser forbids
        return http.respond(401, "", {"hx-redirect": login})
    return http.redirect(login)


def begin(request: Request, language: str) -> Response:
    """To Cognito's login page, remembering in a cookie what its answer must match."""
    if not settings().cognito_domain:
        return message(language, 403, "login.unset", "login.unset_why")
    state, nonce, verifier = (chance.token_urlsafe(32) for _ in range(3))
    login = session.begin(state, nonce, verifier, request.query.get("back", ""), clock.now())
    address = cognito.login_url(state=state, nonce=nonce, challenge=session.challenge(verifier), language=language)
    return http.with_cookies(
        http.redirect(address), _set(UNDER_WAY, session.sealed(secrets.root(), login), session.LOGIN_LASTS)
    )


def finish(request: Request, language: str) -> Response:
    """Back from Cognito: open a session, or say that the login did not succeed."""
    held = _cookie(request, UNDER_WAY)
    login = session.login_of(secrets.root(), held, clock.now()) if held else None
    code, state = request.query.get("code", ""), request.query.get("state", "")
    if not login or not code or not compare_digest(state.encode("utf-8", "replace"), login.state.encode()):
        return _not_in(language)
    opened = _open(code, login)
    if opened is None:
        return _not_in(language)
    return http.with_cookies(
        http.redirect(login.back),
        _set(SEATED, session.sealed(secrets.root(), opened), session.SESSION_LASTS),
        _forget(UNDER_WAY),
    )


def log_out(request: Request, who: Session, language: str) -> Response:
    """The session ends here and at Cognito."""
    if who is HERE:
        return http.redirect(session.HOME)
    return http.with_cookies(http.redirect(cognito.logout_url()), _forget(SEATED))


def check_ours(request: Request, who: Session) -> bool:
    """Whether this POST came from a page of ours, by token and by origin. `Refused` if its body cannot be read."""
    token = request.form().get("csrf", "") or request.headers.get("x-csrf", "")
    origin = request.headers.get("origin")
    return session.csrf_problem(secrets.root(), who, token=token, origin=origin, site=site(request, who)) is None


def site(request: Request, who: Session) -> str:
    """The address at which they see us. This machine has several names, and `is_open` has looked at the one used."""
    return f"http://{request.headers.get('host', '')}" if who is HERE else settings().api_url


def kept_out(request: Request, place: Sequence[str], who: Session, language: str) -> Response | None:
    """What somebody gets whose roles do not let them do or see this; None for whom they do."""
    right = roles.asked_by(place) if request.method == "POST" else roles.looked_at_by(place)
    if right and not roles.may(who, right):
        return message(language, 403, "roles.refused", "roles.refused_why", groups=", ".join(roles.groups_with(right)))
    if not roles.sees_own(who):
        return None
    if not place:
        return http.redirect("/console/today")
    if place[0] not in roles.OWN_PLACES or not _is_theirs(place, who, language):
        return message(language, 403, "roles.unseen", "roles.unseen_why", "/console/leads", "leads.all")
    if place[0] in ("leads", "today") and roles.rep_of(who, plans.active().settings) is None:
        return message(language, 403, "roles.no_rep", "roles.no_rep_why", address=who.email)
    return None


def narrowed(request: Request, place: Sequence[str], who: Session) -> Request:
    """What is asked for, of their own leads alone where they see no others."""
    if list(place) != ["leads"] or not roles.sees_own(who):
        return request
    rep = roles.rep_of(who, plans.active().settings)
    return request._replace(raw_query=urlencode({**request.query, "owner": rep or ""}))


def noted(request: Request, place: Sequence[str], who: Session, answer: Response) -> Response:
    """The answer; of what asks for a change, or to see one person, it is written down who asked."""
    if request.method == "POST":
        observe.log("console_change", who=who.user, place="/".join(place), status=answer["statusCode"])
    elif place[:1] == ["leads"] and len(place) > 1 and place[1] != "views":
        observe.log("console_look", who=who.user, place="/".join(place), status=answer["statusCode"])
    return answer


def _is_theirs(place: Sequence[str], who: Session, language: str) -> bool:
    """Whether this is no lead's place, or that of a lead who belongs to them, or to whom they stand in for."""
    if place[0] != "leads" or len(place) < 2 or list(place[1:]) == ["views"]:
        return True
    settings, portrait = plans.active().settings, portraits.lead(place[1], language)
    rep = roles.rep_of(who, settings)
    if rep is None or portrait is None:
        return False
    covered = [each.named.id for each in absence.covered_by(rep, settings, clock.now())]
    return owner_of(portrait.person, settings) in (rep, *covered)


def csrf(who: Session) -> str:
    return session.csrf_token(secrets.root(), who)


def message(
    language: str, status: int, title: str, text: str, link: str = "", link_text: str = "", **params: str
) -> Response:
    """A page that says one thing, for whoever may not see more."""
    data = {"title": say(title, language), "text": say(text, language, **params), "link": link}
    return frame.page(
        "message.html", language, status=status, link_text=say(link_text, language) if link else "", **data
    )


def _open(code: str, login: Login) -> Session | None:
    try:
        claims = cognito.claims(code, login.verifier)
    except cognito.LoginRefused:
        return None
    client, issuer = settings().cognito_client_id or "", cognito.issuer()
    now = clock.now()
    if session.claims_problem(claims, login, issuer=issuer, client=client, now=now):
        return None
    return session.open_session(claims, chance.token_urlsafe(16), now)


def _not_in(language: str) -> Response:
    answer = message(language, 403, "login.failed", "login.failed_why", "/auth/login", "login.again")
    return http.with_cookies(answer, _forget(UNDER_WAY))


def _user_name(basic: str) -> str:
    try:
        return b64decode(basic.strip()).decode("utf-8", "replace").partition(":")[0]
    except (Base64Error, ValueError):
        return ""


def _cookie(request: Request, name: str) -> str:
    for cookie in request.cookies:
        given, _, value = cookie.strip().partition("=")
        if given == name:
            return value
    return ""


def _set(name: str, value: str, lasts: int) -> str:
    return f"{name}={value}; Path=/; Max-Age={lasts // 1000}; HttpOnly; Secure; SameSite=Lax"


def _forget(name: str) -> str:
    return f"{name}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"
