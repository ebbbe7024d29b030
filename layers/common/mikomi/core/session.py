"""Who sits before the console: the login that is under way, the session that it opens, the proof that a form was ours.

Rules
1. Nothing is stored: a login under way and a session are sealed cookies, each bound to its own purpose and time.
2. A login is finished only by the browser that began it: `state` and `nonce` must come back as its cookie has them,
   and the code is worth nothing without the verifier (PKCE), which never leaves that cookie.
3. A session is short. Who is still logged in at Cognito gets the next one without a question; who was removed there
   does not.
4. A form is ours if it carries the session's own CSRF token and its page was of our own origin; both, because either
   may fail alone.
5. Chance and time come in as arguments.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec import ValidationError

from mikomi import tokens
from mikomi.model.base import Json, Millis
from mikomi.model.stored import Stored
from mikomi.model.stored_json import of_plain, plain_of

LOGIN_LASTS = 10 * 60_000
SESSION_LASTS = 60 * 60_000
CLOCKS_DIFFER = 60_000
HOME = "/console"


class Login(Stored, frozen=True, kw_only=True):
    """A login under way: what its answer must match, and the page to return to."""

    state: str
    nonce: str
    verifier: str
    back: str
    ends: Millis


class Session(Stored, frozen=True, kw_only=True):
    """`id` is of this session alone; `user` Cognito's subject; `email` is shown in the page's corner;
    `groups` are those of the user pool in which they were when they logged in."""

    id: str
    user: str
    email: str = ""
    groups: tuple[str, ...] = ()
    ends: Millis


T = TypeVar("T", Login, Session)


def begin(state: str, nonce: str, verifier: str, back: str, now: Millis) -> Login:
    return Login(state=state, nonce=nonce, verifier=verifier, back=own_page(back), ends=now + LOGIN_LASTS)


def challenge(verifier: str) -> str:
    """What Cognito is told of the verifier beforehand (RFC 7636, S256)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def claims_problem(claims: Json, login: Login, *, issuer: str, client: str, now: Millis) -> str | None:
    """Why these claims of an id token do not log anybody in; None if they do.

    The signature is not among the checks: the token came straight from the token endpoint over TLS, which OpenID
    Connect Core 3.1.3.7 (6) takes as proof of its issuer. Never give a token to this function that came another way.
    """
    if claims.get("iss") != issuer:
        return "iss"
    if claims.get("aud") != client or claims.get("token_use") != "id":
        return "aud"
    if not _same(str(claims.get("nonce", "")), login.nonce):
        return "nonce"
    ends = claims.get("exp")
    if not isinstance(ends, int | float) or not ends * 1000 + CLOCKS_DIFFER >= now:  # not `<`: NaN is JSON to Python
        return "exp"
    return None if isinstance(claims.get("sub"), str) and claims["sub"] else "sub"


def open_session(claims: Json, session_id: str, now: Millis) -> Session:
    groups = claims.get("cognito:groups")
    return Session(
        id=session_id,
        user=claims["sub"],
        email=str(claims.get("email", "")),
        groups=tuple(each for each in groups if isinstance(each, str)) if isinstance(groups, list) else (),
        ends=now + SESSION_LASTS,
    )


def sealed(root: str, thing: Login | Session) -> str:
    """The cookie's value. Signed, not hidden: what stands in it is the browser's own anyway."""
    return tokens.seal(root, _purpose(type(thing)), plain_of(thing))


def login_of(root: str, cookie: str, now: Millis) -> Login | None:
    return _unsealed(root, cookie, Login, now)


def session_of(root: str, cookie: str, now: Millis) -> Session | None:
    return _unsealed(root, cookie, Session, now)


def csrf_token(root: str, session: Session) -> str:
    return hmac.digest(tokens.derive(root, "csrf"), session.id.encode(), sha256).hex()[:32]


def csrf_problem(root: str, session: Session, *, token: str, origin: str | None, site: str) -> str | None:
    """Why this POST is not from a page of ours; None if it is. `site` is our own address, `https://…`."""
    ours = _origin(site)
    if not origin or not all(ours) or _origin(origin) != ours:  # a frame of nobody's says `null`, which is no address
        return "origin"
    return None if _same(token, csrf_token(root, session)) else "token"


def own_page(path: str) -> str:
    """The console page to return to; the console's first page for anything that is not one (no open redirect)."""
    plain = path.isascii() and path.isprintable() and "\\" not in path and "//" not in path
    return path if plain and (path == HOME or path.startswith((HOME + "/", HOME + "?"))) else HOME


def loopback(address: str) -> bool:
    """Is this address (`http://127.0.0.1:8000`, `localhost:8000`) of this very machine?"""
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname
    except ValueError:
        return False
    return host in ("127.0.0.1", "localhost", "::1")


def _unsealed(root: str, cookie: str, kind: type[T], now: Millis) -> T | None:
    payload = tokens.unseal(root, _purpose(kind), cookie)
    try:
        thing = of_plain(kind, payload) if payload else None
    except ValidationError:
        return None
    return thing if thing and thing.ends > now else None


def _purpose(kind: type[Login] | type[Session]) -> str:
    return f"console {kind.__name__.lower()}"


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address
    return parts.scheme.lower(), parts.netloc.lower()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
