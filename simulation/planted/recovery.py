"""Bugs of an operator's tools: nothing found, too much found, decided once more."""

from typing import Any

from mikomi.core import replay
from mikomi.core.people import belief
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


def rebuild_believes_whoever_is_named() -> list[Patch]:
    """A rebuild tells a lead the forms, too, that a shared browser sent after it was shown whose address it is (I9)."""
    return [(belief, "was_believed", lambda _lead, _event: True)]


def rebuild_forgets_who_was_not_believed() -> list[Patch]:
    """Once a shared browser is shown to be a lead's own, a rebuild believes what it said of the lead before (I9)."""
    return [(belief, "with_gap", lambda lead, _before, _event: lead)]


def lost_form_is_rebuilt() -> list[Patch]:
    """What the stream lost of people who were told nothing else by a shared browser is folded for nobody (I33)."""
    return [(audit, "_untold", lambda *_: [])]


BUGS = (
    rebuild_believes_whoever_is_named,
    rebuild_forgets_who_was_not_believed,
    lost_form_is_rebuilt,
    audit_by_the_newest_packet,
    audit_counts_repetitions,
    rebuild_enters_anew,
)
