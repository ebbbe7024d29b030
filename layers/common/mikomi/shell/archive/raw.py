"""A raw file: the rows of some packets, named by what is in it, so that it is the same file whoever writes it again."""

import gzip
import zlib
from collections.abc import Iterable, Sequence

from mikomi import keys
from mikomi.core.archive import row as rows
from mikomi.model.archive import SCHEMA, Half, day_of, half_of
from mikomi.model.events import Packet

RAW = "raw/"
_LEVEL = 6


class Damaged(ValueError):
    """The file is cut off or none of ours."""


class NewerSchema(Exception):
    """A newer release wrote this file: only one as new reads it."""


def files_of(packets: Iterable[tuple[str, Packet]]) -> dict[str, bytes]:
    """Key → content of the files that hold these packets, each with its sequence number in the stream."""
    groups: dict[tuple[str, Half], list[tuple[str, Packet]]] = {}
    for sequence, packet in packets:
        groups.setdefault((day_of(packet.received_at), half_of(packet.subject)), []).append((sequence, packet))
    return {_key(day, half, group): _body([packet for _, packet in group]) for (day, half), group in groups.items()}


def text_in(body: bytes) -> bytes:
    """The lines in the file, each looked at. Raises Damaged, NewerSchema."""
    try:
        text = gzip.decompress(body)
        newest = max(row.schema for row in rows.of_lines(text))  # a file without a row is none of ours
    except (OSError, EOFError, zlib.error, ValueError) as broken:  # msgspec's errors are ValueErrors
        raise Damaged(type(broken).__name__) from None
    if newest > SCHEMA:
        raise NewerSchema
    return text


def half_in(key: str) -> Half:
    """Which half of the archive a raw file belongs to, by its name."""
    return "outcomes" if key.rpartition("/")[2].startswith("outcomes") else "footprints"


def day_in_name(key: str) -> str:
    """`2026-11-28` of `…/dt=2026-11-28/…`; "" if it says none."""
    _, _, rest = key.partition("/dt=")
    return rest.partition("/")[0]


def _key(day: str, half: Half, group: Sequence[tuple[str, Packet]]) -> str:
    content = keys.digest(*(f"{packet.subject} {packet.sort}" for _, packet in group), length=26)
    return f"{RAW}dt={day}/{half}-{group[0][0]}-{content}.ndjson.gz"


def _body(packets: Iterable[Packet]) -> bytes:
    text = rows.as_lines(row for packet in packets for row in rows.rows_of(packet))
    return gzip.compress(text, _LEVEL, mtime=0)  # no time in it: the same packets are the same bytes
