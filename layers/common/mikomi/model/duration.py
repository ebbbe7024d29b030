"""A span of time as marketers write it: `30m 2h 3d 1w 2bd`, `30分 2時間 3日 1週間 2営業日`.

A business day has no length of its own: it is resolved against a calendar, so it keeps its unit here.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from mikomi.model.base import Frozen

Unit = Literal["m", "h", "d", "w", "bd"]

MINUTE = 60_000
MILLIS: dict[str, int] = {"m": MINUTE, "h": 60 * MINUTE, "d": 1440 * MINUTE, "w": 7 * 1440 * MINUTE}
JAPANESE: dict[str, Unit] = {"分": "m", "時間": "h", "日": "d", "日間": "d", "週": "w", "週間": "w", "営業日": "bd"}

_WRITTEN = re.compile(r"(\d{1,4})\s*(m|h|d|w|bd|分|時間|日間|日|週間|週|営業日)")


class Span(Frozen):
    amount: int
    unit: Unit

    @property
    def millis(self) -> int:
        """Length in milliseconds; business days have none (ValueError)."""
        if self.unit == "bd":
            raise ValueError("business days have no length without a calendar")
        return self.amount * MILLIS[self.unit]

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def parse(written: Any) -> Any:
    if isinstance(written, Span):
        return written
    match = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    if not match:
        raise PydanticCustomError("duration", "a duration is a number and a unit, such as 30m, 2h, 3d, 1w or 2bd")
    unit = match[2]
    return Span(amount=int(match[1]), unit=JAPANESE.get(unit, unit))


Duration = Annotated[
    Span,
    BeforeValidator(parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": rf"^\s*{_WRITTEN.pattern}\s*$", "examples": ["30m", "3d", "2営業日"]}),
]


def _fixed(span: Span) -> Span:
    if span.unit == "bd":
        raise PydanticCustomError("duration_fixed", "business days cannot be used here; write days (d) or hours (h)")
    return span


def _parse_fixed(written: Any) -> Any:
    return _fixed(parse(written))


FixedDuration = Annotated[
    Span,
    BeforeValidator(_parse_fixed),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\s*\d{1,4}\s*(m|h|d|w|分|時間|日間|日|週間|週)\s*$", "examples": ["30m", "7d"]}
    ),
]
