"""The stories in which alerts go by a channel beside mail, or before it: the other side takes them, is busy, is gone,
leads elsewhere, hangs, or hears without being heard.

They are stories of their own (`seed.play(seed, of=Channelled)`), so that no other seed is another one for them.
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

SETTINGS, SALES, CHANNEL = "settings.json", "sales.json", "desk"
MOODS = ("takes",) * 9 + ("busy",) * 4 + ("hangs", "elsewhere", "too_many", "lost", "lost", "gone", "private")


class Told(NamedTuple):
    """An alert that reached the other side; `taken`: whether it said so, and was heard."""

    id: str
    at: int
    alert: str
    lead: str
    taken: bool


class Desk:
    """The other side. Its mood changes with every alert."""

    def __init__(self, world: World) -> None:
        self._world, self._random = world, world.chance.of("desk")
        self.heard: list[Told] = []

    def post(self, _url: str, headers: Mapping[str, str], body: bytes, _way: Any = None) -> Outcome:
        time, mood = self._world.time, self._random.choice(MOODS)
        time.sleep(int(self._random.random() * SECOND))
        if mood == "private":
            return NotPublic("private_address")
        said = json.loads(body)["data"]
        self.heard.append(
            Told(headers["webhook-id"], time.now, said["alert"]["id"], said["lead"]["id"], mood == "takes")
        )
        statuses = {"takes": 204, "busy": 503, "elsewhere": 302, "too_many": 429, "gone": 410}
        if mood in statuses:
            return Replied(statuses[mood], b"")
        time.sleep(10 * SECOND)
        return NoReply("too_slow" if mood == "hangs" else "ConnectionResetError")


class Channelled(Story):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.desk = Desk(world)
        self.mail = world.chance.of("channels").choice(("too", "fallback"))

    def happen(self) -> None:
        """With the other side in the place of the way out."""
        real = client.post
        client.post = self.desk.post  # type: ignore[assignment]
        try:
            super().happen()
        finally:
            client.post = real

    def _files(self, revision: int, drawn_by: str) -> Files:
        made = super()._files(revision, drawn_by)
        settings = {**json.loads(made[SETTINGS]), "webhook_secrets": ["desk"]}
        address = "https://desk.example.co.jp/in"
        channel = {"id": CHANNEL, "kind": "webhook", "url": address, "secret": "desk", "mail": self.mail}
        more = {SETTINGS: settings, SALES: {"version": 1, "channels": [channel]}}
        return made | {name: json.dumps(said, ensure_ascii=False).encode() for name, said in more.items()}
