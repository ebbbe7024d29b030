"""A company's weeks side by side: what came of it (goals, the highest band, new leads) and what was done for it.

Rules
1. A week begins on Monday at midnight by the company's clock.
2. The week under way is compared with the same stretch of the last one: from Monday to the same weekday and hour.
3. A number is as long as the list of what it counts (`Thing`), because it is made of that list.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, get_args

from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Json, Millis
from mikomi.model.company import WeeklyReport
from mikomi.model.plan import Plan
from mikomi.model.words import Weekday

RESULTS = ("goals", "hot", "leads")
ACTIVITY = ("visitors", "sent", "delivered", "clicked")
NUMBERS = (*RESULTS, *ACTIVITY)
DAYS: tuple[Weekday, ...] = get_args(Weekday)
WEEKS = ("this", "then", "last", "before")
"""The week under way, the same stretch of the last one, the last one whole, the one before it."""

OUTCOMES = ("week_goals", "week_bands", "week_leads", "week_mails")
FOOTPRINTS = ("week_visitors",)
QUESTIONS = (*OUTCOMES, *FOOTPRINTS)
"""The questions of `sql/` that answer by week: of which half of the archive each is asked."""

_BY_NAME = {"Mail Sent": "sent", "Mail Delivered": "delivered", "Mail Clicked": "clicked"}
_REST = 60 * 60_000
"""How long (milliseconds) an answer may stand that time alone makes another."""


class Period(NamedTuple):
    """From a moment until another, which is no longer in it (both ms)."""

    begins: Millis
    ends: Millis


class Thing(NamedTuple):
    """One of what a number counts: whose it is (a person's id, or a browser's subject `a:…`), when (ms), and for a mail
    or a goal where in which scenario; the `step` of a mail that was dealt among variants is `step:variant`, as older
    files have no more fields than these and older releases read no more.
    """

    who: str
    at: Millis
    scenario: str = ""
    step: str = ""


Lists = Mapping[str, Sequence[Thing]]
"""What each of `NUMBERS` counts."""


def periods(now: Millis, calendar: Calendar) -> dict[str, Period]:
    """The `WEEKS` as of this moment."""
    here, monday = calendar.local(now), monday_of(now, calendar)

    def midnight(weeks_ago: int) -> Millis:
        return calendar.moment(monday - timedelta(weeks=weeks_ago), time())

    same = calendar.moment(here.date() - timedelta(weeks=1), here.time())
    return {
        "this": Period(midnight(0), now + 1),
        "then": Period(midnight(1), min(max(same + 1, midnight(1)), midnight(0))),
        "last": Period(midnight(1), midnight(0)),
        "before": Period(midnight(2), midnight(1)),
    }


def report_at(after: Millis, report: WeeklyReport, calendar: Calendar) -> Millis:
    """The first moment, this one included, at which the weekly report is due."""
    day = calendar.local(after).date()
    ahead = (DAYS.index(report.on) - day.weekday()) % 7
    days = (day + timedelta(days=ahead + 7 * weeks) for weeks in (0, 1))
    return next(at for at in (calendar.moment(each, time.fromisoformat(report.at)) for each in days) if at >= after)


def monday_of(moment: Millis, calendar: Calendar) -> date:
    """On which day the week of this moment began."""
    day = calendar.local(moment).date()
    return day - timedelta(days=day.weekday())


def name_of(span: Period, calendar: Calendar) -> str:
    """What a week is called: the day on which it begins."""
    return calendar.local(span.begins).date().isoformat()


def hot_band(plan: Plan) -> str | None:
    """The band that counts as hot: the one that raises the alert, else the highest; None where there is none."""
    scoring = plan.scoring
    if scoring.alert:
        return scoring.alert.on_enter
    return max(scoring.bands, key=lambda band: band.from_).id if scoring.bands else None


def lists(answers: Mapping[str, Iterable[Mapping[str, Any]]], week: str, hot: str | None) -> dict[str, list[Thing]]:
    """What was counted of this week, out of the rows of `QUESTIONS`; `happened_at` in them is in ms."""
    found: dict[str, list[Thing]] = {name: [] for name in NUMBERS}
    for question in QUESTIONS:
        for row in answers.get(question, ()):
            if row["week"] == week and (number := _number(question, row, hot)):
                found[number].append(_thing(row))
    return found


def within(counted: Lists, span: Period) -> dict[str, list[Thing]]:
    """Those of a week's lists that happened in this part of it."""
    return {name: [each for each in counted[name] if span.begins <= each.at < span.ends] for name in counted}


def numbers(counted: Lists) -> dict[str, int]:
    """How many there are of each."""
    return {name: len(counted[name]) for name in NUMBERS}


def next_change(now: Millis, ahead: Iterable[Thing], calendar: Calendar) -> Millis:
    """When time alone changes a number next: a week begins, or the last week's stretch comes to something more (`ahead`
    is what it has not come to yet). No sooner than in an hour, unless a week begins.
    """
    here = calendar.local(now)
    monday = calendar.moment(here.date() + timedelta(days=7 - here.weekday()), time())
    reached = min((_a_week_later(each.at, calendar) for each in ahead), default=monday)
    return min(monday, max(reached, now + _REST))


def results(rolled: Json | None) -> Json:
    """What programs read: the moment, the hot band, and each of `WEEKS` with its numbers; null where nothing was
    counted yet.
    """
    if rolled is None:
        return {"as_of": None, "hot": None, **dict.fromkeys(WEEKS)}
    weeks = {
        name: {"from": iso(each["from"]), "until": iso(each["until"]), **each["numbers"]}
        for name, each in rolled["weeks"].items()
    }
    return {"as_of": iso(rolled["as_of"]), "hot": rolled["hot"], **weeks}


def iso(at: Millis) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(question: str, row: Mapping[str, Any], hot: str | None) -> str | None:
    match question:
        case "week_goals":
            return "goals"
        case "week_bands":
            return "hot" if row["band"] == hot else None
        case "week_leads":
            return "leads"
        case "week_visitors":
            return "visitors"
        case _:
            return _BY_NAME[row["name"]]


def _thing(row: Mapping[str, Any]) -> Thing:
    subject = row["subject"]
    who = subject if subject.startswith("a:") else subject[2:]
    step = ":".join(filter(None, (row.get("step"), row.get("variant"))))
    return Thing(who, row["happened_at"], row.get("scenario") or "", step)


def _a_week_later(at: Millis, calendar: Calendar) -> Millis:
    """At the same hour by the company's clock."""
    here = calendar.local(at)
    return calendar.moment(here.date() + timedelta(weeks=1), here.time())
