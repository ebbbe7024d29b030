"""What there is in the archive, put into tables in the one order in which nothing slips through.

Rules
1. Raw files are read first and the days' files after them: what is compacted in between is seen in both, or in the day.
   A raw file that is gone by then is in its day.
2. A raw file that is cut off is left out and said so: compaction puts it aside, and the audit finds what is missing. A
   day's file that cannot be read is no answer at all, because nobody could tell what an answer without it is worth.
"""

from collections.abc import Collection, Iterable, Iterator

from mikomi import observe
from mikomi.aws import archive
from mikomi.aws.archive import Kept
from mikomi.model.archive import HALVES, Half
from mikomi.shell.archive import raw
from mikomi.shell.archive.raw import Damaged, NewerSchema
from mikomi.shell.archive.tables import Tables

EVENTS = "events/"


class Unreadable(Exception):
    """This file is damaged, or only a newer release can read it."""


def day_file(day: str, half: Half) -> str:
    return f"{EVENTS}dt={day}/{half}.parquet"


def raw_files(halves: Collection[Half] = HALVES, day: str = "") -> Iterator[Kept]:
    """Raw files of these halves, of all days or of one."""
    return _of(halves, archive.listing(f"{raw.RAW}dt={day}"))


def day_files(halves: Collection[Half] = HALVES, day: str = "") -> Iterator[Kept]:
    """The same of the days' files."""
    return _of(halves, archive.listing(f"{EVENTS}dt={day}"))


def fill(
    base: Tables, halves: Collection[Half] = HALVES, day: str = "", *, since: str = "", remember: bool = False
) -> list[str]:
    """Put the rows of these files in: of all days, of one, or `since` one. Answers the raw files that are cut off.
    Raises Unreadable. Whoever asks again and again may `remember` the days from one time to the next: few of them
    change.
    """
    damaged = fill_raw(base, halves, day, since=since)
    for kept in day_files(halves, day):
        if raw.day_in_name(kept.key) < since:
            continue
        body = _remembered(kept) if remember else archive.read(kept.key)
        try:
            if body is not None:
                base.add_day(body)
        except (Damaged, NewerSchema) as why:
            raise Unreadable(f"{kept.key} ({type(why).__name__})") from None
    return damaged


def fill_raw(base: Tables, halves: Collection[Half] = HALVES, day: str = "", *, since: str = "") -> list[str]:
    """The raw files of these alone."""
    raws = [kept.key for kept in raw_files(halves, day) if raw.day_in_name(kept.key) >= since]
    return [key for key in raws if not add_raw(base, key)]


def add_raw(base: Tables, key: str) -> bool:
    """Put one raw file's rows in, if it is still there; False for one that is cut off. Raises Unreadable."""
    body = archive.read(key)
    if body is None:
        return True
    try:
        base.add_lines(raw.text_in(body))
    except Damaged as why:
        observe.log("raw_file_damaged", level="ERROR", file=key, error=str(why))
        return False
    except NewerSchema:
        raise Unreadable(f"{key} (NewerSchema)") from None
    return True


_days: dict[str, tuple[str, bytes]] = {}


def _remembered(kept: Kept) -> bytes | None:
    """The file as it is listed, or newer."""
    mark, body = _days.get(kept.key, ("", b""))
    if mark != kept.etag:
        found = archive.read_marked(kept.key)
        if found is None:
            return None
        body, mark = found
        _days[kept.key] = mark, body
    return body


def _of(halves: Collection[Half], kept: Iterable[Kept]) -> Iterator[Kept]:
    return (each for each in kept if raw.half_in(each.key) in halves)
