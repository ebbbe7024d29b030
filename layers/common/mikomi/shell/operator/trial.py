"""A test of a mail goes out: to one of the company's own people, a bounded number of times, noted nowhere.

No row, no event, no configuration set: it is in no result, and SES tells us nothing of it.
"""

from mikomi import keys, tokens
from mikomi.aws import limits, secrets, ses
from mikomi.aws.ses import Outcome
from mikomi.core.mails import message, trial_mail
from mikomi.core.mails.sample import SampleMail
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings

HOUR = 3_600_000
MOST = 30
"""Tests within an hour, of the whole deployment."""


class TooMany(Exception):
    """There were as many within this hour as there may be."""


def send(made: SampleMail, to: str, settings: CompanySettings, now: Millis) -> Outcome:
    """What SES answered. `to` is what `trial_mail.receiver` allowed. Raises TooMany, and Unwritable."""
    mail = trial_mail.outgoing(made, to, settings, now)
    raw = message.mime(mail)
    window, hashed = now - now % HOUR, tokens.keyed_hash(secrets.root(), "tests of mails")
    if not limits.take(hashed, window, keys.short(mail.id), MOST, ends_at=window + 2 * HOUR):
        raise TooMany
    return ses.send_unnoted(raw, message.address(to))
