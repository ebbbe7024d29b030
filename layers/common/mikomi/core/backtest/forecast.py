"""What the next days bring under a plan, out of what it would have brought in the weeks that were; as programs read it.

Rules
1. Only what people brought about by themselves goes on: entries, mails, alerts, and what sending them costs. Nothing is
   said of deals, revenue or opens, and a mailing is told by its preview.
2. Out of less than `LEAST_WEEKS` whole weeks, or of `report.FEW` people, comes no number; nor of a figure behind which
   stand less than `HANDFUL` people (`few`), or that hangs on a reaction to a mail that nobody got, or that not
   everybody drew (`unknown`: of a sum only the part that is known, as its `low`).
3. `before` is what the same days would bring under what the plan is held against.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from mikomi.core import prices
from mikomi.core.backtest import overrun, report
from mikomi.core.backtest.counts import DOLLARS, MARKETING, Counts
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.draws import Series, WeekDraws
from mikomi.core.backtest.overrun import SendingLimits, Sends
from mikomi.core.backtest.trial import Trial
from mikomi.core.backtest.weeks import ONE_DAY, WEEK, WholeWeeks, whole_weeks
from mikomi.model.base import Json
from mikomi.model.plan import Plan

LEAST_WEEKS, HANDFUL = 3, 5
MOST_WEEKS = 13
"""So many are looked at where nobody says: a quarter."""
MOST_DAYS = 92
OWN = ("entries", "first_mails", "later_mails")
MAILS = OWN[1:]


class AskedFor(NamedTuple):
    """So many days to come; of one scenario, or of the whole plan."""

    days: int
    scenario: str | None = None

    def takes(self, name: str) -> bool:
        kind, _, of = name.partition("/")
        if kind in OWN:
            return self.scenario in (None, of)
        return kind == "alerts" and "/" not in of


def plain(trial: Trial, plan: Plan, days: TriedDays, asked: AskedFor, limits: SendingLimits) -> Json:
    """The whole; without figures, and with a reason (`why`), where too little is known."""
    weeks = whole_weeks(days, trial.begins)
    why = "weeks" if weeks.n < LEAST_WEEKS else "people" if trial.people < report.FEW else None
    drawn = {} if why else _figures_of(_Ahead(trial, weeks, asked.days), trial, plan, asked, limits)
    return {
        "period": {"from": weeks.ends.isoformat(), "to": _day(weeks.ends, asked.days - 1)},
        "weeks": {"from": weeks.begins.isoformat(), "to": _day(weeks.ends, -1), "n": weeks.n},
        "people": trial.people,
        "scenario": asked.scenario,
        "why": why,
        **{name: drawn.get(name, []) for name in ("figures", "days", "by_week", "warnings")},
    }


class _Ahead:
    """What was counted by day, and the days to come drawn out of it."""

    def __init__(self, trial: Trial, weeks: WholeWeeks, days: int) -> None:
        self.counts, self.weeks = trial.after, weeks
        self.after, self.before = _series(trial.after, weeks), _series(trial.before, weeks)
        self.draws = WeekDraws(weeks.n, days, self.after)
        self.by_lot = {name for name, sums in trial.lots.items() if sums.other}
        self.names = sorted(self.after.keys() | self.before.keys() | trial.after.hang.keys())

    def of(self, names: Iterable[str], series: Mapping[str, Series]) -> Series:
        """These together, by day."""
        there = [series[name] for name in names if name in series]
        return [sum(parts) for parts in zip([0.0] * (self.weeks.n * WEEK), *there, strict=True)]

    def figure(self, name: str, of: list[str]) -> Json:
        ranged, was = self.range(of, 0, self.draws.days), self.draws.of(self.of(of, self.before)).value
        return {"name": name, **ranged, "before": None if ranged["label"] == "few" else _shown(was)}

    def range(self, of: list[str], begin: int, end: int) -> Json:
        """What these days bring of one figure or of several together."""
        people = self._people(of)
        foreseen = self.draws.of(self.of(of, self.after), begin, end)
        nothing = {"low": None, "value": None, "high": None, "n": people}
        if any(self.counts.hang[each] or each in self.by_lot for each in of):
            known = {"low": _shown(foreseen.low)} if len(of) > 1 else {}
            return {"label": "unknown", **nothing, **known}
        if 0 < people < HANDFUL:
            return {"label": "few", **nothing}
        return {"label": "range", **{key: _shown(value) for key, value in foreseen._asdict().items()}, "n": people}

    def dollars(self, of: list[str]) -> Json:
        whole = self.figure(DOLLARS, of)
        priced = ("low", "value", "high", "before")
        return {**whole, **{key: None if whole[key] is None else round(whole[key] * prices.MAIL, 6) for key in priced}}

    def _people(self, of: Iterable[str]) -> int:
        """How many stand behind it; behind several together at least so many."""
        named = {person for each in of for person in self.counts.who.get(each, ())}
        return max(len(named), *(self.counts.people[each] for each in of), 0)


def _figures_of(ahead: _Ahead, trial: Trial, plan: Plan, asked: AskedFor, limits: SendingLimits) -> Json:
    names = [name for name in ahead.names if asked.takes(name)]
    names.sort(key=lambda name: report.ORDER.index(name.partition("/")[0]))
    mails = [name for name in names if name.partition("/")[0] in MAILS]
    alerts = [name for name in names if name.startswith("alerts/")]
    sums = {"mails": mails, "alerts": alerts}
    reps = {name.partition("/")[2]: name for name in alerts}

    def part(begin: int, end: int) -> Json:
        return {
            "from": _day(ahead.weeks.ends, begin),
            "to": _day(ahead.weeks.ends, end - 1),
            **{kind: ahead.range(of, begin, end) for kind, of in sums.items()},
            "reps": {rep: ahead.range([name], begin, end) for rep, name in reps.items()},
        }

    paid = mails if asked.scenario else [*mails, *alerts]
    return {
        "figures": [
            *(ahead.figure(name, [name]) for name in names),
            *(ahead.figure(kind, of) for kind, of in sums.items()),
            ahead.dollars(paid),
        ],
        "days": [part(number, number + 1) for number in range(asked.days)],
        "by_week": [part(begin, min(begin + WEEK, asked.days)) for begin in range(0, asked.days, WEEK)],
        "warnings": overrun.warnings(ahead.draws, _sends(ahead, trial), plan, limits, ahead.weeks.ends),
    }


def _sends(ahead: _Ahead, trial: Trial) -> Sends:
    everything = [name for name in ahead.after if name.partition("/")[0] in (*MAILS, "alerts")]
    return Sends(
        everything=ahead.of(everything, ahead.after),
        marketing=ahead.of([MARKETING], ahead.after),
        alerts=dict(_by_rep("alerts/", ahead.after)),
        answers=dict(_by_rep("answers/", _series(trial.worked, ahead.weeks))),
    )


def _by_rep(kind: str, series: Mapping[str, Series]) -> Iterator[tuple[str, Series]]:
    return ((name.removeprefix(kind), of) for name, of in series.items() if name.startswith(kind))


def _series(counts: Counts, weeks: WholeWeeks) -> dict[str, Series]:
    return {name: [float(by_day[day]) for day in weeks.days] for name, by_day in counts.days.items()}


def _shown(value: float) -> float:
    return int(value) if float(value).is_integer() else round(value, 1)


def _day(begins: date, number: int) -> str:
    return (begins + number * ONE_DAY).isoformat()
