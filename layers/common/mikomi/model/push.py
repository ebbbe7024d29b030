"""A push: a whole workspace in one file, so that all of it arrives or none.

Rules
1. `files` names everything that the version will hold, each with the mark of its content as S3 calls it. What a push
   does not name is no part of the version; what it `removes` goes from the bucket too.
2. A push is a ZIP of the files and `manifest.json`. An asset that lies in the bucket already may be named alone.
3. What is not exactly so (a mark that its content has not, a file that nobody named, two of one name) is no push.
4. It says over which version it was made. Whoever published meanwhile is not overwritten, and a notice that comes late
   or twice does nothing.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import md5
from typing import Literal

from pydantic import Field, ValidationError

from mikomi.model.base import Frozen

FOLDER = "pushes/"
MANIFEST = "manifest.json"
LARGEST = 200_000_000
"""Bytes of all files of a push together."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""ZIP's own: the same files make the same bytes."""


Flaw = Literal["whole", "large", "file"]
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValidationError,
    EOFError,
    NotImplementedError,  # a way of packing that Python does not know
    RuntimeError,  # it asks for a password
    ValueError,  # names that are no text, places before the beginning
    OSError,
)


class NoPush(Exception):
    """The file is not a whole push: it cannot be read as a `whole`, it is too `large`, or a `file` in it is not what
    the manifest says."""

    def __init__(self, flaw: Flaw, file: str = "") -> None:
        super().__init__(flaw, file)
        self.flaw: Flaw = flaw
        self.file = file


class Manifest(Frozen):
    """`over`: the version that ran when it was made, and over which alone it is published. `by`: who pushed it, `note`:
    what they say of it, `of`: the version that is brought back by it."""

    format: int = 1
    over: int = 0
    files: dict[str, str]
    removes: tuple[str, ...] = ()
    by: str = ""
    note: str = ""
    of: int | None = None


class Push(Frozen):
    """`contents`: what travels along, by the file's name."""

    manifest: Manifest
    contents: dict[str, bytes] = Field(default_factory=dict)

    @property
    def awaited(self) -> dict[str, str]:
        """Files that have to lie in the bucket, each with its mark."""
        return {name: of for name, of in self.manifest.files.items() if name not in self.contents}


def mark(body: bytes) -> str:
    """What S3 calls a file with this content."""
    return f'"{md5(body, usedforsecurity=False).hexdigest()}"'


def packed(push: Push) -> bytes:
    """The push as one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, body in sorted(push.contents.items()):
            pack.writestr(zipfile.ZipInfo(name, _BEGINNING), body, zipfile.ZIP_DEFLATED)
        said = push.manifest.model_dump_json(exclude_none=True).encode()
        pack.writestr(zipfile.ZipInfo(MANIFEST, _BEGINNING), said, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpacked(body: bytes) -> Push:
    """The push in this file. Raises NoPush."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as pack:
            if sum(each.file_size for each in pack.infolist()) > LARGEST:
                raise NoPush("large")
            contents = _contents(pack)
        manifest = Manifest.model_validate_json(contents.pop(MANIFEST, b""), extra="ignore")
    except _UNREADABLE as wrong:
        raise NoPush("whole") from wrong
    _check(manifest.files, contents)
    return Push(manifest=manifest, contents=contents)


def _contents(pack: zipfile.ZipFile) -> dict[str, bytes]:
    """Each file, read no further than it says it is long."""
    read: dict[str, bytes] = {}
    for each in pack.infolist():
        if each.filename in read:
            raise NoPush("file", each.filename)
        with pack.open(each) as file:
            body = file.read(each.file_size + 1)
        if len(body) != each.file_size:
            raise NoPush("file", each.filename)
        read[each.filename] = body
    return read


def _check(files: Mapping[str, str], contents: Mapping[str, bytes]) -> None:
    for name, body in contents.items():
        if files.get(name) != mark(body):
            raise NoPush("file", name)
