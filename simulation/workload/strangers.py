"""Who takes part in a siege (`claimer`): proven leads, strangers after them, newcomers whom nobody knows yet."""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple, Protocol

from mikomi import keys

from simulation.time import HOUR
from simulation.workload.people import Browser, Event
from simulation.world import World

JSON = {"content-type": "application/json", "accept": "application/json"}
LASTS = 20 * HOUR


class Lead(NamedTuple):
    """A proven lead as a stranger may know it, and `token`, a word of its data that nobody else may see."""

    number: int
    email: str
    user_id: str
    token: str
    browser: Browser

    @property
    def forwards(self) -> bool:
        """Whether the lead passes its mails on to the stranger, who then reads what the lead reads."""
        return self.number % 5 == 0

    def id(self, world: World) -> str:
        (alias,) = world.partition(keys.email_alias(self.email))
        return str(alias["person"]["S"])


class Newcomer(NamedTuple):
    """Somebody of whom nothing is known yet, whose address a stranger knows, and who comes after the stranger."""

    email: str
    name: str
    user_id: str


class Stranger(Browser):
    """One who is after `lead`, and is there before `newcomer`. `heard` is all that anybody answered."""

    def __init__(self, world: World, lead: Lead, newcomer: Newcomer) -> None:
        super().__init__(world, f"evil-{lead.number}")
        self.lead = lead
        self.newcomer = newcomer
        self.email = f"evil{lead.number}@mail.example"
        self.ip = f"10.{lead.number // 250}.{lead.number % 250}.{self.random.randrange(1, 250)}"
        self.inbox: list[dict[str, str]] = []
        self.forwarded: list[dict[str, str]] = []
        self.heard: list[str] = []
        self.moved: list[str] = []

    def come(self, moves: "Sequence[Move]") -> None:
        """Of a task: a dozen of these moves or so, hours or seconds apart."""
        random, time = self.random, self.world.time
        drawn = random.choices(moves, k=random.randint(4, 20))
        for move in drawn:
            time.sleep(int(random.random() ** 3 * LASTS / len(drawn)))
            self.moved.append(move.__name__)
            move(self, random)

    def ask(self, method: str, target: str, body: Any = "", headers: dict[str, str] | None = None) -> str:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        answer = self.world.http(method, target, text, headers or JSON, self.ip)
        self.heard.append(f"{answer.location} {answer.answer}")
        return answer.answer

    def tell(self, *events: Event) -> None:
        self.ask("POST", "/v1/batch", {"batch": list(events), "writeKey": "wk_simulated"})


Move = Callable[[Stranger, Random], None]
"""What a stranger does once, by what chance says."""


class Sides(Protocol):
    """All of them, as those see them who judge what came of it. `begins`: when the strangers came."""

    @property
    def world(self) -> World: ...
    @property
    def begins(self) -> int: ...
    @property
    def leads(self) -> Sequence[Lead]: ...
    @property
    def newcomers(self) -> Sequence[Newcomer]: ...
