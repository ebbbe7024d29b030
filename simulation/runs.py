"""Many seeds, over the cores of the machine: which broke a promise, and what they met."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from simulation import planted
from simulation.crew import crew
from simulation.seed import Result, play

FOUND = Path(__file__).parent / "planted" / "found.txt"
REGRESSIONS = Path(__file__).parent / "regressions.txt"
REPLAY = "make simulate SEED={seed}"


@dataclass
class Tally:
    """What many seeds came to."""

    seeds: int = 0
    people: int = 0
    mails: int = 0
    steps: int = 0
    calls: int = 0
    twice: int = 0
    usual_steps: int = 0
    usual_twice: int = 0
    """Of the seeds that draw no fault above its stated rate."""
    missed: int = 0
    broken: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    met: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        self.seeds += 1
        self.people += result.people
        self.mails += result.mails
        self.steps += result.steps
        self.calls += result.calls
        self.twice += result.twice
        self.usual_steps += result.steps * result.usual
        self.usual_twice += result.twice * result.usual
        self.missed += result.missed
        self.met.update(result.met)
        if result.breaches:
            self.broken[result.seed] = result.breaches


def regressions() -> list[int]:
    """Seeds that found a fault before."""
    lines = REGRESSIONS.read_text().splitlines()
    return [int(line.split()[0]) for line in lines if line.strip() and not line.startswith("#")]


def remember(seed: int, why: str) -> None:
    """Put a seed on the list of those that are played first."""
    if seed not in regressions():
        with REGRESSIONS.open("a") as list_:
            list_.write(f"{seed}  {why[:100]}\n")


def run(seeds: Iterable[int], jobs: int, progress: Callable[[Tally], None] = lambda _tally: None) -> Tally:
    """Play them all; `progress` is told after every seed."""
    tally = Tally()
    for result in _results(seeds, jobs):
        tally.add(result)
        progress(tally)
    return tally


def _results(seeds: Iterable[int], jobs: int) -> Iterator[Result]:
    if jobs == 1:
        yield from map(play, seeds)
        return
    with crew(jobs) as pool:
        yield from pool.imap_unordered(play, seeds, chunksize=4)


class Found(NamedTuple):
    """A planted bug was found: after how many seeds, what was seen there first, and every promise that it broke."""

    seeds: int
    seen: str
    promises: tuple[str, ...]


def found_before() -> dict[str, int]:
    """The seeds in which planted bugs were found the last time that somebody looked."""
    return {bug: int(seed) for bug, seed in (line.split() for line in FOUND.read_text().splitlines())}


def remember_found(found: dict[str, Found | None]) -> None:
    """Write down where each was found, so that the next time begins there."""
    FOUND.write_text("".join(f"{bug} {where.seeds - 1}\n" for bug, where in found.items() if where))


def find(bug: str, most: int, first: int = 0) -> Found | None:
    """Look for a planted bug in so many seeds, in `first` before the others; None if it is in none of them."""
    for seed in (first, *range(most)) if first else range(most):
        result = play(seed, bug=planted.bug(bug), of=planted.story(bug))
        if result.breaches:
            held = {promise for promise, _ in play(seed, of=planted.story(bug)).breaches}
            new = [breach for breach in result.breaches if breach[0] not in held]
            if new:
                return Found(seed + 1, new[0][1], tuple(dict.fromkeys(promise for promise, _ in new)))
    return None


def _find(asked: tuple[str, int, int]) -> tuple[str, Found | None]:
    return asked[0], find(*asked)


def find_all(
    most: int,
    jobs: int,
    progress: Callable[[str, Found | None], None] = lambda _bug, _found: None,
    first: dict[str, int] | None = None,
) -> dict[str, Found | None]:
    """Every planted bug, each looked for in at most so many seeds, in the one that `first` names before the others."""
    found = {}
    with crew(jobs) as pool:
        asked = [(name, most, (first or {}).get(name, 0)) for name in planted.names()]
        for bug, where in pool.imap_unordered(_find, asked):
            found[bug] = where
            progress(bug, where)
    return {name: found[name] for name in planted.names()}


def cores() -> int:
    return len(os.sched_getaffinity(0))
