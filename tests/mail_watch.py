"""Every marketing mail that any test of this process hands to SES is held against the law list (`core/law`).

It looks at the one place that all of them pass, `aws.ses.send`, at the bytes that go out and the address on the
envelope; what it sees changes nothing. A test that sends an unlawful mail fails when it ends, whoever sent it.
"""

import os
from typing import Any

from mikomi import mail_address, tokens
from mikomi.aws import plans, secrets, ses
from mikomi.aws.ledger import Row
from mikomi.core.law.marketing_mail import examine
from mikomi.model import stored_json
from mikomi.model.effects import SendMail

breaches: list[str] = []
looked = 0


def begin() -> None:
    """Look from now on. In a process that is forked off (the simulation's crew) others look (I20)."""
    send, here = ses.send, os.getpid()

    def watched(raw: bytes, to: str, row: Row) -> Any:
        if os.getpid() == here and row.effect and '"kind":"mail"' in row.effect:
            _look(raw, to, row)
        return send(raw, to, row)

    ses.send = watched


def _look(raw: bytes, to: str, row: Row) -> None:
    global looked
    effect = stored_json.read(SendMail, row.effect)
    if not effect.marketing:
        return
    looked += 1
    company = plans.version(effect.plan).settings  # kept since the mail was written: nobody is asked
    seen = [f"{breach.rule}: {breach.what}" for breach in examine(raw, company, to)]
    seen += [] if seen or _leads_to_its_reader(raw, to, effect.id) else ["R9: the link is not this reader's"]
    breaches.extend(f"{row.key.sk} to {to}: {each}" for each in seen)


def _leads_to_its_reader(raw: bytes, to: str, mail: str) -> bool:
    token = raw.partition(b"/u/")[2].partition(b">")[0].decode()
    told = tokens.unseal(secrets.root(), "unsubscribe", token)
    return told is not None and told["m"] == mail and mail_address.on_the_wire(told["a"]) == to


def taken() -> list[str]:
    """What was seen since the last time."""
    seen = breaches[:]
    breaches.clear()
    return seen
