"""Hands a finished message to SES under a claim and writes down what SES said: for mails, alerts and digests alike."""

from collections.abc import Callable

from mikomi import clock, observe
from mikomi.aws import sender_trouble, ses
from mikomi.aws.ledger import Row
from mikomi.aws.ses import Accepted, Busy, NoAnswer, Rejected, Unready
from mikomi.core.mails import message, sending
from mikomi.core.mails.message import OutgoingMail
from mikomi.model.base import Millis
from mikomi.shell.effects import chronicle


def post(mail: OutgoingMail, raw: bytes, row: Row, joins: Callable[[Millis], Millis] | None = None) -> None:
    """SES once; then its answer on the claimed row.

    accepted → sent. Surely not accepted → held for a while (too fast for SES: until its place in the line that it
    `joins`), or failed if there is no point or it was tried too often. Refused for the set-up's sake → held until
    somebody has mended that, who is told.
    No answer → the row stays claimed: perhaps the mail went out.
    """
    outcome = ses.send(raw, message.address(mail.to), row)
    now = clock.now()
    match outcome:
        case Accepted(ses_id):
            chronicle.move(row, "sent", now, ses_id=ses_id)
            if row.reason == sending.SET_UP:
                sender_trouble.strike_out()
        case Rejected(code) | Busy(code) if (
            isinstance(outcome, Rejected) or row.attempt - row.unready >= sending.MOST_ATTEMPTS
        ):
            observe.log("mail_refused", level="ERROR", code=code, attempt=row.attempt)
            observe.count("MailRefused")
            chronicle.move(row, "failed", now, reason="refused", detail=code)
        case Busy(code):
            chronicle.move(row, "held", now, reason="throttled", detail=code, due_at=_again_at(code, row, now, joins))
        case Unready(code):
            observe.log("sender_not_ready", level="ERROR", code=code, attempt=row.attempt)
            observe.count("SenderNotReady")
            since = sender_trouble.note(code, now).since
            await_mended(row, now, sending.when_mended(since, now), code)
        case NoAnswer(code):
            observe.log("mail_unanswered", level="WARNING", code=code, attempt=row.attempt)
            observe.count("MailUnanswered")


def await_mended(row: Row, now: Millis, due_at: Millis, code: str | None = None, reason: str = sending.SET_UP) -> None:
    """Wait for what a person has to do, without wearing out the mail's own waits; given up, visibly, in the end."""
    if row.unready >= sending.MOST_UNREADY:
        chronicle.move(row, "failed", now, reason="waited_too_long", detail=code)
        return
    stays = {"waits": row.waits, "unready": row.unready + 1}
    chronicle.move(row, "held", now, reason=reason, detail=code, due_at=due_at, **stays)


def _again_at(code: str, row: Row, now: Millis, joins: Callable[[Millis], Millis] | None) -> Millis:
    """Who came when SES was too busy joins the line; who did so again comes after a while at the earliest."""
    if not joins or code not in ses.TOO_FAST:
        return sending.soon(row.attempt - 1, now)
    return joins(now) if row.attempt == 1 else max(joins(now), sending.soon(row.attempt - 2, now))
