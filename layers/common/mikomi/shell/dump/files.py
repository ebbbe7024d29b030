"""The files of a dump: items as lines of JSON (DynamoDB's own, packed by gzip), objects as ZIP files, a manifest.

Rules
1. A file is written beside its name and then renamed: what has its name is whole.
2. Nothing is ever unpacked under a name that stands in a file: objects are read one by one.
3. The same items make the same bytes.
"""

import gzip
import hashlib
import json
import os
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mikomi.aws.raw import Item, StoredObject
from mikomi.model.dump import DUMP_FORMAT, Dump, DumpFile, DumpKind
from mikomi.model.formats import FORMATS

MANIFEST, PROGRESS, SECRET = "manifest.json", "progress.json", "secret.json"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_AT_ONCE = 1 << 20


class NoDump(Exception):
    """The folder holds no dump that this release can load. `why`: `cut` (no manifest), `newer` (by a newer release),
    `damaged` (a file is not what the manifest says)."""

    def __init__(self, why: str, file: str = "") -> None:
        super().__init__(why, file)
        self.why, self.file = why, file


def write_items(folder: Path, kind: DumpKind, number: int, items: Iterable[Item]) -> DumpFile:
    name, size = f"{kind}-{number:05d}.ndjson.gz", 0
    beside = folder / f"{name}.new"
    with beside.open("wb") as plain, gzip.GzipFile("", "wb", fileobj=plain, mtime=0) as packed:
        for item in items:
            packed.write(_line(item))
            size += 1
    return _named(folder, beside, name, kind, size)


def read_items(folder: Path, file: DumpFile) -> Iterator[Item]:
    with gzip.open(folder / file.name, "rb") as lines:
        for line in lines:
            yield {name: _read(value) for name, value in json.loads(line).items()}


def read_rows(folder: Path, dump: Dump) -> Iterator[Item]:
    """The rows of the state's table, of all files."""
    return (item for file in dump.of(("rows",)) for item in read_items(folder, file))


def write_objects(folder: Path, kind: DumpKind, number: int, objects: Iterable[tuple[str, StoredObject]]) -> DumpFile:
    name, size = f"{kind}-{number:05d}.zip", 0
    beside = folder / f"{name}.new"
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as pack:
        for key, stored in objects:
            info = zipfile.ZipInfo(key, _BEGINNING)
            info.compress_type, info.comment = zipfile.ZIP_DEFLATED, stored.media.encode()
            pack.writestr(info, stored.body)
            size += 1
    return _named(folder, beside, name, kind, size)


def read_objects(folder: Path, file: DumpFile) -> Iterator[tuple[str, StoredObject]]:
    with zipfile.ZipFile(folder / file.name) as pack:
        for info in pack.infolist():
            yield info.orig_filename, StoredObject(pack.read(info), info.comment.decode())


def write_manifest(folder: Path, dump: Dump) -> None:
    _write(folder / MANIFEST, dump.model_dump_json(indent=1).encode())


def read_manifest(folder: Path) -> Dump:
    """What the folder's dump says of itself. Raises NoDump."""
    try:
        dump = Dump.model_validate_json((folder / MANIFEST).read_bytes(), extra="ignore")
    except FileNotFoundError:
        raise NoDump("cut") from None
    except ValidationError:
        raise NoDump("damaged", MANIFEST) from None
    if dump.format > DUMP_FORMAT or any(number > FORMATS.get(form, 0) for form, number in dump.formats.items()):  # type: ignore[call-overload]
        raise NoDump("newer")
    return dump


def check(folder: Path, file: DumpFile) -> None:
    """Raises NoDump if the file is not what the manifest says."""
    try:
        if _digest(folder / file.name) == file.digest:
            return
    except OSError:
        pass
    raise NoDump("damaged", file.name)


def write_progress(folder: Path, says: dict[str, Any]) -> None:
    _write(folder / PROGRESS, json.dumps(says).encode())


def read_progress(folder: Path) -> dict[str, Any] | None:
    try:
        says: dict[str, Any] = json.loads((folder / PROGRESS).read_bytes())
    except FileNotFoundError:
        return None
    return says


def write_secret(folder: Path, kept: str) -> None:
    """For nobody's eyes but the owner's."""
    path = folder / SECRET
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(kept)


def read_secret(folder: Path) -> str | None:
    path = folder / SECRET
    return path.read_text(encoding="utf-8") if path.exists() else None


def _named(folder: Path, beside: Path, name: str, kind: DumpKind, size: int) -> DumpFile:
    digest = _digest(beside)
    beside.replace(folder / name)
    return DumpFile(name=name, kind=kind, size=size, digest=digest)


def _write(path: Path, body: bytes) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(body)
    beside.replace(path)


def _digest(path: Path) -> str:
    taken = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_AT_ONCE):
            taken.update(part)
    return taken.hexdigest()


def _line(item: Item) -> bytes:
    text = json.dumps(item, default=_as_text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def _as_text(value: Any) -> str:
    return b64encode(bytes(value)).decode()


def _read(value: dict[str, Any]) -> dict[str, Any]:
    ((kind, held),) = value.items()
    match kind:
        case "B":
            return {kind: b64decode(held)}
        case "BS":
            return {kind: [b64decode(each) for each in held]}
        case "M":
            return {kind: {name: _read(each) for name, each in held.items()}}
        case "L":
            return {kind: [_read(each) for each in held]}
        case _:
            return {kind: held}
