"""A mail of ours to somebody of the company: written, its row taken, handed over."""

from mikomi.aws import ledger
from mikomi.aws.ledger import Row
from mikomi.core.mails import message
from mikomi.core.mails.laid_out import Words
from mikomi.core.mails.message import OutgoingMail
from mikomi.core.sales.receivers import Receiver
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.words import in_language
from mikomi.shell.effects.handover import post


def send(receiver: Receiver, said: Words, company: CompanySettings, row: Row, now: Millis) -> None:
    """Under this row, which waits or went silent; nothing if somebody else took it meanwhile."""
    mail = OutgoingMail(
        id=row.key.pk.replace("#", "."),
        to=receiver.address,
        sender_name=in_language(company.sender.name, receiver.language),
        sender_address=company.sender.address,
        subject=said.subject,
        html=said.html,
        text=said.text,
        at=now,
    )
    try:
        raw = message.mime(mail)
    except message.Unwritable as wrong:
        ledger.move(row, "failed", now, reason=wrong.code)
        return
    if ledger.take(row, now):
        post(mail, raw, ledger.as_claimed(row.key, "", now, row))
