"""A deployment becomes a dump: everybody, every row, the log, and what lies in the buckets.

Rules
1. People first, then the rows of their mails, then the log. While it runs others may write: a mail that is sent
   meanwhile has its row in the dump even if the person does not know of it yet, so it never goes out again; and a
   packet that came meanwhile is in the log, and is folded by the load. The other way round it would be sent twice, or
   lost.
2. Of tables that were restored to a moment, whoever was erased since is in them again. What the deployment's own table
   says of those erasures comes last of all, so that the load carries them out anew.
3. A log that was restored to a later moment than the state (docs/moving.md) is taken without what we noted in between:
   the state knows nothing of those decisions, so they are made again, and noted then.
4. The archive's raw files come before its days: what is compacted meanwhile is there twice, never not at all.
5. It can be stopped anywhere: what was written stays, and whoever begins again in the same folder goes on from there.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mikomi import clock, keys
from mikomi.aws import erasures, raw, secrets
from mikomi.aws.raw import Item, StoredObject
from mikomi.model.base import Millis
from mikomi.model.dump import ITEM_KINDS, OBJECT_KINDS, Dump, DumpFile, DumpKind
from mikomi.model.formats import FORMATS
from mikomi.settings import settings
from mikomi.shell.dump import files

ITEMS = 10_000
OBJECTS = 2_000
BYTES = 100_000_000
"""At most so many items, objects and bytes of objects go into one file."""

Progress = Callable[[DumpFile], None]


class RestoredTables(NamedTuple):
    """Tables that were restored to a moment, in place of the deployment's own."""

    events: str | None = None
    state: str | None = None

    def of(self, kind: DumpKind) -> str | None:
        return self.events if kind == "events" else self.state


ITS_OWN = RestoredTables()


class OtherDump(Exception):
    """The folder holds a whole dump, or part of another deployment's."""


def take(folder: Path, *, archive: bool, secret: bool, progress: Progress, tables: RestoredTables = ITS_OWN) -> Dump:
    """Write the dump, or the rest of it. Raises OtherDump."""
    dump, done = _begun(folder, archive, tables)
    if secret:
        files.write_secret(folder, secrets.whole())
    kinds = [*ITEM_KINDS, *(kind for kind in OBJECT_KINDS if archive or kind not in ("raw", "archive"))]
    for kind in kinds:
        if done.get(kind) == "all":
            continue
        for file, place in _parts(folder, kind, len(dump.of([kind])) + 1, done.get(kind), tables):
            dump = dump.model_copy(update={"files": (*dump.files, file)})
            done[kind] = place
            _note(folder, dump, done, tables)
            progress(file)
        done[kind] = "all"
        _note(folder, dump, done, tables)
    if tables.state and (since := _erased_since(folder, dump)):
        file = files.write_items(folder, "rows", len(dump.of(["rows"])) + 1, since)
        dump = dump.model_copy(update={"files": (*dump.files, file)})
        progress(file)
    dump = dump.model_copy(update={"ended_at": clock.now(), "has_secret": secret})
    files.write_manifest(folder, dump)
    (folder / files.PROGRESS).unlink()
    return dump


def _begun(folder: Path, archive: bool, tables: RestoredTables) -> tuple[Dump, dict[str, Any]]:
    if (folder / files.MANIFEST).exists():
        raise OtherDump
    known_by, table = secrets.known_by(), _from(tables)
    before = files.read_progress(folder)
    if before is None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        begun = Dump(begun_at=clock.now(), formats=dict(FORMATS), secret=known_by, has_archive=archive)
        return begun, {}
    dump = Dump.model_validate(before["dump"])
    if dump.secret != known_by or before["table"] != table or dump.has_archive != archive:
        raise OtherDump
    return dump, before["done"]


def _note(folder: Path, dump: Dump, done: dict[str, Any], tables: RestoredTables) -> None:
    said = {"table": _from(tables), "dump": dump.model_dump(mode="json"), "done": done}
    files.write_progress(folder, said)


def _from(tables: RestoredTables) -> list[str]:
    return [tables.events or settings().event_table, tables.state or settings().state_table]


def _parts(
    folder: Path, kind: DumpKind, number: int, after: Any, tables: RestoredTables
) -> Iterator[tuple[DumpFile, Any]]:
    """The files of this kind, and behind which item or object the next one begins."""
    if kind in ITEM_KINDS:
        since = raw.restored_to(tables.state) if kind == "events" and tables.state else None
        for items in _items(kind, after, tables.of(kind), since):
            yield files.write_items(folder, kind, number, items), raw.key_of(items[-1])
            number += 1
    else:
        for objects in _objects(kind, after or ""):
            yield files.write_objects(folder, kind, number, objects), objects[-1][0]
            number += 1


def _items(kind: DumpKind, after: Item | None, table: str | None, since: Millis | None) -> Iterator[list[Item]]:
    gathered: list[Item] = []
    for page in raw.items(kind, after, table):
        gathered += page if since is None else (item for item in page if not _is_noted_after(item, since))
        while len(gathered) >= ITEMS:
            yield gathered[:ITEMS]
            gathered = gathered[ITEMS:]
    if gathered:
        yield gathered


def _is_noted_after(packet: Item, moment: Millis) -> bool:
    return packet["pk"]["S"].startswith(keys.NOTED) and int(packet["received_at"]["N"]) >= moment


def _objects(kind: DumpKind, after: str) -> Iterator[list[tuple[str, StoredObject]]]:
    gathered: list[tuple[str, StoredObject]] = []
    size = 0
    for page in raw.objects(kind, after):
        for key in page:
            stored = raw.read(kind, key)
            if stored is None:
                continue
            gathered.append((key, stored))
            size += len(stored.body)
            if len(gathered) >= OBJECTS or size >= BYTES:
                yield gathered
                gathered, size = [], 0
    if gathered:
        yield gathered


def _erased_since(folder: Path, dump: Dump) -> list[Item]:
    """The erasures that the restored tables do not know of."""
    known = {item["pk"]["S"] for item in files.read_rows(folder, dump) if item["sk"]["S"] == erasures.ERASURE}
    return [item for item in raw.erasures_asked() if item["pk"]["S"] not in known]


def in_doubt(folder: Path, dump: Dump) -> int:
    """How many mails were being sent when their rows were taken."""
    return sum(item.get("status") == {"S": "claimed"} for item in files.read_rows(folder, dump))


def people_in(folder: Path, dump: Dump) -> int:
    """Of how many people something was taken; places that lead to a lead are none."""
    return sum("alias_of" not in item for file in dump.of(("people",)) for item in files.read_items(folder, file))
