"""Functions, their containers, and invocations that run as tasks.

Rules
1. A container serves one invocation at a time and keeps what its process knows (`MEMORY`) to the next; which
   container serves, and whether a new one is started, the seed draws.
2. An invocation that reaches its function's time-out is gone, wherever it stands.
3. A container's clock may run a little ahead or behind.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from mikomi.aws import lots, plans

from simulation.seam import Died
from simulation.time import Time

Body = dict[str, Any]
Handler = Callable[[Body, Any], Any]


class Outcome(NamedTuple):
    """How an invocation ended; `answer` is what the handler answered, or the error's name."""

    how: Literal["answered", "raised", "died"]
    answer: Any


MEMORY: tuple[tuple[Any, str, Any], ...] = ((plans, "_pointer", None), (lots, "_kept", {}))
"""What a process keeps from one invocation to the next: where it stands, and as what it begins."""


class Container:
    def __init__(self, skew: int) -> None:
        self.skew = skew
        self._memory = [fresh for _, _, fresh in MEMORY]

    def remember(self) -> None:
        """Keep what the running process knows."""
        self._memory = [getattr(module, name) for module, name, _ in MEMORY]

    def recall(self) -> None:
        """Let the running process know what this one knew."""
        for (module, name, _), held in zip(MEMORY, self._memory, strict=True):
            setattr(module, name, held)


class Invocation:
    """One run of a handler. `calls` counts its AWS calls, every attempt; `struck` is the fault that its call meets."""

    def __init__(self, number: int, function: str, container: Container, deadline: int, time: Time, host: "Lambdas"):
        self.id = number
        self.function = function
        self.container = container
        self.calls = 0
        self.struck: str | None = None
        self.began = time.now
        self.units = 1
        self._deadline = deadline
        self._time = time
        self._host = host

    def wait(self, duration: int) -> None:
        """Let others act for so long; the time-out ends the process."""
        left = self._deadline - self._time.now
        self.container.remember()
        self._time.sleep(max(0, min(duration, left)))
        self._host.current = self
        self.container.recall()
        if duration > left:
            raise Died


class Lambdas:
    """`handlers`: function name → its handler; `timeouts`: in ms."""

    def __init__(self, time: Time, handlers: dict[str, Handler], timeouts: dict[str, int]) -> None:
        self.time = time
        self.handlers = handlers
        self.timeouts = timeouts
        self.current: Invocation | None = None
        self.invocations = 0
        self.ended: list[tuple[str, int, int, str, int]] = []
        """(function, AWS calls, units of work, how, when) of each invocation."""
        self.skew = 0
        self.closed: Callable[[str], bool] = lambda _function: False
        """Which functions cannot be reached: whoever invokes one is told that it died."""
        self._idle: dict[str, list[Container]] = {}

    def now(self) -> int:
        """What the running process takes the time to be."""
        return self.time.now + (self.current.container.skew if self.current else 0)

    def invoke(self, function: str, event: Body, done: Callable[[Outcome], None], units: int = 1) -> None:
        """Begin an invocation; `done` hears how it ended."""
        if self.closed(function):
            return self.time.after(1, lambda: done(Outcome("died", None)))
        idle = self._idle.setdefault(function, [])
        random = self.time.chance.of("containers", function)
        if idle and random.random() < 0.8:
            container = idle.pop(random.randrange(len(idle)))
        else:
            container = Container(random.randint(-self.skew, self.skew) if self.skew else 0)
        self.invocations += 1
        invocation = Invocation(
            self.invocations, function, container, self.time.now + self.timeouts[function], self.time, self
        )
        invocation.units = units

        def work() -> None:
            self.current = invocation
            container.recall()
            try:
                outcome = Outcome("answered", self.handlers[function](event, None))
            except Died:
                outcome = Outcome("died", None)
            except Exception as error:
                outcome = Outcome("raised", f"{type(error).__name__}: {error}")
            if outcome.how != "died":
                container.remember()
                idle.append(container)
            self.current = None
            self.ended.append((function, invocation.calls, units, outcome.how, self.time.now))
            done(outcome)

        self.time.begin(work)

    def begin_anew(self) -> None:
        """No process knows anything of what was before."""
        self._idle.clear()

    def invoke_and_wait(self, function: str, event: Body) -> Outcome:
        """The same for a task that waits for the end."""
        answer: Outcome = self.time.wait_for(lambda wake: self.invoke(function, event, wake))
        return answer
