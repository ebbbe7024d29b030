"""The questions of `sql/`, one a file, and what they are asked with.

Rules
1. A question counts and never decides. Its first line is the question, the next say what it is counted out of.
2. It is written in what DuckDB and Athena understand alike: no arithmetic of time, no lists; moments that it compares
   with are worked out here and given to it as a small table.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from mikomi.model.base import Millis
from mikomi.model.scenario import Goal
from mikomi.shell.archive.tables import Tables

_FOLDER = Path(__file__).parents[2] / "sql"
_GOALS = {"scenario": "VARCHAR", "plan": "INTEGER", "entered_before": "TIMESTAMP"}
_PLANS = "SELECT DISTINCT scenario, plan FROM events WHERE subject LIKE 'o:%' AND name = 'Scenario Entered'"

SCENARIOS = ("scenario_runs", "scenario_steps", "scenario_mails", "scenario_skips", "scenario_goals", "variant_days")
"""What is rolled up about scenarios."""

Rows = list[dict[str, Any]]
GoalOf = Callable[[str, int], Goal | None]
"""The goal of a scenario in a plan version."""


def names() -> list[str]:
    """Every question there is."""
    return sorted(file.stem for file in _FOLDER.glob("*.sql"))


@cache
def text_of(question: str) -> str:
    return (_FOLDER / f"{question}.sql").read_text()


def prepare(base: Tables, goal_of: GoalOf, now: Millis) -> None:
    """Put beside the events what the questions are asked with."""
    windows = _windows(base, goal_of)
    rows = [(*place, moment(now - within)) for place, within in windows.items()]
    base.add_table("goals", _GOALS, rows)


def next_close(base: Tables, goal_of: GoalOf) -> Millis | None:
    """When the next window closes, so that an answer changes by time alone."""
    windows = _windows(base, goal_of)
    waiting = base.ask(text_of("open_windows"))
    closes = (millis(each["entered_at"]) + windows[each["scenario"], each["plan"]] for each in waiting)
    return min((close + 1 for close in closes), default=None)


def moment(at: Millis) -> datetime:
    """As DuckDB's TIMESTAMP takes it: UTC, without saying so."""
    return datetime.fromtimestamp(at / 1000, UTC).replace(tzinfo=None)


def millis(at: datetime) -> Millis:
    return round(at.replace(tzinfo=UTC).timestamp() * 1000)


def _windows(base: Tables, goal_of: GoalOf) -> dict[tuple[str, int], Millis]:
    """How long (ms) each scenario's goal is looked for, by scenario and plan; those without a goal are missing."""
    found = {}
    for each in base.ask(_PLANS):
        if each["scenario"] and each["plan"] is not None and (goal := goal_of(each["scenario"], each["plan"])):
            found[each["scenario"], each["plan"]] = goal.within.millis
    return found
