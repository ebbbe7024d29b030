"""Mails that went out, each as it was: out of its row and the plan version that it was made by.

Rules
1. What is known of its reader by now is not read: the mail is made of what its row says that it was made of.
2. Of a mail that may have gone out more than once there is one for each attempt that may have.
3. A mail of a release that noted nothing has nothing to be made of; whoever shows it says so.
"""

from typing import NamedTuple

from mikomi.aws import ledger, plans, secrets
from mikomi.aws.ledger import Key, Row
from mikomi.core.mails import as_sent
from mikomi.core.mails.as_sent import ShownAgain
from mikomi.model import stored_json
from mikomi.model.effects import SendMail

LEFT = ("sent", "claimed", "unknown")
"""States of a row whose mail went out, or may have."""


class SentMail(NamedTuple):
    """A mail's row, what it carried out, and the mail of each attempt that may have gone out, the latest first."""

    row: Row
    effect: SendMail
    attempts: tuple[tuple[int, ShownAgain], ...]

    @property
    def latest(self) -> ShownAgain | None:
        """The likeliest to have been read, as far as it can be shown."""
        return next((shown for _, shown in self.attempts if shown.mail), None)


def look(person: str, mail: str) -> SentMail | None:
    """The mail of this id that was decided for this person (as the person was known then); None if none went out."""
    row = ledger.read(Key.of_mail(person, mail))
    if row is None or row.status not in LEFT or not row.effect:
        return None
    effect = stored_json.read(SendMail, row.effect)
    return SentMail(row, effect, tuple(_attempts(row, effect)) if row.made_of else ())


def _attempts(row: Row, effect: SendMail) -> list[tuple[int, ShownAgain]]:
    plan, root = plans.version(effect.plan), secrets.root()
    noted = [(number, as_sent.unpacked(kept)) for number, kept in sorted(row.made_of.items(), reverse=True)]
    return [(number, as_sent.again(each, effect, plan, root)) for number, each in noted if each is not None]
