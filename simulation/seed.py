"""One seed from beginning to end: the story, then the judgement."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from simulation import faults
from simulation.installation import forget_what_was_worked_out, installed
from simulation.invariants import check
from simulation.invariants.sight import Sight
from simulation.workload.operator import repair
from simulation.workload.story import Story
from simulation.world import World


class Result(NamedTuple):
    """`breaches`: promise and what was seen; `trace`: the hash of everything that happened; `met`: faults by function
    and operation. Of the `steps` (mails decided) `twice` went out more than once, `missed` never ended; `usual`: under
    the stated rates, not under three times as many faults."""

    seed: int
    breaches: list[tuple[str, str]]
    trace: str
    people: int
    mails: int
    steps: int
    calls: int
    twice: int
    missed: int
    met: dict[tuple[str, str, str], int]
    lines: list[str] | None
    usual: bool


def play(
    seed: int,
    *,
    keep: bool = False,
    bug: AbstractContextManager[Any] | None = None,
    of: type[Story] = Story,
) -> Result:
    """`keep`: keep the trace's lines. `bug`: a planted bug, switched on for this seed. `of`: which kind of story."""
    if bug:
        forget_what_was_worked_out()
    world = World(seed, keep)
    with installed(world), bug or nullcontext():
        story = of(world)
        story.happen()
        sight = Sight(world, story)
        breaches = check(sight)
        if story.ends_with_an_operator:
            sight = Sight(world, story, repair(world, list(sight.people)), sight)
            breaches += [each for each in check(sight) if each not in breaches]
    if bug:
        forget_what_was_worked_out()
    return Result(
        seed,
        breaches,
        world.trace.digest,
        story.people,
        len(world.ses.accepted),
        sum(step.effect["kind"] == "mail" for step in sight.decided),
        world.wire.calls,
        sum(times - 1 for times in Counter(row for _, row in sight.sent if row[1].startswith("mail#")).values()),
        sum(not sight.has_ended(step) for step in sight.decided if step.effect["kind"] == "mail"),
        world.wire.met,
        world.trace.lines,
        faults.are_usual(story.rates),
    )
