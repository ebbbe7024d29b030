"""Who reached something by when, with those who have not yet: Kaplan and Meier's curve, the error after Greenwood.

Rules
1. A `Follow` is a person, or several alike: so many days were they looked at, and at their end they had reached it or
   had not (yet).
2. Who reached it on the same day as another was last looked at, reached it first.
3. The curve tells the share that has reached it, with the number of those who were still being looked at. Where
   nobody is any
   more, it ends: nothing is drawn beyond what was seen.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from mikomi.core.figures.rates import CONFIDENCE, quantile


@dataclass(frozen=True, slots=True)
class Follow:
    """How many days after entering we know of somebody, and whether they reached it then; so many `people` alike."""

    days: float
    reached: bool
    people: int = 1


@dataclass(frozen=True, slots=True)
class Rise:
    """At `days` after entering, of `at_risk` people who were still on their way, `reached` did.

    `share` is the part of all that has reached it by then, `error` its standard error, `low` … `high` its interval.
    """

    days: float
    at_risk: int
    reached: int
    share: float
    error: float
    low: float
    high: float


def rises(follows: Iterable[Follow], confidence: float = CONFIDENCE) -> list[Rise]:
    """The curve as its steps, in order of time: one for each moment at which somebody reached it."""
    reached, ended = Counter[float](), Counter[float]()
    for each in follows:
        ended[each.days] += each.people
        reached[each.days] += each.people if each.reached else 0
    z, at_risk, left, greenwood = quantile(confidence), ended.total(), 1.0, 0.0
    steps = []
    for days in sorted(ended):
        if here := reached[days]:
            left *= 1 - here / at_risk
            greenwood += here / (at_risk * (at_risk - here)) if at_risk > here else 0.0
            error = left * sqrt(greenwood)
            low, high = max(0.0, 1 - left - z * error), min(1.0, 1 - left + z * error)
            steps.append(Rise(days, at_risk, here, 1 - left, error, low, high))
        at_risk -= ended[days]
    return steps


def at_risk(follows: Iterable[Follow], days: float) -> int:
    """How many were still on their way just before `days`: the row of numbers beneath a curve."""
    return sum(follow.people for follow in follows if follow.days >= days)
