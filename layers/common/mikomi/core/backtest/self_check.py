"""The plans that really ran, decided again, held against what really happened.

Rules
1. Held against each other is what can be told apart by an id: entries, mails, alerts, overdue tasks, goals; of each
   what was sent to whom by which version. And in the end points and band, of whoever nothing has happened to since.
2. Two moments are the same within a minute: packets of two browsers may have been folded in another order than they
   came in.
3. A difference is told with the person, whichever side it is on; nothing is smoothed over. Where it is shown that the
   packets of two browsers were folded in another order than they came in (`order`), that is said of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mikomi.core.backtest import order
from mikomi.core.backtest.course import DecidedDeed, LogCourse
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.order import Late
from mikomi.core.score import bands, totals
from mikomi.core.score.half_lives import HalfLives
from mikomi.model.base import Json, Millis
from mikomi.model.events import Packet
from mikomi.model.outcomes import (
    ALERT_DECIDED,
    ALERT_ESCALATED,
    GOAL_REACHED,
    MAIL_DECIDED,
    SCENARIO_ENTERED,
    TASK_OVERDUE,
)
from mikomi.model.person import Person
from mikomi.model.scoring import Band

IDS = {
    SCENARIO_ENTERED: "enrolment",
    MAIL_DECIDED: "mail",
    ALERT_DECIDED: "alert",
    ALERT_ESCALATED: "alert",
    TASK_OVERDUE: "alert",
    GOAL_REACHED: "enrolment",
}
"""What is compared, and by which of its properties it is known."""
SAID = (
    "scenario",
    "plan",
    "step",
    "variant",
    "lots",
    "template",
    "marketing",
    "mailing",
    "to",
    "band",
    "reason",
    "kind",
)
SAME = 60_000
SHOWN = 200
"""Differences that are told one by one; all are counted."""
TENTH = 0.1001

How = Literal["lacking", "invented", "otherwise", "points"]


class CheckDifference(NamedTuple):
    """`lacking`: it happened, and is not decided again; `invented`: the other way round; `otherwise`: both, but not the
    same; `points`: other points or another band in the end. `was` and `came`: what is not the same."""

    person: str
    how: How
    what: str
    id: str
    at: Millis
    was: Json
    came: Json
    explained: Literal["order"] | None = None


Again = Callable[[Late], LogCourse]
"""The course where these packets were folded late."""


class Stand(NamedTuple):
    """How somebody stands at a moment: in points and band."""

    person: Person
    now: Millis
    lives: HalfLives
    bands: tuple[Band, ...]

    def of(self, person: Person) -> Json:
        band = bands.band_at(person, self.now, self.lives, self.bands)
        return {
            "points": totals.shown(totals.total(person, self.now, self.lives)),
            "band": band.id if band else None,
        }


@dataclass
class SelfCheck:
    """`effects` so many were compared, `equal` so many of them are, `explained` so many of the others are; `people` of
    so many, `differ` so many of them."""

    people: int = 0
    differ: int = 0
    effects: int = 0
    equal: int = 0
    explained: int = 0
    differences: list[CheckDifference] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def is_equal(self) -> bool:
        return self.effects == self.equal

    @property
    def holds(self) -> bool:
        """Whether all that differs is explained."""
        return self.effects == self.equal + self.explained

    def add(
        self,
        really: Iterable[DecidedDeed],
        course: LogCourse,
        days: TriedDays,
        live: Stand | None,
        packets: Sequence[Packet],
        again: Again,
    ) -> None:
        """Hold one person's notes against what is decided again, and, where nothing has happened to them since, how
        they stand (`live`). `again`: the course of the same `packets` in another order."""
        before = _known(really, days)
        differences, effects = _all(before, course, days, live)
        self.people += 1
        self.effects += effects
        self.equal += effects - len(differences)
        if not differences:
            return

        def differ(late: Late) -> list[Millis]:
            return [each.at for each in _all(before, again(late), days, live)[0]]

        if order.explains(packets, differ, [each.at for each in differences]):
            differences = [each._replace(explained="order") for each in differences]
            self.explained += len(differences)
        self._note(differences)

    def _note(self, differences: list[CheckDifference]) -> None:
        self.differ += bool(differences)
        self.kinds.update(each.how for each in differences)
        self.differences += differences[: max(0, SHOWN - len(self.differences))]

    def join(self, other: "SelfCheck") -> None:
        """Add what was seen of other people."""
        self.people += other.people
        self.differ += other.differ
        self.effects += other.effects
        self.equal += other.equal
        self.explained += other.explained
        self.kinds.update(other.kinds)
        self.differences += other.differences[: max(0, SHOWN - len(self.differences))]


def _all(
    before: dict[tuple[str, str], DecidedDeed], course: LogCourse, days: TriedDays, live: Stand | None
) -> tuple[list[CheckDifference], int]:
    """The differences, and how much was compared."""
    after = _known(course.deeds, days)
    differences = [*_between(course.person.id, before, after)]
    if live is not None:
        was, came = live.of(live.person), live.of(course.person)
        if abs(was["points"] - came["points"]) > TENTH or was["band"] != came["band"]:
            person = live.person.id
            differences.append(CheckDifference(person, "points", "points", person, live.now, was, came))
    return differences, len(before.keys() | after.keys()) + (live is not None)


def _known(deeds: Iterable[DecidedDeed], days: TriedDays) -> dict[tuple[str, str], DecidedDeed]:
    return {
        (each.name, str(each.said.get(IDS[each.name]))): each
        for each in deeds
        if each.name in IDS and days.has(each.at)
    }


def _between(
    person: str, before: dict[tuple[str, str], DecidedDeed], after: dict[tuple[str, str], DecidedDeed]
) -> Iterator[CheckDifference]:
    for key in sorted(before.keys() | after.keys(), key=lambda key: ((before.get(key) or after[key]).at, key)):
        was, came = before.get(key), after.get(key)
        if was is None and came is not None:
            yield CheckDifference(person, "invented", *key, came.at, {}, _said(came))
        elif was is not None and came is None:
            yield CheckDifference(person, "lacking", *key, was.at, _said(was), {})
        elif was is not None and came is not None and (other := _otherwise(was, came)):
            yield CheckDifference(person, "otherwise", *key, was.at, *other)


def _otherwise(was: DecidedDeed, came: DecidedDeed) -> tuple[Json, Json] | None:
    mine, theirs = _said(was), _said(came)
    if abs(was.at - came.at) > SAME:
        mine, theirs = {**mine, "at": was.at}, {**theirs, "at": came.at}
    names = [name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)]
    if not names:
        return None
    return {name: mine.get(name) for name in names}, {name: theirs.get(name) for name in names}


def _said(deed: DecidedDeed) -> Json:
    return {name: deed.said[name] for name in SAID if name in deed.said}
