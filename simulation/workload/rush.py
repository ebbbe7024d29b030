"""Far more steps due within a minute than SES takes: what back-pressure is measured by.

Rules
1. SES takes `RATE` mails in any second and refuses the rest; nothing else goes wrong.
2. Everybody has one step, due somewhere in the minute from ten o'clock on a Monday; all else is the real thing: step
   queue, commits, streams, timers, the sweep.
"""

import json
from collections import deque
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, NamedTuple

from mikomi.aws import people, plans
from mikomi.model.person import Consent, Enrolment, Person, Trait

from simulation.engine.services import Denied, Ses
from simulation.installation import installed, read_once
from simulation.seam import THROTTLED
from simulation.time import HOUR, MINUTE, SECOND
from simulation.workload.workspace import files
from simulation.world import START, World

RATE = 14
DUE = START + HOUR


class Rush(NamedTuple):
    """What came of it: `took`: (number of the step, its due time, when SES took its mail), in SES's order; `calls`:
    AWS calls from the first due time on; `refused`: how often SES said no; `attempts`: of the mail that needed most."""

    steps: int
    took: list[tuple[int, int, int]]
    statuses: dict[str, int]
    attempts: int
    refused: int
    calls: int
    trace: str

    def longest_wait_beyond_a_perfect_line(self) -> int:
        """How much longer (ms) than at SES's own pace, first due first served, the unluckiest waited."""
        return max(at - due - max(0, number * SECOND // RATE - (due - DUE)) for number, due, at in self.took)


class BusySes(Ses):
    """Takes `RATE` mails in any second, and refuses the rest."""

    now: Callable[[], int]
    recent: deque[int]
    refused = 0

    def send_email(self, params: dict[str, Any]) -> dict[str, Any]:
        now, recent = self.now(), self.recent
        while recent and recent[0] <= now - SECOND:
            recent.popleft()
        if len(recent) >= RATE:
            self.refused += 1
            raise Denied(*THROTTLED["sesv2"])
        recent.append(now)
        return super().send_email(params)


def rush(
    steps: int, until: int, window: dict[str, str] | None = None, progress: Callable[[int], None] = lambda _mails: None
) -> Rush:
    """Prepare everybody, let the steps fall due, and let time pass; `progress` is told how many mails went out."""
    world = World(1)
    world.ses.__class__ = BusySes
    ses: Any = world.ses
    ses.now, ses.recent = lambda: world.time.now, deque()
    world.evidence.writes = deque(maxlen=0)  # type: ignore[assignment]  # nobody judges them, and they are many

    def prepare(_event: Any, _context: Any) -> None:
        plan = read_once(_workspace(window))[0].model_copy(update={"version": 1})
        plans.publish(plan, over=plans.pointer())
        for number in range(steps):
            people.commit(_waiting(number, _due(number, steps)))

    with installed(world):
        world.lambdas.handlers = {**world.lambdas.handlers, "Prepare": prepare}
        world.lambdas.timeouts["Prepare"] = DUE - START
        world.lambdas.invoke("Prepare", {}, lambda _done: None)
        world.time.run(DUE - SECOND)
        for sweep in world.sweeps:
            sweep.start()
        before = world.wire.calls
        for number in range(steps):
            due = _due(number, steps)
            body = json.dumps({"pk": f"person#l_{number}", "sk": "person", "due_at": due})
            world.time.at(due + SECOND, partial(world.send, "mikomi-stepqueue", body))
        while world.time.now < until:
            world.time.run(min(until, world.time.now + MINUTE))
            progress(len(world.ses.accepted))
        calls = world.wire.calls - before
    rows = [row for row in world.dynamodb.tables[world.state_table].all() if row["sk"]["S"].startswith("mail#")]
    statuses = [row["status"]["S"] for row in rows]
    numbers = [int(mail.to.partition("@")[0].removeprefix("p")) for mail in world.ses.accepted]
    return Rush(
        steps,
        [(number, _due(number, steps), mail.at) for number, mail in zip(numbers, world.ses.accepted, strict=True)],
        {status: statuses.count(status) for status in sorted(set(statuses))},
        max(int(row["attempt"]["N"]) for row in rows),
        ses.refused,
        calls,
        world.trace.digest,
    )


def _due(number: int, steps: int) -> int:
    return DUE + number * MINUTE // steps


def _waiting(number: int, due: int) -> Person:
    """A lead whose only step falls due then."""
    run = Enrolment(id=f"run{number}", scenario="rush", plan=1, entered_at=START, event_id="e", since=due, due_at=due)
    return Person(
        id=f"l_{number}",
        proof=2,
        email=f"p{number}@mail.example",
        traits={"lastName": Trait(value=f"TK{number}K", at=1)},
        consent=Consent(text="はい", source="form:download", at=1, event_id="e"),
        enrolments=(run,),
    )


def _workspace(window: dict[str, str] | None) -> dict[str, bytes]:
    """The usual company with one scenario of one mail."""
    usual = files(1, Random("rush"))
    scenario = {
        "version": 1,
        "id": "rush",
        "name": "一斉",
        "status": "active",
        "trigger": {"when": {"submitted": "download"}},
        **({"send_window": window} if window else {}),
        "steps": [{"id": "watch", "mail": {"template": "watch", "subject": "一斉"}}],
    }
    kept = ("settings.json", "scoring.json", "forms/download.json", "mails/watch.html")
    return {name: usual[name] for name in kept} | {"scenarios/rush.json": json.dumps(scenario).encode()}
