"""判定: what may be claimed of two arms so far, by a rule that keeps its word however often somebody looks.

Rules
1. The number of people is planned before anything is claimed: from the rate that both arms together showed in their
   first people (`FIRST` each; nobody learns from it which is better), for a difference of `WORTH`, at `bounds.POWER`.
2. It is looked at whenever a `LOOKS`-th of the planned people has come since the last look, their windows over.
   People count by the day on which they entered, so a look sees the same people whoever opens the page, and whenever.
3. The first look beyond its bound names the better arm, and that stands. The last look without it ends the trial: no
   difference can be claimed.
4. If the lots did not give what they should have, nothing is claimed at all.
5. Of more than two arms each is held against the first, and the error is shared out among them (`beside`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Literal, NamedTuple

from mikomi.core.figures import allotment
from mikomi.core.figures.bounds import ERROR, bounds, drift
from mikomi.core.figures.difference import deviations, difference
from mikomi.core.figures.rates import Rate, beyond

LOOKS = 5
FIRST = 100
"""So many people of each arm, their windows over, are behind the plan."""
WORTH = 0.3
"""The difference that the plan is made for, as a part of the rate: 4.0 % against 5.2 %."""
PACE = timedelta(days=28)
"""The while that says how many people enter in a week."""
Stage = Literal["broken_lots", "planning", "not_yet", "better", "no_difference"]


@dataclass(frozen=True, slots=True)
class EntryDay:
    """Who entered on one day, in the first arm and in the second."""

    day: date
    first: Rate
    second: Rate


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be claimed.

    first, second: the people behind it: those of the look that decided, else everybody so far.
    better: 1 or 2, at the stage `better` only.
    looks: how many looks are behind us.
    counted, planned: people with their windows over, of how many; `planned` is 0 while that is not known yet.
    next: how many people the next look waits for; 0 where there is none.
    weeks: until enough people have entered, at the pace of the last four; 0 where they are in and their windows are
        open, None where nobody enters any more or nothing is waited for.
    interval: the difference of the second less the first, in shares; as sure as the look's own bound at `better`.
    """

    stage: Stage
    first: Rate
    second: Rate
    interval: tuple[float, float]
    counted: int
    better: int | None = None
    looks: int = 0
    planned: int = 0
    next: int = 0
    weeks: int | None = None


def verdict(days: Sequence[EntryDay], today: date, part: float = 0.5, beside: int = 1) -> Verdict:
    """What may be claimed of two arms.

    Args:
        days: in order of time, each day once; days on which nobody entered may be left out.
        today: the day on which it is asked: the pace is that of the four weeks before it.
        part: the part of the people that the lots give to the second arm, above 0 and below 1.
        beside: how many such comparisons are made with the same first arm.
    """
    sums = list(_sums(days))
    first, second = (sums[-1].first, sums[-1].second) if sums else (Rate(0, 0), Rate(0, 0))
    error = ERROR / beside
    so_far = Verdict("planning", first, second, difference(first, second, 1 - error), first.of + second.of)
    if allotment.broken((first.entered, second.entered), (1 - part, part)):
        return replace(so_far, stage="broken_lots")
    begun = next((seen for seen in sums if min(seen.first.of, seen.second.of) >= FIRST), None)
    if begun is None:
        return replace(so_far, weeks=_weeks(days, today, ceil(FIRST / min(part, 1 - part))))
    planned = people_needed(_lower(begun, part), part, error=error)
    so_far, times = replace(so_far, stage="not_yet", planned=planned), list[float]()
    for time, seen in _looks(sums, planned, part):
        times.append(time)
        bound, apart = bounds(times, error)[-1], deviations(seen.first, seen.second)
        so_far = replace(so_far, looks=len(times))
        if abs(apart) > bound:
            between = difference(seen.first, seen.second, 1 - 2 * beyond(bound))
            better = 2 if apart > 0 else 1
            return replace(
                so_far, stage="better", better=better, first=seen.first, second=seen.second, interval=between
            )
        if time == 1:
            between = difference(seen.first, seen.second, 1 - error)
            return replace(so_far, stage="no_difference", first=seen.first, second=seen.second, interval=between)
    ahead = ceil(planned * min(1.0, (times[-1] if times else 0.0) + 1 / LOOKS))
    return replace(so_far, next=ahead, weeks=_weeks(days, today, planned))


def worthwhile(rate: float) -> float:
    """The rate that is to be told from this one: `WORTH` of it higher (above one half: `WORTH` of what is missing)."""
    return rate + WORTH * min(rate, 1 - rate)


def people_needed(rate: float, part: float = 0.5, error: float = ERROR) -> int:
    """How many people both arms need together to tell `rate` from the worthwhile one, at `bounds.POWER`.

    Args:
        part: the part of the people that the second arm gets.
    """
    other = worthwhile(rate)
    variance = rate * (1 - rate) / (1 - part) + other * (1 - other) / part
    evenly = tuple(look / LOOKS for look in range(1, LOOKS + 1))
    return ceil(drift(evenly, error=error) ** 2 * variance / (other - rate) ** 2)


class Needed(NamedTuple):
    """What a trial takes, told before it starts: to tell `rate` from the worthwhile one so many people, and so many
    weeks at this traffic (None where nobody enters)."""

    rate: float
    people: int
    weeks: int | None


def needed(rate: float, a_week: float, part: float = 0.5, beside: int = 1) -> Needed:
    """What it takes if so many people enter in a week.

    Args:
        part: the part of the people that the second arm gets.
        beside: how many such comparisons are made with the same first arm.
    """
    people = people_needed(rate, part, error=ERROR / beside)
    return Needed(rate, people, ceil(people / a_week) if a_week > 0 else None)


def _sums(days: Sequence[EntryDay]) -> Iterator[EntryDay]:
    """For each day who entered until then."""
    first = second = Rate(0, 0)
    for day in days:
        first, second = first + day.first, second + day.second
        yield EntryDay(day.day, first, second)


def _lower(seen: EntryDay, part: float) -> float:
    """The lower of the two rates if both arms in one pot show this one and the second is higher by what is worthwhile:
    never 0 and never 1.
    """
    pooled = (seen.first.reached + seen.second.reached + 0.5) / (seen.first.of + seen.second.of + 1)
    return pooled / (1 + WORTH * part)


def _looks(sums: Sequence[EntryDay], planned: int, part: float) -> Iterator[tuple[float, EntryDay]]:
    """Each look: which part of what is planned is known by then, and from whom. The last one has the part 1: where
    less than half a step would be left after it, there is none after it.
    """
    last = 0.0
    for seen in sums:
        of, other = seen.first.of, seen.second.of
        time = of * other / (of + other) / (planned * part * (1 - part)) if of and other else 0.0
        if time > 1 - 0.5 / LOOKS:
            yield 1.0, seen
            return
        if time >= last + 1 / LOOKS:
            last = time
            yield time, seen


def _weeks(days: Sequence[EntryDay], today: date, people: int) -> int | None:
    """How many weeks until so many people have entered in all."""
    entered = [(day.day, day.first.entered + day.second.entered) for day in days]
    missing = people - sum(n for _, n in entered)
    lately = sum(n for day, n in entered if today - PACE < day <= today)
    if missing <= 0:
        return 0
    return ceil(missing * PACE.days / 7 / lately) if lately else None
