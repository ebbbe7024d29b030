"""Marketing mail as a whole: how much of it comes back, whether it is stopped; it is stopped by hand, and goes on."""

from typing import NamedTuple

from mikomi import clock
from mikomi.aws import breaker as counts
from mikomi.core.mails import breaker as rule
from mikomi.model.base import Json, Millis
from mikomi.model.breaker import EchoReading, MarketingStop, Measured
from mikomi.shell import breaker


class MarketingState(NamedTuple):
    """`stop`: since when and why none of it leaves; `ends_at`: when it goes on by itself."""

    stop: MarketingStop | None
    ends_at: Millis | None
    readings: dict[Measured, EchoReading]

    def plain(self) -> Json:
        stopped = {
            "since": self.stop.at,
            "because": self.stop.cause,
            "by": self.stop.by,
            "bad": self.stop.reading.bad,
            "of": self.stop.reading.of,
            "until": self.ends_at,
        } if self.stop else None  # fmt: skip
        return {"stopped": stopped, **{name: read._asdict() for name, read in self.readings.items()}}


def look() -> MarketingState:
    """How it stands; looking changes nothing."""
    now, standing = clock.now(), counts.read()
    days = rule.latest(counts.counted(), standing.begun, standing.forgiven)
    readings = {each: rule.reading(each, days) for each in rule.MEASURES}
    until = breaker.ends_at(standing.stop) if standing.stop else None
    is_over = until is not None and until <= now
    return MarketingState(None if is_over else standing.stop, None if is_over else until, readings)


def stopped() -> tuple[MarketingStop, Millis | None] | None:
    """That it is stopped, and until when if it is known; None if it is not. One read."""
    stop = counts.read().stop
    until = breaker.ends_at(stop) if stop else None
    return None if stop is None or (until is not None and until <= clock.now()) else (stop, until)


def stop(by: str) -> bool:
    """No marketing mail leaves from now on. False if it is stopped already."""
    return breaker.stop_by_hand(by, clock.now())


def resume() -> bool:
    """It goes on. False if it was not stopped."""
    found = counts.read().stop
    return found is not None and breaker.go_on(found, clock.now())
