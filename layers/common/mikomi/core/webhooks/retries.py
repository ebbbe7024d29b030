"""When a webhook that was not taken is sent again, and until when.

Rules
1. Sooner at first, then ever more rarely, for a day after its step; the last time when the day is over.
2. Whatever was never tried is tried once, however late.
"""

from mikomi.model.base import DAY, Millis
from mikomi.model.duration import MINUTE

PAUSES = tuple(minutes * MINUTE for minutes in (1, 5, 30, 120, 300, 300, 300, 300))
"""Behind the first attempt, the second, …"""


def next_at(decided_at: Millis, attempts: int, now: Millis) -> Millis | None:
    """The moment of the next attempt after so many; None: that was the last."""
    end = decided_at + DAY
    if now >= end:
        return None
    return min(now + PAUSES[min(attempts, len(PAUSES)) - 1], end)
