"""Days and hours as a company counts them: business days, opening hours, windows, in its time zone.

Rules
1. A moment is milliseconds since 1970 UTC. Minutes and hours are lengths of time; days, weeks and business days
   keep the hour on the wall, also over a change to summer time. An hour that the change skips is the hour after it;
   of an hour that comes twice the first one counts.
2. A business day is Monday to Friday, no public holiday of the calendar's country, and not closed by the company.
3. `weekdays` means business days, `weekends` Saturday and Sunday, `all` every day.
4. Opening hours are half open: at `to` it is closed. `23:59` means the end of the day, the same hour twice the
   whole day, and hours that end before they begin run past midnight and belong to the day on which they began.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from mikomi.core import written_moment
from mikomi.model.base import Millis
from mikomi.model.company import BusinessHours, CompanySettings
from mikomi.model.duration import Span
from mikomi.model.words import Days

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)

LONGEST_CLOSURE = 3660
"""Days that are looked through for the next open one. A calendar that is closed for ten years is a mistake, and is
said to be one."""


class Hours(Protocol):
    """Some days, from an hour to an hour: a scenario's send window, the company's business hours."""

    @property
    def days(self) -> Days: ...
    @property
    def from_(self) -> str: ...
    @property
    def to(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """One company's days in one time zone."""

    zone: ZoneInfo
    country: str | None
    closed: frozenset[date]
    business_hours: BusinessHours
    written_in: ZoneInfo | None = None
    """In which zone moments with an hour are written, if it is another."""

    @classmethod
    def of(
        cls,
        settings: CompanySettings,
        timezone: str | None = None,
        calendar: str | None = None,
        reader: str | None = None,
    ) -> "Calendar":
        """The company's calendar, or the other one that a scenario names, in its own time zone if it has one; with
        `reader`, on the wall of somebody in that zone.

        ZoneInfoNotFoundError (a KeyError) for a zone that does not exist.
        """
        own = settings.calendar_of(calendar)
        return _calendar(timezone or settings.timezone, own.country, tuple(own.closed), own.business_hours, reader)

    # --- moments and the wall

    def local(self, moment: Millis) -> datetime:
        """The moment as the clock on the wall shows it."""
        return (_EPOCH + timedelta(milliseconds=moment)).astimezone(self.zone)

    def moment(self, day: date, clock: time) -> Millis:
        """When the clock on the wall shows this."""
        shown = datetime.combine(day, clock, tzinfo=self.zone)
        return (shown.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)

    def parse_moment(self, written: object, *, end: bool = False) -> Millis:
        """`2026-12-18T10:00`, a day alone (its beginning; with `end` the beginning of the next), or any other way in
        which people and programs write a moment (`written_moment`): with an offset of its own, else by this calendar's
        clock, or, where that is a reader's, with an hour by the company's. ValueError if it is none."""
        read = written_moment.read(written)
        if read is None:
            raise ValueError(f"not a moment: {written!r}")
        if read.at.tzinfo is not None:
            return (read.at.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)
        if self.written_in is not None and not read.is_day:
            return replace(self, zone=self.written_in, written_in=None).parse_moment(written)
        return self.moment(read.at.date() + (_DAY if end and read.is_day else timedelta(0)), read.at.time())

    # --- days

    def is_business_day(self, day: date) -> bool:
        return (
            day.weekday() < 5
            and day not in self.closed
            and not (self.country and day in holidays_of(self.country, day.year))
        )

    def counts(self, day: date, days: Days) -> bool:
        """Whether the day is one of `days`."""
        if days == "weekdays":
            return self.is_business_day(day)
        return days == "all" or day.weekday() >= 5

    def add(self, moment: Millis, span: Span) -> Millis:
        """The moment a span later. `2bd` is the second business day after the day of the moment, at the same hour."""
        if span.unit in ("m", "h"):
            return moment + span.millis
        if span.unit == "bd":
            return self.add_business_days(moment, span.amount)
        return self._on(moment, self.local(moment).date() + span.amount * (_DAY if span.unit == "d" else 7 * _DAY))

    def add_business_days(self, moment: Millis, amount: int) -> Millis:
        """So many business days later, or earlier if negative, at the same hour; 0 is the moment itself."""
        if amount == 0:
            return moment
        days = self.days_after(self.local(moment).date(), "weekdays", _DAY if amount > 0 else -_DAY)
        return self._on(moment, next(islice(days, abs(amount) - 1, None)))

    def _on(self, moment: Millis, day: date) -> Millis:
        """The hour of the moment on another day."""
        shown = self.local(moment)
        return moment if day == shown.date() else self.moment(day, shown.time())

    def days_after(self, day: date, days: Days, step: timedelta = _DAY) -> Iterator[date]:
        """All such days after this one (or before it, with a step back)."""
        closed_for = 0
        while closed_for < LONGEST_CLOSURE:
            day, closed_for = day + step, closed_for + 1
            if self.counts(day, days):
                yield day
                closed_for = 0
        raise ValueError(
            f"calendar: no open day in ten years around {day}; check calendar.closed in settings.json / "
            f"{day} の前後10年に営業日がありません。settings.json の calendar.closed を確かめてください"
        )

    def _days_from(self, day: date, days: Days) -> Iterator[date]:
        return self.days_after(day - _DAY, days)

    def next_at(self, moment: Millis, hour: str, days: Days = "all") -> Millis:
        """The first moment, this one included, at which the clock shows `hour` on one of `days`."""
        clock = time.fromisoformat(hour)
        moments = (self.moment(day, clock) for day in self._days_from(self.local(moment).date(), days))
        return next(at for at in moments if at >= moment)

    # --- opening hours

    def _openings(self, day: date, hours: Hours) -> Iterator[tuple[Millis, Millis]]:
        """From when until when it is open, day by day, from this day on."""
        opens, closes = time.fromisoformat(hours.from_), time.fromisoformat(hours.to)
        if hours.to == "23:59":
            closes = time(0)
        overnight = _DAY if closes <= opens else timedelta(0)
        for open_day in self._days_from(day, hours.days):
            yield self.moment(open_day, opens), self.moment(open_day + overnight, closes)

    def next_open(self, moment: Millis, hours: Hours) -> Millis:
        """The moment itself if it is open, else the next opening."""
        yesterday = self.local(moment).date() - _DAY
        return next(max(moment, opens) for opens, closes in self._openings(yesterday, hours) if moment < closes)

    def is_open(self, moment: Millis, hours: Hours) -> bool:
        return self.next_open(moment, hours) == moment

    def in_business_hours(self, moment: Millis) -> bool:
        return self.is_open(moment, self.business_hours)

    def next_business_opening(self, moment: Millis) -> Millis:
        """The moment itself in business hours, else the next opening."""
        return self.next_open(moment, self.business_hours)

    def add_open(self, moment: Millis, span: Span) -> Millis:
        """The moment a span later: hours and minutes are counted while the office is open, all else as ever, and it is
        no sooner than when the office opens."""
        if span.unit not in ("m", "h"):
            return self.next_business_opening(self.add(moment, span))
        left, yesterday = span.millis, self.local(moment).date() - _DAY
        for opens, closes in self._openings(yesterday, self.business_hours):
            open_for = closes - max(opens, moment)
            if open_for >= left and open_for > 0:
                return max(opens, moment) + left
            left -= max(0, open_for)
        raise AssertionError("openings do not end")

    def next_business_morning(self, moment: Millis) -> Millis:
        """The next time, this moment included, that business hours begin."""
        return self.next_at(moment, self.business_hours.from_, self.business_hours.days)


@lru_cache(maxsize=1024)
def _calendar(
    timezone: str, country: str | None, closed: tuple[str, ...], business_hours: BusinessHours, reader: str | None
) -> Calendar:
    days, own = frozenset(map(date.fromisoformat, closed)), ZoneInfo(timezone)
    if reader is None:
        return Calendar(own, country, days, business_hours)
    return Calendar(ZoneInfo(reader), country, days, business_hours, written_in=own)


@lru_cache(maxsize=512)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The country's public holidays of a year, those in lieu included. ValueError for a country that nobody knows."""
    import holidays  # 70 ms, and most invocations never ask for a business day

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        raise ValueError(
            f"calendar.country: no holidays are known for {country!r}; write a code such as JP in settings.json / "
            f"国「{country}」の祝日は分かりません。calendar.country に JP のような国コードを書いてください"
        ) from None
