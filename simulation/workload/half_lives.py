"""A marketer who changes how fast points fade, and sometimes takes the change back within the minute.

It draws nothing of the world's, so that a story without such a change is what it was.
"""

import json
from random import Random

from simulation.time import DAY, SECOND
from simulation.workload.workspace import HALF_LIFE

SHARE = 0.25
"""Of the stories in which somebody does."""
CHOICES = ("3d", HALF_LIFE, "60d", None)
SCORING = "scoring.json"


class HalfLives:
    """`now` is what the workspace says (None: points do not fade); `moments`: when it is changed, from the story's
    beginning on."""

    def __init__(self, seed: int, days: int) -> None:
        self._random = random = Random(f"half-lives {seed}")
        changes = random.random() < SHARE
        self.now = random.choice((HALF_LIFE, HALF_LIFE, None)) if changes else HALF_LIFE
        self.moments = [int(random.random() * days * DAY) for _ in range(random.randint(1, 2) if changes else 0)]

    def change(self) -> None:
        self.now = self._random.choice([each for each in CHOICES if each != self.now])

    def regret(self) -> int | None:
        """How long after the change it is taken back; None if it stays."""
        return int((3 + 9 * self._random.random()) * SECOND) if self._random.random() < 0.8 else None


def with_half_life(scoring: bytes, half_life: str | None) -> bytes:
    """The file of scoring rules with this half-life."""
    said = json.loads(scoring)
    said.pop("decay", None)
    decay = {"decay": {"half_life": half_life}} if half_life else {}
    return json.dumps({**said, **decay}, ensure_ascii=False, indent=1).encode()
