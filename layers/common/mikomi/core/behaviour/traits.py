"""What a condition asks of a trait: the value itself, a comparison (`core.comparison`), a list, an expression.

Rules
1. A number is compared with numbers, a day with whatever people write as one (`written_moment`), by the company's
   clock where no offset is written. What a lead told that is neither fits no comparison.
2. A day lasts until its end: `<= 2027-01-05` holds all day long, `> 2027-01-05` from the next day on.
3. `within 30d` is what happened in the last thirty days, today included. What lies ahead is not within.
4. Of a list one item is enough (`values`). A comparison that nobody can read holds of nobody: the check refuses it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from mikomi.core import comparison, written_moment
from mikomi.core.behaviour import values
from mikomi.core.comparison import Comparison, Numbered, Recent, UnreadableComparison
from mikomi.core.written_moment import WrittenMoment
from mikomi.model.base import Millis
from mikomi.model.condition import TraitIs
from mikomi.model.duration import Span

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def holds(condition: TraitIs, given: Any, now: Millis, zone: tzinfo) -> bool:
    """Whether what the lead told is as the condition wants it."""
    known = given is not None and given != ""
    if condition.exists is not None:
        return known == condition.exists
    if condition.is_ is not None:
        return _is(condition.is_, given, now, zone)
    if condition.in_ is not None:
        return any(values.same(given, wanted) for wanted in condition.in_)
    return condition.matches is not None and values.text_matches(condition.matches, given)


def span_of(condition: TraitIs) -> Span | None:
    """How long ago at most the condition wants a day to be; None if it asks for anything else."""
    try:
        test = comparison.read(condition.is_) if isinstance(condition.is_, str) else None
    except UnreadableComparison:
        return None
    return test.span if isinstance(test, Recent) else None


def turns(condition: TraitIs, given: Any, zone: tzinfo) -> Iterator[Millis]:
    """The moments at which time turns what is asked of this trait: a day that it names comes, and is too long ago."""
    span = span_of(condition)
    for item in values.items(given) if span else ():
        if span and (moment := written_moment.read(item)) is not None:
            begin, end = _lasts(moment, zone)
            yield begin
            yield end + span.millis


def _is(written: object, given: Any, now: Millis, zone: tzinfo) -> bool:
    try:
        test = comparison.read(written) if isinstance(written, str) else None
    except UnreadableComparison:
        return False
    if test is None:
        return values.same(given, written)
    return any(_fits(test, item, now, zone) for item in values.items(given))


def _fits(test: Comparison, given: Any, now: Millis, zone: tzinfo) -> bool:
    if isinstance(test, Numbered):
        number = values.number(given)
        return number is not None and test.fits(number)
    moment = written_moment.read(given)
    if moment is None:
        return False
    begin, end = _lasts(moment, zone)
    if isinstance(test, Recent):
        return begin <= now and end > now - test.span.millis
    since, until = _lasts(test.limit, zone)
    match test.sign:
        case ">=":
            return begin >= since
        case ">":
            return begin >= until
        case "<=":
            return begin < until
        case "<":
            return begin < since
        case _:
            return since <= begin < until


def _lasts(moment: WrittenMoment, zone: tzinfo) -> tuple[Millis, Millis]:
    """From when until before when: a day of the company's, or a millisecond."""
    if moment.at.tzinfo is not None:
        begin = _millis(moment.at)
        return begin, begin + 1
    begin = _millis(moment.at.replace(tzinfo=zone))
    return begin, _millis((moment.at + _DAY).replace(tzinfo=zone)) if moment.is_day else begin + 1


def _millis(at: datetime) -> Millis:
    return (at.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)
