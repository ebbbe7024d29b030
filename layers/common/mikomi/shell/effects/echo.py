"""What comes back of marketing mail: counted, and judged as it comes (`core.mails.breaker`).

Rules
1. What SES tells of a mail counts once: where the log had it already, nothing is counted. A batch is counted by one
   write.
2. Of the mails that arrive, which are nearly all, one in four counts for four: chosen by its id, so a mail that is told
   of again chooses alike. What comes back counts one by one.
3. When the numbers say so marketing mail stops at once, and somebody is told: a metric rings an alarm, and the
   console's start page says what to do.
"""

from zlib import crc32

from mikomi import observe
from mikomi.aws import breaker
from mikomi.aws.ledger import Row
from mikomi.core.mails import breaker as rule
from mikomi.model import stored_json
from mikomi.model.archive import day_of
from mikomi.model.base import Millis
from mikomi.model.breaker import Tally
from mikomi.model.effects import SendMail

SAMPLE = 4
"""Of 500 mails, at which the rule begins to look, the estimate is less than a sixth off in 95 of 100 cases; it stops a
fifth before SES would look itself."""


class Echo:
    """What one batch of SES's events says."""

    def __init__(self) -> None:
        self._heard = Tally()
        self._came_back = False

    def arrived(self, row: Row) -> None:
        if crc32(row.key.sk.encode()) % SAMPLE == 0:
            self._hear(row, Tally(mails=SAMPLE, shown=SAMPLE * int(row.shown)))

    def bounced(self, row: Row) -> None:
        self._came_back = True
        self._hear(row, Tally(mails=1, shown=int(row.shown), bounced=int(row.shown)))

    def complained(self, row: Row) -> None:
        self._came_back = True
        self._hear(row, Tally(complained=1))

    def tell(self, now: Millis) -> None:
        """Count it, and stop marketing mail if the numbers say so. What was taken in stays so, whatever happens."""
        if not any(self._heard):
            return  # nothing of it was marketing mail
        try:
            breaker.count(day_of(now), self._heard, now)
            if self._came_back:
                _judge(now)
        except Exception as error:
            observe.log("echo_not_counted", level="ERROR", error=type(error).__name__)

    def _hear(self, row: Row, more: Tally) -> None:
        if _is_marketing(row):
            self._heard = self._heard.more(more)


def _judge(now: Millis) -> None:
    standing = breaker.read()
    if standing.stop:
        return
    why = rule.cause(rule.latest(breaker.counted(), standing.begun, standing.forgiven))
    if why and breaker.stop(*why, "", now):
        observe.log("marketing_stopped", level="ERROR", because=why[0], bad=why[1].bad, of=why[1].of)
        observe.count("MarketingStopped")


def _is_marketing(row: Row) -> bool:
    return bool(row.effect) and stored_json.read(SendMail, row.effect).marketing
