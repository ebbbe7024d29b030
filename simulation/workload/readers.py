"""A company with more scenarios, two of which keep each other out, and visitors who read much on one day.

It draws nothing of the world's, so that a story of a company without them is what it was.
"""

import json
from typing import Any

from simulation.time import DAY, HOUR
from simulation.workload.people import Visitor
from simulation.workload.workspace import Files
from simulation.world import World

SHARE = 0.08
"""Of the stories with such a company."""
GROUP = "reading"
AFTER_EXIT, AFTER_DAYS = "cases", "about"
"""The two scenarios of the group: which enters again after it was left, and which some days after it was entered."""
DAYS_APART = 3
GOAL_PAGE, GOAL_DAYS = "/price", 3
"""What both are for, and how long that is looked for: they last a day."""
BUSY = ("/news/1", "/news/2", "/news/3", "/cases", "/about")


class Readers:
    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random = world.chance.of("readers")
        self.are_there = random.random() < SHARE

    def more(self) -> Files:
        """The files that this company has beside those of all."""
        if not self.are_there:
            return {}
        steps: list[dict[str, Any]] = [{"wait": "1d"}, {"add_tag": "reader"}]
        reentry = {AFTER_EXIT: "after_exit", AFTER_DAYS: {"after": f"{DAYS_APART}d"}}
        return {
            f"scenarios/{name}.json": json.dumps(
                {
                    "version": 1,
                    "id": name,
                    "name": name,
                    "status": "active",
                    "trigger": {"when": {"visited": f"/{name}"}},
                    "group": GROUP,
                    "reentry": again,
                    "goal": {"name": "-", "when": {"visited": GOAL_PAGE}, "within": f"{GOAL_DAYS}d"},
                    "steps": steps,
                },
                indent=1,
            ).encode()
            for name, again in reentry.items()
        }

    def plan(self, visitors: list[Visitor], days: int) -> None:
        """A few visitors read for some hours, in all their browsers, and again some days later."""
        if not self.are_there:
            return
        random = self._random
        for visitor in visitors[:2]:
            day = int(random.random() * (days - 8) * DAY)
            for _ in range(random.randint(2, 5)):
                moment = day + random.choice([0, 0, 1, 2, 4]) * DAY + int(random.random() * 6 * HOUR)
                browser = random.choice(visitor.browsers)
                pages = random.choices(BUSY, k=random.randint(2, 5))
                self._world.time.begin(
                    lambda browser=browser, pages=pages: browser.send([browser.view(page) for page in pages]),  # type: ignore[misc]
                    moment,
                )
