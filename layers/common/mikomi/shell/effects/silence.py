"""A claim went silent: fifteen minutes, and neither SES's answer nor one of its events.

Rules
1. Another attempt is made a bounded number of times, and none where the scenario says `on_unknown: stop`.
2. After that the row says `unknown`, and a person decides.
"""

from typing import Literal

from mikomi import observe
from mikomi.aws.ledger import Row
from mikomi.core.mails import sending
from mikomi.model.base import Millis
from mikomi.shell.effects import chronicle


def after_silence(claimed: Row, on_unknown: Literal["again", "stop"], now: Millis) -> Row | None:
    """The row for the next attempt; None if there is none, and the row says so."""
    doubted = claimed._replace(doubts=claimed.doubts + 1, silent=True)
    if on_unknown == "again" and doubted.doubts < sending.MOST_DOUBTS:
        return doubted
    if chronicle.move(doubted, "unknown", now, reason="no_answer"):
        observe.log("mail_unknown", level="ERROR", kind=claimed.key.sk.partition("#")[0], attempt=claimed.attempt)
        observe.count("MailUnknown")
    return None
