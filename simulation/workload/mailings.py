"""A company that writes to everybody, and the marketers who press its buttons while it goes out.

It draws nothing of the world's, so that a story of a company without them is what it was.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from mikomi.shell.everybody import controls
from mikomi.shell.everybody.controls import CannotBe, NotThere

from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.workspace import Files
from simulation.world import START, World

SHARE = 0.15
"""Of the stories with such a company."""
SCENARIO = "news"
MARKETER = "Marketer"
TRIES = 4
TOKYO = timedelta(hours=9)
HANDS = (
    (),
    ("pause", "resume"),
    ("pause", "resume", "pause", "resume"),
    ("pause", "cancel"),
    ("cancel",),
    ("send",),
    ("pause", "send", "resume"),
)
"""What is pressed in one story, one after the other."""


class Mailings:
    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random = world.chance.of("mailings")
        self.are_there = random.random() < SHARE
        self._due = START + random.randint(3, 24) * DAY + random.randint(0, 23) * HOUR
        self._limit = random.choice([None, "5m", "2h"])

    def more(self) -> Files:
        """The files that this company has beside those of all."""
        if not self.are_there:
            return {}
        wall = datetime.fromtimestamp(self._due / 1000, UTC) + TOKYO
        trigger = {"schedule": f"{wall:%Y-%m-%dT%H:%M}", **({"not_later_than": self._limit} if self._limit else {})}
        said = {
            "version": 1,
            "id": SCENARIO,
            "name": SCENARIO,
            "status": "active",
            "trigger": trigger,
            "reentry": "after_exit",
            "steps": [{"id": "letter", "mail": {"template": "watch", "subject": "letter news"}}],
        }
        return {f"scenarios/{SCENARIO}.json": json.dumps(said, indent=1).encode()}

    def plan(self) -> None:
        """Somebody presses the buttons around the mailing's moment, sometimes two at once."""
        if not self.are_there:
            return
        random = self._random
        moment = self._due + int(random.random() * 20 * SECOND)
        for verb in random.choice(HANDS):
            for _ in range(random.choice([1, 1, 2])):
                self._world.time.begin(lambda verb=verb: self._press(verb), moment - self._world.time.now)  # type: ignore[misc]
            moment += int(random.random() ** 2 * random.choice([20 * SECOND, 20 * MINUTE, 6 * HOUR]))

    def _press(self, verb: str) -> None:
        """Of a task: press it until an answer comes."""
        lambdas = self._world.lambdas
        lambdas.handlers.setdefault(MARKETER, _do)
        lambdas.timeouts.setdefault(MARKETER, MINUTE)
        for _ in range(TRIES):
            if lambdas.invoke_and_wait(MARKETER, {"verb": verb}).how == "answered":
                return
            self._world.time.sleep(10 * SECOND)


def _do(event: dict[str, Any], _context: Any) -> None:
    """What the console does; a button that comes too late does nothing."""
    with suppress(NotThere, CannotBe):
        if event["verb"] == "send":
            controls.send(SCENARIO)
        else:
            move = {"pause": controls.pause, "resume": controls.resume, "cancel": controls.cancel}[event["verb"]]
            move(controls.of_scenario(SCENARIO).mailing.id)
