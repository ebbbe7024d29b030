"""Bugs put in on purpose. A simulation that does not find them proves nothing.

patch       how a bug is written down
folds       of ingestion and of the fold
half_lives  of half-lives that change
reads       of reads that do not ask for consistency
people      of identity
journeys    of scenarios and plans
entries     of limits, groups, re-entry and caps
deliveries  of mails and alerts
mailings    of mailings to many
quiet       of time as an occasion
stops       of marketing mail that is stopped
warm_up     of a new domain's daily ceiling
weights     of weights that follow what is known
colleagues  of what people of one company did
dealt       of what sales do by hand
erased      of erasing somebody
restored    of tables that are restored to a moment
rewound     of erasures and updates about such a restore
kin         of leads that are one and two again, of lists and of a CRM
gateways    of telling people from mail systems
outcomes    of what the log is told of decisions
words       of what is told, and to whom
shown_again  of what is kept of how a mail was made
timers      of timers, streams and alerts
recovery    of an operator's tools
releases    of two releases side by side

Rules
1. Each is small and honest: what somebody could have written, put in place of the real code while one seed is played.
2. Each says which promise it breaks; it counts as found when a promise is seen broken in a seed that holds without it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from simulation.planted import (
    colleagues,
    dealt,
    deliveries,
    entries,
    erased,
    folds,
    gateways,
    half_lives,
    journeys,
    kin,
    mailings,
    outcomes,
    people,
    quiet,
    reads,
    recovery,
    releases,
    restored,
    rewound,
    shown_again,
    stops,
    timers,
    warm_up,
    weights,
    words,
)
from simulation.planted.patch import Patch, Planted
from simulation.workload.colleagues import OfOneCompany
from simulation.workload.dealt import Dealt
from simulation.workload.erased import Erased
from simulation.workload.followed import Followed
from simulation.workload.gateways import Guarded
from simulation.workload.kin import Kin
from simulation.workload.mailed import Mailed
from simulation.workload.restored import Restored
from simulation.workload.rewound import Rewound
from simulation.workload.story import Story

_PLANTED: dict[str, Planted] = {
    planted.__name__: planted
    for each in (
        deliveries,
        folds,
        half_lives,
        people,
        entries,
        journeys,
        timers,
        reads,
        recovery,
        words,
        releases,
        outcomes,
        mailings,
        quiet,
        stops,
        warm_up,
        gateways,
        shown_again,
        weights,
        colleagues,
        dealt,
        erased,
        restored,
        rewound,
        kin,
    )
    for planted in each.BUGS
}
_ELSEWHERE: dict[str, type[Story]] = {
    **{planted.__name__: Guarded for planted in gateways.BUGS},
    **{planted.__name__: Followed for planted in weights.BUGS},
    **{planted.__name__: Dealt for planted in dealt.BUGS},
    **{planted.__name__: Erased for planted in erased.BUGS},
    **{planted.__name__: Restored for planted in restored.BUGS},
    **{planted.__name__: Rewound for planted in rewound.BUGS},
    **{planted.__name__: Kin for planted in kin.BUGS},
    **{planted.__name__: OfOneCompany for planted in colleagues.BUGS},
    mailings.row_moves_before_the_turns.__name__: Mailed,
    mailings.turn_lies_under_the_time.__name__: Mailed,
    mailings.stop_that_nobody_heeds.__name__: Mailed,
    reads.row_read_anywhere.__name__: Mailed,
}


def names() -> list[str]:
    return list(_PLANTED)


def meaning(name: str) -> str:
    """What is wrong, and which promises it breaks, in a sentence."""
    return (_PLANTED[name].__doc__ or "").strip()


def story(name: str) -> type[Story]:
    """The kind of story in which it is looked for."""
    return _ELSEWHERE.get(name, Story)


def bug(name: str) -> AbstractContextManager[None]:
    """The bug of this name, switched on."""
    return _switched_on(_PLANTED[name]())


@contextmanager
def _switched_on(patches: list[Patch]) -> Iterator[None]:
    held = [(place, name, getattr(place, name)) for place, name, _ in patches]
    for place, name, value in patches:
        setattr(place, name, value)
    try:
        yield
    finally:
        for place, name, value in held:
            setattr(place, name, value)
