"""An operator who stops all marketing mail for a while and lets it go on, sometimes again, sometimes twice at once.

It draws nothing of the world's, so that a story without one is what it was.
"""

from typing import Any

from mikomi.shell import breaker

from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.world import World

SHARE = 0.3
"""Of the stories with such an operator."""
OPERATOR = "MarketingOperator"
TRIES = 4


class Stops:
    def __init__(self, world: World) -> None:
        self._world = world
        self._random = world.chance.of("stops")

    def plan(self, days: int) -> None:
        """Marketing mail goes on when these days are over."""
        random, begin = self._random, self._world.time.begin
        if random.random() >= SHARE:
            return
        for _ in range(random.choice([1, 1, 2, 4])):
            moment = int(random.random() * (days - 3) * DAY)
            lasts = int(random.choice([10 * MINUTE, 6 * HOUR, 3 * DAY]) * random.random())
            for after, verb in ((0, "stop"), (lasts, "resume")):
                for _ in range(random.choice([1, 1, 2])):
                    begin(lambda verb=verb: self._press(verb), moment + after)  # type: ignore[misc]
        begin(lambda: self._press("resume"), days * DAY)

    def _press(self, verb: str) -> None:
        """Of a task: press it until an answer comes."""
        lambdas = self._world.lambdas
        lambdas.handlers.setdefault(OPERATOR, _do)
        lambdas.timeouts.setdefault(OPERATOR, MINUTE)
        for _ in range(TRIES):
            if lambdas.invoke_and_wait(OPERATOR, {"verb": verb}).how == "answered":
                return
            self._world.time.sleep(10 * SECOND)


def _do(event: dict[str, Any], _context: Any) -> None:
    if event["verb"] == "stop":
        breaker.stop("somebody")
    else:
        breaker.resume()
