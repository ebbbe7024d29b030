"""What a dump says of itself: who wrote it, in which forms, and which files it is made of.

Rules
1. Every file stands in the manifest with the sum of its bytes; what is not as it says is no dump.
2. The manifest comes last. A folder without one is a dump that was cut off, and can be taken up.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from mikomi.model.base import Frozen, Millis

DUMP_FORMAT = 1

DumpKind = Literal["people", "rows", "events", "plans", "workspace", "raw", "archive"]
ITEM_KINDS: tuple[DumpKind, ...] = ("people", "rows", "events")
"""What lies in the tables, in the order in which it is taken (see `shell.dump.departure`)."""
OBJECT_KINDS: tuple[DumpKind, ...] = ("plans", "workspace", "raw", "archive")
"""What lies in the buckets."""


class DumpFile(Frozen):
    """One file of a dump. `size`: how many items or objects are in it."""

    name: str
    kind: DumpKind
    size: int
    digest: str


class Dump(Frozen):
    """`secret`: by what the deployment's secret is known; `formats`: those of the stored forms, `model.formats`."""

    format: int = DUMP_FORMAT
    begun_at: Millis
    ended_at: Millis = 0
    formats: dict[str, int]
    secret: str
    has_secret: bool = False
    has_archive: bool = True
    files: tuple[DumpFile, ...] = Field(default_factory=tuple)

    def of(self, kinds: Iterable[DumpKind]) -> list[DumpFile]:
        """Its files of these kinds, kind by kind."""
        return [file for kind in kinds for file in self.files if file.kind == kind]

    def size(self, kind: DumpKind) -> int:
        return sum(file.size for file in self.files if file.kind == kind)
