"""When an event happened: Segment's correction of a client's clock.

Rules
1. at = received - (sentAt - originalTimestamp): the client's clock may be wrong, but it tells how long the event
   waited before it was sent.
2. Without a sentAt the client's own time is taken as it is: a server, or an import of things long past.
3. `at` never lies after `received_at`. A time that cannot be read, or lies before 2000 (a clock that was never set),
   becomes `received_at`.
"""

from datetime import UTC, datetime

EARLIEST = 946_684_800_000
"""2000-01-01: Segment's clients are younger than that."""

_WRITABLE = range(253_370_764_800_000)
"""1970 to 9999: what an ISO time of four digits can say in any zone."""


def moment(written: object) -> int | None:
    """An ISO 8601 time in ms, a missing zone read as UTC; None for anything else. It may lie before `EARLIEST`:
    sentAt may be as wrong."""
    if not isinstance(written, str) or len(written) > 40:
        return None
    try:
        read = datetime.fromisoformat(written)
        millis = round((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return millis if millis in _WRITABLE else None


def corrected(original: int | None, sent_at: int | None, received_at: int) -> int:
    """The moment (ms) at which the event happened, by our clock."""
    if original is None:
        return received_at
    at = original if sent_at is None else received_at - (sent_at - original)
    return at if EARLIEST <= at <= received_at else received_at
