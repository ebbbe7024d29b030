"""The questions of `sql/`, one a file, and what they are asked with.

Rules
1. A question counts and never decides. Its first line is the question, the next say what it is counted out of.
2. It is written in what DuckDB and Athena understand alike: no arithmetic of time, no lists; moments that it compares
   with are worked out here and given to it as a small table.
3. What several questions mean alike (a run, a touch, a mail that was clicked) is said once, in `sql/parts/`; a question
   names the parts that it stands on, each after those that it needs itself.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from mikomi.core.results import variants
from mikomi.model.base import Json, Millis
from mikomi.model.plan import MailTemplate
from mikomi.model.scenario import Scenario
from mikomi.model.step_tree import held_out_at_entry
from mikomi.shell.archive.base import Base

_FOLDER = Path(__file__).parents[2] / "sql"
_WITH = re.compile(r"^-- With: (.+)\n", re.MULTILINE)
GOALS = {"scenario": "VARCHAR", "plan": "INTEGER", "entered_before": "TIMESTAMP", "days": "INTEGER"}
CALENDAR = {"day": "DATE", "number": "INTEGER"}
"""The columns of the small tables that questions are asked with."""
_DAY, _YEARS = 86_400_000, 10
_PLANS = """SELECT DISTINCT scenario, plan FROM events
WHERE subject LIKE 'o:%' AND name = 'Scenario Entered' ORDER BY scenario, plan"""
_CHANGES_NOTHING = ("status", "target", "public_archive")
"""What of a scenario's file changes nothing of what happens in it, wherever it stands; nor does what it is called."""

SCENARIOS = (
    "scenario_runs",
    "scenario_steps",
    "scenario_stops",
    "scenario_refusals",
    "scenario_mails",
    "scenario_skips",
    "scenario_goals",
    "goal_days",
    "step_days",
    "mail_links",
    "variant_days",
    "timing_days",
)
"""What is rolled up about scenarios."""
PEOPLE = ("scenario_people", "mail_people", "refusal_people")
"""Who is behind those numbers."""
NIGHTLY = (
    "sources",
    "segment_goals",
    "lead_sources",
    "journeys",
    "journey_runs",
    "handovers",
    "handover_answers",
    "handover_deals",
    "handover_deeds",
    "form_showings",
    "slot_showings",
)
"""What is asked of everything that anybody did: once a night, when it was compacted."""
NIGHTLY_PEOPLE = ("source_people", "segment_people", "journey_people", "handover_deeds_people")
"""Who is behind those."""

Row = dict[str, Any]
Rows = list[Row]


class Edition(NamedTuple):
    """A scenario as one plan version has it, when that was published, by which edition of the language, and the mails
    of that version."""

    scenario: Scenario
    published_at: Millis
    language: int = 1
    mails: Mapping[str, MailTemplate] = {}


EditionOf = Callable[[str, int], Edition | None]
"""A scenario in a plan version; None where nobody has that version any more."""


def names() -> list[str]:
    """Every question there is."""
    return sorted(file.stem for file in _FOLDER.glob("*.sql"))


@cache
def text_of(question: str) -> str:
    """The question as an engine is asked it: with the parts that it names in front."""
    said = _written(question)
    named = _WITH.search(said)
    if named is None:
        return said
    before, own = said[: named.start()], said[named.end() :]
    ours = ",\n".join(f"{part} AS (\n{part_of(part)})" for part in parts_of(question))
    more = ",\n" + own.removeprefix("WITH ") if own.startswith("WITH ") else "\n" + own
    return f"{before}WITH {ours}{more}"


def parts_of(question: str) -> list[str]:
    """The parts that it names, in their order."""
    named = _WITH.search(_written(question))
    return named[1].split(", ") if named else []


def _written(question: str) -> str:
    return (_FOLDER / f"{question}.sql").read_text()


def part_of(part: str) -> str:
    return (_FOLDER / "parts" / f"{part}.sql").read_text()


def parts() -> list[str]:
    """Every part that a question can stand on."""
    return sorted(file.stem for file in (_FOLDER / "parts").glob("*.sql"))


def prepare(base: Base, edition_of: EditionOf, now: Millis) -> None:
    """Put beside the events what the questions are asked with."""
    windows = _windows(base, edition_of)
    rows = [(*place, moment(now - within), ceil(within / _DAY)) for place, within in windows.items()]
    base.add_table("goals", GOALS, rows)
    today = moment(now).date()
    days = [today - timedelta(days=number) for number in range(366 * _YEARS, -2, -1)]
    base.add_table("calendar", CALENDAR, [(day, day.toordinal()) for day in days])


def next_close(base: Base, edition_of: EditionOf) -> Millis | None:
    """When the next window closes, so that an answer changes by time alone."""
    windows = _windows(base, edition_of)
    waiting = base.ask(text_of("open_windows"))
    closes = (millis(each["entered_at"]) + windows[each["scenario"], each["plan"]] for each in waiting)
    return min((close + 1 for close in closes), default=None)


def editions(base: Base, edition_of: EditionOf) -> Rows:
    """What of each scenario's versions decides whether their runs may be compared: a row for each that anybody entered.

    `form` is the same for the same steps and rules, `aim` for the same way in and the same goal; `window` in ms;
    `variants` for each step that deals them the same, where lots and words are.
    """
    return [
        {
            "scenario": name,
            "plan": plan,
            "published_at": edition.published_at,
            "holdout": held_out_at_entry(edition.scenario, edition.language),
            "window": edition.scenario.goal.within.millis if edition.scenario.goal else None,
            "form": _digest(edition.scenario, ()),
            "aim": _digest(edition.scenario, ("trigger", "audience", "reentry", "goal")),
            "variants": variants.digests(edition.scenario, edition.mails),
        }
        for name, plan, edition in _editions(base, edition_of)
    ]


def moment(at: Millis) -> datetime:
    """As DuckDB's TIMESTAMP takes it: UTC, without saying so."""
    return datetime.fromtimestamp(at / 1000, UTC).replace(tzinfo=None)


def millis(at: datetime) -> Millis:
    return round(at.replace(tzinfo=UTC).timestamp() * 1000)


def _windows(base: Base, edition_of: EditionOf) -> dict[tuple[str, int], Millis]:
    """How long (ms) each scenario's goal is looked for, by scenario and plan; those without a goal are missing."""
    return {
        (name, plan): edition.scenario.goal.within.millis
        for name, plan, edition in _editions(base, edition_of)
        if edition.scenario.goal
    }


def _editions(base: Base, edition_of: EditionOf) -> list[tuple[str, int, Edition]]:
    return [
        (each["scenario"], each["plan"], edition)
        for each in base.ask(_PLANS)
        if each["scenario"] and each["plan"] is not None and (edition := edition_of(each["scenario"], each["plan"]))
    ]


def _digest(scenario: Scenario, parts: tuple[str, ...]) -> str:
    """Of these parts of the file; of none named: of all that decides what happens in it."""
    said: Json = scenario.model_dump(mode="json", by_alias=True)
    said = {name: value for name, value in said.items() if name in parts or not parts}
    for whole in (said, said.get("goal") or {}):
        for name in ("name", "description"):
            whole.pop(name, None)
    return sha256(json.dumps(_deciding(said), sort_keys=True).encode()).hexdigest()[:12]


def _deciding(value: Any) -> Any:
    if isinstance(value, list):
        return [_deciding(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _deciding(each) for name, each in value.items() if name not in _CHANGES_NOTHING}
