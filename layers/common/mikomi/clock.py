"""The one place that reads the clock. Whoever runs the system may move it (`shift`): the local stack and the
simulation do.
"""

from datetime import UTC, datetime, timedelta

_shift = timedelta()


def now() -> int:
    """Milliseconds since 1970-01-01T00:00Z, as moved."""
    return int((datetime.now(UTC) + _shift).timestamp() * 1000)


def shift(by: timedelta) -> None:
    """Set how far this process's time runs ahead of the machine's."""
    global _shift
    _shift = by


def shifted() -> timedelta:
    return _shift
