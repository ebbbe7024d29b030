"""What would get more than it can take: a rep, SES's quota of a day, the sending rate, the warm-up of a new domain.

Rules
1. A rep's measure is what the plan says (`max_per_rep_per_day` of the alert), and what the rep answered at most in one
   of the weeks. Of a rep who never answered nothing is known; that is said, too.
2. It is warned at the upper end of the range: of what might come, not only of what is likely.
3. SES counts alerts like mails; a warm-up counts marketing mails alone.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from mikomi.core.backtest.draws import Foreseen, Series, WeekDraws
from mikomi.core.backtest.weeks import WEEK
from mikomi.core.mails import warm_up
from mikomi.model.base import Json
from mikomi.model.plan import Plan

A_DAY = 24 * 60 * 60
"""Seconds."""


class SendingLimits(NamedTuple):
    """How many mails leave in a second, and may within 24 hours (None: nobody said)."""

    mails_per_second: int
    quota: int | None = None


class Sends(NamedTuple):
    """By day: what SES counts, the marketing mails among it, and by rep the alerts and what was answered."""

    everything: Series
    marketing: Series
    alerts: Mapping[str, Series]
    answers: Mapping[str, Series]


def warnings(draws: WeekDraws, sends: Sends, plan: Plan, limits: SendingLimits, begins: date) -> list[Json]:
    """What is overrun in the days to come, the first of which is this one; each with `code` and what its sentence
    names."""
    return [
        *_of_reps(draws, sends, plan, begins),
        *_of_ses(draws, sends, limits, begins),
        *_of_warm_up(draws, sends, plan, begins),
    ]


def _of_reps(draws: WeekDraws, sends: Sends, plan: Plan, begins: date) -> Iterator[Json]:
    most = plan.scoring.alert.max_per_rep_per_day if plan.scoring.alert else None
    for rep, series in sorted(sends.alerts.items()):
        number, day = _worst(draws, series)
        if most is not None and day.high > most:
            yield {"code": "rep_day", "rep": rep, "day": _iso(begins, number), "n": int(day.high), "most": most}
        week, worked = draws.week(series), _fullest_week(sends.answers.get(rep, ()))
        if not worked:
            yield {"code": "rep_silent", "rep": rep, "n": int(week.high), "weeks": draws.weeks}
        elif week.high > worked:
            yield {
                "code": "rep_week",
                "rep": rep,
                "n": int(week.high),
                "usual": round(week.value, 1),
                "most": int(worked),
            }


def _of_ses(draws: WeekDraws, sends: Sends, limits: SendingLimits, begins: date) -> Iterator[Json]:
    number, day = _worst(draws, sends.everything)
    said = {"day": _iso(begins, number), "n": int(day.high)}
    if limits.quota is not None and day.high > limits.quota:
        yield {"code": "quota", **said, "most": limits.quota}
    if day.high > limits.mails_per_second * A_DAY:
        yield {"code": "rate", **said, "most": limits.mails_per_second * A_DAY, "rate": limits.mails_per_second}


def _of_warm_up(draws: WeekDraws, sends: Sends, plan: Plan, begins: date) -> Iterator[Json]:
    if plan.settings.warm_up is None:
        return
    over = []
    for number in range(draws.days):
        most = warm_up.ceiling(plan.settings.warm_up, begins + timedelta(days=number))
        if most is not None and (n := draws.of(sends.marketing, number, number + 1).high) > most:
            over.append({"code": "warm_up", "day": _iso(begins, number), "n": int(n), "most": most})
    if over:
        yield {**over[0], "days": len(over)}


def _worst(draws: WeekDraws, series: Series) -> tuple[int, Foreseen]:
    """The number of the day on which most may come; days repeat from week to week."""
    by_day = [(draws.of(series, number, number + 1), -number) for number in range(min(draws.days, WEEK))]
    most = max(by_day, key=lambda each: (each[0].high, each[0].value, each[1]))
    return -most[1], most[0]


def _fullest_week(series: Series) -> float:
    return max((sum(series[begin : begin + WEEK]) for begin in range(0, len(series), WEEK)), default=0)


def _iso(begins: date, number: int) -> str:
    return (begins + timedelta(days=number)).isoformat()
