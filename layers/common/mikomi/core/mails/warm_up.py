"""How many marketing mails a new domain sends on a day: few at first, each day more, until nobody counts any more.

Rules
1. Mailbox providers trust a sender that grows: SES's own plan for a new IP address goes up to 50,000 a day within 45
   days, and two weeks are the least that helps. At `ENDS` a day there is no ceiling any more.
2. A day is one of the company's clock. In its last two minutes nobody gets a place: who has one has left by midnight.
3. What finds no place waits for the next day (and its window), where the more important mail has its turn first, and of
   one priority the older one: a few seconds apart for each point, and a fraction of that for age.
4. On a day after one that was full everybody has their turn so, also who has not waited yet.
"""

import math
from datetime import date, timedelta

from mikomi.model.base import DAY, Millis
from mikomi.model.company import WarmUp
from mikomi.model.duration import MINUTE

ENDS = 50_000
EVENING = 2 * MINUTE
APART = 30_000
"""Milliseconds between the turns of two neighbouring priorities."""


def ceiling(asked: WarmUp, day: date) -> int | None:
    """How many may leave on this day; None before it begins and when it is over."""
    number = day_of(asked, day)
    return _on(asked, number) if 1 <= number <= days(asked) else None


def day_of(asked: WarmUp, day: date) -> int:
    """Which day of the warm-up it is: 1 is the first."""
    return (day - date.fromisoformat(asked.from_)).days + 1


def days(asked: WarmUp) -> int:
    """How many days there is a ceiling."""
    return max(0, math.ceil(math.log(ENDS / asked.start) / math.log(asked.grow)))


def days_for(asked: WarmUp, day: date, taken: int, many: int) -> int:
    """On how many days so many mails leave, beginning on this one, of which so many have left, if nobody else sends."""
    count = 0
    while True:
        count += 1
        most = ceiling(asked, day)
        if most is None or many <= max(0, most - taken):
            return count
        many -= max(0, most - taken)
        day, taken = day + timedelta(days=1), 0


def turn(priority: int, decided_at: Millis, begins: Millis) -> Millis:
    """How long after its day (that `begins` then) or its window was opened a mail has its turn: within an hour."""
    age = max(0, begins - decided_at)
    return round(APART * (100 - priority + 1 - age / (DAY + age)))


def _on(asked: WarmUp, number: int) -> int:
    return min(ENDS, int(asked.start * asked.grow ** (number - 1) + 1e-9))
