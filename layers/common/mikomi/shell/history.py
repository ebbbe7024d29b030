"""What was published: each version with its record, what it was published over, and by which way it came."""

from typing import Literal, NamedTuple

from mikomi.aws import plans
from mikomi.core.checking import workspace
from mikomi.core.checking.version_record import VersionRecord
from mikomi.core.telling import revision
from mikomi.core.telling.revision import Revised
from mikomi.model.plan import Plan
from mikomi.shell import reports

Way = Literal["push", "upload", "rollback"]


class NeverPublished(LookupError):
    """It was never published."""


class Published(NamedTuple):
    """One version. `record`: what was kept of it, None of what an earlier release published."""

    number: int
    record: VersionRecord | None
    running: int

    @property
    def is_running(self) -> bool:
        return self.number == self.running

    @property
    def over(self) -> int:
        """The version that ran before it; 0: none did."""
        known = self.record.over if self.record else None
        return self.number - 1 if known is None else known

    @property
    def way(self) -> Way | None:
        """How it came; None where that is not known."""
        if self.record is None:
            return None
        return "rollback" if self.record.of is not None else "push" if self.record.pushed else "upload"


def listed(below: int | None, most: int) -> tuple[list[Published], int | None]:
    """The latest versions that are below this number, the latest first; and the number below which there are more."""
    running = plans.pointer_version()
    top = running if below is None else min(running, below - 1)
    numbers = range(top, max(0, top - most), -1)
    return [one_of(number, running) for number in numbers], (numbers[-1] if numbers and numbers[-1] > 1 else None)


def one(number: int) -> Published:
    """This version. NeverPublished."""
    running = plans.pointer_version()
    if not 0 < number <= running:
        raise NeverPublished(number)
    return one_of(number, running)


def one_of(number: int, running: int) -> Published:
    return Published(number, reports.record_of(number), running)


def revised(before: int, after: int, language: str) -> tuple[Revised, ...]:
    """What differs between two versions."""
    then, now = reports.record_of(before), reports.record_of(after)
    assets = [
        name
        for name, mark in (now.files if now else {}).items()
        if then and workspace.is_asset(name) and then.files.get(name, mark) != mark
    ]
    return revision.revision(_plan(before), _plan(after), language, assets)


def _plan(number: int) -> Plan:
    try:
        return plans.version(number)
    except KeyError:
        raise NeverPublished(number) from None
