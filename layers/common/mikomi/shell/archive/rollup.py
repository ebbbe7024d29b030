"""What pages and programs read of the results: every question asked over the whole archive, the answers in one file.

Rules
1. A roll-up is what the question answers over the whole archive, no more and no less: outcomes lie apart, so that the
   many footprints need not be read for it.
2. Nothing has been archived since, and no window has closed: two small objects are read, and no more.
3. A file that cannot be read leaves the answers of before, with their moment; it is an error, and not a smaller number.
"""

import json
from datetime import date

from mikomi import clock, observe
from mikomi.aws import archive, plans
from mikomi.model.archive import Half
from mikomi.model.scenario import Goal
from mikomi.shell.archive import counted, questions, shelf, tables
from mikomi.shell.archive.erasure import Erased
from mikomi.shell.archive.tables import Tables

OUTCOMES: tuple[Half, ...] = ("outcomes",)


def roll_up() -> bool:
    """Count anew, if anything could be counted otherwise than last time. Raises Unreadable."""
    now, news, before = clock.now(), archive.news(), counted.read()
    if before and before.get("news") == news and (before.get("next_at") is None or now < before["next_at"]):
        return False
    with tables.opened() as base:
        for damaged in shelf.fill(base, OUTCOMES, remember=True):
            observe.log("counted_without", level="ERROR", file=damaged)
        base.gather(Erased().filter)
        answers, next_at = answer(base, now)
    made = {"schema": counted.SCHEMA, "as_of": now, "news": news, "next_at": next_at, "answers": answers}
    archive.write(counted.SCENARIOS, json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
    return True


def answer(base: Tables, now: int) -> tuple[dict[str, questions.Rows], int | None]:
    """What the questions answer over these tables at this moment, and when that changes by time alone."""
    questions.prepare(base, _goal_of, now)
    answers = {name: _plain(base.ask(questions.text_of(name))) for name in questions.SCENARIOS}
    return answers, questions.next_close(base, _goal_of)


def _plain(rows: questions.Rows) -> questions.Rows:
    """The rows as JSON has them: a day is its text."""
    return [{name: str(value) if isinstance(value, date) else value for name, value in row.items()} for row in rows]


def _goal_of(scenario: str, plan: int) -> Goal | None:
    try:
        found = plans.version(plan).scenarios.get(scenario)
    except KeyError:  # a plan that nobody has any more says nothing of its goal
        return None
    return found.goal if found else None
