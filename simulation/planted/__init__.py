"""Bugs put in on purpose. A simulation that does not find them proves nothing.

patch      how a bug is written down
folding    of ingestion and of the fold
fading     of half-lives that change
reading    of reads that do not ask for consistency
people     of identity
journeys   of scenarios and plans
entering   of limits, groups, re-entry and caps
sending    of sending
telling    of what is told, and to whom
waking     of timers, streams and alerts
recovery   of an operator's tools
releases   of two releases side by side

Rules
1. Each is small and honest: what somebody could have written, put in place of the real code while one seed is played.
2. Each says which promise it breaks; it counts as found when a promise is seen broken in a seed that holds without it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from simulation.planted import (
    entering,
    fading,
    folding,
    journeys,
    people,
    reading,
    recovery,
    releases,
    sending,
    telling,
    waking,
)
from simulation.planted.patch import Patch, Planted

_PLANTED: dict[str, Planted] = {
    planted.__name__: planted
    for each in (sending, folding, fading, people, entering, journeys, waking, reading, recovery, telling, releases)
    for planted in each.BUGS
}


def names() -> list[str]:
    return list(_PLANTED)


def meaning(name: str) -> str:
    """What is wrong, and which promises it breaks, in a sentence."""
    return (_PLANTED[name].__doc__ or "").strip()


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
