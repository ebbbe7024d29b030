"""How long a step waits: every way in which `wait` can be written, resolved to one moment.

Rules
1. A wait counts from the moment at which the step was reached, and that is a due time, never the moment at which
   somebody looked.
2. `for` goes forward, then on to the next `at` o'clock on such a day; `until` names a day and takes its `at` o'clock.
3. What can no longer be waited for (no such offer, an empty trait, a moment gone by) is over at once.
4. A trait that says something, but no moment that can be read, holds the step: nobody knows when it would be over.
"""

import re
from datetime import datetime, time, timedelta

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


def end_of(wait: Span | WaitFor, enrolment: Enrolment, person: Person, calendar: Calendar) -> Millis:
    """The moment at which this wait, reached at `enrolment.since`, is over. Raises UnreadableDate."""
    since = enrolment.since
    if isinstance(wait, Span):
        return calendar.add(since, wait)
    if wait.until is not None:
        moment = _until(wait.until, enrolment, person, calendar)
        if moment is None:
            return since
        if wait.at:
            moment = at_oclock(moment, wait.at, calendar)
        return max(since, calendar.next_at(moment, _hour_of(moment, calendar), wait.on) if wait.on else moment)
    moment = calendar.add(since, wait.for_) if wait.for_ else since
    if wait.at or wait.on:
        return calendar.next_at(moment, wait.at or _hour_of(moment, calendar), wait.on or "all")
    return moment


def at_oclock(moment: Millis, hour: str, calendar: Calendar) -> Millis:
    """The same day (in the calendar's time zone) at this hour."""
    day = calendar.local(moment)
    return _millis(datetime.combine(day.date(), time.fromisoformat(hour), tzinfo=day.tzinfo))


def _until(written: str, enrolment: Enrolment, person: Person, calendar: Calendar) -> Millis | None:
    match = _UNTIL.fullmatch(written)
    if not match:
        return None
    what = match["what"]
    if what.startswith("offer."):
        moment = enrolment.offers.get(what.removeprefix("offer."))
    elif what[:4].isdigit():
        moment = calendar.parse_moment(what)
    else:
        moment = _of_trait(person, what.removeprefix("trait."), calendar)
    if moment is None or not match["span"]:
        return moment
    span: Span = parse(match["span"])
    return calendar.add(moment, span) if match["sign"] == "+" else _before(moment, span, calendar)


def _before(moment: Millis, span: Span, calendar: Calendar) -> Millis:
    if span.unit in ("m", "h"):
        return moment - span.millis
    if span.unit == "bd":
        return calendar.add_business_days(moment, -span.amount)
    days = span.amount * (7 if span.unit == "w" else 1)
    local = calendar.local(moment)
    return _millis(datetime.combine(local.date() - timedelta(days=days), local.timetz()))


def _of_trait(person: Person, name: str, calendar: Calendar) -> Millis | None:
    written = person.trait(name)
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    try:
        return calendar.parse_moment(written)
    except ValueError:
        raise UnreadableDate(name) from None


def _hour_of(moment: Millis, calendar: Calendar) -> str:
    return f"{calendar.local(moment):%H:%M}"


def _millis(moment: datetime) -> Millis:
    return round(moment.timestamp() * 1000)
