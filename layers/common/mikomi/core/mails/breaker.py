"""When marketing mail is stopped because too much of it comes back: near the shares at which SES reviews an account.

Rules
1. SES reviews a sender at 5 % bounces and 0.1 % complaints, and may pause the account, with every mail of the company,
   at 10 % and 0.5 %. Marketing mail stops below the first, so that what people asked for still goes.
2. A share needs numbers: 20 bounces, or 5 complaints, is the least. A sender of whom 2 % bounce, or 0.02 % complain,
   comes there by chance in fewer than one of a hundred windows; a handful of bad addresses never does it.
3. Looked at are the latest days that hold enough mails to tell (so that a bad list shows on the day it is used, however
   much went well before), thirty at most.
4. Bounces are counted of mail to addresses that somebody has shown to be read, or for which the company answers (the
   secret key, a list of its own). An address that a stranger typed into a form proves nothing about the company's
   lists: else whoever typed twenty bad ones could silence it.
5. A complaint is a reader's word, whoever gave the address, so complaints are counted of all marketing mail.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mikomi.model.base import Millis
from mikomi.model.breaker import TALLIED, EchoReading, MarketingStop, Measured, Tally


class Measure(NamedTuple):
    """It stops at this `share`, if there were `least` of them; `enough` mails can tell; SES reviews at `review`."""

    share: float
    least: int
    enough: int
    review: float


MEASURES: dict[Measured, Measure] = {
    "bounces": Measure(0.04, 20, 1_000, 0.05),
    "complaints": Measure(0.0008, 5, 10_000, 0.001),
}


def latest(days: Mapping[str, Tally], begun: str, forgiven: Tally) -> list[Tally]:
    """The days that count, the latest first: since the day on which counting began anew, of it what came after."""
    counted = sorted((day for day in days if day >= begun), reverse=True)
    return [days[day].less(forgiven) if day == begun else days[day] for day in counted][:TALLIED]


def reading(measured: Measured, days: Sequence[Tally]) -> EchoReading:
    """How it stands, of these days, the latest first."""
    bad = of = 0
    for here, all_ in _of(measured, days):
        bad, of = bad + here, of + all_
        if of >= MEASURES[measured].enough:
            break
    return EchoReading(bad, of)


def over(measured: Measured, read: EchoReading) -> bool:
    measure = MEASURES[measured]
    return read.bad >= measure.least and read.share >= measure.share


def cause(days: Sequence[Tally]) -> tuple[Measured, EchoReading] | None:
    """Why marketing mail is to stop; None if it is not."""
    readings: Iterable[tuple[Measured, EchoReading]] = ((each, reading(each, days)) for each in MEASURES)
    return next(((measured, read) for measured, read in readings if over(measured, read)), None)


def _of(measured: Measured, days: Sequence[Tally]) -> Iterator[tuple[int, int]]:
    for day in days:
        yield (day.bounced, day.shown) if measured == "bounces" else (day.complained, day.mails)


def ends_by_itself(stop: MarketingStop, resume_after: Millis | None) -> Millis | None:
    """When marketing mail goes on without anybody's doing; None if it waits for somebody. What a person stopped, a
    person lets go on."""
    return None if resume_after is None or stop.cause == "by_hand" else stop.at + resume_after
