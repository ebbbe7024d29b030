"""What happens next, by day: which step of which scenario comes for whom, and which mails wait to leave.

Rules
1. Of each run its next step counts, on the day of the company's zone on which it is due; what comes after that hangs
   on what people do.
2. What is overdue is due today.
3. Of a mailing nobody knows for how many it will be: that is asked when it begins.
4. A number is as many people as stand behind it: who is in two scenarios stands behind two numbers.
"""

from collections.abc import Iterable
from typing import NamedTuple

from mikomi.core.telling.portrait import Run
from mikomi.core.words import moments
from mikomi.model.base import Millis

MAILING = "mailing"
"""The verb of a mailing that is planned: its step is the mailing's id, and nobody stands behind it yet."""
WAITING = "waiting"
"""The verb of mails that have been decided and wait for their window, their limit or their turn."""


class Coming(NamedTuple):
    """On this day (`2026-11-29`) this step comes for these people, by id; for mails that wait there is no step."""

    day: str
    scenario: str
    step: str
    verb: str
    people: tuple[str, ...]


def coming(
    runs: Iterable[tuple[str, Run]],
    waiting: Iterable[tuple[str, Millis]],
    now: Millis,
    until: Millis,
    zone: str,
    mailings: Iterable[tuple[str, Millis]] = (),
) -> list[Coming]:
    """What is due before `until`, by day, then the most people first.

    Args:
        runs: people (by id) and their runs.
        waiting: people for whom a mail waits, and until when.
        mailings: those that are planned, by id, and when they go on.
    """
    found: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for person, run in runs:
        if run.status == "active" and run.due_at is not None and run.due_at < until:
            place = (_day(run.due_at, now, zone), run.scenario, run.step or "", run.verb or "")
            found.setdefault(place, {})[person] = None
    for person, due_at in waiting:
        if due_at < until:
            found.setdefault((_day(due_at, now, zone), "", "", WAITING), {})[person] = None
    for mailing, due_at in mailings:
        if due_at < until:
            found.setdefault((_day(due_at, now, zone), mailing.partition("@")[0], mailing, MAILING), {})
    rows = [Coming(*place, tuple(people)) for place, people in found.items()]
    return sorted(rows, key=lambda row: (row.day, -len(row.people), row.scenario, row.step))


def _day(moment: Millis, now: Millis, zone: str) -> str:
    return moments.local(max(moment, now), zone).date().isoformat()
