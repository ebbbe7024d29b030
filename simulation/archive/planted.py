"""Bugs of the archive put in on purpose, small and honest: what somebody could have written. Each must break P1 in a
seed of the siege that holds without it.
"""

from collections.abc import Callable
from typing import Any

from mikomi.aws import archive
from mikomi.model.archive import HALVES
from mikomi.shell.archive import compaction, raw, shelf, tables

Patch = tuple[Any, str, Any]


def named_by_its_first_record() -> list[Patch]:
    """A raw file is named by its first record alone: a shorter cut that lands late takes a longer one's place."""

    def key(day: str, half: str, group: Any) -> str:
        return f"raw/dt={day}/{half}-{group[0][0]}.ndjson.gz"

    return [(raw, "_key", key)]


def removed_before_it_is_written() -> list[Patch]:
    """Compaction removes the raw files before the day's file is there."""
    take = compaction._take

    def taken(base: tables.Tables, key: str) -> bool:
        done = take(base, key)
        if done:
            archive.remove(key)
        return done

    return [(compaction, "_take", taken)]


def swapped_unseen() -> list[Patch]:
    """The day's file is swapped whatever lies there by now: of two nights at once one takes back the other's."""
    return [(archive, "replace", lambda key, body, over: archive.write(key, body))]


def days_before_raw() -> list[Patch]:
    """A question reads the days first: what is compacted between is in neither."""

    def fill(base: tables.Tables, halves: Any = HALVES, day: str = "") -> list[str]:
        for kept in shelf.day_files(halves, day):
            if body := archive.read(kept.key):
                base.add_day(body)
        return [kept.key for kept in list(shelf.raw_files(halves, day)) if not shelf.add_raw(base, kept.key)]

    return [(shelf, "fill", fill)]


def counted_as_often_as_it_lies_there() -> list[Patch]:
    """What lies in two raw files is two events."""
    raw_of = tables.Tables._raw

    class Careless(tables.Tables):
        def gather(self, is_erased: Any = None) -> None:
            self._connection.execute(f"CREATE TABLE raw_rows AS SELECT * FROM {raw_of(self)}")
            self._connection.execute(f"CREATE VIEW day_rows AS {self._union_of_days()}")
            self._connection.execute(tables._EVENTS)

    return [(tables, "Tables", Careless)]


def added_to_what_is_there() -> list[Patch]:
    """What the day's file holds already is not looked for in the raw files."""
    careless = tables._EVENTS.replace("ANTI JOIN day_rows USING (subject, sort, place)", "")
    return [(tables, "_EVENTS", careless)]


def removed_unread() -> list[Patch]:
    """Compaction removes every raw file of the day that is there by the end, read or not."""
    remove = archive.remove

    def removed(key: str) -> None:
        remove(key)
        for kept in list(archive.listing(key.rpartition("-")[0].rpartition("-")[0])):
            remove(kept.key)

    return [(archive, "remove", removed)]


def acknowledged_unwritten() -> list[Patch]:
    """A file that S3 does not take now is passed over, and the batch is acknowledged."""
    write = archive.write

    def written(key: str, body: bytes) -> None:
        try:
            write(key, body)
        except Exception as error:
            if not key.startswith("raw/"):
                raise error

    return [(archive, "write", written)]


BUGS: tuple[Callable[[], list[Patch]], ...] = (
    named_by_its_first_record,
    removed_before_it_is_written,
    swapped_unseen,
    days_before_raw,
    counted_as_often_as_it_lies_there,
    added_to_what_is_there,
    removed_unread,
    acknowledged_unwritten,
)

FOUND = {
    "named_by_its_first_record": 8,
    "removed_before_it_is_written": 19,
    "swapped_unseen": 48,
    "days_before_raw": 56,
    "counted_as_often_as_it_lies_there": 4,
    "added_to_what_is_there": 8,
    "removed_unread": 5,
    "acknowledged_unwritten": 5,
}
"""The seed that found it last: where the search for it begins."""
