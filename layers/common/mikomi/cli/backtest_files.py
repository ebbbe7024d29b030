"""What came of a plan that was tried, as files: all of it as JSON, the figures and the people behind them as CSV.

Rules
1. People who leave as a file are noted before the first line is written, like every list of them (`aws.exports`).
2. Behind a figure stand the first `counts.SHOWN`, as in the JSON.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from mikomi import clock
from mikomi.aws import exports, people
from mikomi.core.backtest import lines
from mikomi.core.mails.honorific import full_name
from mikomi.core.pictures.table import Table, as_csv
from mikomi.model.base import Json
from mikomi.model.person import Person

FIGURES = ("name", "label", "value", "low", "high", "before", "without", "n")
PEOPLE = ("figure", "person", "email", "name")


def write(folder: Path, whole: Json, names: lines.Names, language: str, by: str) -> None:
    """`report.json`, `figures.csv`, `people.csv`; what was there before of these names is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    behind = [(each["name"], person) for each in whole["figures"] for person in each["people"]]
    asked = {"backtest": whole["plan"], "period": whole["period"]}
    noted = exports.begin(by, asked, clock.now()) if behind else None
    (folder / "report.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    head = ("figure", *FIGURES)
    rows = tuple(
        (lines.figure_name(each["name"], names, language), *(_cell(each.get(name)) for name in FIGURES))
        for each in whole["figures"]
    )
    (folder / "figures.csv").write_text(as_csv(Table(head, rows)), newline="")
    (folder / "people.csv").write_text(as_csv(Table(PEOPLE, tuple(_people(behind, language)))), newline="")
    if noted:
        exports.end(noted, len({person for _, person in behind}))


def _people(behind: list[tuple[str, str]], language: str) -> Iterator[tuple[str, ...]]:
    there = people.load_many({person for _, person in behind}) if behind else {}
    for figure, person in behind:
        who = there.get(person)
        known = (who.email or "", full_name(who.traits_plain, language) or "") if isinstance(who, Person) else ("", "")
        yield figure, person, *known


def _cell(value: object) -> str:
    return "" if value is None else str(value)
