"""Bugs of a restore between erasures and updates."""

from typing import Any

from mikomi.aws import people, raw
from mikomi.shell.dump import departure

from simulation.planted.patch import Patch
from simulation.workload import rewound


def erased_since_is_there_again() -> list[Patch]:
    """The restored tables are all that is taken: whoever was erased since is a lead again (I27)."""
    return [(departure, "_erased_since", lambda _folder, _dump: [])]


def log_of_before_the_state() -> list[Patch]:
    """The log is restored to ten seconds before the state, not after: somebody was told what it does not hold (I5)."""
    return [(rewound, "AHEAD", -rewound.AHEAD)]


def notes_come_along_with_the_log() -> list[Patch]:
    """What was noted after the state's moment is loaded, and noted again as it is decided again (I36)."""
    return [(departure, "_is_noted_after", lambda _packet, _moment: False)]


def dump_of_what_this_release_knows() -> list[Patch]:
    """What a newer release put beside a person stays behind (I31)."""
    taken = raw._taken

    def ours(item: Any) -> Any:
        keeps = item["sk"]["S"] != "person" or "state" not in item
        return taken(item if keeps else {name: item[name] for name in item if name in people._OURS})

    return [(raw, "_taken", ours)]


BUGS = (
    erased_since_is_there_again,
    log_of_before_the_state,
    notes_come_along_with_the_log,
    dump_of_what_this_release_knows,
)
