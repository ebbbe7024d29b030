"""An operator who, when everything is quiet, holds the log against the people, repairs, and folds everybody again."""

from typing import Any, NamedTuple

from mikomi import clock
from mikomi.aws.people import Conflict
from mikomi.shell.people import audit, rebuild

from simulation.time import HOUR
from simulation.workload.story import QUIET
from simulation.world import World

OPERATOR = "Operator"
TRIES = 5


class Repair(NamedTuple):
    """`accused`: subjects that the audit found lacking before anything was done, `still`: afterwards."""

    accused: tuple[str, ...]
    still: tuple[str, ...]


def repair(world: World, people: list[str]) -> Repair:
    """Audit, catch up, audit again, rebuild these people."""
    done: list[Repair] = []

    def work(_event: Any, _context: Any) -> None:
        accused = [finding for finding in audit.lags(clock.now()) if finding.lacks]
        for finding in accused:
            audit.catch_up(finding)
        still = [finding.subject for finding in audit.lags(clock.now()) if finding.lacks]
        for person in people:
            _rebuild(person)
        done.append(Repair(tuple(each.subject for each in accused), tuple(still)))

    world.lambdas.handlers = {**world.lambdas.handlers, OPERATOR: work}
    world.lambdas.timeouts[OPERATOR] = HOUR
    world.lambdas.invoke(OPERATOR, {}, lambda _done: None)
    world.time.run(world.time.now + QUIET)
    return done[0] if done else Repair((), ("somebody at whom the operator's own work broke off",))


def _rebuild(person: str) -> None:
    """Again, where an event was folded meanwhile."""
    for _ in range(TRIES):
        try:
            rebuild.rebuild_person(person)
        except Conflict:
            continue
        return
