"""The hour at which somebody is most likely to look: `"at": "best"` of a wait.

Rules
1. It is told by the hours in which they did something by hand (`behaviour.hours`), on the wall of whoever the scenario
   goes by: hours of the day and days of the week apart, each as if `EVEN` more acts were spread as everybody's are. Who
   did little goes by everybody, who did much by themselves.
2. Everybody's are a history beside the plans, which an entry a month is added to (`shell.archive.habits`); in force is
   what held when the wait was reached, as with weights (`lots`). Before the first entry the company's business hours
   stand for them.
3. It is sought in the rest of the day and on the `AHEAD` days after it that count, within the send window; of hours
   that are equally good the first. Its minute is the run's own, so that not everybody's mail leaves at once.
4. One run in five (`EVERYBODYS`) goes by everybody's hours alone, so that results show whether it pays.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from itertools import islice
from typing import Literal, NamedTuple

from mikomi.core.behaviour import hours
from mikomi.core.scenarios import chance, lots
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Millis
from mikomi.model.lots import History
from mikomi.model.person import Enrolment, Person
from mikomi.model.scenario import Window
from mikomi.model.words import Days

Timing = Literal["own", "everybody"]
EVEN = 20
AHEAD = 3
EVERYBODYS = 0.2
"""The share of runs that go by everybody's hours alone."""
_DAY = timedelta(days=1)


class BestHours(NamedTuple):
    """What one run's best hour is told by. `everybody`: the history of everybody's hours, by hour of the week."""

    enrolment: Enrolment
    person: Person
    calendar: Calendar
    window: Window | None
    everybody: History

    def after(self, moment: Millis, days: Days) -> Millis:
        """The best hour from this moment on."""
        today = self.calendar.local(moment).date()
        ahead = list(islice(self.calendar.days_after(today, days), AHEAD))
        among = [today, *ahead] if self.calendar.counts(today, days) else ahead
        best = self._best(among, moment) or self._best(among, moment, anywhere=True)
        assert best is not None, "there are whole days among them"
        return best

    def on_day(self, moment: Millis) -> Millis:
        """The best hour of the day on which this moment lies, of what is left of it; the moment, once it is over."""
        day, since = self.calendar.local(moment).date(), self.enrolment.since
        if since >= self.calendar.moment(day + _DAY, time(0)):
            return moment
        return self._best([day], max(since, self.calendar.moment(day, time(0)))) or max(moment, since)

    def _best(self, days: list[date], since: Millis, anywhere: bool = False) -> Millis | None:
        """The best of these days' hours since then; `anywhere`: also outside of the send window, which then holds the
        mail itself."""
        worth = self._worth()
        begins = [
            (worth[day.weekday(), hour], at)
            for day in days
            for hour, at in self._hours_of(day)
            if at >= since and (anywhere or self.window is None or self.calendar.is_open(at, self.window))
        ]
        return max(begins, key=lambda each: (each[0], -each[1]))[1] if begins else None

    def _hours_of(self, day: date) -> Iterator[tuple[int, Millis]]:
        minute = int(chance.share(self.enrolment.id, "minute") * 60)
        for hour in range(24):
            yield hour, self.calendar.moment(day, time(hour, minute))

    def _worth(self) -> Mapping[tuple[int, int], float]:
        """By weekday (0 is Monday) and hour, how likely they look then, beside the others."""
        entry = lots.in_force(self.everybody, self.enrolment.since)
        shares = _parts(entry.weights) if entry else self._business_hours()
        marks = hours.of(self.person) if timing_of(self.enrolment) == "own" else ()
        shown = [self.calendar.local(mark) for mark in marks]
        by_day = shrunk(Counter(each.weekday() for each in shown), shares[0])
        by_hour = shrunk(Counter(each.hour for each in shown), shares[1])
        return {(day, hour): by_day[day] * by_hour[hour] for day in range(7) for hour in range(24)}

    def _business_hours(self) -> tuple[list[float], list[float]]:
        opening = self.calendar.business_hours
        begins, ends = opening.from_, opening.to
        halves = [f"{hour:02}:30" for hour in range(24)]
        is_open = [begins <= at < ends if begins < ends else at >= begins or at < ends for at in halves]
        days = {"weekdays": range(5), "weekends": range(5, 7), "all": range(7)}[opening.days]
        return [float(day in days) for day in range(7)], list(map(float, is_open))


def timing_of(enrolment: Enrolment) -> Timing:
    """By whose hours the run goes: drawn once, for all of its waits."""
    return "everybody" if chance.share(enrolment.id, "timing") < EVERYBODYS else "own"


def _parts(weights: Mapping[str, float]) -> tuple[list[float], list[float]]:
    """Of weights by hour of the week: those of its days, and those of the hours of a day."""
    by_week = [weights.get(str(hour), 0.0) for hour in range(hours.WEEK)]
    return [sum(by_week[day * 24 : day * 24 + 24]) for day in range(7)], [sum(by_week[hour::24]) for hour in range(24)]


def shrunk(own: Mapping[int, int], everybody: list[float]) -> list[float]:
    """Shares as if so many more acts were spread like everybody's."""
    whole, acts = sum(everybody) or 1.0, sum(own.values())
    return [(own.get(at, 0) + EVEN * share / whole) / (acts + EVEN) for at, share in enumerate(everybody)]
