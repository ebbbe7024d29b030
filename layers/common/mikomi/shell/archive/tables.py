"""Files of the archive as tables, for one question or one compaction: DuckDB on files in a folder of its own.

Rules
1. DuckDB reads and writes in its folder and nowhere else: no extension is loaded, nothing is reached over the network,
   and no question can change that.
2. Columns are given, never guessed. A file of an earlier schema lacks some: they are empty. One of a newer schema is
   not read at all.
3. `events` holds each event once, whether it lies in a day's file, in a raw file, or in several; and nobody who was
   erased.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from mikomi.model.archive import COLUMNS, PEOPLE_COLUMNS, SCHEMA, ArchiveRow
from mikomi.shell.archive.base import Values
from mikomi.shell.archive.raw import Damaged, NewerSchema

_CONFIG: dict[str, Any] = {
    "threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
}
_DEFAULTS = {
    name: value
    for name, value in zip(
        ArchiveRow.__struct_fields__[-len(ArchiveRow.__struct_defaults__) :],
        ArchiveRow.__struct_defaults__,
        strict=True,
    )
    if name in COLUMNS and isinstance(value, str | int)
}
"""What a line leaves out, because it is usual."""

_NAMES = ", ".join(COLUMNS)


@contextmanager
def opened() -> Iterator["Tables"]:
    """An empty set of tables, gone with its folder at the end."""
    with tempfile.TemporaryDirectory(prefix="mikomi-") as folder:
        connection = duckdb.connect(":memory:", config=_CONFIG)
        try:
            yield Tables(connection, Path(folder))
        finally:
            connection.close()


class Tables:
    """What was put in stands in `raw_rows`, the day files and `holders` until `gather` makes `events` of it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._days: list[tuple[Path, frozenset[str]]] = []
        self._lines = folder / "raw.ndjson"
        self._lines.touch()
        for setting, value in (("temp_directory", f"'{folder}'"), ("allowed_directories", f"['{folder}']")):
            connection.execute(f"SET {setting} = {value}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        connection.execute("CREATE TABLE holders (subject VARCHAR, person VARCHAR)")
        connection.execute("CREATE TABLE erased (subject VARCHAR)")

    def add_lines(self, text: bytes) -> None:
        """Rows as `core.archive.row.as_lines` wrote them."""
        with self._lines.open("ab") as file:
            file.write(text)

    def add_day(self, body: bytes) -> None:
        """A day's file. Raises Damaged, NewerSchema."""
        path = self._folder / f"day-{len(self._days)}.parquet"
        path.write_bytes(body)
        self._days.append((path, self._columns_of(path)))

    def add_holders(self, holders: Mapping[str, str]) -> None:
        """Subject → person: whose events they are (see `snapshot`). Who has none keeps the one in the file."""
        self._insert("holders", holders.items())

    def add_people(self, body: bytes | None, is_erased: Callable[[str], bool]) -> None:
        """A night's picture as the table `people`, without those who were erased since; an empty one of none."""
        declared = ", ".join(f"{name} {kind}" for name, kind in PEOPLE_COLUMNS.items())
        self._connection.execute(f"CREATE TABLE people ({declared})")
        if body:
            path = self._folder / "picture.parquet"
            path.write_bytes(body)
            people = self.ask(f"SELECT person FROM read_parquet('{path}')")
            gone = [each["person"] for each in people if is_erased(f"p:{each['person']}")]
            there = {each["name"] for each in self.ask(f"SELECT name FROM parquet_schema('{path}')")}
            columns = (name if name in there else f"NULL AS {name}" for name in PEOPLE_COLUMNS)
            kept = f"SELECT {', '.join(columns)} FROM read_parquet('{path}')"
            self._connection.execute(f"INSERT INTO people {kept} WHERE NOT list_contains($1, person)", [gone])

    def gather(self, is_erased: Callable[[str], bool] | None = None) -> None:
        """Make `events` of what was put in, without the subjects of whom `is_erased` says so."""
        self._connection.execute(
            f"CREATE TABLE raw_rows AS SELECT DISTINCT ON (subject, sort, place) * FROM {self._raw()}"
        )
        self._connection.execute(f"CREATE VIEW day_rows AS {self._union_of_days()}")
        if is_erased:
            subjects = self.ask("SELECT subject FROM raw_rows UNION SELECT subject FROM day_rows")
            self._insert("erased", [(each["subject"],) for each in subjects if is_erased(each["subject"])])
        self._connection.execute(_EVENTS)

    def add_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """A small table of our own beside the events: what a question is asked about."""
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._connection.execute(f"CREATE TABLE {name} ({declared})")
        self._insert(name, rows)

    def ask(self, sql: str, **given: Any) -> list[Values]:
        """The answer's rows, by the names of their columns."""
        asked = self._connection.execute(sql, given) if given else self._connection.execute(sql)
        names = [column[0] for column in asked.description or ()]
        return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]

    def stream(self, sql: str) -> Iterator[Values]:
        """The same, for answers of very many rows."""
        asked = self._connection.execute(sql)
        names = [column[0] for column in asked.description or ()]
        while some := asked.fetchmany(10_000):
            yield from (dict(zip(names, row, strict=True)) for row in some)

    def day_file(self) -> bytes:
        """`events` as a day's file: sorted by person, then time."""
        return self._parquet(f"SELECT {_NAMES} FROM events ORDER BY person, happened_at, subject, sort, place")

    def file_of(self, table: str, columns: Iterable[str]) -> bytes:
        """A table, or these columns of it, as Parquet."""
        return self._parquet(f"SELECT {', '.join(columns)} FROM {table}")

    def rows_of(self, body: bytes, columns: Iterable[str]) -> list[Values]:
        """What stands in these columns of a Parquet file."""
        path = self._folder / "read.parquet"
        path.write_bytes(body)
        return self.ask(f"SELECT {', '.join(columns)} FROM read_parquet('{path}')")

    def people_file(self, people: bytes) -> bytes:
        """A picture of everybody, of lines with `PEOPLE_COLUMNS`; moments in ms."""
        path = self._folder / "people.ndjson"
        path.write_bytes(people)
        columns = ", ".join(_moment(name) if kind == "TIMESTAMP" else name for name, kind in PEOPLE_COLUMNS.items())
        return self._parquet(f"SELECT {columns} FROM {_json_of(path, PEOPLE_COLUMNS)} ORDER BY person")

    def people_without(self, body: bytes, is_erased: Callable[[str], bool]) -> bytes:
        """The picture without those who were erased."""
        path = self._folder / "people.parquet"
        path.write_bytes(body)
        people = self.ask(f"SELECT person FROM read_parquet('{path}')")
        self._insert("erased", [(each["person"],) for each in people if is_erased(f"p:{each['person']}")])
        kept = f"SELECT * FROM read_parquet('{path}') WHERE person NOT IN (SELECT subject FROM erased)"
        return self._parquet(f"{kept} ORDER BY person")

    def packets(self, subject: str | None = None) -> Iterator[list[ArchiveRow]]:
        """`events`, packet by packet, of one subject or of all, in the order of subjects and sort keys."""
        group: list[ArchiveRow] = []
        for values in self._rows(subject):
            row = ArchiveRow(**dict(zip(COLUMNS, values, strict=True)))
            if group and row.packet != group[0].packet:
                yield group
                group = []
            group.append(row)
        if group:
            yield group

    def _rows(self, subject: str | None) -> Iterator[tuple[Any, ...]]:
        """Tuples of `COLUMNS`, moments in ms."""
        columns = ", ".join(
            f"epoch_ms({name}) AS {name}" if kind == "TIMESTAMP" else name for name, kind in COLUMNS.items()
        )
        wanted, given = ("WHERE subject = ?", [subject]) if subject is not None else ("", [])
        asked = self._connection.execute(f"SELECT {columns} FROM events {wanted} ORDER BY subject, sort, place", given)
        while some := asked.fetchmany(10_000):
            yield from some

    def repeated(self) -> int:
        """How many events the days' files hold more than once, which they never should."""
        once = "SELECT subject, sort, place FROM day_rows GROUP BY subject, sort, place HAVING count(*) > 1"
        return int(self.ask(f"SELECT count(*) AS n FROM ({once})")[0]["n"])

    def _parquet(self, query: str) -> bytes:
        path = self._folder / "made.parquet"
        self._connection.execute(
            f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{schema: '{SCHEMA}'}})"
        )
        return path.read_bytes()

    def _columns_of(self, path: Path) -> frozenset[str]:
        try:
            said = self.ask(
                f"SELECT decode(value) AS schema FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'schema'"
            )
            names = self.ask(f"SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet('{path}'))")
        except duckdb.Error as broken:
            raise Damaged(type(broken).__name__) from None
        if not said:
            raise Damaged("no schema")
        if int(said[0]["schema"]) > SCHEMA:
            raise NewerSchema
        return frozenset(each["column_name"] for each in names)

    def _union_of_days(self) -> str:
        """The day files under today's columns: files with the same ones are read in one go."""
        alike: dict[frozenset[str], list[str]] = {}
        for path, columns in self._days:
            alike.setdefault(columns, []).append(str(path))
        parts = [
            f"SELECT {', '.join(_column(each, kind, columns) for each, kind in COLUMNS.items())} "
            f"FROM read_parquet({files})"
            for columns, files in alike.items()
        ]
        return " UNION ALL ".join(parts) or f"SELECT * FROM {self._raw()} WHERE false"

    def _raw(self) -> str:
        usual = {name: f"'{value}'" if isinstance(value, str) else str(value) for name, value in _DEFAULTS.items()}
        columns = [
            _moment(name)
            if kind == "TIMESTAMP"
            else f"coalesce({name}, {usual[name]}) AS {name}"
            if name in usual
            else name
            for name, kind in COLUMNS.items()
        ]
        columns[0] = f"{_HOLDER} AS person"
        return f"(SELECT {', '.join(columns)} FROM {_json_of(self._lines, COLUMNS)})"

    def _insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Many small rows: as one list each column, because a statement for each would take a millisecond."""
        columns = list(zip(*rows, strict=True))
        if columns:
            lists = ", ".join(f"unnest(${n + 1})" for n in range(len(columns)))
            self._connection.execute(f"INSERT INTO {table} SELECT {lists}", [list(column) for column in columns])


_EVENTS = """
CREATE VIEW events AS
SELECT coalesce(holders.person, each.person) AS person, each.* EXCLUDE (person)
FROM (
    SELECT * FROM day_rows
    UNION ALL
    SELECT raw_rows.* FROM raw_rows ANTI JOIN day_rows USING (subject, sort, place)
) AS each
LEFT JOIN holders ON holders.subject = each.subject
WHERE each.subject NOT IN (SELECT subject FROM erased)
"""
_HOLDER = "CASE WHEN subject LIKE 'o:%' OR subject LIKE 'p:%' THEN substr(subject, 3) ELSE '' END"


def _moment(name: str) -> str:
    return f"epoch_ms({name}) AS {name}"


def _column(name: str, kind: str, there: frozenset[str]) -> str:
    return name if name in there else f"CAST(NULL AS {kind}) AS {name}"


def _json_of(path: Path, columns: Mapping[str, str]) -> str:
    given = ", ".join(f"'{name}': '{'BIGINT' if kind == 'TIMESTAMP' else kind}'" for name, kind in columns.items())
    return f"read_json('{path}', format = 'newline_delimited', columns = {{{given}}}, maximum_object_size = 67108864)"
