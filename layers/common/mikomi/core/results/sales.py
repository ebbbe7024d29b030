"""What was handed over to sales, and what came of it: by band, how well the score told them apart, how long it took.

Rules
1. Won is what a rep's last answer says by `outcome` of scoring.json: positive. What it excludes is left out.
2. A hand-over is known `KNOWN_AFTER` days after the alert was decided; until then it is "not yet", answered or not. One
   that nobody answered by then was not won.
3. The system's delay (decided until sent) and the person's (sent until first answered) are told apart. Who has not
   answered is in neither, and told beside it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from mikomi.core.figures.ranks import Separation, percentile, separation
from mikomi.core.figures.rates import Rate, interval
from mikomi.core.results.counted import Counted
from mikomi.core.results.goals import day_of
from mikomi.model.base import Json, Millis
from mikomi.model.scoring import Scoring

KNOWN_AFTER = 60
"""Days."""


class Handover(NamedTuple):
    """An alert; `outcome` is what its last answer means (positive, negative, exclude), None without one."""

    band: str
    score: float | None
    decided_at: Millis
    sent_at: Millis | None
    answered_at: Millis | None
    answer: str | None
    outcome: str | None


class BandResult(NamedTuple):
    """Won of the hand-overs of a band ("" for alerts that a scenario asked for)."""

    band: str
    rate: Rate
    excluded: int


class Wait(NamedTuple):
    """Milliseconds: half waited no longer than `median`, 95 % no longer than `p95`; of so many, `open` still wait."""

    median: float | None
    p95: float | None
    of: int
    open: int


class Waits(NamedTuple):
    system: Wait
    person: Wait


def handovers(counted: Counted, scoring: Scoring) -> list[Handover]:
    outcomes = {key: answer.outcome for key, answer in scoring.feedback.items()}
    return [_handover(row, outcomes) for row in counted.answers.get("handovers", [])]


def is_known(counted: Counted, decided_at: Millis) -> bool:
    return counted.today > day_of(decided_at) + timedelta(days=KNOWN_AFTER)


def by_band(counted: Counted, alerts: list[Handover], scoring: Scoring) -> list[BandResult]:
    """The highest band first, then those that are gone, alerts of scenarios last."""
    order = [band.id for band in sorted(scoring.bands, key=lambda band: -band.from_)]
    gone = sorted({each.band for each in alerts} - {*order, ""})
    made = []
    for band in (*order, *gone, ""):
        own = [each for each in alerts if each.band == band]
        known = [each for each in own if is_known(counted, each.decided_at)]
        kept = [each for each in known if each.outcome != "exclude"]
        won = sum(each.outcome == "positive" for each in kept)
        if own:
            made.append(BandResult(band, Rate(won, len(kept), len(own) - len(known)), len(known) - len(kept)))
    return made


def told_apart(counted: Counted, alerts: list[Handover]) -> Separation | None:
    """How well the score at hand-over told those who were won from the others, of what is known."""
    kept = [each for each in alerts if is_known(counted, each.decided_at) and each.outcome != "exclude"]
    scored = [(each.score, each.outcome == "positive") for each in kept if each.score is not None]
    return separation([score for score, won in scored if won], [score for score, won in scored if not won])


def waits(alerts: list[Handover]) -> Waits:
    system = [each.sent_at - each.decided_at for each in alerts if each.sent_at is not None]
    sent = [each for each in alerts if each.sent_at is not None]
    person = [max(0, each.answered_at - (each.sent_at or 0)) for each in sent if each.answered_at is not None]
    return Waits(_wait(system, len(alerts) - len(system)), _wait(person, len(sent) - len(person)))


def told_of(counted: Counted, scoring: Scoring) -> Json:
    """As programs read it; waits in seconds."""
    alerts = handovers(counted, scoring)
    apart = told_apart(counted, alerts)
    return {
        "as_of": counted.moment,
        "known_after_days": KNOWN_AFTER,
        "handed_over": len(alerts),
        "sent": sum(each.sent_at is not None for each in alerts),
        "answered": sum(each.answered_at is not None for each in alerts),
        "bands": [_told_band(each) for each in by_band(counted, alerts, scoring)],
        "auc": apart._asdict() if apart else None,
        "waits": {name: _told_wait(wait) for name, wait in waits(alerts)._asdict().items()},
    }


def _handover(row: Mapping[str, object], outcomes: Mapping[str, str | None]) -> Handover:
    said: Json = dict(row)
    times = (said["decided_at"], said["sent_at"], said["answered_at"])
    return Handover(said["band"] or "", said["score"], *times, said["answer"], outcomes.get(said["answer"]))


def _wait(values: list[int], still: int) -> Wait:
    return Wait(percentile(values, 0.5), percentile(values, 0.95), len(values), still)


def _told_band(each: BandResult) -> Json:
    low, high = interval(each.rate) if each.rate.of else (None, None)
    return {
        "band": each.band or None,
        "won": each.rate.reached,
        "of": each.rate.of,
        "not_yet": each.rate.not_yet,
        "excluded": each.excluded,
        "rate": each.rate.share,
        "low": low,
        "high": high,
    }


def _told_wait(wait: Wait) -> Json:
    seconds = {name: None if ms is None else ms / 1000 for name, ms in (("median", wait.median), ("p95", wait.p95))}
    return {**seconds, "of": wait.of, "open": wait.open}
