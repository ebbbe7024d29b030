"""How long the system and the people took with what was handed over: from the decision until the alert was sent, and
from then until it was seen, somebody tried, spoke with the lead, and came to an outcome.

Rules
1. Counted is what was decided in business hours; of the rest nobody could expect anything. It is told beside.
2. The system's delay is in none of the people's: theirs begin when the alert was sent.
3. Who has not come to a stage is in no time, and told beside it.
"""

from typing import NamedTuple

from mikomi.core.figures.ranks import percentile
from mikomi.core.figures.rates import Rate
from mikomi.core.results.handovers import STAGES, Handover, Stage, has_come, is_running, still_waits
from mikomi.model.base import Millis


class Wait(NamedTuple):
    """Milliseconds: half waited no longer than `median`, 95 % no longer than `p95`; of so many, `open` still wait."""

    median: float | None
    p95: float | None
    of: int
    open: int


def waits(alerts: list[Handover]) -> dict[Stage, Wait]:
    """By stage: the first is the system's part, from the decision; the others are people's, since it was sent."""
    timed = [each for each in alerts if each.in_hours]
    return {stage: _wait(timed, stage) for stage in STAGES}


def within_sla(alerts: list[Handover], as_of: Millis) -> Rate:
    """Of the alerts with an SLA: those that somebody tried in time, those that are known, those whose time runs."""
    judged = [in_time for each in alerts if (in_time := each.is_in_time(as_of)) is not None]
    return Rate(sum(judged), len(judged), sum(is_running(each, as_of) for each in alerts))


def _wait(alerts: list[Handover], stage: Stage) -> Wait:
    spans = [
        max(0, each.came[stage] - (each.decided_at if stage == "sent" else each.came["sent"]))
        for each in alerts
        if has_come(each, stage)
    ]
    still = sum(still_waits(each, stage) for each in alerts)
    return Wait(percentile(spans, 0.5), percentile(spans, 0.95), len(spans), still)
