"""What the log's table has let go, out of the archive: so that a person can be made of all that happened.

Nothing is read where the table still holds everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from mikomi.aws import archive
from mikomi.core.archive import row as rows
from mikomi.model.archive import day_of
from mikomi.model.base import Millis
from mikomi.model.events import Packet
from mikomi.settings import NotConfigured, settings
from mikomi.shell.archive import raw, shelf, tables
from mikomi.shell.archive.erasure import Erased

DAY = 86_400_000


class Past:
    """The packets of each subject that arrived before the table's time, or shortly after it began."""

    def __init__(self, base: tables.Tables | None) -> None:
        self._base = base

    def packets(self, subject: str) -> Iterator[Packet]:
        """In the order of their sort keys. Some of them the table may still hold."""
        return map(rows.packet_of, self._base.packets(subject)) if self._base else iter(())


@contextmanager
def opened(now: Millis) -> Iterator[Past]:
    """The archive's days that the table has let go by now, wholly or in part. Raises shelf.Unreadable."""
    try:
        last = day_of(now - settings().event_days * DAY)
        days = {raw.day_in_name(kept.key) for kept in archive.listing(shelf.EVENTS)}
        days |= {raw.day_in_name(kept.key) for kept in archive.listing(raw.RAW)}
    except NotConfigured:  # a deployment of before the archive
        days = set()
    gone = sorted(day for day in days if day <= last) if days else []
    if not gone:
        yield Past(None)
        return
    with tables.opened() as base:
        for day in gone:
            shelf.fill(base, day=day)
        base.gather(Erased().filter)
        yield Past(base)
