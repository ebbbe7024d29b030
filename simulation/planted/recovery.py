"""Bugs of an operator's tools: nothing found, too much found, decided once more."""

from typing import Any

from mikomi.core import replay
from mikomi.shell.people import audit

from simulation.planted.patch import Patch


def audit_by_the_newest_packet() -> list[Patch]:
    """The audit only asks whether the newest packet was folded, not whether one before it is missing (I8)."""
    held_against = audit._held_against

    def hasty(*args: Any) -> Any:
        return held_against(*args)._replace(missing=0)

    return [(audit, "_held_against", hasty)]


def audit_counts_repetitions() -> list[Patch]:
    """What a client sent twice counts twice in the log, and seems to be missing in the person (I8)."""
    return [(audit, "_without_repeats", lambda packets: sorted(packets, key=lambda packet: packet.received_at))]


def rebuild_enters_anew() -> list[Patch]:
    """A rebuild takes the enrolments as the log's order would have made them, under new ids (I14)."""
    return [(replay, "_KEPT", tuple(name for name in replay._KEPT if name != "enrolments"))]


BUGS = (
    audit_by_the_newest_packet,
    audit_counts_repetitions,
    rebuild_enters_anew,
)
