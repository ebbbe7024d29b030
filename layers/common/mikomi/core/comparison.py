"""A comparison as a marketer writes it: of numbers (`>= 100`), of days (`< 2027-01-05`), how long ago (`within 30d`).

What begins with a sign, or with `within` and a number, compares. What then cannot be read is no comparison
(UnreadableComparison). A text of any length is read in time that follows from its length.
"""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from mikomi.core import written_moment
from mikomi.core.written_moment import WrittenMoment
from mikomi.model import duration
from mikomi.model.duration import Span

_SIGN = re.compile(r">=|<=|>|<|=")
_WITHIN = re.compile(r"within\s*(?=\d)", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip


class UnreadableComparison(ValueError):
    """It begins as a comparison and is none."""


class Numbered(NamedTuple):
    """`>= 100`. `written` is the limit's text."""

    sign: str
    written: str

    @property
    def limit(self) -> float:
        return float(self.written)

    def fits(self, number: float) -> bool:
        return _OPERATORS[self.sign](number, self.limit)


class Dated(NamedTuple):
    """`>= 2027-01-05`."""

    sign: str
    written: str
    limit: WrittenMoment


class Recent(NamedTuple):
    """`within 30d`."""

    span: Span


Comparison = Numbered | Dated | Recent


@lru_cache(maxsize=1024)
def read(written: str) -> Comparison | None:
    """The comparison that is written; None if it is a value. UnreadableComparison."""
    text = written.strip()
    if begun := _WITHIN.match(text):
        return Recent(_span(text[begun.end() :], written))
    if not (begun := _SIGN.match(text)):
        return None
    sign, said = begun[0], text[begun.end() :].strip()
    if _NUMBER.fullmatch(said):
        return Numbered(sign, said)
    if limit := written_moment.read(said):
        return Dated(sign, said, limit)
    raise UnreadableComparison(written)


def numbered(written: str) -> Numbered | None:
    """The comparison of numbers that is written; None if it is anything else."""
    try:
        found = read(written)
    except UnreadableComparison:
        return None
    return found if isinstance(found, Numbered) else None


def _span(said: str, written: str) -> Span:
    try:
        span: Span = duration.parse(said)
    except PydanticCustomError:
        raise UnreadableComparison(written) from None
    if span.unit == "bd":  # has no length without a calendar
        raise UnreadableComparison(written)
    return span
