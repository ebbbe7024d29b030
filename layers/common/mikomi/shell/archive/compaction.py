"""Raw files → one file a day and half, each event once, sorted by person and then time.

Rules
1. A day's file is swapped by its name in one put, and only over the one that was read; the raw files in it go
   afterwards. Cut off anywhere, the next night finds each event at least once, and drops what it finds twice.
2. Nothing new and nobody to erase: three listings, and no more.
3. A raw file that is cut off is put aside; a file of a newer release, and a day whose file cannot be read, are left as
   they are. The other days go on, and then it is an error.
"""

from collections import defaultdict

from mikomi import clock, observe
from mikomi.aws import archive
from mikomi.aws.archive import Changed
from mikomi.model.archive import Half, day_of
from mikomi.shell.archive import habits, raw, shelf, snapshot, tables
from mikomi.shell.archive.erasure import Erased
from mikomi.shell.archive.raw import Damaged, NewerSchema

DAMAGED = "damaged/"
TRIES = 3
Place = tuple[str, Half]
"""A day, and which half of it."""


class NotCompacted(Exception):
    """These days were left as they were: somebody has to look at them."""


def compact() -> dict[str, int]:
    """Answers how many raw files and days there were. Raises NotCompacted when all else is done."""
    fresh = [kept.key for kept in shelf.raw_files()]
    erased = Erased()
    if not fresh and not erased.waiting:
        return {"raw": 0, "days": 0}
    picture = snapshot.take(erased.holds)
    groups: dict[Place, list[str]] = defaultdict(list)
    for key in fresh:
        groups[_place(key)].append(key)
    for kept in shelf.day_files() if erased.waiting else ():
        groups.setdefault(_place(kept.key), [])
    left = [place for place, keys in sorted(groups.items()) if not _compacted(place, keys, picture, erased)]
    _write_people(picture, erased)
    habits.write(picture.hours)
    archive.tell_night(str(clock.now()))
    if left:
        raise NotCompacted(", ".join(shelf.day_file(*place) for place in left))
    erased.carried_out()
    return {"raw": len(fresh), "days": len(groups)}


def _place(key: str) -> Place:
    return raw.day_in_name(key), raw.half_in(key)


def people_file(day: str) -> str:
    return f"{snapshot.PEOPLE}dt={day}/people.parquet"


def _compacted(place: Place, keys: list[str], picture: snapshot.Picture, erased: Erased) -> bool:
    """False for a day that was left as it was."""
    for _ in range(TRIES):
        try:
            _compact_day(place, keys, picture, erased)
        except Changed:  # another compaction was faster: what it wrote is read, too
            continue
        except (Damaged, NewerSchema) as why:
            observe.count("RecordFailed")
            observe.log("day_not_compacted", level="ERROR", day=place[0], half=place[1], error=type(why).__name__)
            return False
        return True
    return False


def _compact_day(place: Place, keys: list[str], picture: snapshot.Picture, erased: Erased) -> None:
    """Raises Changed; Damaged or NewerSchema of the day's own file."""
    file = shelf.day_file(*place)
    before = archive.read_marked(file)
    with tables.opened() as base:
        taken = [key for key in keys if _take(base, key)]
        if not taken and not erased.waiting:
            return
        if before:
            base.add_day(before[0])
        base.add_holders(picture.holders)
        base.gather(erased.filter)
        archive.replace(file, base.day_file(), over=before[1] if before else None)
    for key in taken:
        archive.remove(key)


def _take(base: tables.Tables, key: str) -> bool:
    """Put a raw file's rows in; False for one that is left alone, or put aside because it is cut off."""
    body = archive.read(key)
    if body is None:
        return False
    try:
        base.add_lines(raw.text_in(body))
    except NewerSchema:
        return False
    except Damaged as why:
        observe.count("RecordFailed")
        observe.log("raw_file_damaged", level="ERROR", file=key, error=str(why))
        archive.write(DAMAGED + key.removeprefix(raw.RAW), body)
        archive.remove(key)
        return False
    return True


def _write_people(picture: snapshot.Picture, erased: Erased) -> None:
    """Tonight's picture; and those of before without whom was erased."""
    with tables.opened() as base:
        archive.write(people_file(day_of(clock.now())), base.people_file(picture.lines))
    for kept in archive.listing(snapshot.PEOPLE) if erased.waiting else ():
        body = archive.read(kept.key)
        if body:
            with tables.opened() as base:
                archive.write(kept.key, base.people_without(body, erased.holds))
