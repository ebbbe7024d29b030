"""The door at which marketing mail stops when too much of it comes back, and by which it goes on.

Rules
1. Only marketing mail stops: thanks, confirmations and alerts go on. What was decided waits on its row, and a mailing
   deals out no turns.
2. It goes on when a person says so; or after `breaker.resume_after` of the running plan, by whoever comes first after
   that. A stop by hand ends by hand.
3. When it goes on, what was counted until then is forgiven: it takes as many new ones to stop it again.
"""

from mikomi.aws import breaker, plans
from mikomi.core.mails import breaker as rule
from mikomi.model.archive import day_of
from mikomi.model.base import Millis
from mikomi.model.breaker import EchoReading, MarketingStop


def holds(stop: MarketingStop | None, now: Millis) -> bool:
    """Whether marketing mail is stopped now, by what its row says. A stop whose time is over ends here."""
    if stop is None:
        return False
    until = ends_at(stop)
    if until is None or now < until:
        return True
    go_on(stop, now)
    return False


def is_shut(now: Millis) -> bool:
    """The same for whoever has no row before them."""
    return holds(breaker.read().stop, now)


def ends_at(stop: MarketingStop) -> Millis | None:
    """When it goes on by itself, as the running plan has it."""
    written = plans.active().settings.breaker
    return rule.ends_by_itself(stop, written.resume_after.millis if written else None)


def go_on(stop: MarketingStop, now: Millis) -> bool:
    """End this stop. False if it was ended before."""
    today = day_of(now)
    return breaker.resume(stop, today, breaker.counted_on(today))


def stop_by_hand(by: str, now: Millis) -> bool:
    """False if it is stopped already."""
    return breaker.stop("by_hand", EchoReading(0, 0), by, now)
