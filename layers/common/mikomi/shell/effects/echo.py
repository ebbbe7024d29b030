"""What comes back of marketing mail: counted, and judged in the moment in which it comes (`core.mails.breaker`).

Rules
1. What SES tells of a mail counts once: where the log had it already, nothing is counted.
2. When the numbers say so marketing mail stops at once, and somebody is told: a metric rings an alarm, and the
   console's start page says what to do.
"""

from mikomi import observe
from mikomi.aws import breaker
from mikomi.aws.ledger import Row
from mikomi.core.mails import breaker as rule
from mikomi.model import stored_json
from mikomi.model.archive import day_of
from mikomi.model.base import Millis
from mikomi.model.breaker import Tally
from mikomi.model.effects import SendMail


def arrived(row: Row, now: Millis) -> None:
    if _is_marketing(row):
        breaker.count(day_of(now), Tally(mails=1, shown=int(row.shown)), now)


def bounced(row: Row, now: Millis) -> None:
    if _is_marketing(row):
        breaker.count(day_of(now), Tally(mails=1, shown=int(row.shown), bounced=int(row.shown)), now)
        _judge(now)


def complained(row: Row, now: Millis) -> None:
    if _is_marketing(row):
        breaker.count(day_of(now), Tally(complained=1), now)
        _judge(now)


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
