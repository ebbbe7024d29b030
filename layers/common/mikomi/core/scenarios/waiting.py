"""How long a step waits: every way in which `wait` can be written, resolved to one moment.

Rules
1. A wait counts from the moment at which the step was reached, and that is a due time, never the moment at which
   somebody looked.
2. `for` goes forward, then on to the next `at` o'clock on such a day; `until` names a day and takes its `at` o'clock.
   `best` is no hour of the file's but the person's own (`best_hour`).
3. What can no longer be waited for (no such offer, an empty trait, a moment gone by) is over at once. Of a moment gone
   by it is said that it was; a day is gone when its night is over.
4. A trait that says something, but no moment that can be read, holds the step: nobody knows when it would be over.
"""

import re
from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple

from mikomi.core import written_moment
from mikomi.core.scenarios.best_hour import BestHours
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Millis
from mikomi.model.duration import Span, parse
from mikomi.model.person import Enrolment, Person
from mikomi.model.scenario import WaitFor

_UNTIL = re.compile(r"\s*(?P<what>\S+?)\s*(?:(?P<sign>[+-])\s+(?P<span>\S+)\s*)?")


class UnreadableDate(Exception):
    """The person's trait `trait` says something, and it is no day or moment."""

    def __init__(self, trait: str) -> None:
        super().__init__(trait)
        self.trait = trait


class Ending(NamedTuple):
    """`at`: when a wait is over. `was`: the moment for which it is too late, if that had gone by."""

    at: Millis
    was: Millis | None = None


class Awaited(NamedTuple):
    """The moment that `until` names; `is_day`: without an hour."""

    at: Millis
    is_day: bool


def end_of(wait: Span | WaitFor, enrolment: Enrolment, person: Person, calendar: Calendar, best: BestHours) -> Ending:
    """When this wait, reached at `enrolment.since`, is over. Raises UnreadableDate."""
    since = enrolment.since
    if isinstance(wait, Span):
        return Ending(calendar.add(since, wait))
    if wait.until is not None:
        named = _until(wait.until, enrolment, person, calendar)
        return _reached(named, wait, since, calendar, best) if named else Ending(since)
    moment = calendar.add(since, wait.for_) if wait.for_ else since
    if wait.at == "best":
        return Ending(best.after(moment, wait.on or "all"))
    if wait.at or wait.on:
        return Ending(calendar.next_at(moment, wait.at or _hour_of(moment, calendar), wait.on or "all"))
    return Ending(moment)


def when_late(wait: Span | WaitFor, edition: int) -> Literal["skip", "exit", "go_on"]:
    """What becomes of whoever comes when the moment of this wait is over, by the rules of a plan of this edition."""
    if edition < 2 or not isinstance(wait, WaitFor):
        return "go_on"
    return wait.past or "skip"


def _reached(named: Awaited, wait: WaitFor, since: Millis, calendar: Calendar, best: BestHours) -> Ending:
    if wait.at == "best":
        moment = best.on_day(named.at)
    else:
        moment = at_oclock(named.at, wait.at, calendar) if wait.at else named.at
    if wait.on:
        moment = calendar.next_at(moment, _hour_of(moment, calendar), wait.on)
    if named.is_day and not wait.at:
        is_over = since >= calendar.moment(calendar.local(moment).date() + timedelta(days=1), time(0))
    else:
        is_over = moment < since
    return Ending(max(since, moment), moment if is_over else None)


def at_oclock(moment: Millis, hour: str, calendar: Calendar) -> Millis:
    """The same day (in the calendar's time zone) at this hour."""
    day = calendar.local(moment)
    return _millis(datetime.combine(day.date(), time.fromisoformat(hour), tzinfo=day.tzinfo))


def _until(written: str, enrolment: Enrolment, person: Person, calendar: Calendar) -> Awaited | None:
    match = _UNTIL.fullmatch(written)
    if not match:
        return None
    what = match["what"]
    if what.startswith("offer."):
        deadline = enrolment.offers.get(what.removeprefix("offer."))
        named = None if deadline is None else Awaited(deadline, is_day=False)
    elif what[:4].isdigit():
        named = _read(what, calendar)
    else:
        named = _of_trait(person, what.removeprefix("trait."), calendar)
    if named is None or not match["span"]:
        return named
    span: Span = parse(match["span"])
    moved = calendar.add(named.at, span) if match["sign"] == "+" else _before(named.at, span, calendar)
    return Awaited(moved, named.is_day and span.unit not in ("m", "h"))


def _read(written: object, calendar: Calendar) -> Awaited:
    """ValueError if it is no moment."""
    moment = calendar.parse_moment(written)
    said = written_moment.read(written)
    return Awaited(moment, is_day=said is not None and said.is_day)


def _before(moment: Millis, span: Span, calendar: Calendar) -> Millis:
    if span.unit in ("m", "h"):
        return moment - span.millis
    if span.unit == "bd":
        return calendar.add_business_days(moment, -span.amount)
    days = span.amount * (7 if span.unit == "w" else 1)
    local = calendar.local(moment)
    return _millis(datetime.combine(local.date() - timedelta(days=days), local.timetz()))


def _of_trait(person: Person, name: str, calendar: Calendar) -> Awaited | None:
    written = person.trait(name)
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    try:
        return _read(written, calendar)
    except ValueError:
        raise UnreadableDate(name) from None


def _hour_of(moment: Millis, calendar: Calendar) -> str:
    return f"{calendar.local(moment):%H:%M}"


def _millis(moment: datetime) -> Millis:
    return round(moment.timestamp() * 1000)
