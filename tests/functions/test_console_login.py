"""The console's login against a token endpoint that speaks as Cognito's does: over TLS, with its own certificate."""

import json
import ssl
import threading
from base64 import urlsafe_b64encode
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from mikomi import clock
from mikomi.aws import secrets
from mikomi.core import session
from mikomi.settings import settings

from functions.console.app import handler
from tests.core.story import plan_of
from tests.functions.certificates import certificate
from tests.functions.http_api import asked
from tests.functions.read_api import NOW, SCORING, it_is
from tests.functions.test_console import get

__all__ = ["certificate"]

HOST = "ma.example.co.jp"
ISSUER = "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_Pool"


class TokenEndpoint:
    """Answers one authorization code with an id token, if the verifier fits what was announced at the login page."""

    def __init__(self, certificate):
        self.announced: dict[str, str] = {}
        self.changes: dict[str, object] = {}
        self.status = 200
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                status, answer = endpoint.answer({name: values[0] for name, values in body.items()})
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.domain = f"localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, asked):
        fits = (
            self.status == 200
            and asked.get("grant_type") == "authorization_code"
            and asked.get("code") == "the-code"
            and asked.get("redirect_uri") == f"https://{HOST}/auth/callback"
            and session.challenge(asked.get("code_verifier", "")) == self.announced["code_challenge"]
        )
        if not fits:
            return max(self.status, 400), b'{"error": "invalid_grant"}'
        common = {"iss": ISSUER, "sub": "user-1", "event_id": "e", "origin_jti": "o", "auth_time": NOW // 1000}
        common |= {"exp": NOW // 1000 + 3600, "iat": NOW // 1000, "jti": "j"}
        claims = {
            **common,
            "aud": "client",
            "token_use": "id",
            "at_hash": "h",
            "cognito:username": "user-1",
            "email": "sato@example.co.jp",
            "email_verified": True,
            "nonce": self.announced["nonce"],
            **self.changes,
        }
        access = {**common, "client_id": "client", "token_use": "access", "scope": "openid email", "version": 2}
        tokens = {"id_token": token(claims), "access_token": token({**access, "username": "user-1"})}
        rest = {"refresh_token": "e.e.e.e.e", "expires_in": 3600, "token_type": "Bearer"}
        return 200, json.dumps(tokens | rest).encode()


def token(claims):
    """A JSON Web Token that says so; nobody looks at the signature, because TLS says whose it is."""
    header = {"kid": "k", "alg": "RS256"}
    parts = [urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in (header, claims)]
    return ".".join([*parts, "c2ln"])


@pytest.fixture
def cognito(world, monkeypatch, certificate):
    endpoint = TokenEndpoint(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("MIKOMI_COGNITO_DOMAIN", endpoint.domain)
    monkeypatch.setenv("MIKOMI_COGNITO_CLIENT_ID", "client")
    monkeypatch.setenv("MIKOMI_COGNITO_POOL_ID", "ap-northeast-1_Pool")
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of(scoring=SCORING))
    yield endpoint
    clock.shift(timedelta())
    endpoint.server.shutdown()
    endpoint.server.server_close()


def begin(endpoint, back="/console/leads/l_x?lang=ja"):
    """To the login page; answers the cookie, and what Cognito would send back."""
    answer = get("/auth/login", {"back": back}, host=HOST)
    asked = urlsplit(answer["headers"]["location"])
    endpoint.announced = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert (asked.scheme, asked.netloc, asked.path) == ("https", endpoint.domain, "/oauth2/authorize")
    (cookie,) = answer["cookies"]
    return cookie.partition(";")[0], {"code": "the-code", "state": endpoint.announced["state"]}


def finish(cookie, answer):
    return get("/auth/callback", answer, host=HOST, cookies=[cookie])


def test_the_whole_way_in(cognito):
    """Login page, code, token, session: and the session's cookie opens the page that was wanted."""
    cookie, answer = begin(cognito)
    assert cognito.announced["code_challenge_method"] == "S256"
    assert cognito.announced["lang"] == "en", "as the browser asked: the managed pages know both"
    assert cognito.announced["scope"].split() == ["openid", "email"]
    done = finish(cookie, answer)
    assert (done["statusCode"], done["headers"]["location"]) == (302, "/console/leads/l_x?lang=ja")
    seated, forgotten = done["cookies"]
    for part in ("Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=3600"):
        assert part in seated
    assert forgotten.startswith("__Host-mikomi-login=;")
    page = get("/console", host=HOST, cookies=[seated.partition(";")[0]])
    assert page["statusCode"] == 200
    assert "sato@example.co.jp" in page["body"]


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ({"cognito:groups": ["sales-own", "approvers"]}, ("sales-own", "approvers")),
        ({}, ()),
        ({"cognito:groups": []}, ()),
        ({"cognito:groups": "admins"}, ()),
        ({"cognito:groups": ["marketing", 1, None]}, ("marketing",)),
        ({"groups": ["admins"], "cognito:roles": ["admins"], "custom:groups": "admins"}, ()),
    ],
)
def test_what_somebody_may_is_what_cognito_says_of_their_groups(cognito, said, groups):
    """The claim `cognito:groups`, which is missing for whoever is in none; nothing else makes anybody more."""
    cookie, answer = begin(cognito)
    cognito.changes = said
    seated = finish(cookie, answer)["cookies"][0].partition(";")[0].partition("=")[2]
    who = session.session_of(secrets.root(), seated, NOW)
    assert who is not None and (who.user, who.groups) == ("user-1", groups)


def test_what_an_authorizer_says_logs_nobody_in(cognito):
    """API Gateway puts the claims of a JWT, a role or whatever a function said beside a request, if somebody adds an
    authorizer to a route: the session's cookie alone opens the console."""
    claims = {"sub": "user-1", "email": "sato@example.co.jp", "cognito:groups": "[admins]", "iss": ISSUER}
    for beside in (
        {"jwt": {"claims": claims, "scopes": ["openid"]}},
        {"claims": claims, "scopes": None},
        {"iam": {"accountId": "123456789012", "userArn": "arn:aws:iam::123456789012:user/ann", "userId": "A"}},
        {"lambda": {**claims, "groups": ["admins"]}},
    ):
        event = asked("GET", "/console", headers={"Host": HOST, "Authorization": f"Bearer {token(claims)}"})
        event["requestContext"]["authorizer"] = beside
        answer = handler(event, None)
        assert (answer["statusCode"], urlsplit(answer["headers"]["location"]).path) == (302, "/auth/login")


def test_a_session_ends(cognito):
    """An hour later the same cookie leads to the login again."""
    cookie, answer = begin(cognito)
    seated = finish(cookie, answer)["cookies"][0].partition(";")[0]
    it_is(NOW + session.SESSION_LASTS + 1000)
    assert get("/console", host=HOST, cookies=[seated])["statusCode"] == 302


def refused(answer):
    assert answer["statusCode"] == 403
    assert not any(cookie.startswith("__Host-mikomi=") for cookie in answer["cookies"])


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"token_use": "access"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW // 1000 - 120},
        {"exp": "tomorrow"},
        {"sub": ""},
    ],
)
def test_claims_that_do_not_fit_open_nothing(cognito, changes):
    """Issuer, audience, use, nonce, time and subject of the id token are each looked at."""
    cookie, answer = begin(cognito)
    cognito.changes = changes
    refused(finish(cookie, answer))


def test_only_the_browser_that_began_may_finish(cognito):
    """Without its cookie, with another login's, with another state or too late: no session."""
    cookie, answer = begin(cognito)
    other, _ = begin(cognito)
    refused(finish("", answer))
    refused(finish(other, answer))
    refused(finish(cookie, {**answer, "state": answer["state"][::-1]}))
    refused(finish(cookie, {"error": "access_denied", "state": answer["state"]}))
    it_is(NOW + session.LOGIN_LASTS + 1000)
    refused(finish(cookie, answer))


def test_a_stolen_code_is_worth_nothing(cognito):
    """PKCE: the code with the verifier of another login is refused by the token endpoint."""
    _, answer = begin(cognito)
    announced = cognito.announced
    attackers, _ = begin(cognito)
    state = cognito.announced["state"]
    cognito.announced = announced
    refused(finish(attackers, {**answer, "state": state}))


@pytest.mark.parametrize("status", [400, 429, 500])
def test_a_token_endpoint_that_refuses(cognito, status):
    """Whatever it says but yes: a page that offers to try again."""
    cookie, answer = begin(cognito)
    cognito.status = status
    refused(finish(cookie, answer))


def test_a_certificate_that_nobody_vouches_for(cognito, monkeypatch):
    """The id token's signature is not checked because TLS is: so an unknown certificate must end the login."""
    cookie, answer = begin(cognito)
    monkeypatch.delenv("SSL_CERT_FILE")
    refused(finish(cookie, answer))


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "/console//evil.example",
        "/consolex",
        "/console/\\evil",
        "javascript:x",
    ],
)
def test_the_way_back_is_ours(cognito, back):
    """Whatever was asked for, the browser ends up on a page of the console."""
    cookie, answer = begin(cognito, back)
    assert finish(cookie, answer)["headers"]["location"] == "/console"
