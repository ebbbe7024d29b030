"""Whether marketing mail is stopped: the door at which it stops when too much of it comes back, and goes on.

Rules
1. Only marketing mail stops: thanks, confirmations and alerts go on. What was decided waits on its row, and a mailing
   deals out no turns.
2. It goes on when a person says so; or after `breaker.resume_after` of the running plan, by whoever comes first after
   that. A stop by hand ends by hand.
3. When it goes on, what was counted until then is forgiven: it takes as many new ones to stop it again.
"""

from typing import NamedTuple

from mikomi import clock
from mikomi.aws import breaker, plans, waiting_mails
from mikomi.aws.waiting_mails import WaitingMails
from mikomi.core.mails import breaker as rule
from mikomi.core.mails import sending
from mikomi.model.archive import day_of
from mikomi.model.base import DAY, Json, Millis
from mikomi.model.breaker import EchoReading, MarketingStop, Measured
from mikomi.shell import warm_up
from mikomi.shell.warm_up import WarmUpState

WAITS_FOR = 14 * DAY
"""So far ahead what waits is looked for: a mail's window may be closed over holidays."""


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


class MarketingState(NamedTuple):
    """`stop`: since when and why none of it leaves; `ends_at`: when it goes on by itself; `warm_up`: how far it is."""

    stop: MarketingStop | None
    ends_at: Millis | None
    readings: dict[Measured, EchoReading]
    warm_up: WarmUpState | None = None

    def plain(self) -> Json:
        stopped = {
            "since": self.stop.at,
            "because": self.stop.cause,
            "by": self.stop.by,
            "bad": self.stop.reading.bad,
            "of": self.stop.reading.of,
            "until": self.ends_at,
        } if self.stop else None  # fmt: skip
        warmth: Json = {"warm_up": self.warm_up.plain()} if self.warm_up else {}
        return {"stopped": stopped, **{name: read._asdict() for name, read in self.readings.items()}, **warmth}


def waiting(stands: MarketingState) -> WaitingMails | None:
    """How many marketing mails wait, where they do: for it to go on, or for a day with room for them."""
    if stands.stop is None and not (stands.warm_up and stands.warm_up.waits):
        return None
    return waiting_mails.count((sending.BREAKER, sending.WARM_UP), clock.now() + WAITS_FOR)


def look() -> MarketingState:
    """How it stands; looking changes nothing."""
    now, standing = clock.now(), breaker.read()
    days = rule.latest(breaker.counted(), standing.begun, standing.forgiven)
    readings = {each: rule.reading(each, days) for each in rule.MEASURES}
    until = ends_at(standing.stop) if standing.stop else None
    is_over = until is not None and until <= now
    warmth = warm_up.look(standing.warm_up)
    return MarketingState(None if is_over else standing.stop, None if is_over else until, readings, warmth)


def stopped() -> tuple[MarketingStop, Millis | None] | None:
    """That it is stopped, and until when if it is known; None if it is not. One read."""
    stop = breaker.read().stop
    until = ends_at(stop) if stop else None
    return None if stop is None or (until is not None and until <= clock.now()) else (stop, until)


def stop(by: str) -> bool:
    """No marketing mail leaves from now on. False if it is stopped already."""
    return breaker.stop("by_hand", EchoReading(0, 0), by, clock.now())


def resume() -> bool:
    """It goes on. False if it was not stopped."""
    found = breaker.read().stop
    return found is not None and go_on(found, clock.now())
