"""Hands a finished message to SES under a claim and writes down what SES said: for mails, alerts and digests alike."""

from mikomi import clock, observe
from mikomi.aws import mail
from mikomi.aws.mail import Accepted, Busy, NoAnswer, Rejected, Row
from mikomi.core import message, sending
from mikomi.core.message import Letter


def post(letter: Letter, raw: bytes, row: Row) -> None:
    """SES once, without the SDK's retries; then its answer on the claimed row.

    accepted → sent. Surely not accepted → held for a while, or failed if there is no point or it was tried too often.
    No answer → the row stays claimed: perhaps the mail went out.
    """
    outcome = mail.send(raw, message.address(letter.to), row)
    now = clock.now()
    match outcome:
        case Accepted(ses_id):
            mail.move(row, "sent", now, ses_id=ses_id)
        case Rejected(code) | Busy(code) if isinstance(outcome, Rejected) or row.attempt >= sending.MOST_ATTEMPTS:
            observe.log("mail_refused", level="ERROR", code=code, attempt=row.attempt)
            observe.count("MailRefused")
            mail.move(row, "failed", now, reason="refused", detail=code)
        case Busy(code):
            mail.move(row, "held", now, reason="throttled", detail=code, due_at=sending.soon(row.attempt, now))
        case NoAnswer(code):
            observe.log("mail_unanswered", level="WARNING", code=code, attempt=row.attempt)
            observe.count("MailUnanswered")
