"""What Athena does, on moto's bucket: it reads the tables of template.yaml where they lie, and answers.

Rules
1. A statement is read as Athena's and carried out by DuckDB: what one of them does not have is an error.
2. A table is what the template says of it: its place, its columns and their types, its projected partitions. A file
   whose column has another type is an error, as Athena's HIVE_BAD_DATA is; columns that it lacks are empty.
3. A table of countings is asked of one counting, which stands in the statement.
4. Answers come page by page, as text, behind a row of names.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import duckdb
import pytest
import sqlglot
from mikomi import clock
from mikomi.aws import athena, plans
from mikomi.core import week
from mikomi.core.scenarios.calendar import Calendar
from mikomi.settings import settings
from mikomi.shell.archive import engine, lists, questions, rollup, weeks
from moto.athena.models import AthenaBackend, Execution
from moto.athena.responses import AthenaResponse
from sqlglot import exp

from local.template import Template, read
from tests.functions.world import REGION
from tests.house.template import ROOT

DUCKDB = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "boolean": "BOOLEAN",
    "double": "DOUBLE",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
}
"""Hive's types, as the template has them, and DuckDB's."""
ATHENA = {"VARCHAR": "varchar", "INTEGER": "integer", "BIGINT": "bigint", "HUGEINT": "bigint", "BOOLEAN": "boolean"}
ATHENA |= {"DOUBLE": "double", "TIMESTAMP": "timestamp", "DATE": "date", '"NULL"': "unknown", "INT32": "integer"}
_UNLOAD = re.compile(r"UNLOAD \(\n(.*)\n\) TO 's3://([^/']+)/([^']+)' WITH \(format = 'PARQUET', .*\)", re.DOTALL)
Answer = tuple[list[tuple[str, str]], list[tuple[Any, ...]]]
"""Columns with Athena's names for their types; rows."""


@cache
def template() -> Template:
    """template.yaml with Athena chosen."""
    return read(ROOT / "template.yaml", parameters={"ResultsEngine": "athena", "SenderDomain": "example.co.jp"})


class Athena:
    """`statements` as they came; `fails`: how the next ones end (state, reason); `before`: what happens meanwhile."""

    page = 3

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.fails: list[tuple[str, str]] = []
        self.before: Callable[[str], None] = lambda statement: None
        self.plant: Callable[[str], str] = lambda statement: statement  # a mistake in it
        self.answers: dict[str, Answer] = {}
        self.reasons: dict[str, str] = {}
        self.stopped = 0
        self.waits: list[float] = []
        self.workgroup = template().name("AthenaWorkGroup")

    def begin(self, query: str, execution: Execution) -> None:
        self.statements.append(query)
        self.before(query)
        if self.fails:
            state, self.reasons[execution.id] = self.fails.pop(0)
            execution._transitions = [("QUEUED", "RUNNING"), ("RUNNING", state)]
        else:
            self.answers[execution.id] = _answered(self.plant(query))

    def read(self, query: str, token: str | None) -> dict[str, Any]:
        columns, rows = self.answers[query]
        lines: list[list[str | None]] = [[name for name, _ in columns]]
        lines += [[_text(value) for value in row] for row in rows]
        begin = int(token or 0)
        there = {"ColumnInfo": [{"Name": name, "Type": kind} for name, kind in columns]}
        data = [{"Data": [{} if v is None else {"VarCharValue": v} for v in line]} for line in lines]
        answer: dict[str, Any] = {
            "ResultSet": {"Rows": data[begin : begin + self.page], "ResultSetMetadata": there},
        }
        if begin + self.page < len(lines):
            answer["NextToken"] = str(begin + self.page)
        return answer


@contextmanager
def chosen(monkeypatch: pytest.MonkeyPatch, athena: Athena) -> Iterator[None]:
    """The deployment has Athena count its results while the block runs."""
    with monkeypatch.context() as patch:
        patch.setenv("MIKOMI_ATHENA_DATABASE", "mikomi-archive-1")
        patch.setenv("MIKOMI_ATHENA_WORKGROUP", athena.workgroup)
        settings.cache_clear()
        yield
    settings.cache_clear()


def installed(monkeypatch: pytest.MonkeyPatch) -> Athena:
    """moto's Athena answers as this one does."""
    made = Athena()
    start, look = AthenaBackend.start_query_execution, AthenaResponse.get_query_execution
    stop = AthenaBackend.stop_query_execution

    def begun(backend: AthenaBackend, query: str, **more: Any) -> str:
        said = start(backend, query=query, **more)
        assert more["context"]["Database"] == settings().athena_database
        made.begin(query, backend.executions[said])
        return said

    def looked(response: AthenaResponse) -> str:
        answer = json.loads(look(response))
        status = answer["QueryExecution"]["Status"]
        status["StateChangeReason"] = made.reasons.get(answer["QueryExecution"]["QueryExecutionId"], "")
        return json.dumps(answer)

    def told(response: AthenaResponse) -> str:
        return json.dumps(made.read(response._get_param("QueryExecutionId"), response._get_param("NextToken")))

    def ended(backend: AthenaBackend, exec_id: str) -> None:
        made.stopped += 1
        stop(backend, exec_id)

    monkeypatch.setattr(AthenaBackend, "start_query_execution", begun)
    monkeypatch.setattr(AthenaBackend, "stop_query_execution", ended)
    monkeypatch.setattr(AthenaResponse, "get_query_execution", looked)
    monkeypatch.setattr(AthenaResponse, "get_query_results", told)
    group = template().resolve(template().resources["AthenaWorkGroup"]["Properties"])
    boto3.client("athena", region_name=REGION).create_work_group(
        Name=group["Name"], Configuration=group["WorkGroupConfiguration"]
    )
    return made


_files = count()


def _answered(statement: str) -> Answer:
    if unload := _UNLOAD.fullmatch(statement):
        select, bucket, folder = unload.groups()
        s3 = boto3.client("s3", region_name=REGION)
        assert not s3.list_objects_v2(Bucket=bucket, Prefix=folder).get("Contents"), "HIVE_PATH_ALREADY_EXISTS"
        with _tables(select) as (connection, sql, home):
            halves = (
                f"SELECT * FROM ({sql}) WHERE {test}" for test in ("hash(subject) % 2 = 0", "hash(subject) % 2 = 1")
            )
            for half in halves:  # several writers, each its file
                connection.execute(f"COPY ({half}) TO '{home}/out' (FORMAT parquet)")
                s3.put_object(Bucket=bucket, Key=f"{folder}20261129_{next(_files)}", Body=(home / "out").read_bytes())
        return [("rows", "bigint")], []
    with _tables(statement) as (connection, sql, _):
        asked = connection.execute(sql)
        return [(column[0], ATHENA[str(column[1])]) for column in asked.description or ()], asked.fetchall()


@contextmanager
def _tables(statement: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, str, Path]]:
    """A DuckDB that has the tables of the statement, the statement as it takes it, and a folder."""
    tree = _parsed(statement)
    with tempfile.TemporaryDirectory() as folder:
        connection, home = duckdb.connect(config={"threads": 1}), Path(folder)
        database = settings().athena_database
        connection.execute(f'CREATE SCHEMA "{database}"')
        for table in {each.name for each in tree.find_all(exp.Table) if each.db == database}:
            connection.execute(f'CREATE VIEW "{database}".{table} AS {_view(table, tree)}')
        yield connection, tree.sql(dialect="duckdb"), home
        connection.close()


def _view(table: str, tree: exp.Expr) -> str:
    said = glue()[table]
    columns = {each["Name"]: DUCKDB[each["Type"]] for each in said["StorageDescriptor"]["Columns"]}
    [key] = [each["Name"] for each in said["PartitionKeys"]]
    wanted = _projected(said["Parameters"], key, table, tree)
    prefix = said["StorageDescriptor"]["Location"].removeprefix(f"s3://{template().name('ArchiveBucket')}/")
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
    parts = [f"SELECT {nothing}, '' AS {key}, '' AS \"$path\" WHERE false"]
    s3, bucket = boto3.client("s3", region_name=REGION), settings().archive_bucket
    for kept in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", []):
        partition = re.fullmatch(rf"{prefix}{key}=([^/]+)/[^/]+", kept["Key"])
        if not partition or not wanted(partition[1]):
            continue
        path, there = _fetched(kept["Key"], kept["ETag"])
        bad = {name for name, kind in columns.items() if there.get(name, kind) != kind}
        assert not bad, f"HIVE_BAD_DATA: {table} {bad}"
        each = ", ".join(name if name in there else f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
        place = f"s3://{bucket}/{kept['Key']}"
        parts.append(f"SELECT {each}, '{partition[1]}' AS {key}, '{place}' AS \"$path\" FROM read_parquet('{path}')")
    return " UNION ALL ".join(parts)


@cache
def _parsed(statement: str) -> exp.Expr:
    """Read once: who asks for the same again gets the same, and changes nothing in it."""
    return sqlglot.parse_one(statement, dialect="athena")


_FOLDER = tempfile.TemporaryDirectory()


@cache
def _fetched(key: str, digest: str) -> tuple[Path, dict[str, str]]:
    """A file of the bucket beside the engine, and its columns with their types: once for each body that it ever had."""
    path = Path(_FOLDER.name) / f"{next(_files)}.parquet"
    s3 = boto3.client("s3", region_name=REGION)
    path.write_bytes(s3.get_object(Bucket=settings().archive_bucket, Key=key)["Body"].read())
    described = duckdb.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
    return path, {row[0]: row[1] for row in described}


@cache
def glue() -> dict[str, dict[str, Any]]:
    """The tables of the template, by name."""
    found = template().of_type("AWS::Glue::Table").values()
    return {table["TableInput"]["Name"]: template().resolve(table["TableInput"]) for table in found}


def _projected(said: dict[str, str], key: str, table: str, tree: exp.Expr) -> Callable[[str], bool]:
    """Which partitions there are, by the table's projection."""
    assert said["projection.enabled"] == "true"
    if said[f"projection.{key}.type"] == "injected":
        uses = [each for each in tree.find_all(exp.Table) if each.name == table and each.db]
        for use in uses:
            where = use.find_ancestor(exp.Select).args["where"].this  # type: ignore[union-attr]
            assert isinstance(where, exp.EQ) and where.this.name == key, "CONSTRAINT_VIOLATION"
        return lambda value: True
    assert (said[f"projection.{key}.type"], said[f"projection.{key}.format"]) == ("date", "yyyy-MM-dd")
    first, last = (_day(each) for each in said[f"projection.{key}.range"].split(","))
    return lambda value: first <= date.fromisoformat(value) <= last


def _day(said: str) -> date:
    moved = re.fullmatch(r"NOW(?:([+-]\d+)DAYS)?", said)
    if not moved:
        return date.fromisoformat(said)
    today = datetime.fromtimestamp(clock.now() / 1000, UTC).date()
    return today + timedelta(days=int(moved[1] or 0))


def _text(value: Any) -> str | None:
    """As Athena writes it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    return str(value)


@pytest.fixture
def beside(world, monkeypatch):
    """Athena, and no waiting."""
    waits: list[float] = []
    monkeypatch.setattr(athena, "wait", waits.append)
    made = installed(monkeypatch)
    made.waits = waits
    return made


def answers():
    """Every question there is, by the engine that the deployment chose; and the lists of everybody."""
    now, plan = clock.now(), plans.active()
    calendar = Calendar.of(plan.settings)
    periods = week.periods(now, calendar)
    with engine.opened(rollup.OUTCOMES) as base:
        told: dict[str, Any] = dict(rollup.answer(base, now)[0])
        told["lists"] = lists.made(base, questions.PEOPLE)
    with engine.opened(people=True) as base:
        questions.prepare(base, rollup._edition_of, now)
        told |= {name: base.ask(questions.text_of(name)) for name in (*questions.NIGHTLY, "open_windows")}
        told["night_lists"] = lists.made(base, questions.NIGHTLY_PEOPLE)
    for halves, asked in ((rollup.OUTCOMES, week.OUTCOMES), (weeks.FOOTPRINTS, week.FOOTPRINTS)):
        since = "" if asked is week.OUTCOMES else "2026-11-09"
        with engine.opened(halves, since=since) as base:
            told |= weeks.ask(base, asked, periods, calendar)
    return told


def both(monkeypatch, beside):
    """What DuckDB answers and what Athena does."""
    here = answers()
    with chosen(monkeypatch, beside):
        return here, answers()
