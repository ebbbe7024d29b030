"""The one place that reads the clock. Whoever runs the system may move it (`shift`): the local stack and the
simulation do. How long a process runs is moved by nobody.
"""

import time
from datetime import UTC, datetime, timedelta

_shift = timedelta()


def now() -> int:
    """Milliseconds since 1970-01-01T00:00Z, as moved."""
    return int((datetime.now(UTC) + _shift).timestamp() * 1000)


def running() -> float:
    """Seconds, since a moment of no meaning: for what a process keeps for a while."""
    return time.monotonic()


def shift(by: timedelta) -> None:
    """Set how far this process's time runs ahead of the machine's."""
    global _shift
    _shift = by


def shifted() -> timedelta:
    return _shift
