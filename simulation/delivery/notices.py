"""S3's notices of uploads: at least once, in any order, each an asynchronous invocation.

Rules
1. Every write of a key has a sequencer, larger than the one before.
2. Lambda tries an asynchronous invocation twice more; then it goes to the dead letters.
"""

from collections.abc import Callable
from functools import partial

from simulation.lambdas import Body, Lambdas, Outcome
from simulation.seam import Wire
from simulation.time import HOUR, MINUTE, Time


class Notices:
    def __init__(self, time: Time, wire: Wire, lambdas: Lambdas, send: Callable[[str, str], None]) -> None:
        self._time = time
        self._wire = wire
        self._lambdas = lambdas
        self._send = send
        self._wanted: list[tuple[str, str]] = []
        self._sequence = 0
        self.given_up: list[str] = []

    def connect(self, function: str, prefix: str) -> None:
        self._wanted.append((function, prefix))

    def written(self, key: str, exists: bool) -> None:
        """An object of the workspace's bucket was put or deleted."""
        self._sequence += 1
        record = {
            "eventName": "ObjectCreated:Put" if exists else "ObjectRemoved:Delete",
            "s3": {"object": {"key": key, "sequencer": f"{self._sequence:016X}"}},
        }
        random, rate = self._time.chance.of("notices"), self._wire.rates.notices
        for function in {function: None for function, prefix in self._wanted if key.startswith(prefix)}:
            delays = [int(random.random() * 2_000)]
            if rate and random.random() < rate:
                self._wire.met_by("notices", function, "Invoke")
                delays = [int(random.random() ** 3 * HOUR) for _ in range(random.choice([1, 2]))]
            for delay in delays:
                self._time.after(delay, partial(self._invoke, function, {"Records": [record]}))

    def _invoke(self, function: str, event: Body, tries: int = 1) -> None:
        def ended(outcome: Outcome) -> None:
            if outcome.how == "answered":
                return
            if tries < 3:
                self._time.after(tries * MINUTE, lambda: self._invoke(function, event, tries + 1))
            else:
                self.given_up.append(event["Records"][0]["s3"]["object"]["key"])

        self._lambdas.invoke(function, event, ended)
