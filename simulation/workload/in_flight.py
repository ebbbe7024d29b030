"""The stories in which scenarios are changed while people are in them: everybody is moved, corrected or let go, one is
moved by hand, at any moment, twice at once, under the faults of any other story.

They are stories of their own (`seed.play(seed, story=InFlight)`), so that no other seed is another one for them.
"""

from contextlib import suppress
from typing import Any

from mikomi.aws import everybody, plans
from mikomi.core.scenarios.changes import RunChange
from mikomi.shell.everybody import change, work
from mikomi.shell.everybody.change import AnotherUnderWay, NoSuchVersion
from mikomi.shell.everybody.work import NoSuchWork, NotUnderWay
from mikomi.shell.operator import by_hand
from mikomi.shell.operator.by_hand import NotPossible

from simulation.time import DAY, MINUTE, SECOND
from simulation.workload.story import DAYS, VARIANTS, Story
from simulation.world import World

MARKETER = "Marketer in flight"
TRIES = 4
SCENARIOS = ("request", "request", "request", "price", "hot")
ACTS = ("version", "version", "version", "words", "words", "stop")
STEPS = ("thanks", "faq", "offer")


class InFlight(Story):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._own = world.chance.of("in flight")

    def _plan(self) -> None:
        super()._plan()
        own, time = self._own, self.world.time
        for _ in range(own.randint(2, 5)):
            time.begin(self._change, int(own.random() * (DAYS - 4) * DAY))
        for _ in range(own.choice([0, 0, 1, 3])):
            time.begin(lambda: self._press({"verb": "hand", **self._hand()}), int(own.random() * (DAYS - 4) * DAY))

    def _change(self) -> None:
        """A new revision, and before long what becomes of those inside; sometimes pressed twice, stopped, resumed."""
        own, time = self._own, self.world.time
        self.revision += 1
        variant = own.randrange(VARIANTS)
        self._upload(self._files(self.revision, f"revision {self.revision} {variant}"), at_once=True)
        time.sleep(int(own.random() ** 3 * DAY))
        pressed = {
            "verb": "change",
            "act": own.choice(ACTS),
            "scenario": own.choice(SCENARIOS),
            "back": own.choice([0, 0, 0, 1, 2]),
        }
        for verb in own.choice([(), (), ("stop", "resume"), ("again",)]):
            more = pressed if verb == "again" else {"verb": verb}
            time.begin(lambda more=more: self._press(more), int(own.random() * 20 * SECOND))  # type: ignore[misc]
        self._press(pressed)

    def _hand(self) -> dict[str, Any]:
        own = self._own
        return {
            "who": own.randrange(50),
            "act": own.choice(["enter", "exit", "move", "move"]),
            "scenario": own.choice(SCENARIOS),
            "step": own.choice(STEPS),
        }

    def _press(self, pressed: dict[str, Any]) -> None:
        """Of a task: press it until an answer comes."""
        lambdas = self.world.lambdas
        lambdas.handlers.setdefault(MARKETER, _do)
        lambdas.timeouts.setdefault(MARKETER, MINUTE)
        for _ in range(TRIES):
            if lambdas.invoke_and_wait(MARKETER, pressed).how == "answered":
                return
            self.world.time.sleep(10 * SECOND)


def _do(event: dict[str, Any], _context: Any) -> None:
    """What the command and the console do; what cannot be is refused."""
    with suppress(AnotherUnderWay, NoSuchVersion, NoSuchWork, NotUnderWay, NotPossible):
        match event["verb"]:
            case "change":
                to = max(1, plans.pointer_version() - event["back"])
                act = event["act"]
                change.begin(RunChange(act, event["scenario"], to=None if act == "stop" else to, by="marketer"))
            case "stop":
                work.stop(change.TASK)
            case "resume":
                work.resume(change.TASK)
            case _:
                there = sorted(everybody.ids())
                if there:
                    who = there[event["who"] % len(there)]
                    by_hand.act(who, event["act"], event["scenario"], event["step"], "rep")
