"""The archive held against the log, day by day: the same packets, each event once, every word the same.

Rules
1. What arrived within `ON_THE_WAY` may still lie in the stream: it is not missing yet.
2. What the log has let go (its table keeps events for `event_days`) is in the archive alone, as it should be. What it
   keeps for longer (evidence) the archive may have let go.
3. What is missing is written anew out of the log, as the stream would have done it (`repair`), as often as one likes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

import msgspec
from msgspec.structs import replace

from mikomi.aws import log
from mikomi.core.archive import row as rows
from mikomi.model.archive import ArchiveRow, day_of
from mikomi.model.base import Millis
from mikomi.model.formats import NewerFormat
from mikomi.settings import settings
from mikomi.shell.archive import intake, raw, shelf, tables
from mikomi.shell.archive.erasure import Erased
from mikomi.shell.archive.shelf import Unreadable

ON_THE_WAY = 20 * 60_000
"""Milliseconds: the stream's window, an attempt or two, and some patience."""
DAY = 86_400_000

Key = tuple[str, str]
"""A packet's subject and sort key."""


@dataclass
class DayAudit:
    """A day's packets and events in the log, and what of them the archive lacks, has otherwise, or has twice; `only` is
    what it alone has though the log ought to, `unreadable` the file that nobody can read."""

    day: str
    packets: int = 0
    events: int = 0
    missing: list[Key] = field(default_factory=list)
    different: list[Key] = field(default_factory=list)
    twice: int = 0
    only: int = 0
    on_the_way: int = 0
    damaged: list[str] = field(default_factory=list)
    unreadable: str = ""

    @property
    def is_equal(self) -> bool:
        return not (self.missing or self.different or self.twice or self.only or self.damaged or self.unreadable)


def days(now: Millis) -> Iterator[DayAudit]:
    """Every day of the log and of the archive, the earliest first."""
    logged = _logged()
    names = {raw.day_in_name(kept.key) for files in (shelf.raw_files, shelf.day_files) for kept in files()}
    erased = Erased()
    for day in sorted(names | set(logged)):
        yield _day(day, logged.get(day, {}), erased, now)


def repair(audited: DayAudit) -> int:
    """Archive what the day lacks; answers how many packets that were."""
    packets = [packet for subject, sort in audited.missing if (packet := log.find(subject, sort))]
    for first in range(0, len(packets), _AT_ONCE):
        some = packets[first : first + _AT_ONCE]
        intake.write([("0", packet) for packet in some])
    return len(packets)


_AT_ONCE = 1_000


@dataclass
class _Logged:
    """What the log says of one packet: its digest (None if only a newer release reads it), and when it arrived."""

    digest: bytes | None
    events: int
    received_at: Millis


def _logged() -> dict[str, dict[Key, _Logged]]:
    found: dict[str, dict[Key, _Logged]] = defaultdict(dict)
    for key, received_at, packet in log.everything():
        digest = None if isinstance(packet, NewerFormat) else _digest(rows.rows_of(packet))
        events = 0 if isinstance(packet, NewerFormat) else len(packet.events)
        found[day_of(received_at)][key] = _Logged(digest, events, received_at)
    return found


def _day(day: str, logged: dict[Key, _Logged], erased: Erased, now: Millis) -> DayAudit:
    audited = DayAudit(day, len(logged), sum(each.events for each in logged.values()))
    archived: dict[Key, bytes] = {}
    with tables.opened() as base:
        try:
            audited.damaged = shelf.fill(base, day=day)
        except Unreadable as why:
            audited.unreadable = str(why)
            return audited
        base.gather(erased.filter)
        audited.twice = base.repeated()
        latest = 0
        for packet in base.packets():
            archived[packet[0].packet] = _digest(packet)
            latest = max(latest, packet[0].received_at)
    for key, said in logged.items():
        if erased.holds(key[0]):
            continue
        if key not in archived:
            if said.received_at > now - ON_THE_WAY:
                audited.on_the_way += 1
            elif said.received_at > now - settings().event_days * DAY:
                audited.missing.append(key)
        elif said.digest is not None and archived[key] != said.digest:
            audited.different.append(key)
    if latest > now - settings().event_days * DAY:
        audited.only = len(archived.keys() - logged.keys())
    return audited


def _digest(packet: Iterable[ArchiveRow]) -> bytes:
    """Of all that the rows say but whose they are, which compaction fills in."""
    text = b"".join(msgspec.json.encode(replace(row, person="")) for row in packet)
    return blake2b(text, digest_size=16).digest()
