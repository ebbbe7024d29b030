"""The stories in which sales work on the leads: notes, calls, stages, owners, tags, points, tasks, what they take back.

Rules
1. They are stories of their own (`seed.play(seed, of=Dealt)`), so that no other seed is another one for them.
2. Whoever gets no answer presses again, the same button of the same page; sometimes twice though there was one.
3. What is done or taken back stood on the page that they looked at: others may have been faster.
4. Each press has a name, which stands in the act's words: so it is told whose event is whose.
"""

from collections import Counter
from random import Random
from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws import people
from mikomi.model.person import Person
from mikomi.shell.operator import lead_acts
from mikomi.shell.operator.by_hand import NotPossible

from simulation.time import DAY, MINUTE, SECOND
from simulation.workload.people import Visitor
from simulation.workload.story import Story
from simulation.workload.workspace import REPS
from simulation.world import World

LOOK, PRESS = "SalesLook", "SalesPress"
TRIES = 6
MOST = 5
"""Of one kind, of one lead: fewer than a person remembers."""
STAGES = ("mql", "accepted", "opportunity")
TAGS = ("by-hand-a", "by-hand-b")


class Pressed(NamedTuple):
    """A press: its name, the lead's address, what it asked for, and the event that was answered; empty: refused."""

    name: str
    email: str
    act: str
    event: str


class Dealt(Story):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.presses: list[Pressed] = []
        self._made: Counter[tuple[str, str]] = Counter()

    def _plan(self) -> None:
        super()._plan()
        for visitor in self.visitors:
            random = self.world.chance.of("dealt", visitor.email)
            for number in range(random.randint(2, 12)):
                moment = int(random.random() * 27 * DAY)
                self.world.time.begin(
                    lambda visitor=visitor, number=number: self._act(visitor, number),  # type: ignore[misc]
                    moment,
                )

    def _act(self, visitor: Visitor, number: int) -> None:
        """Of a task: look at the lead's page, choose something, press until an answer comes."""
        name, random = f"press-{visitor.number}-{number}", self.world.chance.of("press", visitor.email, number)
        seen = self._asked(LOOK, {"email": visitor.email})
        said = _chosen(random, seen or {})
        if said is None or self._made[visitor.email, said["act"]] >= MOST:
            return
        self._made[visitor.email, said["act"]] += 1
        wish = {
            "email": visitor.email,
            "said": {**said, "text": name},
            "by": random.choice(REPS),
            "pressed": self._now(),
        }
        self.world.time.sleep(int(random.random() * 10 * MINUTE))
        for _ in range(random.choice([1, 1, 2])):
            answer = self._asked(PRESS, wish)
            if answer is not None:
                self.presses.append(Pressed(name, visitor.email, said["act"], answer["event"]))

    def _asked(self, function: str, event: dict[str, Any]) -> dict[str, Any] | None:
        lambdas = self.world.lambdas
        lambdas.handlers.setdefault(function, {LOOK: _look, PRESS: _press}[function])
        lambdas.timeouts.setdefault(function, MINUTE)
        for _ in range(TRIES):
            outcome = lambdas.invoke_and_wait(function, event)
            if outcome.how == "answered":
                return dict(outcome.answer)
            self.world.time.sleep(20 * SECOND)
        return None

    def _now(self) -> str:
        return str(self.world.time.now)


def _chosen(random: Random, seen: dict[str, Any]) -> dict[str, Any] | None:
    if not seen.get("is_lead"):
        return None
    ways: list[dict[str, Any]] = [
        {"act": "note"},
        {"act": "call", "outcome": "reached"},
        {"act": "stage", "stage": random.choice(STAGES)},
        {"act": "owner", "rep": random.choice(REPS)},
        {"act": random.choice(["tag", "untag"]), "tag": random.choice(TAGS)},
        {"act": "points", "points": str(random.choice([5, 10, -5]))},
        {"act": "task", "kind": random.choice(["call", "visit", "quote"])},
        {"act": "task", "kind": "call"},
    ]
    if seen["tasks"]:
        ways += [{"act": "done", "task": random.choice(seen["tasks"]), "outcome": "done"}] * 3
    if seen["acts"]:
        ways += [{"act": "undo", "event": random.choice(seen["acts"])}] * 2
    return random.choice(ways)


def _lead(email: str) -> Person | None:
    lead = people.find_alias(keys.email_alias(email))
    return people.load(lead) if lead else None


def _look(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """What stands on the lead's page."""
    person = _lead(event["email"])
    if person is None or not person.is_lead:
        return {"is_lead": False}
    standing = [act.id for act in person.dealings.standing if act.verb != "done" and not act.step]
    return {"is_lead": True, "tasks": [act.id for act in person.dealings.tasks], "acts": standing}


def _press(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    person = _lead(event["email"])
    try:
        done = lead_acts.act(person.id if person else "", event["said"], event["by"], event["pressed"])
    except NotPossible:
        return {"event": ""}
    return {"event": done}
