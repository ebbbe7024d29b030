"""A person's points added up: the total, its axes, its parts.

Rules
1. total = decaying + standing. What was earned decays by half each half-life from the moment it was earned; what
   stands for an attribute does not.
2. What is shown has one decimal, and what is compared with a threshold is what is shown: nobody sees 80.0 and reads
   "below 80".
3. The parts add up to the shown total exactly. What decay took away (and rounding) is a part of its own, so every
   rule shows the points that it gave.
"""

from collections.abc import Iterable
from math import floor
from typing import NamedTuple

from mikomi.core.score.half_lives import HalfLives
from mikomi.model.base import Millis
from mikomi.model.person import Axis, Earned, Person

MOST_DOUBLINGS = 1000.0
"""Backwards a value doubles each half-life; beyond this a float overflows, and nobody asks."""


class Part(NamedTuple):
    """What one rule gave in all, `times` times (0: it stands)."""

    rule: str
    axis: Axis
    points: float
    times: int
    name: str


class Parts(NamedTuple):
    """`total` is the sum of the rows and `decay`, and of `interest` and `fit`; all with one decimal."""

    rows: tuple[Part, ...]
    decay: float
    total: float
    interest: float
    fit: float


def decayed(value: float, since: Millis, now: Millis, half_lives: HalfLives) -> float:
    """What is left at `now` of a value as it stood at `since` (or, backwards, what it was)."""
    if value == 0 or now == since:
        return value
    return float(value * 2.0 ** min(-half_lives.between(since, now), MOST_DOUBLINGS))


def earned(person: Person) -> Iterable[tuple[str, Earned]]:
    return ((rule, entry) for member in person.members.values() for rule, entry in member.points.items())


def decaying(person: Person, now: Millis, half_lives: HalfLives, axis: Axis | None = None) -> float:
    """The earned points that are left at `now`."""
    return sum(
        decayed(entry.value, entry.at, now, half_lives)
        for _, entry in earned(person)
        if axis is None or entry.axis == axis
    )


def standing_sum(person: Person, axis: Axis | None = None) -> float:
    """The points that stand for attributes."""
    return sum(given.points for given in person.standing.values() if axis is None or given.axis == axis)


def total(person: Person, now: Millis, half_lives: HalfLives, axis: Axis | None = None) -> float:
    """All points at `now`, unrounded; of one axis if given."""
    return decaying(person, now, half_lives, axis) + standing_sum(person, axis)


def are_same(before: Person, after: Person) -> bool:
    """Whether no points came or went. Most events earn none: then nothing has to be added up to know it."""
    return before.standing is after.standing and (
        before.members is after.members
        or [member.points for member in before.members.values()] == [member.points for member in after.members.values()]
    )


def shown(points: float) -> float:
    """The points as everyone sees them: one decimal, halves away from zero."""
    return _tenths(points) / 10


def parts(person: Person, now: Millis, half_lives: HalfLives) -> Parts:
    """The total, taken apart. Rows that came to nothing are left out; the largest comes first."""
    sums: dict[tuple[str, Axis], tuple[float, int, str]] = {}
    for rule, entry in earned(person):
        points, count, name = sums.get((rule, entry.axis), (0.0, 0, ""))
        sums[rule, entry.axis] = (points + entry.raw, count + entry.count, name or entry.name)
    for rule, given in person.standing.items():
        points, count, name = sums.get((rule, given.axis), (0.0, 0, ""))
        sums[rule, given.axis] = (points + given.points, count, name)
    rows = [(_tenths(points), rule, axis, count, name) for (rule, axis), (points, count, name) in sums.items()]
    rows = sorted((row for row in rows if row[0]), key=lambda row: (-abs(row[0]), row[1:3]))
    whole = _tenths(total(person, now, half_lives))
    interest = _tenths(total(person, now, half_lives, "interest"))
    return Parts(
        rows=tuple(Part(rule, axis, tenths / 10, count, name) for tenths, rule, axis, count, name in rows),
        decay=(whole - sum(row[0] for row in rows)) / 10,
        total=whole / 10,
        interest=interest / 10,
        fit=(whole - interest) / 10,
    )


def in_whole(parts: Parts) -> Parts:
    """The same as people read it: whole points, rounded down (nobody reads 80 below a band that begins at 80). Rules
    keep what they gave; what decay took makes up the difference."""
    total, interest = floor(parts.total), floor(parts.interest)
    decay = shown(total - sum(row.points for row in parts.rows))
    return parts._replace(total=total, interest=interest, fit=total - interest, decay=decay)


def _tenths(points: float) -> int:
    # Sums of floats miss their tenth by a hair: 0.25 that arrives as 0.24999999999999997 is still 0.25.
    tenths = floor(abs(points) * 10 + 0.5 + 1e-7)
    return tenths if points >= 0 else -tenths
