"""What a night of a shadow comes to: everybody's day, counted, and those named of whom something differs.

Rules
1. Counted are all; named are the first `SHOWN`, each with the first `MOST` of what differs. Only ids are kept.
2. It is made part by part, and goes on where it was cut off: a part is added once, with the place that follows.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, Self

from mikomi.core.backtest import report
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.self_check import CheckDifference, SelfCheck
from mikomi.core.backtest.shadow import PersonDay, of_person
from mikomi.core.backtest.trial import Bench, Ran, Trial
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.model.base import Json, Millis

SCHEMA = 1
SHOWN = 100
MOST = 20
CHECKED = 20
"""Differences of the self-check that are kept one by one."""

State = Literal["partly", "whole", "not_understood"]


@dataclass
class NightSum:
    """So many `people` were tried; `active` of them did something, `events` in all; `equal` is the same. `differ`
    counts `<what>/<how>`, `unknown` those of it that hang on a mail that nobody got. `named` are people, as programs
    read them. `after`: behind whom it goes on, in the `state` partly."""

    state: State = "partly"
    after: str | None = None
    people: int = 0
    active: int = 0
    events: int = 0
    equal: int = 0
    people_differ: int = 0
    differ: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    named: list[Json] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    first: dict[str, Json] = field(default_factory=dict)
    check: SelfCheck = field(default_factory=SelfCheck)

    def add(self, day: PersonDay) -> None:
        """One person's day."""
        self.people += 1
        self.active += bool(day.events)
        self.events += day.events
        self.equal += day.equal
        self.people_differ += bool(day.differences)
        for each in day.differences:
            self.differ[f"{each.what}/{each.how}"] += 1
            self.unknown[f"{each.what}/{each.how}"] += each.label == "unknown"
        if day.differences and len(self.named) < SHOWN:
            named = [each._asdict() for each in day.differences[:MOST]]
            self.named.append({"person": day.person, "differences": named, "more": max(0, len(day.differences) - MOST)})

    def join(self, trial: Trial, after: str | None) -> None:
        """How the self-check of a part came out, and who is in none of it; and what comes behind."""
        self.check.join(trial.check)
        self.left_out.update(trial.left_out)
        self.first = trial.first | self.first
        self.after, self.state = after, "partly" if after else "whole"

    def without(self, people: Collection[str]) -> Self | None:
        """The same without naming any of these; None where none of them is named. What was counted stays."""
        named = [each for each in self.named if each["person"] not in people]
        differences = [each for each in self.check.differences if each.person not in people]
        first = {why: each for why, each in self.first.items() if each["person"] not in people}
        if (len(named), len(differences), len(first)) == (
            len(self.named),
            len(self.check.differences),
            len(self.first),
        ):
            return None
        self.named, self.check.differences, self.first = named, differences, first
        return self

    @property
    def ids(self) -> set[str]:
        """Everybody who is named."""
        ids = {each["person"] for each in (*self.named, *self.first.values())}
        return ids | {each.person for each in self.check.differences}

    def plain(self) -> Json:
        """As it is kept, and as programs read it."""
        check = report.of_check(self.check)
        check["differences"] = check["differences"][:CHECKED]
        return {
            "state": self.state,
            "after": self.after,
            "self_check": check,
            "people": self.people,
            "active": self.active,
            "events": self.events,
            "equal": self.equal,
            "people_differ": self.people_differ,
            "differ": _counts(self.differ),
            "unknown": _counts(self.unknown),
            "left_out": _counts(self.left_out),
            **{f"first_{why}": self.first.get(why) for why in report.SAYS_WHO},
            "named": self.named,
        }


def of_plain(kept: Json) -> NightSum:
    """What `plain` made."""
    check = kept["self_check"]
    checked = SelfCheck(
        people=check["people"],
        differ=check["people_differ"],
        effects=check["effects"],
        equal=check["equal"],
        explained=check["explained"],
        differences=[CheckDifference(**each) for each in check["differences"]],
    )
    night = NightSum(check=checked)
    for name in ("state", "after", "people", "active", "events", "equal", "people_differ", "named"):
        setattr(night, name, kept[name])
    for name in ("differ", "unknown", "left_out"):
        setattr(night, name, Counter(kept[name]))
    night.first = {why: kept[f"first_{why}"] for why in report.SAYS_WHO if kept[f"first_{why}"]}
    return night


def _counts(counter: Counter[str]) -> dict[str, int]:
    return {name: n for name, n in sorted(counter.items()) if n}


class NightBench(Bench):
    """Everybody's day under the candidate, added up (`night`)."""

    def __init__(self, candidate: Rulebooks, running: Rulebooks, days: TriedDays, now: Millis, night: NightSum) -> None:
        super().__init__(candidate, None, running, days, now)
        self.night = night

    def measure(self, trial: Trial, ran: Ran) -> None:
        """The person's day."""
        plans = self.running, self.candidate
        day = of_person(ran, self.under_candidate(ran), self.days, plans, self._asks)
        trial.people += 1
        self.night.add(day)


def missed(since: str, until: str, made: Iterable[str]) -> list[str]:
    """The days from the one to the other, both of them in it, of which there is nothing."""
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    days = [(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)]
    there = set(made)
    return [day for day in days if day not in there]
