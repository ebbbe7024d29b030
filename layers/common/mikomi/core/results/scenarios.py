"""How many runs of a scenario came how far, and what became of its mails.

Steps and mails stand in the order of the scenario as it runs now; what only an earlier version had follows behind. A
step without an id (most waits) is not told of: it has no name that would stay.
"""

import re
from typing import Any

from mikomi.core.results import timings, variants
from mikomi.core.results.counted import Counted, Rows
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.step_tree import steps_of
from mikomi.model.words import in_language

POSITION = re.compile(r"\d+(/[^/]+/\d+)*")
"""What a step without an id is called in the log (`model.positions`)."""
MAIL_NUMBERS = (
    *("decided", "sent", "delivered", "opened", "clicked", "replied", "unsubscribed", "left_topic", "bounced"),
    *("opened_unknown", "opened_machine", "clicked_unknown", "clicked_machine"),
)
"""The last four stand beside `opened` and `clicked`, which are what people did."""


def scenario_results(scenario_id: str, counted: Counted, plan: Plan) -> Json | None:
    """All that is counted of one scenario; None for one that neither the plan nor the archive knows."""
    scenario, runs = plan.scenarios.get(scenario_id), counted.of("scenario_runs", scenario_id)
    if scenario is None and not runs:
        return None
    return {
        "scenario": scenario_id,
        "as_of": counted.moment,
        **_runs(runs),
        "steps": _steps(counted.of("scenario_steps", scenario_id), scenario),
        "mails": _mails(counted, scenario_id, scenario),
        "variants": variants.told_of(scenario, plan, counted) if scenario else [],
        "timings": timings.told_of(scenario, counted) if scenario else [],
        "goal": _goal(counted.of("scenario_goals", scenario_id), scenario),
    }


def overview(counted: Counted, plan: Plan, language: str) -> Json:
    """Every scenario of the plan with its runs and its goal; its name in this language."""
    rows = [
        {
            "id": scenario.id,
            "name": in_language(scenario.name, language),
            "status": scenario.status,
            **_runs(counted.of("scenario_runs", scenario.id)),
            "goal": _goal(counted.of("scenario_goals", scenario.id), scenario),
        }
        for scenario in plan.scenarios.values()
    ]
    return {"as_of": counted.moment, "scenarios": rows}


def _runs(rows: Rows) -> Json:
    row = rows[0] if rows else {}
    return {"entered": row.get("entered", 0), "under_way": row.get("under_way", 0)}


def _steps(rows: Rows, scenario: Scenario | None) -> list[Json]:
    reached = {row["step"]: row["reached"] for row in rows}
    there = [step.id for step in steps_of(scenario.steps) if step.id] if scenario else []
    reached = {step: n for step, n in reached.items() if step in there or not POSITION.fullmatch(step)}
    return [{"id": step, "reached": reached.get(step, 0)} for step in dict.fromkeys([*there, *reached])]


def _mails(counted: Counted, scenario_id: str, scenario: Scenario | None) -> list[Json]:
    rows = {(row["step"], row["variant"]): row for row in counted.of("scenario_mails", scenario_id)}
    skipped: dict[tuple[str, str | None], dict[str, int]] = {}
    for row in counted.of("scenario_skips", scenario_id):
        skipped.setdefault((row["step"], row["variant"]), {})[row["reason"]] = row["skipped"]
    there = [place for step in steps_of(scenario.steps) for place in _places(step)] if scenario else []
    return [
        {
            "step": step,
            "variant": variant,
            **{name: rows.get((step, variant), {}).get(name, 0) for name in MAIL_NUMBERS},
            "skipped": skipped.get((step, variant), {}),
        }
        for step, variant in dict.fromkeys([*there, *rows])
    ]


def _places(step: Any) -> list[tuple[str, str | None]]:
    """The mails of a step: one for each variant, or the one."""
    if not isinstance(step, MailStep):
        return []
    return [(step.id, variant.id) for variant in step.mail.variants or ()] or [(step.id, None)]


def _goal(rows: Rows, scenario: Scenario | None) -> Json | None:
    if not rows and (scenario is None or scenario.goal is None):
        return None
    row = rows[0] if rows else {"reached": 0, "decided": 0, "not_yet": 0}
    rate = row["reached"] / row["decided"] if row["decided"] else None
    return {"reached": row["reached"], "of": row["decided"], "not_yet": row["not_yet"], "rate": rate}
