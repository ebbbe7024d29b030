"""What is counted of marketing mail and its echo, and that it was stopped."""

from typing import Literal, NamedTuple

from mikomi.model.base import Millis

Measured = Literal["bounces", "complaints"]
Cause = Literal["bounces", "complaints", "by_hand"]

TALLIED = 30
"""Days that are looked at."""


class Tally(NamedTuple):
    """What became of the marketing mails of one day: `mails` that arrived or bounced; `shown` of them to addresses that
    somebody has shown to be read, or for which the company answers; `bounced` of those, and `complained` of all."""

    mails: int = 0
    shown: int = 0
    bounced: int = 0
    complained: int = 0

    def more(self, other: "Tally") -> "Tally":
        return Tally(*(mine + its for mine, its in zip(self, other, strict=True)))

    def less(self, other: "Tally") -> "Tally":
        return Tally(*(max(0, mine - its) for mine, its in zip(self, other, strict=True)))


class EchoReading(NamedTuple):
    """So many `bad` ones `of` so many mails."""

    bad: int
    of: int

    @property
    def share(self) -> float:
        return self.bad / self.of if self.of else 0.0


class MarketingStop(NamedTuple):
    """Since when no marketing mail leaves, why, by whom if by hand, and what the numbers were."""

    at: Millis
    cause: Cause
    by: str
    reading: EchoReading
