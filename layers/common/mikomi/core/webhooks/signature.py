"""A webhook's signature as Standard Webhooks 1.0 has it, and the secret that a receiver is given.

Rules
1. Signed is `<id>.<seconds>.<body>`, by HMAC-SHA256, one signature for each secret that the step names: so a receiver
   changes from an old one to a new one without a gap.
2. Of every name the deployment's one secret makes a key: nothing is kept, and nothing can be left out.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable

from mikomi import tokens


def key_of(root: str, name: str) -> bytes:
    """The key of this name."""
    return tokens.derive(root, f"webhook {name}")


def secret_of(root: str, name: str) -> str:
    """The same as libraries of Standard Webhooks take it: `whsec_…`."""
    return f"whsec_{b64encode(key_of(root, name)).decode()}"


def headers(delivery: str, seconds: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """What goes beside the body. `delivery`: one id, however often it is tried."""
    signed = f"{delivery}.{seconds}.".encode() + body
    signatures = (b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys)
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }
