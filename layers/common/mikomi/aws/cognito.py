"""The login pages of Cognito: where to send a browser, and what its answer is worth.

The one call goes to the token endpoint by HTTP, because no SDK speaks for it. TLS with the host's certificate checked
is what the whole login stands on (see `core.session.claims_problem`), so there is no way to switch it off.
"""

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from http.client import HTTPException, HTTPSConnection
from ssl import create_default_context
from urllib.parse import urlencode

from mikomi.model.base import Json
from mikomi.settings import settings

TIMEOUT = 5


class LoginRefused(Exception):
    """Cognito did not take the code, or could not be asked: try again from the start."""


def issuer() -> str:
    pool = settings().cognito_pool_id or ""
    return f"https://cognito-idp.{pool.partition('_')[0]}.amazonaws.com/{pool}"


def login_url(*, state: str, nonce: str, challenge: str, language: str) -> str:
    return f"https://{settings().cognito_domain}/oauth2/authorize?" + urlencode(
        {
            "response_type": "code",
            "client_id": settings().cognito_client_id,
            "redirect_uri": callback(),
            "scope": "openid email",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "lang": language,
        }
    )


def logout_url() -> str:
    ask = {"client_id": settings().cognito_client_id, "logout_uri": f"{settings().api_url}/console"}
    return f"https://{settings().cognito_domain}/logout?{urlencode(ask)}"


def callback() -> str:
    return f"{settings().api_url}/auth/callback"


def claims(code: str, verifier: str) -> Json:
    """The id token's claims for this code, unchecked but for where they came from. LoginRefused if there are none."""
    ask = {
        "grant_type": "authorization_code",
        "client_id": settings().cognito_client_id,
        "redirect_uri": callback(),
        "code": code,
        "code_verifier": verifier,
    }
    line = HTTPSConnection(settings().cognito_domain or "", timeout=TIMEOUT, context=create_default_context())
    try:
        line.request("POST", "/oauth2/token", urlencode(ask), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as failed:
        raise LoginRefused(type(failed).__name__) from failed
    finally:
        line.close()
    if answer.status != 200:
        raise LoginRefused(f"status {answer.status}")
    try:
        payload = json.loads(body)["id_token"].split(".")[1]
        said = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, Base64Error) as failed:
        raise LoginRefused("no id token") from failed
    if not isinstance(said, dict):
        raise LoginRefused("no id token")
    return said
