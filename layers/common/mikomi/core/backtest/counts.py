"""What is counted of courses, figure by figure, and whose courses these are.

Rules
1. Figures are named: `entries/<scenario>`, `first_mails/<scenario>`, `later_mails/<scenario>`, `goals/<scenario>`,
   `step_mails/<scenario>/<step>`, `alerts/<rep>`, `alerts/<rep>/<day>`, `points/<rule>`, `skips/<reason>`, `dollars`.
2. What hangs on a reaction to a mail that nobody got (`unknowable`) is counted apart, and no number is made of it.
3. A person is counted once for a figure, however often it is about them; the first `SHOWN` are named.
4. Of what comes again by itself (entries, mails, alerts; not what a mailing brings) each day is kept: `forecast` goes
   on from there. So is what reps answered.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mikomi.core import prices
from mikomi.core.backtest.course import LogCourse
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.unknowable import NOTHING, Asks, Unanswered
from mikomi.core.score import totals
from mikomi.model.effects import SendAlert, SendMail
from mikomi.model.events import REP_ANSWERED, Packet
from mikomi.model.outcomes import GOAL_REACHED, SCENARIO_ENTERED

SHOWN = 100
DOLLARS = "dollars"
"""What SES asks for mails and alerts."""
MARKETING = "marketing"
"""By day: the mails that a new domain may send few of."""
BY_STEP = "enter_step"
"""The code of an entry that another scenario brought about."""


class FigureCase(NamedTuple):
    """So much of this figure; `hangs`: nobody knows whether it is. `on`: the day, of what comes again by
    itself."""

    figure: str
    amount: float = 1
    hangs: bool = False
    on: str = ""
    marketing: bool = False


@dataclass
class Counts:
    """By figure: how much, of how many people, the first of them, of how many people nobody knows, and by day."""

    amounts: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    people: Counter[str] = field(default_factory=Counter)
    who: dict[str, list[str]] = field(default_factory=dict)
    hang: Counter[str] = field(default_factory=Counter)
    days: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, person: str, counted: Iterable[FigureCase]) -> None:
        """What is counted of one person."""
        of_it, hang = defaultdict[str, float](float), set[str]()
        for each in counted:
            if each.hangs:
                hang.add(each.figure)
            else:
                of_it[each.figure] += each.amount
                for kept in (each.figure, *([MARKETING] if each.marketing else [])) if each.on else ():
                    self.days.setdefault(kept, Counter())[each.on] += 1
        self.hang.update(hang)
        for figure, amount in of_it.items():
            self.amounts[figure] += amount
            self.people[figure] += 1
            named = self.who.setdefault(figure, [])
            if len(named) < SHOWN:
                named.append(person)

    def join(self, other: "Counts") -> None:
        """Add what was counted of other people."""
        for figure, amount in other.amounts.items():
            self.amounts[figure] += amount
        self.people.update(other.people)
        self.hang.update(other.hang)
        for figure, named in other.who.items():
            mine = self.who.setdefault(figure, [])
            mine += named[: SHOWN - len(mine)]
        for figure, days in other.days.items():
            self.days.setdefault(figure, Counter()).update(days)


def counted(course: LogCourse, days: TriedDays, asks: Asks, open_: Unanswered = NOTHING) -> Iterator[FigureCase]:
    """What one course counts for, of these days; `open_`: its mails that nobody got."""
    yield from _runs(course, days, asks, open_)
    yield from _sent(course, days, asks, open_)
    for each in course.reasons:
        if not days.has(each.at):
            continue
        in_run = _hangs_in_run(each.scenario, each.enrolment, each.at, asks, open_)
        match each.kind, each.code:
            case (("points" | "standing"), _) if each.rule and each.points:
                hangs = each.rule in asks.rules and open_.has_begun(each.at)
                yield FigureCase(f"points/{each.rule}", each.points, hangs)
            case "mail_skipped", str(why):
                yield FigureCase(f"skips/{why}", 1, in_run)
            case "waiting", "postponed":
                yield FigureCase("skips/postponed", 1, in_run)
            case _:
                pass


def _runs(course: LogCourse, days: TriedDays, asks: Asks, open_: Unanswered) -> Iterator[FigureCase]:
    for deed in course.deeds:
        if not days.has(deed.at):
            continue
        scenario = str(deed.said.get("scenario"))
        if deed.name == SCENARIO_ENTERED:
            follows = scenario in asks.entries or (deed.said.get("code") == BY_STEP and bool(asks.inside))
            on = "" if deed.said.get("mailing") else days.day(deed.at)
            yield FigureCase(f"entries/{scenario}", 1, follows and open_.has_begun(deed.at), on)
        elif deed.name == GOAL_REACHED:
            yield FigureCase(f"goals/{scenario}", 1, open_.hangs(str(deed.said.get("enrolment")), deed.at))
    for at, scenario in open_.runs.values():
        if scenario in asks.goals and days.has(at):
            yield FigureCase(f"goals/{scenario}", 0, True)  # whoever got such a mail might have come to the goal by it


def _sent(course: LogCourse, days: TriedDays, asks: Asks, open_: Unanswered) -> Iterator[FigureCase]:
    written: set[str] = set()
    for effect, at in course.sent:
        match effect:
            case SendMail(skip=None, enrolment=run, scenario=scenario, mailing=mailing) if run:
                which = "later_mails" if run in written else "first_mails"
                written.add(run)
                if days.has(effect.at):
                    hangs = _hangs_in_run(scenario, run, effect.at, asks, open_)
                    yield FigureCase(
                        f"{which}/{scenario}", 1, hangs, "" if mailing else days.day(effect.at), effect.marketing
                    )
                    yield FigureCase(f"step_mails/{scenario}/{effect.step}", 1, hangs)
                    yield FigureCase(DOLLARS, prices.MAIL, hangs)
            case SendAlert() if days.has(at):
                hangs = effect.reason == "band" and bool(asks.rules) and open_.has_begun(at)
                for rep in effect.to:
                    yield FigureCase(f"alerts/{rep}", 1, hangs, days.day(at))
                    yield FigureCase(f"alerts/{rep}/{days.day(at)}", 1, hangs)
                    yield FigureCase(DOLLARS, prices.MAIL, hangs)
            case _:
                pass


def answers(packets: Iterable[Packet], days: TriedDays) -> Iterator[FigureCase]:
    """What reps answered to alerts, each alert once: what each of them worked on (`answers/<rep>`)."""
    answered: set[tuple[object, object]] = set()
    for packet in packets:
        for event in packet.events:
            of = event.properties.get("rep"), event.properties.get("alert")
            if event.name == REP_ANSWERED and event.origin == "rep" and days.has(event.at) and of not in answered:
                answered.add(of)
                yield FigureCase(f"answers/{of[0]}", on=days.day(event.at))


def _hangs_in_run(scenario: str | None, run: str | None, at: int, asks: Asks, open_: Unanswered) -> bool:
    return scenario in asks.inside and run is not None and open_.hangs(run, at)


def shown(name: str, amount: float) -> float:
    """A count as it is, points with one decimal, dollars to a hundredth of what a mail costs."""
    if name == DOLLARS:
        return round(amount, 6)
    return int(amount) if float(amount).is_integer() else totals.shown(amount)
