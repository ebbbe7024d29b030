"""A rate, with all that makes it one.

Rules
1. A rate is never a bare number: it is a `Rate`, which knows of how many people it speaks and for how many it is "not
   yet".
2. Who is "not yet" is in neither number: their window is open, so they did not fail.
3. An interval is Wilson's: it stays within 0 and 1, and it says something of 0 of 20.
"""

from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
"""How sure every interval is, unless somebody asks for more."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`reached` of `of` people whose window is over; `not_yet` more may still reach it."""

    reached: int
    of: int
    not_yet: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.reached <= self.of or self.not_yet < 0:
            raise ValueError(f"{self.reached} of {self.of}, not yet {self.not_yet}")

    @property
    def share(self) -> float | None:
        """0 … 1, or nothing where nobody's window is over."""
        return self.reached / self.of if self.of else None

    @property
    def entered(self) -> int:
        """Everybody, whether their window is over or not."""
        return self.of + self.not_yet

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.reached + other.reached, self.of + other.of, self.not_yet + other.not_yet)


def interval(rate: Rate, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's interval of the share, without a correction for continuity; (0, 1) where nobody's window is over."""
    if not rate.of:
        return 0.0, 1.0
    z2, share = quantile(confidence) ** 2, rate.reached / rate.of
    middle = (share + z2 / (2 * rate.of)) / (1 + z2 / rate.of)
    half = sqrt(z2 * (share * (1 - share) / rate.of + z2 / (4 * rate.of**2))) / (1 + z2 / rate.of)
    low = 0.0 if rate.reached == 0 else middle - half
    high = 1.0 if rate.reached == rate.of else middle + half
    return low, high


def quantile(confidence: float) -> float:
    """So many standard deviations on both sides hold `confidence` of a normal distribution: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def beyond(z: float) -> float:
    """How much of a normal distribution lies above `z` standard deviations."""
    return erfc(z / sqrt(2)) / 2
