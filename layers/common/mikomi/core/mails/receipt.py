"""What SES says of a mail that it received for the reply domain, read from SES's own notice."""

import json
from datetime import datetime
from typing import NamedTuple

from mikomi.model.base import Json, Millis


class Receipt(NamedTuple):
    """`key`: where the mail lies; `envelope`: from whom, "" nobody; `dmarc`: whether the domain that it says it is from
    owns up to it, in SES's word (PASS, FAIL, GRAY: it says nothing of that, PROCESSING_FAILED)."""

    key: str
    at: Millis
    envelope: str
    dmarc: str


def read(body: str) -> Receipt | None:
    """The notice; None if this is another one. ValueError, KeyError or TypeError for one that is not as SES describes
    it."""
    if '"Received"' not in body or not body.lstrip().startswith("{"):
        return None
    said: Json = json.loads(body)
    if said.get("notificationType") != "Received":
        return None
    receipt, mail = said["receipt"], said["mail"]
    moment = datetime.fromisoformat(str(mail["timestamp"]).replace("Z", "+00:00"))
    verdict = receipt.get("dmarcVerdict") or {}
    return Receipt(
        key=str(receipt["action"]["objectKey"]),
        at=round(moment.timestamp() * 1000),
        envelope=str(mail.get("source") or ""),
        dmarc=str(verdict.get("status") or "GRAY").upper(),
    )
