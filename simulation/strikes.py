"""A fault at every AWS call: one week is played again for each call and each fault, and must end as it ends without.

Rules
1. A strike hits one call of one function, and its repetitions; everything else goes well.
2. Survived means: every promise holds, and in the end the same mails and alerts have gone to the same people, the same
   rows say the same, and everybody has the same points.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from simulation.crew import crew
from simulation.evidence import Wrote
from simulation.installation import installed
from simulation.invariants import check
from simulation.invariants.sight import Sight
from simulation.seam import Site, Strike
from simulation.workload.week import Week
from simulation.world import World

FAULTS = {
    "die_before": "the process dies before it",
    "die_after": "the process dies after it",
    "throttle": "refused for its rate",
    "error": "500, not done",
    "error_applied": "500, and done",
    "lost_answer": "done, no answer",
    "late": "no answer, done later",
}
"""What may happen to a call, and how a person says it. Its repetitions meet the same."""

SEED = 1
_ID = re.compile(r"[a-z2-7]{16}")


class Ending(NamedTuple):
    """How the week ended, as far as a single fault may not change it."""

    mails: Counter[tuple[str, str]]
    """(what it was, to) → how often SES accepted it"""
    rows: Counter[tuple[str, str]]
    """(what it was, what became of it) → how many"""
    points: Counter[tuple[str, str, str]]
    """(person, subject, rule) → how many times it earned"""


class Survived(NamedTuple):
    """What became of one strike; `wrong` is empty where it was survived."""

    site: Site
    strike: Strike
    wrong: tuple[str, ...]


def calls() -> list[Site]:
    """Every AWS call of the week, in order."""
    world, _, _ = _play(None)
    return world.wire.carried


def kinds(sites: list[Site]) -> list[int]:
    """One call (counted from 1) of each kind: a function, and the operations that its invocation called up to it (the
    same one several times in a row is one).
    """
    way: dict[int, tuple[str, ...]] = {}
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for number, site in enumerate(sites, 1):
        before = way.get(site.invocation, ())
        way[site.invocation] = before if before[-1:] == (site.operation,) else (*before, site.operation)
        seen.setdefault((site.function, way[site.invocation]), number)
    return list(seen.values())


def strike_all(
    numbers: Iterable[int], faults: Iterable[str], jobs: int, progress: Callable[[Survived], None] = lambda _: None
) -> Iterator[Survived]:
    """Each of these calls, struck by each of these faults."""
    asked = [Strike(number, fault) for number in numbers for fault in faults]
    with crew(jobs) as pool:
        for survived in pool.imap_unordered(struck, asked, chunksize=8):
            progress(survived)
            yield survived


_undisturbed: list[Ending] = []


def struck(strike: Strike) -> Survived:
    """Play the week with this strike, and compare."""
    if not _undisturbed:
        _undisturbed.append(_play(None)[1])
    world, ending, breaches = _play(strike)
    wrong = [f"{promise}  {seen}" for promise, seen in breaches]
    pairs: Iterable[tuple[Counter[Any], Counter[Any]]] = zip(_undisturbed[0], ending, strict=True)
    for name, (was, now) in zip(Ending._fields, pairs, strict=True):
        wrong += [f"{name}: {each} is missing" for each in was - now]
        wrong += [f"{name}: {each} is one too many" for each in now - was]
    return Survived(world.wire.carried[strike.call - 1], strike, tuple(wrong))


def _play(strike: Strike | None) -> tuple[World, Ending, list[tuple[str, str]]]:
    world = World(SEED)
    world.wire.strike = strike
    with installed(world):
        week = Week(world)
        week.happen()
        sight = Sight(world, week)
        return world, _ending(sight), check(sight)


def _ending(sight: Sight) -> Ending:
    mails = Counter((_named(row[1]), mail.to) for mail, row in sight.sent)
    rows = Counter((_named(row[1]), _status(writes[-1])) for row, writes in sight.rows.items())
    points = Counter(
        {
            (person, subject, rule): held.get("count", 1)
            for person, state in sight.people.items()
            for subject, member in state["members"].items()
            for rule, held in member.get("points", {}).items()
        }
    )
    return Ending(mails, rows, points)


def _named(row: str) -> str:
    """What kind of row it is: its id hangs on moments, which a fault may shift by milliseconds."""
    return _ID.sub("", row)


def _status(write: Wrote) -> str:
    return str((write.change.after or {})["status"]["S"])
