"""Webhooks and alerts by channels do not leave this machine: they are kept to be looked at, or go to a receiver on it.

Rules
1. Development only: in the place of `mikomi.outward.client.post`. Nothing in the product can be told to do the same.
2. A receiver has a loopback address. Whatever address the file has, the path and the headers are those of the file.
"""

import http.client
import ipaddress
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from mikomi import clock, web_address
from mikomi.aws import plans, secrets
from mikomi.outward import client
from mikomi.outward.client import NoReply, NotPublic, Outcome, Replied
from mikomi.public_address import looks_public

MOST = 100
_real, _really_kept = client.post, secrets.of_channel
STAND_INS = {
    "slack": "https://hooks.slack.com/services/T00000000/B00000000/local",
    "chatwork": "00000000000000000000000000000000",
    "line_works": "https://webhook.worksmobile.com/message/local",
    "teams": "https://prod-00.japaneast.logic.azure.com/workflows/local",
}
"""In place of the secrets of channels that nobody put away here."""


@dataclass
class Hooks:
    """`target`: where webhooks go; "" keeps them here. `kept`: the latest, the newest last."""

    target: str = ""
    kept: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=MOST))

    def take_the_place(self) -> None:
        client.post = self.post
        secrets.of_channel = _of_channel

    def post(self, url: str, headers: Mapping[str, str], body: bytes, way: object = None) -> Outcome:
        address = web_address.read(url)
        if address is None or not looks_public(urlsplit(address.text).hostname or ""):
            return NotPublic("address")
        outcome = _said(self.target, headers, body) if self.target else Replied(204, b"")
        status = outcome.status if isinstance(outcome, Replied) else outcome.code
        said = {
            "at": clock.now(),
            "url": address.text,
            "headers": dict(headers),
            "body": body.decode(),
            "status": status,
        }
        self.kept.append(said)
        return outcome


def give_back() -> None:
    """The product's own hand."""
    client.post, secrets.of_channel = _real, _really_kept


def _of_channel(name: str) -> str | None:
    """What was put away under this name; else what stands for it here, so that a channel is seen without an account."""
    of_it = (STAND_INS.get(each.kind) for each in plans.active().sales.channels if each.secret == name)
    return _really_kept(name) or next(of_it, None)


def is_here(target: str) -> bool:
    """Whether this is an address of this machine."""
    parts = urlsplit(target)
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


def _said(target: str, headers: Mapping[str, str], body: bytes) -> Outcome:
    parts = urlsplit(target)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=client.WITHIN)
    try:
        connection.request("POST", parts.path or "/", body, dict(headers))
        answer = connection.getresponse()
        said = answer.read(client.LONGEST + 1)
        return Replied(answer.status, said[: client.LONGEST], len(said) <= client.LONGEST)
    except (OSError, http.client.HTTPException) as broken:
        return NoReply(type(broken).__name__)
    finally:
        connection.close()
