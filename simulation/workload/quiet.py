"""A company that writes to whoever has not come for some days, from the beginning or from some day on.

It draws nothing of the world's, so that a story of a company without it is what it was.
"""

import json

from simulation.time import DAY, HOUR
from simulation.workload.people import Visitor
from simulation.workload.workspace import Files
from simulation.world import START, World

SHARE = 0.12
"""Of the stories with such a company."""
SCENARIO = "quiet"
PAGE = "/shop"
FILE = f"scenarios/{SCENARIO}.json"


class Quiet:
    """`days`: who has not viewed the page for so long has fallen quiet."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random = world.chance.of("quiet")
        self.are_there = random.random() < SHARE
        self.days = random.randint(3, 9)
        self.begins = random.choice([0, int(random.random() * 15 * DAY)])

    def more(self) -> Files:
        """The files that this company has by now, beside those of all."""
        return self.files if self.are_there and self._world.time.now >= START + self.begins else {}

    @property
    def files(self) -> Files:
        said = {
            "version": 1,
            "id": SCENARIO,
            "name": SCENARIO,
            "status": "active",
            "trigger": {"when": {"not": {"visited": PAGE, "within": f"{self.days}d"}}},
            "reentry": "after_exit",
            "steps": [{"id": "miss", "mail": {"template": "watch", "subject": "miss quiet"}}],
        }
        return {FILE: json.dumps(said, indent=1).encode()}

    def plan(self, visitors: list[Visitor], days: int) -> None:
        """A few visitors look at the page now and then, in any of their browsers; most only before the company thinks
        of who does not come any more."""
        if not self.are_there:
            return
        random = self._random
        for visitor in visitors[:3]:
            until = self.begins if self.begins and random.random() < 0.7 else days * DAY
            for _ in range(random.randint(1, 4)):
                browser, moment = random.choice(visitor.browsers), int(random.random() * until)
                more = [moment + int(random.random() * HOUR) for _ in range(random.choice([0, 0, 1]))]
                for at in (moment, *more):
                    self._world.time.begin(lambda browser=browser: browser.send([browser.view(PAGE)]), at)  # type: ignore[misc]
