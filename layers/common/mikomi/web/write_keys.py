"""Who may write: the public key and the secret key.

Rules
1. The key comes in the Authorization header, in the body or in the address; the first of these that is there counts.
2. Keys are compared in constant time. The secret key is fetched only for somebody who shows a key of its kind.
3. The secret key in an address is refused, even the right one: addresses are kept in histories and logs.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from hmac import compare_digest
from typing import Any

from mikomi.aws import secrets
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.settings import settings

SECRET = "sk_"  # noqa: S105 (the prefix of secret keys, not one of them)


def is_secret(request: Request, body: dict[str, Any]) -> bool:
    """Whether the request is signed with the secret key (True) or the public one (False). `Refused` if with neither."""
    given, in_address = _key(request, body)
    if not given:
        raise Refused("key_missing")
    if not given.startswith(SECRET):
        if not _same(given, settings().write_key):
            raise Refused("key_wrong")
        return False
    if in_address:
        raise Refused("key_secret_in_address")
    if not _same(given, secrets.secret_key()):
        raise Refused("key_wrong")
    return True


def _key(request: Request, body: dict[str, Any]) -> tuple[str, bool]:
    """The key that is shown, and whether it stood in the address."""
    authorization = request.headers.get("authorization", "")
    if authorization[:6].lower() == "basic ":
        return _user_name(authorization[6:]), False
    if isinstance(given := body.get("writeKey"), str) and given:
        return given, False
    return (request.query.get("writeKey", ""), True) if request.raw_query else ("", False)


def _user_name(basic: str) -> str:
    try:
        return b64decode(basic.strip()).decode("utf-8", "replace").partition(":")[0]
    except (Base64Error, ValueError):
        return ""


def _same(given: str, ours: str) -> bool:
    return compare_digest(given.encode("utf-8", "replace"), ours.encode())
