"""An earlier version is brought back: a push with its content, over the version that runs.

Rules
1. It is published like every other, as a new version, and the bucket's files become those of then: so that the next
   upload begins there.
2. Nothing is brought back by halves: where its files were not kept, or an asset lies there no more as it was, nothing
   is sent.
"""

from mikomi.aws import plans, uploads, versions
from mikomi.core.checking import workspace
from mikomi.model.push import Manifest, Push, unpacked


class IsRunning(Exception):
    """It is the one that runs."""


class NotKept(Exception):
    """Its files were not kept, or there is no such version."""


class AssetsMissing(Exception):
    """These do not lie in the bucket as they did then."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(", ".join(files))
        self.files = files


def made(number: int, by: str, note: str = "") -> Push:
    """The push that brings it back. IsRunning, NotKept, AssetsMissing."""
    running = plans.pointer_version()
    if number == running:
        raise IsRunning(number)
    body = versions.read_files(number) if 0 < number < running else None
    if body is None:
        raise NotKept(number)
    of_then = unpacked(body)
    there = {key: tag for key, tag in uploads.listing().items() if workspace.belongs(key)}
    if missing := [name for name, mark in of_then.awaited.items() if there.get(name) != mark]:
        raise AssetsMissing(missing)
    files = of_then.manifest.files
    removes = tuple(sorted(there.keys() - files.keys()))
    manifest = Manifest(over=running, files=files, removes=removes, by=by, note=note, of=number)
    return Push(manifest=manifest, contents=of_then.contents)
