"""The mailbox: every mail that SES took, as its reader sees it.

Rules
1. A mail is kept as it was sent (raw MIME) and decoded when it is looked at, so that wrong encoding shows.
2. Every sender is verified here: no mail leaves this machine.
"""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from functools import lru_cache
from typing import Any

from mikomi import clock
from moto.ses.models import SESBackend, ses_backends

from local.movable import iso
from local.template import ACCOUNT, REGION, Body


@dataclass(frozen=True)
class Mail:
    id: str
    at: int
    to: str
    raw: str

    def as_read(self) -> Body:
        """What `GET /_local/mails/<id>` says of it. `to` is the bare addresses, headers are decoded."""
        return {"id": self.id, "at": iso(self.at), "to": self.to, **_decoded(self.raw)}


def verify_every_sender() -> None:
    SESBackend._is_verified_address = lambda backend, source: True


def collect(mailbox: list[Mail]) -> list[Mail]:
    """Move what SES took since the last time into the mailbox, at the clock's now; answer the new ones."""
    known = len(mailbox)
    sent: list[Any] = ses_backends[ACCOUNT][REGION].sent_messages
    for message in sent:
        addresses = dict.fromkeys(address for _, address in getaddresses(message.destinations))
        mailbox.append(Mail(message.id, clock.now(), ", ".join(addresses), message.raw_data))
    sent.clear()
    return mailbox[known:]


@lru_cache(maxsize=4096)
def _decoded(raw: str) -> Body:
    """The mailbox is looked at again and again; what a mail says stays the same."""
    message = email.message_from_bytes(raw.encode(), _class=EmailMessage, policy=email.policy.default)
    return {
        "from": str(message["from"] or ""),
        "subject": str(message["subject"] or ""),
        "html": _part(message, "html"),
        "text": _part(message, "plain"),
        "headers": {name: str(value) for name, value in message.items()},
    }


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
