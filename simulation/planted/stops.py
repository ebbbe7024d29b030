"""Bugs of marketing mail that is stopped: it leaves all the same, is lost meanwhile, or leaves twice afterwards."""

from typing import Any

from mikomi.aws import ledger, line, ses
from mikomi.core.mails import sending
from mikomi.model.base import DAY
from mikomi.shell.effects import handover, step_mail

from simulation.planted.patch import Patch


def stop_that_mails_do_not_see() -> list[Patch]:
    """Only mailings ask whether marketing mail is stopped; what was decided already leaves (I40)."""
    look = line.look
    return [(line, "look", lambda now: look(now)._replace(stop=None))]


def stopped_mail_is_forgotten() -> list[Patch]:
    """A mail that was stopped is put off to a day that nobody lives to see (I40)."""
    return [(sending, "when_resumed", lambda _since, now: now + 400 * DAY)]


def stopped_mail_fails() -> list[Patch]:
    """Waiting for somebody wears a mail out at once (I40)."""
    return [(sending, "MOST_UNREADY", 0)]


def resumed_mail_is_left_waiting() -> list[Patch]:
    """A mail that goes on is handed to SES, and its row goes on waiting (I13)."""
    post = handover.post

    def post_and_wait(mail: Any, raw: Any, row: Any, joins: Any = None) -> None:
        if row.reason != sending.BREAKER:
            return post(mail, raw, row, joins)
        ses.send(raw, mail.to, row)
        ledger.move(row, "held", row.claimed_at, reason=sending.BREAKER, due_at=row.claimed_at)

    return [(step_mail, "post", post_and_wait)]


BUGS = (stop_that_mails_do_not_see, stopped_mail_is_forgotten, stopped_mail_fails, resumed_mail_is_left_waiting)
