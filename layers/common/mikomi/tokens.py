"""Signed links: what a mail's links carry, so that nobody can make one up or bend it.

Rules
1. A token is bound to its purpose: an unsubscribe link cannot be used as a click, whatever it says.
2. A token says what it needs in plain sight (base64url JSON) and proves it by HMAC-SHA256, cut to 128 bits.
3. Opening a token answers its payload or None; it never says what was wrong with it.
4. A token has one spelling. Whatever else decodes to the same bytes is none of ours, so a token that was opened can be
   passed on as it stands.
"""

import hashlib
import hmac
import json
from typing import Any

from mikomi import base64url

Json = dict[str, Any]  # not the model's: a function that only checks a token starts without pydantic


def derive(root: str, purpose: str) -> bytes:
    """The key of one purpose, derived from the deployment's root secret."""
    return hmac.digest(root.encode(), f"mikomi {purpose}".encode(), hashlib.sha256)


def seal(root: str, purpose: str, payload: Json) -> str:
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    return f"{base64url.written(body)}.{base64url.written(_proof(root, purpose, body))}"


def unseal(root: str, purpose: str, token: str) -> Json | None:
    body_text, _, proof_text = token.partition(".")
    body, proof = base64url.read(body_text), base64url.read(proof_text)
    if body is None or proof is None or not hmac.compare_digest(_proof(root, purpose, body), proof):
        return None
    payload: Json = json.loads(body)
    return payload


def keyed_hash(root: str, text: str) -> str:
    """How an address is remembered after the person is gone: not reversible without the root secret."""
    return hmac.digest(derive(root, "address"), text.encode(), hashlib.sha256).hex()[:40]


def _proof(root: str, purpose: str, body: bytes) -> bytes:
    return hmac.digest(derive(root, purpose), body, hashlib.sha256)[:16]
