"""The stories in which a scenario tells another system, which replies, is busy, is gone, leads elsewhere, hangs, talks
nonsense, or hears without being heard.

They are stories of their own (`seed.play(seed, of=Hooked)`), so that no other seed is another one for them.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from mikomi.outward import client
from mikomi.outward.client import NoReply, NotPublic, Outcome, Replied

from simulation.time import SECOND
from simulation.workload.story import Story
from simulation.workload.workspace import Files
from simulation.world import World

FILE, SETTINGS = "scenarios/crm.json", "settings.json"
SCENARIO, STEP, TRAIT = "crm", "ask", "crm"
WAITS = (None, "1h", "2d")
MOODS = ("replies",) * 9 + ("busy",) * 4 + ("hangs", "elsewhere", "nonsense", "lost", "lost", "gone", "private")


class Heard(NamedTuple):
    """A webhook that reached the other system; `said`: the trait that its reply sets, if it was heard."""

    id: str
    at: int
    body: bytes
    said: int | None


class Crm:
    """The other system. Its mood changes with every webhook."""

    def __init__(self, world: World) -> None:
        self._world, self._random = world, world.chance.of("crm")
        self.heard: list[Heard] = []

    def post(self, _url: str, headers: Mapping[str, str], body: bytes, _way: Any = None) -> Outcome:
        time, mood = self._world.time, self._random.choice(MOODS)
        time.sleep(int(self._random.random() * SECOND))
        if mood == "private":
            return NotPublic("private_address")
        number = len(self.heard) + 1
        said = number if mood == "replies" else None
        self.heard.append(Heard(headers["webhook-id"], time.now, body, said))
        match mood:
            case "replies":
                return Replied(200, json.dumps({"traits": {TRAIT: number}}).encode())
            case "nonsense":
                return Replied(200, b"<html>")
            case "busy" | "elsewhere" | "gone":
                return Replied({"busy": 503, "elsewhere": 302, "gone": 410}[mood], b"")
            case _:
                pass
        time.sleep(10 * SECOND)
        return NoReply("too_slow" if mood == "hangs" else "ConnectionResetError")


class Hooked(Story):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.crm = Crm(world)
        self._waits = world.chance.of("hooks").choice(WAITS)

    def happen(self) -> None:
        """With the other system in the place of the way out."""
        real = client.post
        client.post = self.crm.post  # type: ignore[assignment]
        try:
            super().happen()
        finally:
            client.post = real

    def _files(self, revision: int, drawn_by: str) -> Files:
        made = super()._files(revision, drawn_by)
        settings = {**json.loads(made[SETTINGS]), "webhook_secrets": ["crm"]}
        hook = {"url": "https://crm.example.co.jp/in", "secret": "crm"} | (
            {"wait_up_to": self._waits} if self._waits else {}
        )
        scenario = {
            "version": 1,
            "id": SCENARIO,
            "name": f"CRM rev-{revision}",
            "status": "active",
            "trigger": {"when": {"visited": "/price"}},
            "reentry": {"after": "2d"},
            "steps": [{"id": STEP, "webhook": hook}, {"wait": "1h"}],
        }
        more = {SETTINGS: settings, FILE: scenario}
        return made | {name: json.dumps(said, ensure_ascii=False).encode() for name, said in more.items()}
