"""The movable clock: mikomi.clock, moto's clocks with it, and the way it is told to move.

Rules
1. There is one clock. moto's queues (delays, visibility) and files tell the time by it too: moving it moves everything.
2. It moves forward only, as real time does; only a fresh start of the state may set it back.
"""

from datetime import UTC, datetime, timedelta

import moto.dynamodb.models.table
import moto.s3.models
import moto.sqs.models
from mikomi import clock
from mikomi.model.duration import FixedDuration, Span
from pydantic import TypeAdapter, ValidationError


class BadMove(ValueError):
    """The clock cannot be moved so; the message says why, in Japanese and English."""


def follow() -> None:
    """Let moto tell the time by our clock. It took these names into its modules, so they are replaced there (moto is
    pinned).
    """
    moto.sqs.models.unix_time_millis = lambda moment=None: float(clock.now())
    moto.sqs.models.unix_time = lambda moment=None: clock.now() / 1000
    moto.s3.models.utcnow = moment_now
    moto.dynamodb.models.table.utcnow = moment_now


def moment_now() -> datetime:
    """moto's way of telling the time: UTC, said by nothing."""
    return datetime.fromtimestamp(clock.now() / 1000, UTC).replace(tzinfo=None)


def set_to(moment: int) -> None:
    """Make now `moment` (ms)."""
    clock.shift(clock.shifted() + timedelta(milliseconds=moment - clock.now()))


def resume(shift: timedelta | int) -> None:
    """Take up an earlier distance from real time, or (0) real time itself."""
    clock.shift(shift if isinstance(shift, timedelta) else timedelta(milliseconds=shift))


def distance(asked: object) -> int:
    """`{"advance": "3d"}` in ms; BadMove for anything that is no forward move."""
    advance = asked.get("advance") if isinstance(asked, dict) else None
    try:
        span: Span = TypeAdapter(FixedDuration).validate_python(advance)
    except ValidationError:
        raise BadMove(
            f"advance が「{advance}」です。30m, 2h, 3d, 1w のように書いてください"
            f' / advance is {advance!r}: write a span such as {{"advance": "3d"}} (m, h, d, w)'
        ) from None
    return span.millis


def at(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC)


def iso(moment: int) -> str:
    return at(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")
