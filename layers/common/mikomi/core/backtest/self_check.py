"""The plans that really ran, decided again, held against what really happened.

Rules
1. Held against each other is what can be told apart by an id: entries, mails, alerts, overdue tasks, goals; of each
   what was sent to whom by which version. And in the end points and band, of whoever nothing has happened to since.
2. Two moments are the same within a minute: packets of two browsers may have been folded in another order than they
   came in.
3. A difference is told with the person, whichever side it is on; nothing is smoothed over.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mikomi.core.backtest.course import DecidedDeed, LogCourse
from mikomi.core.backtest.days import TriedDays
from mikomi.core.score import bands, totals
from mikomi.core.score.half_lives import HalfLives
from mikomi.model.base import Json, Millis
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


@dataclass
class SelfCheck:
    """`effects` so many were compared, `equal` so many of them are; `people` of so many, `differ` so many of them."""

    people: int = 0
    differ: int = 0
    effects: int = 0
    equal: int = 0
    differences: list[CheckDifference] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def is_equal(self) -> bool:
        return self.effects == self.equal

    def add(self, person: str, really: Iterable[DecidedDeed], course: LogCourse, days: TriedDays) -> None:
        """Hold one person's notes against what is decided again."""
        before = _known(really, days)
        after = _known(course.deeds, days)
        differences = [*_between(person, before, after)]
        self.people += 1
        self.effects += len(before.keys() | after.keys())
        self.equal += len(before.keys() | after.keys()) - len(differences)
        self._note(differences)

    def add_stand(self, live: Person, again: Person, now: Millis, lives: HalfLives, of: Iterable[Band]) -> None:
        """Hold the points and the band of somebody who is as they were against what the log comes to."""
        of = tuple(of)
        was, came = _stand(live, now, lives, of), _stand(again, now, lives, of)
        self.effects += 1
        if abs(was["points"] - came["points"]) <= TENTH and was["band"] == came["band"]:
            self.equal += 1
        else:
            self._note([CheckDifference(live.id, "points", "points", live.id, now, was, came)])

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
        self.kinds.update(other.kinds)
        self.differences += other.differences[: max(0, SHOWN - len(self.differences))]


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


def _stand(person: Person, now: Millis, lives: HalfLives, of: tuple[Band, ...]) -> Json:
    band = bands.band_at(person, now, lives, of)
    return {"points": totals.shown(totals.total(person, now, lives)), "band": band.id if band else None}
