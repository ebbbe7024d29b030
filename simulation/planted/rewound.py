"""Bugs of a restore between erasures and updates."""

from typing import Any

from mikomi.aws import people, raw
from mikomi.shell.dump import departure
from mikomi.shell.people import audit
from mikomi.shell.people.audit import Lag

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


def overtaken_and_forgotten() -> list[Patch]:
    """Only what came after everything else of its browser is folded late (I5)."""
    return [(Lag, "lacks", property(lambda lag: lag.late > 0))]


def two_that_were_being_made_one_stay_two() -> list[Patch]:
    """Nobody ends what a merge had begun at the moment (I5)."""
    return [(audit, "make_one", lambda _lag, surely: None)]


BUGS = (
    erased_since_is_there_again,
    log_of_before_the_state,
    notes_come_along_with_the_log,
    dump_of_what_this_release_knows,
    overtaken_and_forgotten,
    two_that_were_being_made_one_stay_two,
)
