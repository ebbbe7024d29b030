"""The questions beyond one function: Athena is asked them, over the files where they lie.

Rules
1. A question is the same text as DuckDB's; what it is asked of is named in front of it.
2. No value stands in a statement: what is worked out here is laid beside the events as a file, under the id of this
   counting. A statement holds names of ours, days and that id, and `_plain` looks at each.
3. All questions of a counting are asked of one copy, which Athena writes first: each event once, nobody who was erased,
   no column that no question reads. So numbers and lists are of the same events, and the days are listed once.
4. A copy that was made while days were compacted may lack something: it is made anew, and after a few times it is an
   error (`Moved`).
5. Raw files are read here, by the rules of `shelf`, and go along; so does the last picture of everybody.

What is laid down goes by itself after a day (the bucket's lifecycle).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from mikomi import observe
from mikomi.aws import archive, athena
from mikomi.aws.archive import Kept
from mikomi.model.archive import COLUMNS, HALVES, PEOPLE_COLUMNS, Half
from mikomi.settings import settings
from mikomi.shell.archive import raw, shelf, snapshot, tables
from mikomi.shell.archive.base import Values
from mikomi.shell.archive.erasure import Erased
from mikomi.shell.archive.tables import Tables

ASKED = "athena/"
"""Where the bucket keeps what a counting is asked of: `athena/asked_<table>/counting=<id>/…`."""
EVENTS = [name for name in COLUMNS if name not in ("properties", "traits", "context", "beside")]
PEOPLE = [name for name in PEOPLE_COLUMNS if name not in ("email", "subjects", "state")]
"""The columns that questions may read; the rest is large, or says who somebody is."""
SUBJECTS = {"subject": "VARCHAR"}
HOLDERS = {"subject": "VARCHAR", "person": "VARCHAR"}
TRIES = 3


class Moved(Exception):
    """The days were compacted again and again while they were copied."""


class Copy:
    """One counting: what it is asked of, and the asking."""

    def __init__(self) -> None:
        self._id = athena.fresh_id()
        self._known: dict[str, Iterable[str]] = {"events": EVENTS}

    def add_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        with tables.opened() as local:
            local.add_table(f"asked_{name}", columns, rows)
            self.lay(name, local.file_of(f"asked_{name}", columns), columns)

    def lay(self, name: str, file: bytes, columns: Iterable[str]) -> None:
        """Put a file of these columns where the table of this name has its rows."""
        archive.write(f"{self.folder(name)}rows.parquet", file)
        self._known[name] = columns

    def folder(self, name: str) -> str:
        return f"{ASKED}asked_{_plain(name)}/counting={self._id}/"

    def rows_of(self, name: str) -> str:
        """The table's rows of this counting, as a statement names them."""
        columns = ", ".join(self._known[name])
        return f"SELECT {columns} FROM {_table(f'asked_{name}')} WHERE counting = '{_plain(self._id)}'"

    def unload(self, select: str, name: str) -> None:
        """Have Athena write the answer where the table of this name has its rows. Raises QueryFailed."""
        place = f"s3://{_plain(settings().archive_bucket)}/{self.folder(name)}"
        athena.carry_out(f"UNLOAD (\n{select}\n) TO '{place}' WITH (format = 'PARQUET', compression = 'SNAPPY')")

    def ask(self, sql: str) -> list[Values]:
        """Raises QueryFailed."""
        return list(self.stream(sql))

    def stream(self, sql: str) -> Iterator[Values]:
        """Raises QueryFailed."""
        return athena.rows(athena.carry_out(self.asked(sql)))

    def asked(self, question: str) -> str:
        """The question with what it is asked of in front."""
        said = question.splitlines()
        head = list(takewhile(lambda line: line.startswith("--"), said))
        own = "\n".join(said[len(head) :])
        ours = ",\n".join(f"{_plain(name)} AS ({self.rows_of(name)})" for name in self._known)
        more = f",\n{own.removeprefix('WITH ')}" if own.startswith("WITH ") else f"\n{own}"
        return "\n".join([*head, f"WITH {ours}{more}"])


def copied(halves: Collection[Half] = HALVES, *, since: str = "", people: bool = False) -> Copy:
    """The events of these halves, of all days or `since` one; with `people`, everybody of the last night beside them.

    Raises shelf.Unreadable, athena.QueryFailed, Moved.
    """
    for _ in range(TRIES):
        copy = Copy()
        with tables.opened() as local:
            for damaged in shelf.fill_raw(local, halves, since=since):
                observe.log("counted_without", level="ERROR", file=damaged)
            days = _days(halves, since)
            erased = Erased()
            holders = snapshot.latest(local, erased.holds) if people else {}
            local.gather(erased.filter)
            if people:
                copy.lay("people", local.file_of("people", PEOPLE), PEOPLE)
            copy.add_table("holders", HOLDERS, holders.items())
            copy.add_table("erased", SUBJECTS, [(each,) for each in _gone(copy, days, halves, erased)])
            _write_events(copy, local, days, halves)
        if _days(halves, since) == days:
            return copy
    raise Moved(
        "日ごとのまとめ直しと重なったため、集計できませんでした。前回の集計はそのまま残り、次の回に数え直します。"
        " / The days were being compacted while they were counted. What was counted before stays, and the next time"
        " counts anew."
    )


def _write_events(copy: Copy, local: Tables, days: Sequence[Kept], halves: Collection[Half]) -> None:
    """The copy itself: what the days' files hold, and what came since."""
    parts = [f"SELECT {', '.join(EVENTS)} FROM {_of_days(days, halves)}"] if days else []
    [came] = local.ask(
        "SELECT CAST(MIN(received_at) AS DATE) AS first, CAST(MAX(received_at) AS DATE) AS last FROM events"
    )
    if came["first"]:
        copy.lay("raw", local.file_of("events", EVENTS), EVENTS)
        there = f"SELECT subject, sort, place FROM {_between(str(came['first']), str(came['last']))}"
        parts.append(
            f"SELECT {', '.join(f'fresh.{name}' for name in EVENTS)} FROM ({copy.rows_of('raw')}) AS fresh\n"
            f"LEFT JOIN ({there}) AS kept\n"
            "ON kept.subject = fresh.subject AND kept.sort = fresh.sort AND kept.place = fresh.place\n"
            "WHERE kept.subject IS NULL"
        )
    if not parts:
        return
    columns = ", ".join(f"happened.{name}" for name in EVENTS if name != "person")
    copy.unload(
        f"SELECT COALESCE(holders.person, happened.person) AS person, {columns}\n"
        f"FROM (\n{' UNION ALL '.join(parts)}\n) AS happened\n"
        f"LEFT JOIN ({copy.rows_of('holders')}) AS holders ON holders.subject = happened.subject\n"
        f"LEFT JOIN ({copy.rows_of('erased')}) AS erased ON erased.subject = happened.subject\n"
        "WHERE erased.subject IS NULL",
        "events",
    )


def _gone(copy: Copy, days: Sequence[Kept], halves: Collection[Half], erased: Erased) -> Iterator[str]:
    """The subjects in the days' files whose people were erased. Marks are keyed hashes, and the key stays here: so all
    subjects are looked at, once anybody was erased.
    """
    if not days or erased.filter is None:
        return
    copy.unload(f"SELECT DISTINCT subject FROM {_of_days(days, halves)}", "subjects")
    for kept in archive.listing(copy.folder("subjects")):
        with tables.opened() as local:
            for row in local.rows_of(archive.read(kept.key) or b"", SUBJECTS):
                if erased.holds(row["subject"]):
                    yield row["subject"]


def _days(halves: Collection[Half], since: str) -> list[Kept]:
    return [kept for kept in shelf.day_files(halves) if raw.day_in_name(kept.key) >= since]


def _of_days(days: Sequence[Kept], halves: Collection[Half]) -> str:
    """The table of the days' files, of the days that there are; of one half the other's files are not opened."""
    half = "" if set(halves) == set(HALVES) else f" AND \"$path\" LIKE '%/{_plain(*halves)}.parquet'"
    return _between(raw.day_in_name(days[0].key), raw.day_in_name(days[-1].key)) + half


def _between(first: str, last: str) -> str:
    return f"{_table('events')} WHERE dt BETWEEN '{_plain(first)}' AND '{_plain(last)}'"


def _table(name: str) -> str:
    return f'"{_plain(settings().athena_database or "")}".{_plain(name)}'


def _plain(text: str) -> str:
    """The text, which means nothing but itself within quotes or as a name. ValueError for any other."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", text):
        raise ValueError(f"{text!r} cannot stand in a statement")
    return text
