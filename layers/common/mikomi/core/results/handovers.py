"""Each alert that was handed over to sales, and which of them every number of sales counts.

Rules
1. An alert is one, however many reps got it. A number is the length of the list that it opens, for both are made here.
2. What an answer means says scoring.json as it is today: `outcome`; `contact` (somebody spoke with the lead), which an
   outcome that is positive or negative says as well. Of several answers the last one counts. A deal that sales put into
   the stage `won` or `lost` since, and that still stands there, says more than any answer.
3. Who answered has seen the alert, and tried, at the latest then.
4. A hand-over is known `KNOWN_AFTER` days after the alert was decided; until then it is "not yet", answered or not. One
   that nobody answered by then was not won.
5. An alert is due when the SLA of today, of its band or of its step, is over after it was sent.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from mikomi.core.results.counted import Counted
from mikomi.core.results.goals import day_of
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Json, Millis
from mikomi.model.duration import Span
from mikomi.model.plan import Plan
from mikomi.model.sales_settings import LOST, WON
from mikomi.model.scenario import SendAlertStep
from mikomi.model.scoring import Answer
from mikomi.model.step_tree import steps_of

KNOWN_AFTER = 60
"""Days."""
HELD_OUT = 30
"""The last days of what is known: what is learnt of the others is tried on them."""

Stage = Literal["sent", "seen", "attempt", "contact", "outcome"]
STAGES: tuple[Stage, ...] = ("sent", "seen", "attempt", "contact", "outcome")
"""What follows on an alert's decision: the first is the system's part, the others are people's."""


_ENDS: dict[str, str] = {WON: "positive", LOST: "negative"}


class _DealEnd(NamedTuple):
    """How a deal ended, and when."""

    outcome: str
    at: Millis


class Handover(NamedTuple):
    """An alert. `outcome` is what came of it (positive, negative, exclude), None where nobody said so; `came` when it
    first came to each stage; `in_hours` says whether it was decided in business hours; `due_at` when somebody should
    have tried, None without an SLA; `points` what each rule gave then, None where the log does not say it yet.
    """

    alert: str
    person: str
    band: str
    score: float | None
    decided_at: Millis
    came: Mapping[str, Millis]
    answer: str | None
    outcome: str | None
    is_known: bool
    in_hours: bool = True
    due_at: Millis | None = None
    points: Mapping[str, float] | None = None

    @property
    def is_sent(self) -> bool:
        return "sent" in self.came or self.answer is not None

    @property
    def is_judged(self) -> bool:
        return self.is_known and self.outcome != "exclude"

    @property
    def is_won(self) -> bool:
        return self.is_judged and self.outcome == "positive"

    @property
    def is_timed(self) -> bool:
        """Whether it says how long people take: it was sent, and decided while somebody was there."""
        return self.in_hours and "sent" in self.came

    def is_in_time(self, as_of: Millis) -> bool | None:
        """Whether somebody tried within the SLA; None where that is not known yet, or nobody asks for it."""
        if not self.is_timed or self.due_at is None:
            return None
        tried_at = self.came.get("attempt")
        if tried_at is not None:
            return tried_at <= self.due_at
        return False if self.due_at < as_of else None


def handovers(counted: Counted, plan: Plan) -> list[Handover]:
    """All of them, in the order in which they were decided."""
    answered: dict[str, dict[str, Millis]] = {}
    for row in counted.answers.get("handover_answers", []):
        answered.setdefault(row["alert"], {})[row["answer"]] = row["answered_at"]
    calendar, spans = Calendar.of(plan.settings), _slas(plan)
    deals = {row["person"]: row for row in counted.answers.get("handover_deals", [])}

    def made(row: Json) -> Handover:
        at, answers = row["decided_at"], answered.get(row["alert"], {})
        ended = _ended(deals.get(row["person"]), at)
        came = {
            "sent": row["sent_at"],
            "seen": row["seen_at"],
            "attempt": min(answers.values(), default=None),
            "contact": _first(answers, plan, _is_contact),
            "outcome": _first(answers, plan, lambda answer: answer.outcome is not None) or (ended and ended.at),
        }
        span = spans.get(f"{row['scenario']}/{row['step']}" if row["reason"] == "step" else "")
        return Handover(
            row["alert"],
            row["person"],
            row["band"] or "",
            row["score"],
            at,
            {stage: moment for stage, moment in came.items() if moment is not None},
            row["answer"],
            ended.outcome if ended else outcome_of(plan, row["answer"]),
            counted.today > day_of(at) + timedelta(days=KNOWN_AFTER),
            calendar.in_business_hours(at),
            calendar.add(row["sent_at"], span) if span and row["sent_at"] is not None else None,
            json.loads(row["rules"]) if row["rules"] else None,
        )

    return [made(row) for row in counted.answers.get("handovers", [])]


def outcome_of(plan: Plan, came: str | None) -> str | None:
    """What the last answer means, or the end of a deal as the questions say it (`+won`); None where nobody said."""
    if came and came.startswith("+"):
        return _ENDS.get(came[1:])
    last = plan.scoring.feedback.get(came or "")
    return last.outcome if last else None


def held_out_since(today: date) -> date:
    """The first day that is held out."""
    return today - timedelta(days=KNOWN_AFTER + HELD_OUT)


def has_sla(plan: Plan) -> bool:
    return bool(_slas(plan))


def counts(what: str, detail: str | None, as_of: Millis) -> Callable[[Handover], bool] | None:
    """Whom the number of this name counts; None for what is none. `detail` is the answer, the stage, the rule, or from
    which score to which (`40.0~55.5`)."""
    stage = detail or ""
    known: dict[str, Callable[[Handover], bool]] = {
        "alert": lambda each: True,
        "alert_sent": lambda each: each.is_sent,
        "alert_unsent": lambda each: not each.is_sent,
        "alert_seen": lambda each: "seen" in each.came,
        "alert_open": lambda each: each.is_sent and each.answer is None,
        "alert_answered": lambda each: each.answer is not None and detail in (None, each.answer),
        "alert_judged": lambda each: each.is_judged,
        "alert_won": lambda each: each.is_won,
        "alert_scored": lambda each: each.is_judged and _is_within(each.score, stage),
        "alert_scored_won": lambda each: each.is_won and _is_within(each.score, stage),
        "alert_excluded": lambda each: each.is_known and not each.is_judged,
        "alert_not_yet": lambda each: not each.is_known,
        "alert_out_of_hours": lambda each: not each.in_hours,
        "alert_came": lambda each: each.in_hours and has_come(each, stage),
        "alert_waits": lambda each: each.in_hours and still_waits(each, stage),
        "alert_in_time": lambda each: each.is_in_time(as_of) is True,
        "alert_due": lambda each: each.is_in_time(as_of) is not None,
        "alert_running": lambda each: is_running(each, as_of),
        "rule_with": lambda each: each.is_judged and has_rule(each, stage),
        "rule_with_won": lambda each: each.is_won and has_rule(each, stage),
        "rule_without": lambda each: each.is_judged and lacks_rule(each, stage),
        "rule_without_won": lambda each: each.is_won and lacks_rule(each, stage),
    }
    return known.get(what)


def has_come(each: Handover, stage: str) -> bool:
    """Whether its time until this stage is known: of people's stages, since it was sent."""
    return stage in each.came and "sent" in each.came


def still_waits(each: Handover, stage: str) -> bool:
    """Whether it was sent and has not come there; for the first stage: whether it was not sent."""
    return stage not in each.came and (stage == "sent" or "sent" in each.came)


def is_running(each: Handover, as_of: Millis) -> bool:
    """Whether its SLA is not over, and nobody has tried."""
    return each.is_timed and each.due_at is not None and each.is_in_time(as_of) is None


def has_rule(each: Handover, rule: str) -> bool:
    return each.points is not None and rule in each.points


def lacks_rule(each: Handover, rule: str) -> bool:
    return each.points is not None and rule not in each.points


def _is_within(score: float | None, written: str) -> bool:
    low, _, high = written.partition("~")
    try:
        return score is not None and float(low) <= score <= float(high)
    except ValueError:
        return False


def _slas(plan: Plan) -> dict[str, Span]:
    """By `<scenario>/<step>`; "": of the alert on entering a band."""
    alert = plan.scoring.alert
    spans = {"": alert.sla} if alert and alert.sla else {}
    for scenario in plan.scenarios.values():
        for step in steps_of(scenario.steps):
            if isinstance(step, SendAlertStep) and step.alert.sla:
                spans[f"{scenario.id}/{step.id}"] = step.alert.sla
    return spans


def _ended(deal: Json | None, since: Millis) -> _DealEnd | None:
    """How the person's deal ended after that moment; None where it did not, or goes on."""
    if deal is None or deal["stage"] not in _ENDS or deal["staged_at"] < since:
        return None
    return _DealEnd(_ENDS[deal["stage"]], deal["staged_at"])


def _is_contact(answer: Answer) -> bool:
    return answer.outcome in ("positive", "negative") if answer.contact is None else answer.contact


def _first(answers: Mapping[str, Millis], plan: Plan, means: Callable[[Answer], bool]) -> Millis | None:
    known = plan.scoring.feedback
    return min((at for key, at in answers.items() if key in known and means(known[key])), default=None)


def chosen(
    alerts: Sequence[Handover], what: str, band: str | None, detail: str | None, as_of: Millis
) -> list[Handover]:
    """The alerts that a number counts, of one band or of all."""
    is_counted = counts(what, detail, as_of)
    assert is_counted
    return [each for each in alerts if band in (None, each.band) and is_counted(each)]
