"""The questions of `sql/`: each says what it counts, and DuckDB and Athena understand it alike."""

import re

import duckdb
import pytest
import sqlglot
from mikomi.core import week
from mikomi.model.archive import COLUMNS, PEOPLE_COLUMNS
from mikomi.shell.archive import questions
from sqlglot import exp

NAMES = questions.names()
TABLES = {
    "events": COLUMNS,
    "people": PEOPLE_COLUMNS,
    "goals": questions.GOALS,
    "calendar": questions.CALENDAR,
    "weeks": {"week": "VARCHAR", "begins": "TIMESTAMP", "ends": "TIMESTAMP"},
}
FOOTPRINTS = (
    "landed AND person <> ''",
    "type = 'page' AND NOT path IS NULL",
    "name = 'Form Submitted'",
    "subject LIKE 'a:%' AND events.type IN",
    "name IN ('Form Viewed', 'Form Submitted')",
    "name IN ('Promotion Viewed', 'Promotion Clicked', 'Coupon Applied')",
)
"""What anybody may tell of themselves: where they came from, what they looked at and filled in."""
TIME = (
    exp.DateAdd,
    exp.DateSub,
    exp.TimestampAdd,
    exp.TimestampSub,
    exp.Interval,
    exp.CurrentTimestamp,
    exp.CurrentDate,
)
"""What is worked out in Python and given to a question: each engine has words of its own for it."""


@pytest.mark.parametrize("name", NAMES)
def test_a_question_begins_with_itself_and_what_it_counts_out_of(name: str) -> None:
    """The first line asks, the second says the denominator; one question a file."""
    lines = questions.text_of(name).splitlines()
    assert re.fullmatch(r"-- .+\?", lines[0]), lines[0]
    assert lines[1].startswith("-- Denominator: ")
    assert len(sqlglot.parse(questions.text_of(name), dialect="duckdb")) == 1


def test_every_part_says_what_it_is_and_is_used() -> None:
    """Its first line; and by more than one question, else it stood better in the one."""
    named = [set(parts) for name in NAMES if (parts := questions.parts_of(name))]
    for part in questions.parts():
        assert re.match(r"-- .+", questions.part_of(part)), part
        assert sum(part in parts for parts in named) > 1, part


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_read_the_same_question(name: str) -> None:
    """Parsed as DuckDB's and as Athena's it is one tree, and written for Athena it is read again as that."""
    ours = sqlglot.parse_one(questions.text_of(name), dialect="duckdb")
    theirs = sqlglot.parse_one(questions.text_of(name), dialect="athena")
    assert ours == theirs
    assert sqlglot.parse_one(ours.sql(dialect="athena"), dialect="athena") == theirs


@pytest.mark.parametrize("name", NAMES)
def test_a_question_stays_in_what_both_have(name: str) -> None:
    """No arithmetic of time, no lists, no `GROUP BY ALL`, no percentile; known tables and columns only."""
    tree = sqlglot.parse_one(questions.text_of(name), dialect="duckdb")
    assert not [node for node in tree.walk() if isinstance(node, (*TIME, exp.Array, exp.Star, exp.PercentileCont))] or (
        {type(node.parent) for node in tree.find_all(exp.Star)} == {exp.Count}
    )
    assert not re.search(r"(?<!UNION )\bALL\b|QUALIFY|EXCLUDE|::", questions.text_of(name))
    known = {*TABLES, *(cte.alias for cte in tree.find_all(exp.CTE))}
    assert {table.name for table in tree.find_all(exp.Table)} <= known


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_answered_over_nothing(name: str) -> None:
    """Every column it names exists: over empty tables DuckDB answers no rows, and no error."""
    connection = duckdb.connect()
    for table, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    assert connection.execute(questions.text_of(name)).fetchall() == []


def test_outcomes_are_asked_of_our_own_subjects_alone() -> None:
    """A client may call its event whatever it likes: every read of `events` says whose word it takes. Of footprints a
    client's word is taken, for they are its own; and only by questions of the night, and of a week's visitors.
    """
    for name in NAMES:
        tree = sqlglot.parse_one(questions.text_of(name), dialect="duckdb")
        selects = [s for s in tree.find_all(exp.Select) if any(t.name == "events" for t in _from(s))]
        ours = [s for s in selects if re.search(r"subject LIKE '[op]:l?%'", s.sql())]
        theirs = [s for s in selects if s not in ours]
        assert selects and all(any(said in s.sql() for said in FOOTPRINTS) for s in theirs), name
        assert not theirs or name in (*questions.NIGHTLY, *questions.NIGHTLY_PEOPLE, *week.FOOTPRINTS), name


def test_what_is_rolled_up_are_questions() -> None:
    """Each name is a file, and no file is left out that nobody asks."""
    assert {
        *questions.SCENARIOS,
        *questions.PEOPLE,
        *questions.NIGHTLY,
        *questions.NIGHTLY_PEOPLE,
        *week.QUESTIONS,
        "open_windows",
    } == set(NAMES)


def _from(select: exp.Select) -> list[exp.Table]:
    found = [select.args.get("from_") or select.args.get("from"), *(select.args.get("joins") or [])]
    return [part.this for part in found if part is not None and isinstance(part.this, exp.Table)]
